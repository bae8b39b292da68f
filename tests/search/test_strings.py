"""The words of the search are whole in each language, and get to the browser as they are."""

from __future__ import annotations

import json
import re

import pytest

from mkdocs_articles.search import markup, scripts, strings


@pytest.mark.parametrize("language", ["zh", "zh-Hant", "en", "de", ""])
def test_every_language_has_every_string(language: str) -> None:
    found = strings.strings_for(language)
    assert set(found) == strings.KEYS
    assert all(found.values())


def test_the_languages_differ_but_not_in_their_gaps() -> None:
    chinese, english = strings.strings_for("zh"), strings.strings_for("en")
    for key in strings.KEYS:
        assert chinese[key] != english[key], key
        assert chinese[key].count("{}") == english[key].count("{}"), key


def test_the_scripts_use_all_strings_and_no_others() -> None:
    used = set()
    for script in scripts.BROWSER.glob("*.js"):
        used |= set(re.findall(r"\bstrings\.(\w+)", script.read_text(encoding="utf-8")))
    assert used - {"js"} <= strings.KEYS
    assert strings.KEYS - used == {"button", "failed", "categories", "tags"}


def test_a_site_can_have_its_own() -> None:
    own = strings.strings_for("en", {"button": 'Suche <"&>'})
    assert own["button"] == 'Suche <"&>'
    assert own["clear"] == "Clear"
    assert "<span>Suche &lt;&quot;&amp;&gt;</span>" in strings.button(own, "alone")
    (text,) = re.findall(r"^const STRINGS=(.*);$", markup.files(own)["dialog.js"], re.MULTILINE)
    assert json.loads(text) == own
