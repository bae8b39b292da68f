"""The browser's half of the tokens: a query becomes what the index has of the same text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

import golden
from browsing import opened, served
from mkdocs_articles.search import tokens
from search.asking import MODULES, write

CASES = golden.load(Path(__file__).parent / "tokens")


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("tokens")
    write(folder, [])
    with served(folder) as at, opened(browser, at) as page:
        page.goto(at)
        yield page


def in_browser(page: Page, texts: Sequence[str]) -> list[tuple[str, str, str]]:
    """Of each text: normalised; its units; what `mapped` says it is, by single places."""
    found = page.evaluate(
        f"""async (texts) => {{
          const {{ isCjk, mapped, normalise, runs }} = await import("./{MODULES}/tokens.js");
          return texts.map((text) => {{
            const normalised = normalise(text);
            const units = runs(normalised).flatMap((run) => (isCjk(run) ? [...run] : [run]));
            const {{ written, places }} = mapped(text);
            const isOrdered = places.every((place, at) => !at || place >= places[at - 1]);
            if (places.length !== written.length + 1 || places.at(-1) !== text.length || !isOrdered)
              throw new Error(text);
            return [normalised, units.join(" "), written];
          }});
        }}""",
        list(texts),
    )
    return [tuple(each) for each in found]


def test_golden_cases(page: Page) -> None:
    texts = [case.sections["text"] for case in CASES]
    for case, (normalised, units, _) in zip(CASES, in_browser(page, texts), strict=True):
        assert normalised == case.sections.get("normalised", case.sections["text"]), case.name
        assert units == case.sections["units"], case.name


def test_places_of_a_text_that_changes_its_length(page: Page) -> None:
    found = page.evaluate(
        f"""async () => {{
          const {{ mapped }} = await import("./{MODULES}/tokens.js");
          const text = "Café…ﬁt ﾀﾞ随机";
          const {{ written, places }} = mapped(text);
          const at = (word) => {{
            const start = written.indexOf(word);
            return text.slice(places[start], places[start + word.length]);
          }};
          return [written, at("cafe"), at("fit"), at("ダ"), at("随机")];
        }}"""
    )
    assert found == ["cafe...fit ダ随机", "Café", "ﬁt", "ﾀﾞ", "随机"]


# Browsers and Python may know different versions of Unicode: only what both have had for long.
KNOWN = st.characters(max_codepoint=0x2FFFF, exclude_categories=["Cs", "Cn", "Co"]).filter(
    lambda one: unicodedata.ucd_3_2_0.category(one) != "Cn"
)
TEXT = st.text(
    st.one_of(st.sampled_from("随机森林々カなㄅ한ABcd12_.-'^+#\\{}$ \n\u0301\u200bＡſςİ"), KNOWN),
    max_size=30,
)
TEX = st.lists(
    st.sampled_from(
        [*"ab1_^{}\\ -", "\\beta", "\\mathbf", "\\text", "\\left", "_{", "^{", "\\label{", "随"]
    ),
    max_size=14,
).map("".join)


@settings(max_examples=30)
@given(st.lists(st.one_of(TEXT, TEX), min_size=20, max_size=60))
def test_wild_text(page: Page, texts: list[str]) -> None:
    for text, (normalised, units, _) in zip(texts, in_browser(page, texts), strict=True):
        assert normalised == tokens.normalise(text), ascii(text)
        assert units == " ".join(tokens.units(tokens.normalise(text))), ascii(text)
