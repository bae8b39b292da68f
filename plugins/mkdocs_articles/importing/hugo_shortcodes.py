"""What becomes of Hugo's shortcodes, and of those that many themes have.

Format: https://gohugo.io/shortcodes/.
"""

from __future__ import annotations

import re

from mkdocs_articles.importing import markdown
from mkdocs_articles.importing.model import (
    Around,
    Block,
    Call,
    NotCarriedError,
    Tag,
    Target,
    Where,
)

VERBATIM = frozenset({"highlight", "mermaid", "math", "katex"})
_KINDS = {"info", "note", "tip", "warning", "danger", "success", "question", "failure", "bug",
          "example", "quote", "abstract", "caution", "important", "hint", "error"}  # fmt: skip
_SAME = {"caution": "warning", "important": "warning", "hint": "tip", "error": "danger"}


def _word(call: Call, name: str, position: int = 0) -> str:
    """An argument, by its name or its place; empty where there is none."""
    if name in call.named:
        return call.named[name]
    return call.arguments[position] if position < len(call.arguments) else ""


def _figure(call: Call, where: Where) -> str | Block:
    source = _word(call, "src")
    if not source:
        raise NotCarriedError("`figure` without `src`", "write `![…](…)`")
    given = call.named
    size = {key: given.get(key, "").removesuffix("px") for key in ("width", "height")}
    alt = (
        given.get("alt") or re.sub(r"[*_`]", "", given.get("caption", "")) or given.get("title", "")
    )
    picture = markdown.image(where.file(source), alt, "", size)
    if target := given.get("link"):
        picture = f"[{picture}]({target})"
    credit = given.get("attr", "")
    if credit and given.get("attrlink"):
        credit = f"[{credit}]({given['attrlink']})"
    title = f"**{given['title']}**" if given.get("title") else ""
    caption = " ".join(part for part in (title, given.get("caption", ""), credit) if part)
    return Block(markdown.figure(picture, caption)) if caption else picture


def _reference(call: Call, where: Where) -> Target:
    path = _word(call, "path")
    if path.startswith("#"):
        return Target(path)
    return Target(where.post(path))


def _highlight(call: Call, _: Where) -> Block:
    """`{{< highlight LANG [OPTIONS] >}}`; options as in `linenos=table,hl_lines=3 8-9`."""
    language = _word(call, "lang")
    options = {**call.named}
    written = " ".join((*call.arguments[1:], options.pop("options", "")))
    for key, value in re.findall(r"(\w+)=([^,=]+?)(?=,|\s+\w+=|$)", written):
        options.setdefault(key.lower(), value.strip("\"' "))
    told = []
    if lines := options.get("hl_lines"):
        told.append(f'hl_lines="{" ".join(re.split(r"[ ,]+", lines))}"')
    if options.get("linenos") not in (None, "false"):
        told.append(f'linenums="{options.get("linenostart", "1")}"')
    return Block(markdown.fence(call.inner or "", language, " ".join(told)))


def _details(call: Call, _: Where) -> Around:
    title = _word(call, "summary") or call.named.get("title", "")
    opener = "???+" if call.named.get("open") == "true" else "???"
    return Around(markdown.admonition("note", title, opener=opener), "", "    ")


def _notice(call: Call, _: Where) -> Around:
    """`{{< notice tip "title" >}}`, `{{< admonition type=tip title="…" >}}` and their like."""
    if call.inner is None:
        raise NotCarriedError(f"`{call.name}` without an end", "write `!!! note`")
    kind = (_word(call, "type") or call.named.get("style", "")).lower()
    title = _word(call, "title", 1)
    if kind not in _KINDS:
        kind, title = "note", title or ("" if kind in ("", "primary", "default") else kind)
    return Around(markdown.admonition(_SAME.get(kind, kind), title), "", "    ")


def _box(kind: str) -> Tag:
    def tag(call: Call, _: Where) -> Around:
        if call.inner is None:
            raise NotCarriedError(f"`{call.name}` without an end", f"write `!!! {kind}`")
        return Around(markdown.admonition(kind, _word(call, "title")), "", "    ")

    return tag


def _math(call: Call, _: Where) -> str | Block:
    tex = (call.inner or " ".join(call.arguments)).strip()
    tex = re.sub(r"^(\$\$?|\\\[|\\\()|(\$\$?|\\\]|\\\))$", "", tex).strip()
    is_display = "\n" in (call.inner or "") or "display" in (*call.arguments, *call.named)
    return Block(f"$$\n{tex}\n$$") if is_display else f"${tex}$"


def _mermaid(call: Call, _: Where) -> Block:
    return Block(markdown.fence(call.inner or "", "mermaid"))


def _address(pattern: str, *keys: str) -> Tag:
    """A link to what was shown in the page, its address made of the arguments `keys`."""

    def tag(call: Call, _: Where) -> str:
        words = [_word(call, key, position) for position, key in enumerate(keys)]
        if not all(words):
            raise NotCarriedError(f"`{call.name}` without {' and '.join(keys)}", "write a link")
        return f"<{pattern.format(*words)}>"

    return tag


SHORTCODES: dict[str, Tag] = {
    "figure": _figure,
    "image": _figure,
    "img": _figure,
    "ref": _reference,
    "relref": _reference,
    "highlight": _highlight,
    "details": _details,
    "notice": _notice,
    "admonition": _notice,
    "callout": _notice,
    "alert": _notice,
    "hint": _notice,
    "note": _box("note"),
    "tip": _box("tip"),
    "warning": _box("warning"),
    "math": _math,
    "katex": _math,
    "mermaid": _mermaid,
    "youtube": _address("https://www.youtube.com/watch?v={}", "id"),
    "vimeo": _address("https://vimeo.com/{}", "id"),
    "bilibili": _address("https://www.bilibili.com/video/{}", "id"),
    "gist": _address("https://gist.github.com/{}/{}", "user", "id"),
    "instagram": _address("https://www.instagram.com/p/{}/", "id"),
    "tweet": _address("https://x.com/{}/status/{}", "user", "id"),
    "x": _address("https://x.com/{}/status/{}", "user", "id"),
}
