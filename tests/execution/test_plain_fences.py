"""Fences that are not to be run come out as they do without the extension, byte for byte."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import markdown
import pytest
from pymdownx.superfences import fence_code_format, fence_div_format

EXTENSION = "mkdocs_articles.execution"
TEXTS = {
    path.stem: path.read_bytes().decode("utf-8")
    for path in sorted((Path(__file__).parent / "plain").glob("*.txt"))
}
AROUND: dict[str, Any] = {
    "admonition": {},
    "def_list": {},
    "footnotes": {},
    "md_in_html": {},
    "tables": {},
    "pymdownx.tabbed": {"alternate_style": True},
}
MERMAID = {"name": "mermaid", "class": "mermaid", "format": fence_code_format}


def special(
    language: str, inputs: dict[str, str], _options: Any, attrs: dict[str, str],
    md: markdown.Markdown,
) -> bool:  # fmt: skip
    """Another package's Python fences, as a package that draws or tests them might have."""
    attrs.update(inputs)
    return language == "python" and "special" in md.preprocessors["fenced_code_block"].classes  # type: ignore[attr-defined]


SPECIAL = {"name": "python", "class": "special", "format": fence_div_format, "validator": special}
FENCES = "pymdownx.superfences"
SITES: dict[str, dict[str, Any]] = {
    "Material's usual": {
        **AROUND, "attr_list": {}, FENCES: {}, "pymdownx.inlinehilite": {},
        "pymdownx.highlight": {"anchor_linenums": True, "line_spans": "__span", "auto_title": True},
    },
    "without attr_list": {**AROUND, FENCES: {}},
    "superfences alone": {FENCES: {}},
    "highlighted in the browser": {
        **AROUND, "attr_list": {}, FENCES: {}, "pymdownx.highlight": {"use_pygments": False},
    },
    "custom fences": {**AROUND, "attr_list": {}, FENCES: {"custom_fences": [MERMAID, SPECIAL]}},
    "relaxed headers": {**AROUND, FENCES: {"relaxed_headers": True}},
    "preserved tabs": {**AROUND, "attr_list": {}, FENCES: {"preserve_tabs": True}},
    "no indented code": {**AROUND, FENCES: {"disable_indented_code_blocks": True}},
    "codehilite": {**AROUND, "attr_list": {}, FENCES: {}, "codehilite": {"guess_lang": False}},
    "MkDocs' own": {**AROUND, "fenced_code": {}, "toc": {}},
    "MkDocs' own with codehilite": {**AROUND, "attr_list": {}, "fenced_code": {}, "codehilite": {}},
    "extra": {"extra": {}},
    "no fences": {"def_list": {}},
    "nothing": {},
}  # fmt: skip


def convert(text: str, extensions: list[str], configs: dict[str, Any]) -> list[str]:
    """The HTML, and that of a second document by the same converter."""
    md = markdown.Markdown(extensions=extensions, extension_configs=configs)
    return [md.convert(text), md.reset().convert(text)]


@pytest.mark.parametrize("last", [True, False], ids=["listed last", "listed first"])
@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("name", TEXTS)
def test_plain_fences(name: str, site: str, last: bool) -> None:
    configs = SITES[site]
    without = convert(TEXTS[name], [*configs], configs)
    names = [*configs, EXTENSION] if last else [EXTENSION, *configs]
    assert convert(TEXTS[name], names, configs) == without


def test_the_corpus_is_one() -> None:
    """Were the texts not Markdown with fences, the test above would show nothing."""
    html = "".join(convert(text, ["attr_list", FENCES], {})[0] for text in TEXTS.values())
    assert html.count('<div class="highlight">') >= 25
    assert html.count("<pre><code>") >= 4
