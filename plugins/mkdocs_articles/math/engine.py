"""What every engine takes and gives, and which one is used."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from mkdocs_articles.errors import log
from mkdocs_articles.math.formula import Formula

KATEX = Path(__file__).parent / "katex"
OUTPUTS = ("html+mathml", "mathml")
ENGINES = ("auto", "v8", "markdown-katex", "latex2mathml")


@dataclass(frozen=True, slots=True)
class Options:
    """What the output for a formula depends on, besides the formula and the engine's version."""

    engine: str = "auto"
    output: str = "html+mathml"
    mhchem: bool = False


@dataclass(frozen=True, slots=True)
class Typeset:
    """A typeset formula: `html`, or why KaTeX refused it and at which character of the TeX.

    `fonts` are the files that it is drawn with, beside KaTeX's style sheet, with spaces between.
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


def choose(options: Options) -> Iterator[Engine]:
    """The engines to try, the best first; the one after another is there in case that one fails.

    Each but the best is announced in one line. There is one only if it is asked for by its name.
    """
    from mkdocs_articles.math import fallback, v8

    makers: dict[str, Callable[[], Engine]] = {
        "v8": lambda: v8.V8Engine(options),
        "markdown-katex": fallback.MarkdownKatexEngine,
        "latex2mathml": fallback.Latex2MathmlEngine,
    }
    if options.engine != "auto":
        yield makers[options.engine]()
        return
    if importlib.util.find_spec("py_mini_racer"):
        yield makers["v8"]()
    else:
        log.info("formulas: there is no mini-racer for this platform")
    try:
        engine = makers["markdown-katex"]()
    except EngineError as error:
        log.info("%s", error)
    else:
        log.info("formulas: using markdown-katex (an older KaTeX, slower, MathML)")
        yield engine
    log.info("formulas: using latex2mathml (MathML, knows less than KaTeX)")
    yield makers["latex2mathml"]()
