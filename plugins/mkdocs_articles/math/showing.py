"""When formulas are typeset: with the page that they stand on, or later, all of a site together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from mkdocs_articles import inputs, memo
from mkdocs_articles.errors import Problem, report
from mkdocs_articles.math import element, fonts
from mkdocs_articles.math.engine import KATEX, Typeset
from mkdocs_articles.math.formula import Formula
from mkdocs_articles.math.packed import Packed
from mkdocs_articles.math.typesetter import Typesetter


@dataclass(frozen=True, slots=True)
class Use:
    """A formula where it stands: with its labels, with the addresses of the references in it, and
    with what is to be said, and of which place, if it is refused.
    """

    formula: Formula
    refused: Callable[[Typeset], Problem]
    labels: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


OWNER = "formulas"  # of what a remembered page brings back
_SHOWN = 60  # characters of a formula in a message


_REMEDIES = {
    r"\ce": "for chemistry set `mhchem: true` in the options of mkdocs_articles.math",
    r"\pu": "for units set `mhchem: true` in the options of mkdocs_articles.math",
    "multline": "KaTeX has no multline: write gather, or split in equation",
    "eqnarray": "KaTeX has no eqnarray: write align",
    r"\label": "write the label in the formula itself, and not in a macro",
    r"\require": r"KaTeX has no \require: leave it out",
}
_UNKNOWN = re.compile(r"^(?:Undefined control sequence|No such environment): (?P<name>\S+)$")


def mend(tex: str, position: int = 0, error: str = "") -> str:
    """The remedy for a formula that is refused: it shows the formula, around `position` if long."""
    if (unknown := _UNKNOWN.match(error)) and unknown["name"] in _REMEDIES:
        return _REMEDIES[unknown["name"]]
    source, at = " ".join(tex.split()), len(" ".join(tex[:position].split()))
    start = max(0, min(at - _SHOWN // 2, len(source) - _SHOWN))
    end = start + _SHOWN
    return f"mend the formula {'…' * (start > 0)}{source[start:end]}{'…' * (end < len(source))}"


class Showing(Protocol):
    """Makes the elements of formulas."""

    def show(self, uses: Sequence[Use], problems: Iterable[Problem] = ()) -> list[str]:
        """The elements (HTML) for a page, in order; its other `problems` are reported with theirs."""
        ...


class AtOnce:
    """Typesets formulas with their page."""

    def __init__(self, typesetter: Typesetter) -> None:
        self._typesetter = typesetter

    def show(self, uses: Sequence[Use], problems: Iterable[Problem] = ()) -> list[str]:
        """The elements with typeset formulas. Raises `EngineError`."""
        inputs.note(KATEX / "VERSION")
        typeset = self._typesetter.typeset(use.formula for use in uses)
        refused = [use for use in uses if typeset[use.formula].error]
        report([*problems, *(use.refused(typeset[use.formula]) for use in refused)], "formula")
        return [
            element.filled(use.formula, typeset[use.formula], use.labels, use.links) for use in uses
        ]


class Later:
    """Lets formulas wait until all are known."""

    cache_key = "later"  # all that a page depends on of it

    def __init__(self, typesetter: Typesetter) -> None:
        self.typesetter = typesetter
        self._uses: list[tuple[str, Use]] = []
        self._keys: set[str] = set()
        self._problems: list[Problem] = []
        self._shown: list[list[str]] = []  # keys, of what is shown together
        self._restored: list[tuple[list[str], Callable[[], None]]] = []
        self._fonts: list[fonts.Drawn] = []  # of those that are not taken up
        self._remembered: dict[str, Any] = {}  # their formulas
        typesetter.forget()
        inputs.restorers[OWNER] = self.restore

    def show(self, uses: Sequence[Use], problems: Iterable[Problem] = ()) -> list[str]:
        """The elements with what is known of formulas before they are typeset: their TeX."""
        said = list(problems)
        if said:
            inputs.forget()  # so that it is said by every build
        self._problems += said
        keys = [self.typesetter.wait(use.formula) for use in uses]
        inputs.leave(
            OWNER, {key: use.formula.to_json() for key, use in zip(keys, uses, strict=True)}
        )
        self._shown.append(list(dict.fromkeys(keys)))
        self._uses += zip(keys, uses, strict=True)
        self._keys.update(keys)
        with inputs.unwatched():
            self.typesetter.begin((use.formula for use in uses), are_new=True)
        return [
            element.waiting(use.formula, key, use.labels, use.links)
            for key, use in zip(keys, uses, strict=True)
        ]

    def restore(self, formulas: Mapping[str, Any], again: Callable[[], None]) -> None:
        """Note the formulas (by key) of a page that is not rendered but remembered; if one is refused,
        `again` renders it, since only then it is known where it stands.

        They are taken up when they are needed: mostly it is remembered that all is well with them.
        """
        keys = list(formulas)
        self._remembered |= formulas
        drawn = memo.find("fonts", self.typesetter.identity, *keys)
        if drawn is None:
            self._take_up(keys)
            self._restored.append((keys, again))
            self.typesetter.begin(map(Formula.from_json, formulas.values()), are_new=False)
        else:
            self._fonts.append(drawn)

    def results(self, keys: Iterable[str]) -> dict[str, Packed]:
        """What became of formulas that have waited here; a key may well be an author's invention."""
        keys = list(keys)
        self._take_up(keys)
        return self.typesetter.results(key for key in keys if key in self._keys)

    def typeset(self) -> fonts.Drawn:
        """Typeset all, report what is wrong, and return what the others are drawn with.

        Raises `EngineError`.
        """
        identity = self.typesetter.identity
        known = self.typesetter.typeset_waiting()
        for keys, again in self._restored:
            if any(known[key].error for key in keys):
                again()
        for keys in [*self._shown, *(keys for keys, _ in self._restored)]:
            if not any(known[key].error for key in keys):
                drawn = fonts.together(fonts.from_text(known[key].fonts) for key in keys)
                memo.keep(drawn, "fonts", identity, *keys)
        refused = [(use, known[key].typeset()) for key, use in self._uses if known[key].error]
        report([*self._problems, *(use.refused(typeset) for use, typeset in refused)], "formula")
        now = {typeset.fonts for typeset in known.values()}
        return fonts.together([*self._fonts, *map(fonts.from_text, sorted(now))])

    def _take_up(self, keys: Iterable[str]) -> None:
        for key in keys:
            if (formula := self._remembered.pop(key, None)) is not None:
                self._keys.add(self.typesetter.wait(Formula.from_json(formula)))
