r"""A formula's element in a page: `<tex-math>`, a custom element, with its TeX or what it became.

Where the whole site is known before it is written, a page first holds the TeX, with a key; so
everything that reads pages has little to read, and all formulas are typeset at once.

    <tex-math class="display" id="eq:x" data-search-exclude data-formula="KEY">x^2</tex-math>

A custom element, because Material's search leaves out an element marked `data-search-exclude` only
up to the first end tag of the same name, and KaTeX nests nothing but `span`s.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape, unescape

from mkdocs_articles.math.engine import Typeset
from mkdocs_articles.math.fonts import from_text
from mkdocs_articles.math.formula import Formula
from mkdocs_articles.math.numbering import LINK_END, LINK_START
from mkdocs_articles.math.packed import Packed
from mkdocs_articles.safety.addresses import runs

_WAITING = re.compile(
    rb"<tex-math\b(?P<before>[^>]*?) data-formula=[\"']?(?P<key>[0-9a-f]{32})[\"']?"
    rb"(?: data-links=(?P<links>\"[^\"]*\"|'[^']*'|[^\s>]+))?(?P<after>[^>]*)>(?P<tex>[^<]*)</tex-math>"
)
# With the `span`s in which it begins and ends: some letters (中) have one of their own between them.
_LINK = re.compile(f"<span[^<>]*>{LINK_START}.*?{LINK_END}</span>|{LINK_START}.*?{LINK_END}")
_ELEMENT = re.compile(r"</?tex-math\b[^>]*>")
_MATHML = re.compile(rb"<math\b.*?</math>", re.DOTALL)
_ANNOTATION = re.compile(rb"<annotation\b.*?</annotation>", re.DOTALL)
_MARKS = str.maketrans("", "", LINK_START + LINK_END)
_FOR_EYES = 'class="katex-html"'


def waiting(
    formula: Formula, key: str, labels: Sequence[str] = (), links: Sequence[str] = ()
) -> str:
    """The element of a formula that is to be typeset under `key`.

    The first of its `labels` is its id; `links` are the addresses of the references in it.
    """
    listed = escape(" ".join(link.replace(" ", "%20") for link in links))
    addresses = f' data-links="{listed}"' if links else ""
    return _element(
        formula, labels, f' data-formula="{key}"{addresses}', escape(formula.tex, quote=False)
    )


def filled(
    formula: Formula, typeset: Typeset, labels: Sequence[str] = (), links: Sequence[str] = ()
) -> str:
    """The element of a formula that is typeset; of a refused one it shows the source, marked."""
    return _element(formula, labels, "", body(formula.tex, typeset, links))


def is_waiting(page: str) -> bool:
    """Whether there is a formula in a page that is to be typeset."""
    return " data-formula=" in page


def fill(
    page: bytes,
    results: Callable[[Iterable[str]], Mapping[str, Packed]],
    show: Callable[[bytes], bytes] = lambda markup: markup,
) -> tuple[list[bytes], frozenset[str]]:
    """Put what became of them (by key) into the elements of `page` that wait for it.

    An element whose key has no result stays as it is; `show` may change the HTML of others. Returned
    are the pieces of the page, of which the first ends before the first formula, and the files of the
    fonts that formulas are drawn with. In bytes, since so they are only copied; attributes may have
    lost their quotes to a plugin that makes pages small.
    """
    found = [(match, match["key"].decode()) for match in _WAITING.finditer(page)]
    known = results(dict.fromkeys(key for _, key in found))
    found = [(match, key) for match, key in found if key in known]
    pieces: list[bytes] = []
    position = 0
    for match, key in found:
        start = b"<tex-math%b%b>" % match.group("before", "after")
        pieces += page[position : match.start()], start, show(_content(match, known[key]))
        position = match.end("tex")
    pieces.append(page[position:])
    return pieces, frozenset(file for packed in known.values() for file in from_text(packed.fonts))


def with_mathml(page: str, results: Callable[[Iterable[str]], Mapping[str, Packed]]) -> str:
    """A page whose formulas are MathML and nothing else: for readers that have neither KaTeX's style
    sheet nor fonts. They would show the TeX in an annotation as text, so there is none.
    """
    pieces, _ = fill(page.encode("utf-8", "surrogatepass"), results, _mathml)
    return _ELEMENT.sub("", b"".join(pieces).decode("utf-8", "surrogatepass"))


def _mathml(markup: bytes) -> bytes:
    math = _MATHML.search(markup)
    return _ANNOTATION.sub(b"", math[0]) if math else markup


def _content(match: re.Match[bytes], packed: Packed) -> bytes:
    if not packed.error and b"ref" not in match["tex"]:
        return packed.markup()
    tex, links = (unescape((match[name] or b"").decode()) for name in ("tex", "links"))
    return body(tex, packed.typeset(), links.strip("\"'").split()).encode()


def body(tex: str, typeset: Typeset, links: Sequence[str] = ()) -> str:
    """What stands in the element: the typeset formula, or its source, marked, with the reason.

    References in it become links; where their addresses are not known (in an excerpt), text.
    """
    if typeset.error:
        return refused(tex, typeset.error)
    markup = typeset.html
    if LINK_START not in markup:
        return markup
    addresses = iter(links)

    def link(match: re.Match[str]) -> str:
        address, content = next(addresses, ""), match[0].translate(_MARKS)
        if runs(address):  # an element that an author wrote as HTML
            return content
        if "</m" in content:  # MathML of more than one text has no place for a link
            return content
        return f'<a class="tex-ref" href="{escape(address)}">{content}</a>' if address else content

    # KaTeX writes it twice, and a link in the hidden copy would be a trap for keys.
    hidden, for_eyes, shown = markup.rpartition(_FOR_EYES)
    return hidden.translate(_MARKS) + for_eyes + _LINK.sub(link, shown)


def refused(source: str, reason: str) -> str:
    """The source of what cannot be shown, marked, with the reason."""
    return f'<code class="katex-error" title="{escape(reason)}">{escape(source)}</code>'


def identifier(label: str) -> str:
    """The id of a label: white space must not be in it."""
    return "-".join(label.split())


def _element(formula: Formula, labels: Sequence[str], more: str, content: str) -> str:
    ids = [escape(identifier(label)) for label in labels]
    anchors = "".join(f'<span id="{name}"></span>' for name in ids[1:])
    classes = ' class="display"' if formula.display else ""
    own = f' id="{ids[0]}"' if ids else ""
    return f"{anchors}<tex-math{classes}{own} data-search-exclude{more}>{content}</tex-math>"
