"""Problems: what is wrong, where, and what to do about it; one line each."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# MkDocs counts the warnings of loggers below "mkdocs" under `--strict`; elsewhere it is a name.
log = logging.getLogger("mkdocs.plugins.mkdocs_articles")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something that an author should mend.

    `path` is relative to the folder of `mkdocs.yml` and "/"-separated; `line` and `column` count
    from 1 in the file as it is on disk, and 0 means that there is none to name. `rule` is that of
    `articles check` (`check/finding.py`); who reports problems gives those without one theirs.
    """

    path: str
    line: int
    column: int
    message: str
    hint: str = ""
    rule: str = field(default="", compare=False)

    def __str__(self) -> str:
        """`path:line:column: message; hint`, without the numbers that are not known."""
        place = self.path
        if self.line:
            place += f":{self.line}"
            if self.column:
                place += f":{self.column}"
        text = " ".join(self.message.split())
        return _printable(f"{place}: {text}; {self.hint}" if self.hint else f"{place}: {text}")


def _printable(line: str) -> str:
    """What an author wrote must not command a terminal, nor begin another line of a log."""
    if line.isprintable():
        return line
    return "".join(
        c if c.isprintable() or (c.isspace() and ord(c) > 0x9F) else ascii(c)[1:-1] for c in line
    )


def report(problems: Iterable[Problem], rule: str) -> None:
    """Log each problem once as a warning, in the order of files and lines."""
    for problem in sorted(set(problems)):
        log.warning("%s", problem, extra={"rule": problem.rule or rule})


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of the character at `offset` of `text`."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
