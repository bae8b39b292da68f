"""Golden fixtures: a test case is a text file, and a new case is a new file.

What the case shows, in a sentence or two.

name: value

--- input.md
…
--- output.html
…

The lines `name: value` are options and may be missing. A line `--- name` begins a section, which
ends where the next one begins; blank lines around a section's content do not count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

_SECTION = re.compile(r"^--- (?P<name>[\w./-]+)\n", re.MULTILINE)
_OPTION = re.compile(r"^(?P<name>[a-z_]+): (?P<value>.*)$")


@dataclass(frozen=True)
class Golden:
    """One case: its name (the file's), what it shows, its options and its sections."""

    name: str
    shows: str
    options: dict[str, str] = field(default_factory=dict)
    sections: dict[str, str] = field(default_factory=dict)


def parse(name: str, text: str) -> Golden:
    """Read a case from the text of a file. Raises `ValueError` if it says nothing of itself."""
    head, *rest = _SECTION.split(text)
    options: dict[str, str] = {}
    shows: list[str] = []
    for line in head.splitlines():
        if option := _OPTION.match(line):
            options[option["name"]] = option["value"]
        elif line:
            shows.append(line)
    if not shows:
        raise ValueError(f"{name}: begin with a sentence on what the case shows")
    sections = dict(zip(rest[::2], (content.strip("\n") for content in rest[1::2]), strict=True))
    return Golden(name, " ".join(shows), options, sections)


def load(folder: Path) -> list[Golden]:
    """All cases in `folder`, by name."""
    return [
        parse(path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.txt"))
    ]
