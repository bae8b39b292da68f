"""Convert Markdown with formulas, as this repository's site does it and as plain Markdown does."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown
from mkdocs.utils.yaml import yaml_load

ROOT = Path(__file__).parent.parent.parent
MATH = "mkdocs_articles.math"


@pytest.fixture(scope="session")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for the formulas of all tests of a process, and so one engine for them."""
    return tmp_path_factory.mktemp("formulas")


@pytest.fixture(scope="session")
def converter(cache_dir: Path) -> Callable[..., Markdown]:
    """A converter with the extensions of this repository's own site, or with formulas alone:

    `converter(plain=True, extensions=["tables"], dollars=False)`.
    """
    with (ROOT / "mkdocs.yml").open(encoding="utf-8") as file:
        listed = yaml_load(file)["markdown_extensions"]
    site: dict[str, dict[str, Any]] = {}
    for item in listed:
        site |= item if isinstance(item, dict) else {item: {}}

    def make(*, plain: bool = False, extensions: Iterable[str] = (), **options: Any) -> Markdown:
        configs = {} if plain else dict(site)
        configs[MATH] = {**configs.get(MATH, {}), "cache_dir": str(cache_dir), **options}
        return Markdown(extensions=[*configs, *extensions], extension_configs=configs)

    return make


@pytest.fixture(scope="session")
def converters() -> dict[str, Markdown]:
    return {}


@pytest.fixture
def convert(
    converter: Callable[..., Markdown],
    converters: dict[str, Markdown],
    caplog: pytest.LogCaptureFixture,
) -> Callable[..., tuple[str, list[str]]]:
    """Convert a text: the HTML, and the problems. A converter is used again for later texts."""

    def run(text: str, **settings: Any) -> tuple[str, list[str]]:
        caplog.clear()
        if (key := repr(settings)) not in converters:
            converters[key] = converter(**settings)
        markdown = converters[key]
        markdown.reset()
        return markdown.convert(text), list(caplog.messages)

    return run


_FORMULA = re.compile(
    r'<tex-math(?P<display> class="display")?(?: id="(?P<id>[^"]*)")? data-search-exclude>'
    r"(?P<body>.*?)</tex-math>",
    re.S,
)
_ANNOTATION = re.compile(r'<annotation encoding="application/x-tex">(.*?)</annotation>', re.S)
# Beside a whole formula, and beside the rows of an environment.
_NUMBERS = 'mtd[width="50%"] + mtd:last-child, mtd.tex-number'
_REFUSED = re.compile(r'<code class="katex-error" title="[^"]+">(.*?)</code>', re.S)
_HEADER_LINK = re.compile(r'<a class="headerlink".*?</a>')
_HIGHLIGHTED = re.compile(r'<div class="highlight">(.*?)</div>', re.S)
_TAG = re.compile(r"<(?!/?(?:pre|code)\b)[^>]*>")


@pytest.fixture(scope="session")
def show() -> Callable[[str], str]:
    """HTML with formulas as `⟦x⟧` and `⟦⟦x⟧⟧(1)#eq:x`, followed by the links in them, and without
    headings' links and colours of code.
    """

    def show(body: str) -> str:
        body = _HEADER_LINK.sub("", _FORMULA.sub(_show_formula, body))
        return _HIGHLIGHTED.sub(lambda match: _TAG.sub("", match[1]), body)

    return show


def _show_formula(match: re.Match[str]) -> str:
    if refused := _REFUSED.fullmatch(match["body"]):
        content = f"refused: {html.unescape(refused[1])}"
    else:
        annotation = _ANNOTATION.search(match["body"])
        assert annotation, match["body"]
        content = html.unescape(annotation[1])
    soup = BeautifulSoup(match["body"], "html.parser")
    after = "".join(number.get_text() for number in soup.select(_NUMBERS))
    after += f"#{match['id']}" if match["id"] else ""
    after += "".join(f"[{link.get_text()}]({link['href']})" for link in soup.select("a"))
    return (f"⟦⟦{content}⟧⟧" if match["display"] else f"⟦{content}⟧") + after
