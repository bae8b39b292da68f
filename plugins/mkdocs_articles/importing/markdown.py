"""Pieces of Markdown, made of what a tag said."""

from __future__ import annotations

import re
import textwrap


def image(address: str, alt: str = "", title: str = "", size: dict[str, str] | None = None) -> str:
    """`![alt](address "title"){ width="300" }`."""
    quoted = f' "{title.replace(chr(34), chr(39))}"' if title else ""
    sizes = " ".join(f'{key}="{value}"' for key, value in (size or {}).items() if value)
    return f"![{_text(alt)}]({address}{quoted})" + (f"{{ {sizes} }}" if sizes else "")


def link(address: str, text: str, title: str = "") -> str:
    quoted = f' "{title.replace(chr(34), chr(39))}"' if title else ""
    return f"[{_text(text)}]({address}{quoted})"


def figure(picture: str, caption: str) -> str:
    """A picture with a caption, as for the extension `md_in_html`."""
    lines = [
        '<figure markdown="span">',
        picture,
        f"<figcaption>{caption}</figcaption>",
        "</figure>",
    ]
    return "\n".join(lines)


def fence(code: str, language: str = "", options: str = "") -> str:
    """A fenced block, of as many backticks as it needs."""
    lines = textwrap.dedent(code).strip("\n")
    longest = max((len(run) for run in re.findall(r"`{3,}", lines)), default=2)
    ticks = "`" * (longest + 1)
    head = f"{ticks}{language}{' ' if language and options else ''}{options}"
    if options and not language:
        head = f"{ticks}text {options}"
    return f"{head}\n{lines}\n{ticks}"


def admonition(kind: str, title: str = "", *, opener: str = "!!!") -> str:
    """The first line of a box: `!!! note "title"`."""
    name = re.sub(r"[^\w-]", "", kind.lower()) or "note"
    return f"{opener} {name}" + (f' "{title.replace(chr(34), chr(39))}"' if title else "")


def _text(text: str) -> str:
    return re.sub(r"([\[\]])", r"\\\1", " ".join(text.split()))
