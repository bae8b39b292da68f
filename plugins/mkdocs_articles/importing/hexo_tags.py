"""What becomes of Hexo's tags, and of those that its common themes bring.

Formats: https://hexo.io/docs/tag-plugins, https://theme-next.js.org/docs/tag-plugins/.
"""

from __future__ import annotations

import re

from mkdocs_articles.importing import markdown
from mkdocs_articles.importing.model import Around, Block, Call, NotCarriedError, Tag, Target, Where

VERBATIM = frozenset({"codeblock", "code", "raw", "mermaid", "math"})
_SIZE = re.compile(r"\d+(?:px|%|em|rem)?")


def _asset_img(call: Call, where: Where) -> str:
    """`{% asset_img [classes] file [width] [height] [title [alt]] %}`, and `{% img … %}` the same."""
    words = list(call.arguments)
    while words and not re.search(r"\.\w+(?:[?#]|$)|/", words[0]):
        words.pop(0)  # classes
    if not words:
        raise NotCarriedError("an image without a file", "write `![…](…)`")
    address = where.file(words.pop(0))
    sizes: list[str] = []
    while words and len(sizes) < 2 and _SIZE.fullmatch(words[0]):
        sizes.append(words.pop(0).removesuffix("px"))
    size = dict(zip(("width", "height"), sizes, strict=False))
    if len(words) == 1 and (inner := re.findall(r"\"([^\"]*)\"|'([^']*)'", words[0])):
        words = [one or other for one, other in inner]  # '"title" "alt"'
    title = words[0] if words else ""
    return markdown.image(address, words[1] if len(words) > 1 else title, title, size)


def _asset_link(call: Call, where: Where) -> str:
    file, title = _first(call)
    return markdown.link(where.file(file), title or file)


def _post_link(call: Call, where: Where) -> str:
    name, title = _first(call)
    return markdown.link(where.post(name), title or where.title_of(name))


def _first(call: Call) -> tuple[str, str]:
    """The first word, and the others as a text, without the flag that says whether to escape it."""
    if not call.arguments:
        raise NotCarriedError(f"`{call.name}` without a name", "write a link")
    words = [*call.arguments]
    if len(words) > 1 and words[-1] in ("true", "false"):
        words.pop()
    return words[0], " ".join(words[1:])


def _codeblock(call: Call, _: Where) -> Block:
    """`{% codeblock [title] [lang:x] [url] [link text] [options] %}`."""
    language, marked, first, title = "", "", "", []
    for word in call.written.split():
        key, colon, value = word.partition(":")
        if colon and key == "lang":
            language = value
        elif colon and key == "mark":
            marked = " ".join(value.split(","))
        elif colon and key == "first_line":
            first = value
        elif colon and key in ("line_number", "line_threshold", "highlight", "wrap"):
            pass
        elif "://" not in word:
            title.append(word)
    options = [
        f'{key}="{value.replace(chr(34), chr(39))}"'
        for key, value in (("title", " ".join(title)), ("hl_lines", marked), ("linenums", first))
        if value
    ]
    return Block(markdown.fence(call.inner or "", language, " ".join(options)))


def _quote(call: Call, _: Where) -> Around:
    """`{% blockquote [author[, source]] [link] [title of the link] %}`."""
    link = re.search(r"https?://\S+", call.written)
    author = call.written[: link.start()].strip() if link else call.written.strip()
    shown = call.written[link.end() :].strip() if link else ""
    source = f"[{shown or link[0]}]({link[0]})" if link else ""
    cited = ", ".join(part for part in (author, source) if part)
    return Around("", f"\n— {cited}" if cited else "", "> ")


def _plain_quote(_call: Call, _where: Where) -> Around:
    return Around("", "", "> ")


_KINDS = {"default": "note", "primary": "note", "": "note", "question": "question",
          "error": "danger", "simple": "note", "modern": "note", "flat": "note"}  # fmt: skip


def _note(call: Call, _: Where) -> Around:
    """`{% note [class] [no-icon] [summary] %}`, as in NexT, Butterfly and Fluid."""
    words = [word for word in call.arguments if word not in ("no-icon", "icon", "simple", "modern",
                                                             "flat", "disabled")]  # fmt: skip
    kind = words[0] if words else "note"
    title = " ".join(word for word in words[1:] if not word.startswith(("'fa", "fa")))
    return Around(markdown.admonition(_KINDS.get(kind, kind), title), "", "    ")


def _raw(call: Call, _: Where) -> str:
    return (call.inner or "").strip("\n")


def _mermaid(call: Call, _: Where) -> Block:
    return Block(markdown.fence(call.inner or "", "mermaid"))


def _math(call: Call, _: Where) -> Block:
    return Block(f"$$\n{(call.inner or '').strip()}\n$$")


def _link(call: Call, _: Where) -> str:
    """`{% link text url [external] [title] %}`."""
    for index, word in enumerate(call.arguments):
        if index and re.match(r"https?://|/", word):
            return markdown.link(word, " ".join(call.arguments[:index]))
    raise NotCarriedError("a link without an address", "write `[…](…)`")


def _video(address: str) -> Tag:
    def tag(call: Call, _: Where) -> str:
        if not call.arguments:
            raise NotCarriedError(f"`{call.name}` without a name", "write a link")
        url = address.format(call.arguments[0])
        return f"<{url}>"

    return tag


TAGS: dict[str, Tag] = {
    "asset_img": _asset_img,
    "img": _asset_img,
    "image": _asset_img,
    "asset_path": lambda call, where: Target(where.file(_first(call)[0])),
    "asset_link": _asset_link,
    "post_link": _post_link,
    "post_path": lambda call, where: Target(where.post(_first(call)[0])),
    "codeblock": _codeblock,
    "code": _codeblock,
    "blockquote": _quote,
    "quote": _quote,
    "pullquote": _plain_quote,
    "centerquote": _plain_quote,
    "cq": _plain_quote,
    "note": _note,
    "raw": _raw,
    "mermaid": _mermaid,
    "math": _math,
    "link": _link,
    "youtube": _video("https://www.youtube.com/watch?v={}"),
    "vimeo": _video("https://vimeo.com/{}"),
    "gist": _video("https://gist.github.com/{}"),
    "iframe": _video("{}"),
}
