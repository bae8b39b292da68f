r"""Every way to write a formula, in every place where Markdown allows text, and in code nowhere."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from bs4 import BeautifulSoup

Convert = Callable[..., tuple[str, list[str]]]

# What Markdown, smart punctuation, abbreviations or HTML could get hold of.
TEX = (
    r'a_i*b*c_j --- \text{"q" (tm) tex} \{<b>\} |x| **d** \_e\_ ~~f~~ ==g== '
    r"\begin{cases}1 & 2 \\ [3] & 4\end{cases} \alpha"
)
LINES = TEX.replace(r"\\ ", "\\\\\n").replace("---", "-\n- +\n+")


@dataclass(frozen=True)
class Syntax:
    """A way to write `tex`; its lines after the first get the indentation of the place."""

    source: str
    tex: str
    display: bool = True

    def at(self, template: str) -> str:
        """The source in the place `‹ ›` of `template`; what is between them begins later lines."""
        before, _, rest = template.partition("‹")
        indent, _, after = rest.partition("›")
        return before + self.source.replace("\n", f"\n{indent}") + after


ALIGN = rf"\begin{{align}}{TEX}\end{{align}}"
SHORT = {
    "dollar": Syntax(f"${TEX}$", TEX, display=False),
    "dollars": Syntax(f"$${TEX}$$", TEX),
    "parens": Syntax(rf"\({TEX}\)", TEX, display=False),
    "brackets": Syntax(rf"\[{TEX}\]", TEX),
    "environment": Syntax(ALIGN, ALIGN),
    "tick": Syntax(f"$`{TEX}`$", TEX, display=False),
    "ticks": Syntax(f"$``{TEX}``$", TEX, display=False),
}
SEVERAL_LINES = {
    "dollar-lines": Syntax(f"${LINES}$", LINES, display=False),
    "dollars-lines": Syntax(f"$$\n{LINES}\n$$", LINES),
    "parens-lines": Syntax(f"\\({LINES}\\)", LINES, display=False),
    "brackets-lines": Syntax(f"\\[\n{LINES}\n\\]", LINES),
    "environment-lines": Syntax(
        f"\\begin{{align}}\n{LINES}\n\\end{{align}}", f"\\begin{{align}}\n{LINES}\n\\end{{align}}"
    ),
}
FENCED = {
    "fence": Syntax(f"```math\n{LINES}\n```", LINES),
    "tildes": Syntax(f"~~~~ math\n{LINES}\n~~~~", LINES),
    "fence-class": Syntax(f"```{{.math}}\n{LINES}\n```", LINES),
}

X = Syntax("$x$", "x", display=False)
XX = Syntax("$$x$$", "x")

# Where a formula stands among text: what Markdown makes of the place, as a CSS selector.
INLINE = {
    "paragraph": ("前‹›后", "p"),
    "English": ("see ‹›, then", "p"),
    "heading": ("# The ‹› norm", "h1"),
    "heading-below": ("The ‹› norm\n===", "h1"),
    "table": ("| a | b |\n|---|:-:|\n| ‹› | c |", "td:first-child"),
    "table-head": ("| a | ‹› |\n|---|---|\n| b | c |", "th:last-child"),
    "table-without-edges": ("a | b\n--- | ---\nc | ‹› d", "td:last-child"),
    "admonition-title": ('!!! note "On ‹›"\n    text', "p.admonition-title"),
    "details-title": ('??? note "On ‹›"\n    text', "summary"),
    "tab-title": ('=== "On ‹›"\n    text', ".tabbed-labels label"),
    "term": ("The ‹› term\n:   definition", "dt"),
    "caption": ("![a](b.png)\n/// caption\nThe ‹› curve\n///", "figcaption"),
    "caption-html": (
        '<figure markdown="span">\n![a](b.png)\n<figcaption>The ‹› curve</figcaption>\n</figure>',
        "figcaption",
    ),
    "span-html": ('<p markdown="span">a ‹› b</p>', "p"),
    "emphasis": ("*‹›*", "em"),
    "underscores": ("_a ‹› b_", "em"),
    "bold": ("**注意‹›后**的", "strong"),
    "bold-underscores": ("__‹›__", "strong"),
    "bold-emphasis": ("***a ‹›***", "strong"),
    "link": ('[the ‹› norm](c.html "t")', "a[href='c.html'][title=t]"),
    "link-alone": ("[‹›](c.html)", "a[href='c.html']"),
    "link-by-name": ("[the ‹› norm][c]\n\n[c]: c.html", "a[href='c.html']"),
    "kbd": ("press <kbd>‹›</kbd>", "kbd"),
    "quotation-marks": ('“a” "‹›" b', "p"),
    "code-beside": ("`a`‹›`b`", "p"),
    "escapes-beside": (r"\$‹›\$", "p"),
    "abbreviation": ("‹› tex\n\n*[tex]: a\n*[math]: b\n*[0]: zero", "p"),
    "task": ("- [ ] prove ‹›", "li"),
}
# Where blocks stand, and so formulas of several lines.
BLOCKS = {
    "alone": ("‹›", "#root"),
    "between": ("before\n\n‹›\n\nafter", "#root"),
    "list": ("- a\n\n    ‹    ›\n- b", "ul li"),
    "list-first": ("-   ‹    ›\n-   b", "ul li"),
    "ordered": ("1. a\n\n    ‹    ›\n\n2. b", "ol li"),
    "nested-list": ("- a\n    - b\n\n        ‹        ›", "ul ul li"),
    "quote": ("> a\n>\n> ‹> ›\n>\n> b", "blockquote"),
    "quote-narrow": (">a\n>\n>‹>›", "blockquote"),
    "nested-quote": ("> a\n>\n> > ‹> > ›", "blockquote blockquote"),
    "list-in-quote": ("> - a\n>\n>     ‹>     ›", "blockquote ul li"),
    "quote-in-list": ("- a\n\n    > ‹    > ›", "ul li blockquote"),
    "admonition": ("!!! note\n    a\n\n    ‹    ›", ".admonition"),
    "details": ("??? note\n    ‹    ›", "details"),
    "tab": ('=== "A"\n    a\n\n=== "B"\n    ‹    ›', ".tabbed-block:nth-child(2)"),
    "footnote": ("a[^1]\n\n[^1]:\n    b\n\n    ‹    ›", ".footnote li"),
    "footnote-first": ("a[^1]\n\n[^1]: ‹    ›", ".footnote li"),
    "definition": ("a\n:   b\n\n    ‹    ›", "dd"),
    "html": ("<div markdown>\n\n‹›\n\n</div>", "div div"),
    "html-details": ("<details markdown>\n<summary>a</summary>\n\n‹›\n\n</details>", "details"),
}
# The places that Markdown has without any other extension.
PLAIN = {
    "paragraph", "English", "heading", "heading-below", "emphasis", "underscores", "bold",
    "bold-underscores", "bold-emphasis", "link", "link-alone", "link-by-name", "kbd",
    "quotation-marks", "code-beside", "escapes-beside", "alone", "between", "list", "list-first",
    "ordered", "nested-list", "quote", "quote-narrow", "nested-quote", "list-in-quote",
    "quote-in-list",
}  # fmt: skip
EXTENSIONS = ("smarty", "pymdownx.blocks.caption")

FOUND = [
    pytest.param(syntax, *place, where, id=f"{name}-{syntax_name}-{where}")
    for places, syntaxes in (
        (INLINE, SHORT),
        (BLOCKS, SHORT | SEVERAL_LINES | FENCED),
    )
    for name, place in places.items()
    for syntax_name, syntax in syntaxes.items()
    for where in ("site", "plain")
    if where == "site" or name in PLAIN
    # a fence has lines of its own
    if not (name == "footnote-first" and syntax_name in FENCED)
]


@pytest.mark.parametrize(("syntax", "template", "selector", "where"), FOUND)
def test_typeset(
    syntax: Syntax, template: str, selector: str, where: str, convert: Convert
) -> None:
    text = syntax.at(template)
    settings = {"plain": True} if where == "plain" else {"extensions": EXTENSIONS}
    body, problems = convert(text, **settings)
    assert problems == []
    soup = BeautifulSoup(f'<div id="root">{BODY.sub(TEX_ALONE, body)}</div>', "html.parser")
    formulas = soup.select(f"{selector} tex-math[data-search-exclude]")
    assert len(formulas) == 1, body
    assert soup.find_all("tex-math") == formulas, "a formula outside its place"
    [formula] = formulas
    lines = [line.strip() for line in formula.get_text().split("\n")]
    assert lines == syntax.tex.split("\n")
    assert formula.get("class") == (["display"] if syntax.display else None)


# What a formula became, and what of it is compared.
BODY = re.compile(
    r"(?<=data-search-exclude>)<span.*?<annotation[^>]*>(.*?)<.*?(?=</tex-math>)", re.S
)
TEX_ALONE = r"\1"

# What is below is no place for formulas; there they are not even wrong.

CODE = {
    "code": "a ````` ‹› ````` b",
    "code-over-lines": "a `````\n‹› ````` b",
    "fence": "`````\n‹›\n`````",
    "fence-python": "`````python\nx = 1 # ‹›\n`````",
    "fence-title": '`````python title="a.py"\n‹›\n`````',
    "fence-other": "`````mathematica\n‹›\n`````",
    "tildes": "~~~~~\n‹›\n~~~~~",
    "fence-in-list": "- a\n\n    `````\n    ‹    ›\n    `````",
    "fence-in-quote": "> `````\n> ‹> ›\n> `````",
    "fence-in-admonition": "!!! note\n    `````\n    ‹    ›\n    `````",
    "fence-in-tab": '=== "A"\n    `````\n    ‹    ›\n    `````',
    "fence-in-footnote": "a[^1]\n\n[^1]: b\n\n    `````\n    ‹    ›\n    `````",
    "fence-in-other-fence": "~~~~~\n`````\n‹›\n`````\n~~~~~",
    "fence-in-indented-fence": "`````\n    `````\n‹›\n    `````\n`````",
    "indented": "a\n\n    ‹    ›\n",
    "indented-in-list": "- a\n\n        ‹        ›\n",
    "indented-in-quote": ">     ‹>     ›\n",
}
# Not code for superfences, but meant so; it becomes code in a line.
CODE_IN_A_LINE = {"fence-behind-marker": "- `````\n  ‹  ›\n  `````"}
# In HTML within a line Markdown still finds emphasis and the like.
RAW_IN_A_LINE = {
    "code-element": "a <code>‹›</code> b",
    "code-element-first": "<code>‹›</code>",
    "comment-in-a-line": "a <!-- ‹› --> b",
}
RAW = {
    "pre": "<pre>\n‹›\n\n‹›</pre>",
    "script": "<script>\n‹›\n\n</script>",
    "style": "<style>\n‹›\n</style>",
    "textarea": "<textarea>\n‹›\n\n</textarea>",
    "comment": "<!-- ‹› -->",
    "comment-over-paragraphs": "<!-- a\n\n‹›\n\nb -->",
    "div": "<div>\n‹›\n</div>",
}
ATTRIBUTES = {
    "link": "[a](http://b/‹›)",
    "link-in-brackets": "[a](<http://b/‹›>)",
    "link-query": "[a](http://b/?q=(‹›)&r=1)",
    "link-title": '[a](http://b "c ‹› d")',
    "image": "![a](http://b/‹›)",
    "image-title": '![a](b.png "c ‹› d")',
    "image-text": "![a ‹› b](b.png)",
    "reference": "[a]\n\n[a]: http://b/‹›",
    "reference-title": '[a]\n\n[a]: http://b "c ‹› d"',
    "reference-title-below": '[a]\n\n[a]: http://b\n    "c ‹› d"',
    "autolink": "<http://b/‹›>",
    "tag": 'a <span title="c ‹› d">b</span>',
    "tag-over-lines": 'a <span\n  title="c ‹› d">b</span>',
    "block-tag": '<div title="c ‹› d">b</div>',
    "markdown-tag": '<div markdown title="c ‹› d">b</div>',
    "attribute-list": 'a\n{: title="c ‹› d" }',
    "heading-attribute-list": '# A {: title="c ‹› d" }',
    "abbreviation": "ABC\n\n*[ABC]: c ‹› d",
}


def cases(places: dict[str, str], syntaxes: dict[str, Syntax]) -> list[object]:
    return [
        pytest.param(syntax.source.replace("x", r"\x"), template, id=f"{name}-{syntax_name}")
        for name, template in places.items()
        for syntax_name, syntax in syntaxes.items()
        if syntax_name not in FENCED or re.search(r"(^|\n)[ >]*‹", template)  # lines of its own
    ]


def left_alone(source: str, template: str, convert: Convert) -> BeautifulSoup:
    text = Syntax(source, "").at(template)
    body, problems = convert(f"{text}\n\nThe end: $y$.", extensions=EXTENSIONS)
    assert problems == []
    assert body.count("<tex-math") == 1, "the one at the end"
    return BeautifulSoup(body, "html.parser")


@pytest.mark.parametrize(
    ("source", "template"),
    cases(CODE, SHORT | SEVERAL_LINES | FENCED) + cases(CODE_IN_A_LINE, SHORT),
)
def test_code(source: str, template: str, convert: Convert) -> None:
    soup = left_alone(source, template, convert)
    assert [code for code in soup.find_all("code") if source in code.get_text()]


@pytest.mark.parametrize(
    ("source", "template"),
    cases(RAW, SHORT | SEVERAL_LINES) + cases(RAW_IN_A_LINE, {"dollar": X, "dollars": XX}),
)
def test_raw_html(source: str, template: str, convert: Convert) -> None:
    assert source in html.unescape(str(left_alone(source, template, convert)))


@pytest.mark.parametrize("template", ATTRIBUTES.values(), ids=ATTRIBUTES)
def test_attributes(template: str, convert: Convert) -> None:
    soup = left_alone(r"$\x$", template, convert)
    values = [value for tag in soup.find_all() for value in tag.attrs.values()]
    assert [value for value in values if r"$\x$" in value]
