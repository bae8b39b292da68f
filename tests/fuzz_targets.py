"""What reads files that anybody may have written, changed or torn: a function of bytes each, which
raises where something does not hold. Hypothesis gives them some in every run of the tests
(`test_fuzz.py`), Atheris as many as there is time for (`scripts/fuzz`).
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from excerpt_oracle import assert_well_formed
from mkdocs_articles import excerpt, front_matter, listing, percent, source
from mkdocs_articles.cache.entry import Entry
from mkdocs_articles.cache.store import Store
from mkdocs_articles.check.outline import Outline
from mkdocs_articles.check.rendered import read
from mkdocs_articles.execution import frozen
from mkdocs_articles.labels import labels_for
from mkdocs_articles.lazy import Text
from mkdocs_articles.math import tex
from mkdocs_articles.math.compose import compose
from mkdocs_articles.math.engine import Typeset
from mkdocs_articles.math.formula import Formula
from mkdocs_articles.math.macros import Macros
from mkdocs_articles.math.scanner import scan
from mkdocs_articles.math.store import Store as FormulaStore
from mkdocs_articles.safety import html as sanitised
from mkdocs_articles.safety.addresses import runs
from mkdocs_articles.search.built_page import Built
from mkdocs_articles.search.document import sections

LABELS = labels_for("zh")
_START_TAG = re.compile(r"<(?P<name>[a-z][\w-]*)[^>]*>")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_QUOTED = re.compile(r'"[^"]*"')
MATTER = (
    "---\n", "---", "...\n", "title", ": ", ":\n", "- ", "[", "]", "{", "}", "date", "created",
    "tags", "slug", "aliases", "cover", "readtime", "draft", "pin", "&a", "*a", "<<: ", "!!",
    "|", ">", '"', "'", "#", "  ", "\n", "2026-05-17", "09:30:00", "+08:00", "999999999",
    "1e999", ".nan", "true", "中", "../", "/", "\\ud800", "\x00", "\r\n", "\ufeff", "? ", "\t",
    "0x", "null", "~",
)  # fmt: skip
COMMENT = (
    "<!-- articles", ":", " -->", "limit", "per_page", "per-page", "category", "tag",
    "overview", "year", "=", '"', "'", " ", "tags", "5", "-1", "٣", "²",
    "999999999999999999999", "<p>", "</p>", "-->", "\n",
)  # fmt: skip
HTML = (
    "<p>", "</p>", "<h2 id=a>", "</h2>", "<li>", "<ul>", "</ul>", "<a href='", "'>", "</a>",
    "<!--", "-->", "<!-- more -->", "<tex-math>", "</tex-math>", '<tex-math class="display">',
    "<annotation>", "<pre>", "</pre>", "<code>", "</code>", "<table>", "<td>", "</table>",
    "<script>", "</script>", "<br>", "<img ", 'alt="', '"', '<div class="highlight">', "</div>",
    "<blockquote>", "</blockquote>", "<b>", "</b>", "&lt;", "&#", "&", "<", ">", "</", "<!",
    "<?", "<![CDATA[", "。", "中文", ". A", "data-search-exclude", "hidden", "<dl>", "<dt>",
    "<dd>", "<details>", "<summary>", "<svg>", "<textarea>", "\x00", "\x85",
)  # fmt: skip
HOSTILE = (
    "<svg>", "</svg>", "<title>", "</title>", "<text>", "<style>", "</style>", "<math>", "<mtext>",
    "<mglyph>", "<img src=x onerror=alert(1)>", "onclick=", "javascript:", "&#106;avascript:", "href=",
    "src=", "data:text/html,", "<form>", "<iframe srcdoc=", "<noscript>", "<template>", "<select>",
    "<table>", "<tr>", "<caption>", "<p>", "</p>", "<a ", "<!--", "-->", "--!>", "<![CDATA[", "]]>",
    "<foreignObject>", "<desc>", "<annotation-xml encoding=text/html>", "xlink:href=", "<textarea>",
    "<plaintext>", "<xmp>", "style=\"", "class=\"", "id=\"", "position:fixed", "\"", "'", ">", "<", "/",
)  # fmt: skip
MARKDOWN = (
    "# a\n", "```", "\n", "$", "$$", "[x](y.md)", "![](z)", "<!-- ", " -->", "<a href='", "'>",
    "`", "---\n", "林a", "a林", "==\n", "> ", "    ", "[r]: s\n", "\\", "\\begin{align}",
    "{: .c }", "é", "\\end{align}", "\\[", "\\]", "\\(", "\\)", "$`", "`$", "\\eqref{a}",
    "\n\n", "~~~", "- ", "1. ", "<b>", "</b>", "<pre>", "</pre>", "<code>", "</code>", "# %%",
    "# %% [markdown]\n", "# ---\n", "# ", "#|", "articles-check: off=", "\t", "|", "[^1]: ",
    "\r", "\x0c", "\u2028",
)  # fmt: skip
TEX = (
    "\\", "\\\\", "{", "}", "[", "]", "%", "\n", " ", "*", "#1", "a", "中", "&", "=", "(", "2pt",
    "\\newcommand", "\\renewcommand", "\\providecommand", "\\def", "\\let",
    "\\DeclareMathOperator", "\\#", "\\label{a}", "\\tag{b}", "\\tag*{c}", "\\notag",
    "\\begin{align}", "\\end{align}", "\\begin{split}", "\\verb|", "|", "\\eqref{a}",
    "\\ref{a}", "\\text{", "\\cr", "\\hline", "\\begin", "\\end", "{x}", "\x00",
)  # fmt: skip
RECORD = (
    "{", "}", "[", "]", ":", ",", '"schema"', "2", '"cells"', '"key"', '"outputs"',
    '"versions"', "null", "true", '"text/plain"', '"text/html"', '"kind"', '"width"', '"cut"',
    "NaN", "1e999", '"\\ud800"', '"metadata"', '"cell_type"', '"markdown"', '"raw"', '"source"',
    '"nbformat"', "4", '"content"', '"toc"', '"title"', '"anchors"', '"to_anchors"', '"links"',
    '"files"', '"left"',
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """`run` takes any bytes; `pieces` are texts that lead it far."""

    run: Callable[[bytes], None]
    pieces: tuple[str, ...]


def _front_matter(data: bytes) -> None:
    """Whatever is wrong is said in a line, and what is read can be used."""
    text = data.decode(errors="replace")
    block, body, first = front_matter.split(text)
    assert text.endswith(body)
    assert 1 <= first <= text.count("\n") + 2
    for written in (block, text):
        raw = front_matter.load(written, "docs/a.md")
        matter, problems = front_matter.check(raw, "docs/a.md")
        assert all(str(one).isprintable() for one in (*raw.problems, *raw.doubts, *problems))
        assert "/" not in matter.slug
        assert matter.slug not in (".", "..")


def source_file(data: bytes, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"a{suffix}")
        path.write_bytes(data)
        found = source.read(path, f"a{suffix}", f"docs/a{suffix}")
    assert found.usable or found.problems
    if packed := found.pack():
        assert source.Source.unpack(found.uri, found.shown, packed) == found


def _listing(data: bytes) -> None:
    text = data.decode(errors="replace")
    for match in (*listing.COMMENT.finditer(text), None):
        try:
            parsed = listing.parse(text if match is None else match["parameters"] or "")
        except listing.ListingError:
            continue
        assert parsed.limit >= 0
        assert parsed.per_page >= 0


def _excerpt(data: bytes) -> None:
    """Well-formed whatever it is cut from; the same when it is kept and read again."""
    length, text = (data[0] if data else 0), data[1:].decode(errors="replace")
    cut = excerpt.cut(text, length, LABELS)
    assert_well_formed(cut.html())
    assert excerpt.Excerpt.from_json(cut.to_json()) == cut


def _scanner(data: bytes) -> None:
    """Spans stand in order and apart, and a formula's characters where it says."""
    text, end = data.decode(errors="replace"), 0
    for span in scan(text, dollars=True):
        assert end <= span.start < span.end <= len(text)
        end = span.end
        if isinstance(span.content, Formula):
            places = [span.offset(position) for position in range(len(span.content.tex))]
            assert "".join(text[place] for place in places) == span.content.tex


def _tex(data: bytes) -> None:
    """Definitions and control sequences are what they say; numbers and macros edit in order."""
    text, position = data.decode(errors="replace"), 0
    for one in tex.definitions(text):
        assert position <= one.start < one.end <= len(text)
        position = one.end
    formulas = [Formula(part, True) for part in text.split("\n\n")[:4]]
    for formula in compose(
        formulas, range(len(formulas)), Macros(), lambda _: None
    ).formulas.values():
        last = 0
        for edit in formula.edits:
            assert last <= edit.start <= edit.end <= len(formula.tex)
            last = edit.end


def frozen_record(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = frozen.record_path(Path(folder), "posts/a.md")
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
        record = frozen.load(Path(folder), "posts/a.md")
    assert not (record.broken and record.outputs)


def kept_page(data: bytes) -> None:
    try:
        entry = Entry.from_bytes(data)
        assert entry.is_valid(lambda _: None, lambda _: "") in (True, False)
    except (ValueError, TypeError, AttributeError):
        pass  # as a page that is not kept


def changed(whole: bytes, changes: Iterable[tuple[int, int]]) -> bytes:
    """A file with other bytes at some places."""
    made = bytearray(whole)
    for place, byte in changes:
        made[place % len(made)] = byte
    return bytes(made)


PAGES = {bytes([n]) * 16: f"page {n} ".encode() * 50 for n in range(20)}
FORMULAS = {bytes([n]) * 32: Typeset(f"<i>{n}</i>" * 50, "wrong" * (n % 2), n) for n in range(40)}


def cached_pages(changes: list[tuple[int, int]]) -> None:
    """What a changed file gives is what was put in, or nothing; and it goes on."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "pages.sqlite")
        store = Store(path, 1_000_000)
        store.put(PAGES)
        store.finish()
        path.write_bytes(changed(path.read_bytes(), changes))
        again = Store(path, 1_000_000)
        for key, value in PAGES.items():
            assert again.get(key) in (None, value)
        again.put(PAGES)
        again.finish()


def cached_formulas(changes: list[tuple[int, int]]) -> None:
    """The same of formulas."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "formulas.sqlite")
        FormulaStore(path).put(FORMULAS)
        path.write_bytes(changed(path.read_bytes(), changes))
        again = FormulaStore(path)
        for key, packed in again.get(FORMULAS).items():
            assert packed.typeset() == FORMULAS[key]
        again.put(FORMULAS)


def _changes(data: bytes) -> list[tuple[int, int]]:
    """Four bytes are one change: a place of three, and what stands there."""
    fours = zip(data[::4], data[1::4], data[2::4], data[3::4], strict=False)
    return [(int.from_bytes((a, b, c), "big"), byte) for a, b, c, byte in fours]


def _outline(data: bytes) -> None:
    """Blanked texts are as long as they were, so that places are the same."""
    text = data.decode(errors="replace")
    outline = Outline(text)
    for blanked in (outline.written, outline.prose):
        assert len(blanked) == len(text)
        assert blanked.count("\n") == text.count("\n")
    lines = text.count("\n") + 1
    assert all(1 <= target.line <= lines for target in outline.targets)
    assert all(1 <= line <= lines for line, _ in outline.headings)


def _page(data: bytes) -> None:
    """A rendered page, as the search and `articles check` read it."""
    html = data.decode(errors="replace")
    read(Text.of(html))
    for one in sections(html, "t"):
        assert not [c for c in f"{one.heading}\n{one.text}" if c < " " and c != "\n"]


def _foreign_page(data: bytes) -> None:
    """A page of another generator, for `articles index`."""
    html = data.decode(errors="replace")
    page = Built(html).read("a/")
    assert page is None or page.document.title


def _sanitised(data: bytes) -> None:
    """Of what is left nothing is taken out when it is read again as browsers do; nothing runs."""
    html = data.decode(errors="replace")
    once = sanitised.clean(html)
    assert sanitised.refused(once, sanitised.clean(once)) == []
    sanitised.refused(html, once)
    for found in _START_TAG.finditer(_COMMENT.sub("", once)):
        assert found["name"] not in ("script", "iframe", "object", "embed", "form", "style", "base")
        assert not re.search(r"\son\w+=", _QUOTED.sub('""', found[0]))
        assert not any(
            runs(unescape(one)) for one in re.findall(r'(?:href|src)="([^"]*)"', found[0])
        )


def _script(data: bytes) -> None:
    text = data.decode(errors="replace")
    percent.convert(text)


TARGETS = {
    "front_matter": Target(_front_matter, MATTER),
    "markdown_file": Target(lambda data: source_file(data, ".md"), (*MATTER, *MARKDOWN)),
    "notebook_file": Target(lambda data: source_file(data, ".ipynb"), RECORD),
    "script_file": Target(_script, MARKDOWN),
    "listing": Target(_listing, COMMENT),
    "excerpt": Target(_excerpt, HTML),
    "scanner": Target(_scanner, MARKDOWN),
    "tex": Target(_tex, TEX),
    "frozen": Target(frozen_record, RECORD),
    "kept_page": Target(kept_page, RECORD),
    "cached_pages": Target(lambda data: cached_pages(_changes(data)), ()),
    "cached_formulas": Target(lambda data: cached_formulas(_changes(data)), ()),
    "outline": Target(_outline, MARKDOWN),
    "rendered_page": Target(_page, HTML),
    "foreign_page": Target(_foreign_page, (*HTML, *HOSTILE)),
    "sanitised": Target(_sanitised, (*HOSTILE, *HTML)),
}
