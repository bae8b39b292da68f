"""The options of a runnable fence: what an author wrote in its braces, read and checked."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from mkdocs_articles.document import Document
from mkdocs_articles.execution import dependencies
from mkdocs_articles.execution.cells import Cell

# Attributes of a fence that are ours; the others are the highlighter's, or go to the element.
NAMES = ("alt", "caption", "hide", "error", "timeout", "deps")
_CHOICES = {"hide": ("source", "output", "all"), "error": ("true", "false")}
LONGEST = 86_400.0  # seconds


@dataclass(frozen=True)
class Fence:
    """A runnable fence: its code and its options as written; `others` are the names of the rest;
    `is_live` if readers are to run it.
    """

    code: str
    written: Mapping[str, str]
    others: tuple[str, ...] = ()
    is_live: bool = False

    @property
    def hides_source(self) -> bool:
        """Whether readers do not see the code."""
        return self.written.get("hide") in ("source", "all")

    @property
    def raises(self) -> bool:
        """Whether an exception is what it is to show."""
        return self.written.get("error") == "true"

    def read(self, document: Document, timeout: float) -> tuple[Cell, list[tuple[str, str]]]:
        """The cell (by default with this timeout, in seconds), and what is wrong with its options:
        message and remedy of each. The default of a wrong one is used.
        """
        wrong = [
            (f"unknown option {name} of a runnable snippet", f"did you mean `{near[0]}`?")
            for name in self.others
            if (near := difflib.get_close_matches(name, NAMES, n=1, cutoff=0.75))
        ]
        values = {name: self.written.get(name, "") for name in _CHOICES}
        for name, known in _CHOICES.items():
            if values[name] not in ("", *known):
                hint = f"write {', '.join(known[:-1])} or {known[-1]}"
                wrong.append((f"{name}: unknown value {values[name]!r}", hint))
                values[name] = ""
        seconds = timeout
        if (text := self.written.get("timeout")) is not None and not (seconds := _seconds(text)):
            message = f"timeout: not a number of seconds: {text!r}"
            wrong.append((message, "write seconds such as timeout=30"))
        if self.is_live and self.hides_source:
            hint = f"remove .live or hide={values['hide']}"
            wrong.append(("readers cannot run what is hidden", hint))
        files, missing = dependencies.find(self.written.get("deps", ""), document)
        cell = Cell(
            self.code, self.raises, seconds or timeout, files,
            self.written.get("alt"), self.written.get("caption", ""), values["hide"],
        )  # fmt: skip
        return cell, [*wrong, *missing]


def _seconds(text: str) -> float:
    """A number of seconds; 0 where it is none that a snippet may take."""
    try:
        seconds = float(text)
    except ValueError:
        return 0
    return seconds if 0 < seconds <= LONGEST else 0
