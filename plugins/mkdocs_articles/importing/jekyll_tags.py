"""What becomes of Liquid in Jekyll's posts.

Formats: https://jekyllrb.com/docs/liquid/tags/, /docs/liquid/filters/.
"""

from __future__ import annotations

import re

from mkdocs_articles.importing import markdown
from mkdocs_articles.importing.model import Block, Call, NotCarriedError, Tag, Target, Where

VERBATIM = frozenset({"highlight", "raw", "comment"})
_TEXT = re.compile(r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')(?P<filters>.*)", re.DOTALL)
_FILTERS = {"relative_url", "absolute_url", "prepend: site.baseurl", "prepend: site.url", "escape",
            "prepend:site.baseurl", "prepend:site.url"}  # fmt: skip


def value_of(written: str, where: Where) -> str:
    """What `{{ … }}` becomes: addresses lose what stood for the site's root."""
    if written in ("site.baseurl", "site.url", "site.github.url"):
        return ""
    if written == "page.title":
        return where.page.fields.title
    if match := _TEXT.fullmatch(written):
        filters = {one.strip() for one in match["filters"].split("|") if one.strip()}
        if filters <= _FILTERS:
            return match["double"] if match["double"] is not None else match["single"]
    raise NotCarriedError(f"not carried over: {{{{ {written} }}}}", "write what it showed")


def _highlight(call: Call, _: Where) -> Block:
    """`{% highlight LANG [linenos] [mark_lines="1 2"] %}`."""
    language = call.arguments[0] if call.arguments else ""
    options = []
    if marked := call.named.get("mark_lines") or call.named.get("hl_lines"):
        options.append(f'hl_lines="{marked}"')
    if "linenos" in (*call.arguments, *call.named):
        options.append('linenums="1"')
    return Block(markdown.fence(call.inner or "", language, " ".join(options)))


def _post_url(call: Call, where: Where) -> Target:
    return Target(where.post(call.written.strip("\"'")))


def _link(call: Call, where: Where) -> Target:
    name = call.written.strip("\"'")
    try:
        return Target(where.post(name))
    except NotCarriedError:
        return Target(where.file(f"/{name.lstrip('/')}"))


def _raw(call: Call, _: Where) -> str:
    return call.inner or ""


def _comment(call: Call, _: Where) -> str:
    return f"<!-- {(call.inner or '').strip().replace('--', '- -')} -->"


def _gist(call: Call, _: Where) -> str:
    if not call.arguments:
        raise NotCarriedError("`gist` without a name", "write a link")
    return f"<https://gist.github.com/{call.arguments[0]}>"


def _include(call: Call, where: Where) -> str | Block:
    """`{% include figure image_path="…" alt="…" caption="…" %}` is known; others are templates."""
    name = call.arguments[0] if call.arguments else ""
    source = call.named.get("image_path") or call.named.get("src") or call.named.get("url")
    if name.partition(".")[0] in ("figure", "image", "img") and source and "{{" not in call.written:
        caption = call.named.get("caption", "")
        picture = markdown.image(where.file(source), call.named.get("alt", "") or caption)
        return Block(markdown.figure(picture, caption)) if caption else picture
    raise NotCarriedError(
        f"not carried over: {{% include {call.written} %}}", "write in Markdown what it showed"
    )


TAGS: dict[str, Tag] = {
    "highlight": _highlight,
    "post_url": _post_url,
    "link": _link,
    "raw": _raw,
    "comment": _comment,
    "gist": _gist,
    "include": _include,
}
