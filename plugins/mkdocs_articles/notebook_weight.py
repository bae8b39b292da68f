"""Outputs of a notebook that are too much for a page.

What is printed is cut, and pictures become files; but HTML stays in the page, where a table of
a million rows is of use to nobody, and takes minutes and gigabytes to build.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ROOM = 1_000_000  # characters of a page's outputs that browsers must take apart
_TAKEN_APART = ("text/html", "text/markdown", "text/latex")
# Scripts are taken out of a page, and embedded pictures and films are no elements.
_WEIGHTLESS = re.compile(
    r"<script\b.*?</script|data:[\w/+.-]+;base64,[\w+/=\s]*", re.DOTALL | re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An output of the cell `number` (from 1) that is not shown, and its weight in characters."""

    number: int
    weight: int


def lightened(cells: Sequence[Any]) -> tuple[list[Any], list[LeftOut]]:
    """`cells` of a notebook's JSON, as wild as they may be, without what there is no room for.

    Of such an output stays what it offers besides, such as a text.
    """
    made: list[Any] = []
    left_out: list[LeftOut] = []
    room = ROOM
    for number, cell in enumerate(cells, start=1):
        kept = []
        for output in _outputs(cell):
            if (weight := _weight(output)) <= room:
                room -= weight
                kept.append(output)
                continue
            left_out.append(LeftOut(number, weight))
            if others := dict(_others(output)):
                kept.append({**output, "data": others})
        made.append({**cell, "outputs": kept} if _outputs(cell) else cell)
    return made, left_out


def _outputs(cell: Any) -> Sequence[Any]:
    outputs = cell.get("outputs") if isinstance(cell, dict) else None
    return outputs if isinstance(outputs, list) else ()


def _data(output: Any) -> Mapping[str, Any]:
    data = output.get("data") if isinstance(output, dict) else None
    return data if isinstance(data, dict) else {}


def _weight(output: Any) -> int:
    data = _data(output)
    return max((_length(data[mime]) for mime in _TAKEN_APART if mime in data), default=0)


def _length(written: Any) -> int:
    """A notebook keeps a text as one string or as a list of lines."""
    lines = written if isinstance(written, list) else [written]
    text = "".join(map(str, lines))
    return len(text) if len(text) <= ROOM // 10 else len(_WEIGHTLESS.sub("", text))


def _others(output: Any) -> Iterator[tuple[str, Any]]:
    return ((mime, value) for mime, value in _data(output).items() if mime not in _TAKEN_APART)
