"""Excerpts, each case a file in `tests/excerpt`; what a file cannot show is below.

In the expected HTML a formula is written ⟦TeX⟧, a display formula ⟦⟦TeX⟧⟧, each block begins a new
line, a no-break space reads `&nbsp;`, and a last line `…` says that something was cut off.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import markdown
import pytest
from mkdocs.utils.yaml import yaml_load

import golden
from excerpt_oracle import assert_well_formed
from mkdocs_articles import excerpt
from mkdocs_articles.excerpt import Excerpt
from mkdocs_articles.labels import labels_for

CASES = golden.load(Path(__file__).parent / "excerpt")
CONFIG = Path(__file__).parent.parent / "mkdocs.yml"
WRITTEN, SHOWN = "posts/case/", ""  # the article's page, and the one that shows the excerpt
FORMULA = re.compile(r"<tex-math(?P<display> class=\"display\")?.*?</tex-math>", re.DOTALL)
TEX = re.compile(r"<annotation encoding=\"application/x-tex\">(?P<tex>.*?)</annotation>", re.DOTALL)
BLOCK = re.compile(r"(?<=>)(?=<(?:p|ul|ol|li|dl|dt|dd|blockquote)\b)")


@pytest.fixture(scope="module")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Markdown with this repository's own extensions, as its site has them."""
    names: list[str] = []
    options: dict[str, dict[str, Any]] = {}
    with CONFIG.open(encoding="utf-8") as file:
        configured = yaml_load(file)["markdown_extensions"]
    for entry in configured:
        name, values = next(iter(entry.items())) if isinstance(entry, dict) else (entry, None)
        names.append(name)
        options[name] = values or {}
    options["mkdocs_articles.math"]["cache_dir"] = str(tmp_path_factory.mktemp("cache"))
    converter = markdown.Markdown(extensions=names, extension_configs=options)

    def run(text: str) -> str:
        converter.reset()
        return converter.convert(text)

    return run


def short(match: re.Match[str]) -> str:
    """A formula as the fixtures write it."""
    tex = TEX.search(match[0])
    if not tex:  # not KaTeX's
        return match[0]
    source = html.unescape(tex["tex"])
    return f"⟦⟦{source}⟧⟧" if match["display"] else f"⟦{source}⟧"


def pretty(cut: Excerpt) -> str:
    """The HTML of an excerpt as the fixtures write it."""
    lines = BLOCK.sub("\n", FORMULA.sub(short, cut.html(WRITTEN, SHOWN)))
    return lines.replace("\xa0", "&nbsp;") + ("" if cut.whole else "\n…")


def rendered(case: golden.Golden, convert: Callable[[str], str]) -> str:
    if "article.html" in case.sections:
        return case.sections["article.html"]
    return convert(case.sections["article.md"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: golden.Golden, convert: Callable[[str], str]) -> None:
    assert not case.options.keys() - {"length", "language"}
    body = rendered(case, convert)
    length = int(case.options.get("length", "200"))
    cut = excerpt.cut(body, length, labels_for(case.options.get("language", "zh")))
    assert pretty(cut).strip("\n") == case.sections["excerpt.html"]
    assert cut.text.replace("\xa0", "&nbsp;") == case.sections["excerpt.txt"]
    assert_well_formed(cut.html(WRITTEN, SHOWN))


def cut(body: str, length: int = 200) -> Excerpt:
    return excerpt.cut(body, length, labels_for("zh"))


FORMULA_HTML = "<tex-math data-search-exclude><span>x</span></tex-math>"
DISPLAY_HTML = FORMULA_HTML.replace("<tex-math", '<tex-math class="display"')


@pytest.mark.parametrize(
    ("body", "weight"),
    [
        ("<p>一二三</p>", 3),
        ("<p>一二。三四”</p>", 5),  # a closing mark weighs nothing
        ("<p>one two</p>", 4),
        (f"<p>一{FORMULA_HTML}二</p>", 4),
        ("<p>一</p><pre>code</pre>", 3),
        (f"<p>{'x' * 23} y</p>", 4),
        (f"<p>{'x' * 24} y</p>", 6),
        (f"<p>一</p>{DISPLAY_HTML}", 21),
    ],
)
def test_an_article_as_long_as_the_length_is_whole(body: str, weight: int) -> None:
    assert cut(body, weight).whole
    assert FORMULA.findall(cut(body, weight).html()) == FORMULA.findall(body)
    assert "公式" not in cut(body, weight).html()
    shorter = cut(body, weight - 1)
    assert not shorter.whole or "公式" in shorter.html()


@pytest.mark.parametrize(
    ("shown", "address"),
    [("posts/a/", "../b/"), ("", "posts/b/"), ("tags/x/", "../../posts/b/")],
)
def test_links_are_right_on_every_page(shown: str, address: str) -> None:
    found = cut('<p><a href="../b/">乙</a></p>').html("posts/a/", shown)
    assert found == f'<p><a href="{address}">乙</a></p>'


def test_a_description_is_shown_as_it_is() -> None:
    description = 'a < b & "c"：用 $x$，<b>不</b>是标记'
    found = excerpt.from_description(description)
    assert found.text == description
    assert html.unescape(found.html()) == f"<p>{description}</p>"
    assert_well_formed(found.html())


def test_a_fixture_says_what_it_shows() -> None:
    case = golden.parse("a", "It shows\nthis.\n\nlength: 3\n\n--- b.md\n\n--- c\n- x\n\n\n")
    assert case == golden.Golden("a", "It shows this.", {"length": "3"}, {"b.md": "", "c": "- x"})
    with pytest.raises(ValueError, match="a: begin with a sentence"):
        golden.parse("a", "length: 3\n--- b.md\nx\n")
