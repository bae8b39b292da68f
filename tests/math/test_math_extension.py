"""The Markdown extension: documents in, HTML and problems out, alone and in a site."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown import Markdown

import golden
from sites import Site

Convert = Callable[..., tuple[str, list[str]]]
CASES = golden.load(Path(__file__).parent / "rendered")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_rendered(case: golden.Golden, convert: Convert, show: Callable[[str], str]) -> None:
    """As this repository's site has it, and where a case says so as plain Markdown has it."""
    options = dict(case.options)
    extensions = options.pop("extensions", "").split()
    also_plain = options.pop("also", "") == "plain"
    text = case.sections["input.md"] + "\n"
    body, problems = convert(text, extensions=extensions, **options)
    assert show(body) == case.sections["output.html"]
    assert "\n".join(problems) == case.sections.get("problems.txt", "")
    if also_plain:
        body, problems = convert(text, plain=True, extensions=extensions, **options)
        assert show(body) == case.sections.get("plain.html", case.sections["output.html"])
        assert "\n".join(problems) == case.sections.get("problems.txt", "")


PIECES = (
    "$x$", "$$x$$", r"\(x\)", "$`x`$", "\n```math\nx\n```\n", "\n```\n$x$\n```\n", "$", "`", "``",
    "\n", "\n\n", "\n    ", "> ", "- ", "# ", "*", "**", "_", '"', "a", "中", " ", "<b>", "</b>",
    "<!-- ", " -->", "[a]($x$)", "![$x$](a)", "[^1]", "\n[^1]: ", "\n[a]: ", "\n\n*[x]: ", "x",
    "{: title='$x$' }", '\n!!! note "', '"\n    ', '\n=== "', "\n|a|b|\n|-|-|\n|", "|", "\n<div>",
    "\n</div>\n", "\n<div markdown>\n", "<code>", "</code>", "\t", "\\",
)  # fmt: skip


@pytest.mark.parametrize("plain", [True, False])
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_any_document(plain: bool, convert: Convert, text: str) -> None:
    """Whatever Markdown makes of a document, no placeholder is left, and no formula in a tag."""
    body, _ = convert(text, plain=plain)
    assert not re.search("zxm|\2mzx", body)
    assert not re.search(r"<[a-z]+ [^<>]*<tex-math", body)


def test_html(convert: Convert) -> None:
    """The element for a formula, for a displayed one and for a broken one."""
    body, _ = convert('$x$\n\n$$x$$\n\n$\\a\\"<b>$', plain=True)
    inline, display, refused = BeautifulSoup(body, "html.parser").find_all("tex-math")
    assert inline.attrs == {"data-search-exclude": ""}
    assert inline.parent
    assert inline.parent.name == "p"
    assert [tag.get("class") for tag in inline.select(".katex > *")] == [
        ["katex-mathml"],
        ["katex-html"],
    ]
    assert inline.select_one(".katex-html[aria-hidden=true]")
    assert display.attrs == {"class": ["display"], "data-search-exclude": ""}
    assert display.select_one(".katex-display > .katex math[display=block]")
    assert display.parent
    assert display.parent.name != "p"
    code = refused.select_one("code.katex-error")
    assert code
    assert code.get_text() == r"\a\"<b>"
    assert code["title"] == r"Undefined control sequence: \a"
    assert refused.attrs == inline.attrs


# Headings


@pytest.mark.parametrize(
    ("heading", "formulas", "identifier", "name"),
    [
        (r"The $L_2$ norm", 1, "the-l_2-norm", "The L_2 norm"),
        (r"Why \(a < b\) &amp; c", 1, "why-a-b-c", "Why a &lt; b &amp; c"),
        (r"$$\frac{a}{b}$$", 1, "ab", "a/b"),
        (r"`$x$` and $`\log n`$ {: .b }", 1, "x-and-log-n", "$x$ and log n"),
        (r"**$\mathcal{O}(n)$** [$y$](c.md)", 2, "on-y", "O(n) y"),
        (r"$\wrong{}$", 1, "wrong", "wrong"),
    ],
)
def test_heading(
    heading: str, formulas: int, identifier: str, name: str, converter: Callable[..., Markdown]
) -> None:
    """A heading's id, and its name in the table of contents, are plain text."""
    markdown = converter(plain=True, extensions=["toc", "attr_list"])
    for reset in (False, False, True):  # a converter is used for many pages
        if reset:
            markdown.reset()
        body = markdown.convert(f"[TOC]\n\n# {heading}")
        [token] = markdown.toc_tokens  # type: ignore[attr-defined]
        assert (token["id"], token["name"]) == (identifier, name)
        assert f'<li><a href="#{identifier}">{name}</a></li>' in body
        assert f'id="{identifier}">' in body
        assert body.count("<tex-math") == formulas


def test_toc_label(converter: Callable[..., Markdown]) -> None:
    markdown = converter(plain=True, extensions=["toc", "attr_list"])
    markdown.convert('# A {: data-toc-label="The $x_1$" }')
    assert markdown.toc_tokens[0]["name"] == "The x_1"  # type: ignore[attr-defined]


# Options


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"engine": "v9"}, "no such engine: v9; there are auto, v8, markdown-katex"),
        ({"dolars": True}, "unknown option `dolars`; did you mean `dollars`?"),
    ],
)
def test_wrong_options(
    options: dict[str, object], message: str, converter: Callable[..., Markdown]
) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        converter(plain=True, **options)


def test_cache_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is relative is relative to the current folder; nothing is kept where nothing is."""
    monkeypatch.chdir(tmp_path)
    markdown = Markdown(extensions=["mkdocs_articles.math"])
    markdown.convert("`$x$`")
    assert list(tmp_path.iterdir()) == []
    markdown.convert("$x$")
    assert (tmp_path / ".cache/mkdocs-articles/formulas.sqlite").is_file()


# Places


def places(text: str) -> list[str]:
    r"""Line and column of each `\wrong…` of a file, in order."""
    found = []
    for match in re.finditer(r"\\wrong[a-z]*", text):
        before = text[: match.start()]
        found.append(f"{before.count(chr(10)) + 1}:{match.start() - before.rfind(chr(10))}")
    return found


def told(problems: list[str], path: str) -> list[str]:
    """Line and column of each problem, which has to be one of a formula in `path`."""
    pattern = rf"{re.escape(path)}:(\d+:\d+): formula: Undefined .*; mend the formula .+"
    return [match[1] if (match := re.fullmatch(pattern, p)) else p for p in problems]


BODY = r"""
# The $\wronga$ heading

中文 $\wrongb$ and $`a \wrongc`$ and \(\text{𝑥} \wrongd\).

- item

    $$
    a \\
      \wronge
    $$

-	tab $\wrongf$	and $\wrongg$

> quote
> \[ a
> > b \\
> \wrongh \]

> ```math
> a
>
>   \wrongi
> ```

| a | b |
|---|---|
| $|x|$ | $\wrongj|$ |

!!! note "A $\wrongk$ title"
    text

    \begin{align}
	\wrongl
    \end{align}

Text[^1], <b title="a">$\wrongm$</b>

[^1]: Note with $\wrongn$
    and $\wrongo$.

    ~~~ math
    \wrongp
    ~~~

<div markdown>
$\wrongq$
</div>
"""
# Here nothing is wrong.
SHOWN = "`$\\a$` <!-- $\\a$ -->\n\n    $\\a$\n\n```\n$\\a$\n```\n\n<div>$\\a$</div>\n"
EXTENSIONS = ["tables", "admonition", "footnotes", "md_in_html", "pymdownx.superfences"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("header", ["", "---\ntitle: $\\a$\ntags: a\n---\n"])
def test_places_alone(newline: str, header: str, convert: Convert) -> None:
    """Metadata counts; a tab is one column; what comes before white space is tidied counts."""
    text = f"{header}\n  \n{SHOWN}{BODY}"
    extensions = [*EXTENSIONS, "meta"]
    body, problems = convert(text.replace("\n", newline), plain=True, extensions=extensions)
    assert told(problems, "<markdown>") == places(text)
    assert body.count('class="katex-error"') == len(problems)


def test_places_after_snippets(
    convert: Convert, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Snippets are read before, so their formulas are found; alone, their lines count."""
    (tmp_path / "a.md").write_text("From a file: $x$\nand\n$\\wrong$.", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    extensions = ["pymdownx.snippets", "footnotes"]  # not those of another test's converter
    body, problems = convert('--8<-- "a.md"\n\n$\\wrong$', plain=True, extensions=extensions)
    assert body.count("<tex-math") == 3
    assert told(problems, "<markdown>") == ["3:2", "5:2"]


def test_site(site: Callable[..., Site]) -> None:
    """In a site problems name files and their lines, snippets or not, and fail a strict build."""
    header = "---\ntitle: With $\\a$\ndate: 2026-01-02\n---\n"
    snippet = '\n--8<-- "a.txt"\n'
    page = f"{header}\n{SHOWN}{BODY}{snippet}\n$\\wrongr$\n{snippet}\nand $\\wrongs$\n"
    made = site(
        {
            "docs/posts/a.md": page,
            "docs/posts/b.md": "---\ndate: 2026-01-01\n---\n# B\n\n$\\wrong$",
            "docs/c.md": "# The $\\frac{a_1}{b} < c$ norm\n\n## On \\(y\\)\n\nword $z$ word",
            "a.txt": "Text $x$\n\nand text.\n",
        },
        "markdown_extensions: [attr_list, tables, admonition, footnotes, md_in_html, toc, "
        "pymdownx.superfences, pymdownx.snippets, mkdocs_articles.math]\n"
        "plugins: [search, articles]\n",
    )
    done = made.build("--strict")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    warnings = [
        line.partition("-")[2].strip()
        for line in done.stderr.splitlines()
        if line.startswith("WARNING")
    ]
    own = [warning for warning in warnings if warning.startswith("docs/posts/a.md")]
    assert told(own, "docs/posts/a.md") == places(page)
    [other] = [warning for warning in warnings if warning not in own]
    assert told([other], "docs/posts/b.md") == ["6:2"]

    # What a build without --strict leaves is red source, and everything else.
    head = BeautifulSoup(made.page("c/"), "html.parser")
    assert head.title
    assert head.title.get_text() == "The a_1/b < c norm - Test"
    assert {link.get_text(strip=True) for link in head.select(".md-nav--secondary a")} == {"On y"}
    assert [tag["id"] for tag in head.select("h1, h2")] == ["the-a_1b-c-norm", "on-y"]
    assert "katex.min.css" in str(head.find_all("link"))
    assert made.page("posts/a/").count('class="katex-error"') == len(own)
    index = (made.folder / "site/search/search_index.json").read_text(encoding="utf-8")
    entries = {entry["location"]: entry["text"] for entry in json.loads(index)["docs"]}
    assert entries["c/#on-y"] == "<p>word  word</p>"
