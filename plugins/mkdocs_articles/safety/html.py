"""HTML reduced to what an author may write who is not trusted: text, pictures and tables; nothing that
runs, asks for input, or lies over the page.

It is a page's whole content that is cleaned, as it was rendered, so that it does not matter how
something came into it. What our own extensions and those of pymdownx make must pass.
"""

from __future__ import annotations

import re
from collections import Counter

from mkdocs_articles.regex import late
from mkdocs_articles.tag_soup import Reader

_SVG = {
    "svg", "g", "path", "circle", "ellipse", "line", "polyline", "polygon", "rect", "text", "title",
}  # fmt: skip
_TAGS = {
    "section", "main", "figure", "figcaption", "picture", "source", "video", "audio", "track", "input",
    "label", "tex-math", "progress", "meter", *_SVG,
}  # fmt: skip
_DRAWING = {
    "viewbox", "viewBox", "d", "fill", "stroke", "stroke-width", "x", "y", "x1", "x2", "y1", "y2", "cx",
    "cy", "r", "rx", "ry", "points", "transform", "width", "height", "xmlns",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"class", "id", "title", "lang", "dir", "role", "tabindex", "hidden", "style", "markdown"},
    "a": {"href", "name", "download", "rel", "target"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height", "loading", "align"},
    "input": {"type", "checked", "disabled", "name"},
    "label": {"for"},
    "details": {"open"},
    "source": {"src", "srcset", "type", "media"},
    "video": {"src", "poster", "controls", "width", "height", "muted", "loop", "preload"},
    "audio": {"src", "controls", "muted", "loop", "preload"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "td": {"align", "colspan", "rowspan", "headers"},
    "th": {"align", "colspan", "rowspan", "headers", "scope"},
    **dict.fromkeys(_SVG, _DRAWING),
}
_STYLES = {
    "text-align",
    "width",
    "height",
    "max-width",
    "vertical-align",
    "font-weight",
    "font-style",
}
# Themes and MkDocs look for elements by ids that begin so; these are the ones that are an article's.
_OURS = re.compile(r"__(?:tabbed|codelineno|span|code)[-_][\w-]+|(?!__).*", re.DOTALL)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,", re.IGNORECASE)
# Places where scripts of a theme act on what they find.
_ACTING = re.compile(r"data-(?:md-|articles|live|failed)")


# Classes by which themes lay something over a page, or take it for a part of their own: all of
# Material's but those for text, and Bootstrap's that fix a place.
_LAYING = late(
    r"md-(?!button|tag\b|typeset|ellipsis|annotation|code|clip|icon|status)[\w-]*|articles-search[\w-]*"
    r"|(?:position-)?(?:fixed|absolute|sticky)[\w-]*|stretched-link|modal[\w-]*|navbar[\w-]*"
    r"|offcanvas[\w-]*|overlay[\w-]*|dropdown[\w-]*|glightbox[\w-]*"
)


def clean(html: str) -> str:
    """`html` without what is not allowed. Raises `ImportError` where nh3 is not installed."""
    import nh3  # compiled, and most sites do without it

    cleaned: str = nh3.clean(
        html,
        tags=nh3.ALLOWED_TAGS | _TAGS,
        clean_content_tags={"script", "style", "iframe", "object", "template", "noscript"},
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        strip_comments=False,  # listings and the marks of excerpts are comments
        link_rel=None,
        generic_attribute_prefixes={"data-", "aria-"},
        url_schemes={"http", "https", "mailto", "tel", "data"},
        filter_style_properties=_STYLES,
    )
    return cleaned


def _attribute(tag: str, name: str, value: str) -> str | None:
    allowed = True
    if name in ("id", "name", "for"):
        allowed = _OURS.fullmatch(value) is not None
    elif name in ("href", "src", "poster") and value.strip().lower().startswith("data:"):
        allowed = tag == "img" and _PICTURE.match(value) is not None
    elif tag == "input" and name == "type":
        allowed = value in ("radio", "checkbox")
    elif name == "class":
        return " ".join(one for one in value.split() if not _LAYING.fullmatch(one))
    elif _ACTING.match(name):
        allowed = False
    return value if allowed else None


def refused(before: str, after: str) -> list[str]:
    """What was taken out, as `<script>`, `onclick of <p>` or `style position of <div>`, each once, in
    alphabetical order.
    """
    gone = _parts(before) - _parts(after)
    tags = {tag for tag, name in gone if not name}
    return sorted(
        f"{name} of <{tag}>" if name else f"<{tag}>"
        for tag, name in gone
        if not name or tag not in tags
    )


class _Parts(Reader):
    def __init__(self) -> None:
        super().__init__()
        self.found: Counter[tuple[str, str]] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[tag, ""] += 1
        for name, value in attrs:
            self.found[tag, name] += 1
            if name == "class":
                self.found.update((tag, f"class {one}") for one in (value or "").split())
            elif name == "style":
                styles = (value or "").split(";")
                names = (one.partition(":")[0].strip().lower() for one in styles)
                self.found.update((tag, f"style {one}") for one in names if one)


def _parts(html: str) -> Counter[tuple[str, str]]:
    parser = _Parts()
    parser.feed(html)
    parser.close()
    return parser.found
