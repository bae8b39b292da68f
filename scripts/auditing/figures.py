"""What was measured, and what is promised of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """A value of `what`, measured at `where`; `most` or `least` is the promise, where there is one.

    `details` are what was counted, or the single values of which this is the median.
    """

    what: str
    where: str
    value: float
    most: float | None = None
    least: float | None = None
    unit: str = ""
    details: tuple[str, ...] = ()

    @property
    def is_kept(self) -> bool:
        return (self.most is None or self.value <= self.most) and (
            self.least is None or self.value >= self.least
        )

    @property
    def promise(self) -> str:
        """As the table has it."""
        if self.most is not None:
            return f"≤ {self.most:,g}" if self.most else "0"
        return "" if self.least is None else f"≥ {self.least:,g}"

    @property
    def shown(self) -> str:
        return " ".join(filter(None, (f"{round(self.value, 4):,}", self.unit)))

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def found(what: str, where: str, details: Iterable[str]) -> Figure:
    """How many things were found of which there should be none."""
    details = tuple(details)
    return Figure(what, where, len(details), most=0, details=details)


def missed(figures: Iterable[Figure]) -> list[Figure]:
    """Those that are not as promised."""
    return [one for one in figures if not one.is_kept]


def lines(figures: Sequence[Figure]) -> list[tuple[str, ...]]:
    """A table of them, its header first."""
    head = "what", "where", "measured", "promised", ""
    return [
        head,
        *(
            (one.what, one.where, one.shown, one.promise, "" if one.is_kept else "missed")
            for one in figures
        ),
    ]
