"""Posts that were written by hand, from one text file: `=== slug`, `field: value` lines, blocks."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from benchmarks.sites.corpus import (
    Block,
    Code,
    Figure,
    Formula,
    Heading,
    Note,
    Paragraph,
    Post,
    Table,
)  # fmt: skip

_POST = re.compile(r"^=== (?P<slug>[\w-]+)\n(?P<fields>(?:\w+: .*\n)+)\n", re.MULTILINE)
_BLOCK = re.compile(
    r"\s*(?:```(?P<language>\w+)\n(?P<code>.*?)\n```"
    r"|\$\$\n(?P<tex>.*?)\n\$\$"
    r"|(?P<other>\S.*?)(?=\n\n|\Z))",
    re.DOTALL,
)


def posts(path: Path) -> list[Post]:
    """The posts in a file, in its order; what stands before the first one is about the file."""
    _, *pieces = _POST.split(path.read_text("utf-8"))
    return [_post(*one) for one in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True)]


def _post(slug: str, fields: str, body: str) -> Post:
    known = dict(line.split(": ", 1) for line in fields.splitlines())
    return Post(
        slug, known["title"], date.fromisoformat(known["date"]), known["category"],
        tuple(known["tags"].split(", ")), tuple(map(_block, _BLOCK.finditer(body.strip()))),
    )  # fmt: skip


def _block(found: re.Match[str]) -> Block:
    if found["code"]:
        return Code(found["language"], found["code"])
    if found["tex"]:
        return Formula(found["tex"])
    text = found["other"].strip()
    if text.startswith("## "):
        return Heading(text.removeprefix("## "))
    if text.startswith("figure: "):
        return Figure(text.removeprefix("figure: "))
    if note := re.fullmatch(r'!!! note "(.*)"\n    (.*)', text):
        return Note(note[1], note[2])
    if text.startswith("| "):
        header, _, *rows = (tuple(line.strip("| ").split(" | ")) for line in text.splitlines())
        return Table(header, tuple(rows))
    spans = re.split(r"\$([^$]+)\$", text)
    return Paragraph(
        tuple(Formula(one) if n % 2 else one for n, one in enumerate(spans) if one or n % 2)
    )
