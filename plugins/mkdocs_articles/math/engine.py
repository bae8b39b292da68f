"""What every engine takes and gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from mkdocs_articles.math.formula import Formula

KATEX = Path(__file__).parent / "katex"
OUTPUTS = ("html+mathml", "mathml")


@dataclass(frozen=True, slots=True)
class Options:
    """What the output for a formula depends on, besides the formula and the engine's version."""

    engine: str = "auto"
    output: str = "html+mathml"
    mhchem: bool = False


@dataclass(frozen=True, slots=True)
class Typeset:
    """A typeset formula: `html`, or why KaTeX refused it and at which character of the TeX.

    `fonts` is what it is drawn with, as `fonts.to_text` has it.
    `is_final` is false for what another try may well change: such a result is not worth keeping.
    """

    html: str
    error: str = ""
    position: int = 0
    fonts: str = ""
    is_final: bool = True


class Engine(Protocol):
    """Typesets batches; `identity` changes whenever the output for some formula may."""

    identity: str

    def typeset(self, batch: Sequence[Formula]) -> list[Typeset]:
        """One result a formula, in order. Raises `EngineError` if it cannot work at all."""
        ...


class EngineError(RuntimeError):
    """The engine itself failed; the message says how and what to do."""
