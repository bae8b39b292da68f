"""XML as text, so that the same feed is always the same bytes."""

from __future__ import annotations

from collections.abc import Iterable

from mkdocs_articles.regex import late

# All that XML 1.0 cannot hold, even escaped (https://www.w3.org/TR/xml/#charsets).
_IMPOSSIBLE = late("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


def element(name: str, text: str = "", **attributes: str) -> str:
    """An element with text in it. `content_type` becomes the attribute `type`, which Python has for
    itself; an empty text makes an empty element.
    """
    given = "".join(
        f' {key.removeprefix("content_")}="{escaped(value)}"' for key, value in attributes.items()
    )
    return f"<{name}{given}>{escaped(text)}</{name}>\n" if text else f"<{name}{given}/>\n"


def verbatim(name: str, text: str, **attributes: str) -> str:
    """An element with a text full of markup: as a CDATA section it is shorter by a half."""
    given = "".join(
        f' {key.removeprefix("content_")}="{value}"' for key, value in attributes.items()
    )
    text = _possible(text).replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}{given}><![CDATA[{text}]]></{name}>\n"


def parent(name: str, children: Iterable[str], **attributes: str) -> str:
    """An element with others in it, each a line."""
    given = "".join(f' {key}="{escaped(value)}"' for key, value in attributes.items())
    return f"<{name}{given}>\n{''.join(children)}</{name}>\n"


def document(root: str) -> str:
    """A whole file."""
    return _DECLARATION + root


def escaped(text: str) -> str:
    """`text` for an element or an attribute."""
    text = _possible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;")


def _possible(text: str) -> str:
    return _IMPOSSIBLE.sub("\N{REPLACEMENT CHARACTER}", text)
