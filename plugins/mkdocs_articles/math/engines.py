"""Which engine is used: the best that works on this machine."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator

from mkdocs_articles.errors import log
from mkdocs_articles.math import fallback, v8
from mkdocs_articles.math.engine import Engine, EngineError, Options

ENGINES = ("auto", "v8", "markdown-katex", "latex2mathml")


def choose(options: Options) -> Iterator[Engine]:
    """The engines to try, the best first; the one after another is there in case that one fails.

    Each but the best is announced in one line. There is one only if it is asked for by its name.
    """
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
