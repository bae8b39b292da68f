"""A formula: what an author wrote, and what is to be typeset for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple


class Edit(NamedTuple):
    """`tex[start:end]` is replaced before a formula is typeset."""

    start: int
    end: int
    text: str


def in_order(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """`edits` by their places, without those in what another one replaces."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda one: (one.start, one.end > one.start, -one.end, one.text)):
        if not kept or kept[-1].end <= edit.start:
            kept.append(edit)
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class Formula:
    r"""A formula to typeset: its TeX, and whether it stands on a line of its own.

    What an engine is given may differ from what the author wrote: `definitions` (TeX) go before it,
    and `edits` (in order, none overlapping) give numbers and take labels out. `row_numbers` are what
    stands beside the rows of an environment such as `align`, top to bottom.
    """

    tex: str
    display: bool = False
    definitions: str = ""
    edits: tuple[Edit, ...] = ()
    row_numbers: tuple[str, ...] = ()

    def to_json(self) -> list[Any]:
        """What JSON can hold."""
        edits = [list(edit) for edit in self.edits]
        return [self.tex, self.display, self.definitions, edits, list(self.row_numbers)]

    @classmethod
    def from_json(cls, data: list[Any]) -> Formula:
        """What `to_json` gave."""
        tex, display, definitions, edits, row_numbers = data
        return cls(tex, display, definitions, tuple(Edit(*e) for e in edits), tuple(row_numbers))

    @property
    def input(self) -> str:
        """The TeX for an engine."""
        pieces, position = [self.definitions], 0
        for edit in self.edits:
            pieces += self.tex[position : edit.start], edit.text
            position = edit.end
        return "".join(pieces) + self.tex[position:]

    def position(self, of_input: int) -> int:
        """Where in `tex` the character stands that has the position `of_input` in `input`.

        What is not the author's own stands where it was put in.
        """
        shift = len(self.definitions)
        for edit in self.edits:
            begin = edit.start + shift
            if of_input < begin:
                break
            if of_input < begin + len(edit.text):
                return edit.start
            shift += len(edit.text) - (edit.end - edit.start)
        return min(max(0, of_input - shift), len(self.tex))
