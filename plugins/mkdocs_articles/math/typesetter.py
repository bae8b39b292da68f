"""From formulas to HTML: deduplicated, looked up in the store, and only the rest typeset."""

from __future__ import annotations

import hashlib
import html
import threading
from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path

from mkdocs_articles.math.engine import Engine, Typeset, choose
from mkdocs_articles.math.scanner import Formula
from mkdocs_articles.math.store import Store

STORE = "formulas.sqlite"


class Typesetter:
    """Typesets formulas with one engine and one store; nothing starts before the first miss."""

    def __init__(self, engine: str, cache_dir: Path) -> None:
        self._engine_name = engine
        self._cache_dir = cache_dir
        self._known: dict[Formula, Typeset] = {}
        self._lock = threading.Lock()  # there are generators that render pages in threads

    def typeset(self, formulas: Iterable[Formula]) -> dict[Formula, Typeset]:
        """Map each of `formulas` to what it became. Raises `EngineError` as the engine does."""
        wanted = dict.fromkeys(formulas)
        with self._lock:
            missing = {self._key(f): f for f in wanted if f not in self._known}
            if missing:
                stored = self._store.get(missing)
                self._known |= {missing[key]: typeset for key, typeset in stored.items()}
                unknown = {key: f for key, f in missing.items() if key not in stored}
                if unknown:
                    fresh = self._engine.typeset(list(unknown.values()))
                    self._known |= dict(zip(unknown.values(), fresh, strict=True))
                    results = zip(unknown, fresh, strict=True)
                    self._store.put({key: typeset for key, typeset in results if typeset.is_final})
        return {formula: self._known[formula] for formula in wanted}

    @cached_property
    def _engine(self) -> Engine:
        return choose(self._engine_name)

    @cached_property
    def _store(self) -> Store:
        return Store(self._cache_dir / STORE)

    def _key(self, formula: Formula) -> bytes:
        text = f"{self._engine.identity}\0{formula.display:d}\0{formula.tex}"
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


@cache
def shared_typesetter(engine: str, cache_dir: Path) -> Typesetter:
    """The one typesetter of this process for these settings: generators make many `Markdown`s."""
    return Typesetter(engine, cache_dir)


def element(formula: Formula, typeset: Typeset) -> str:
    """The page's HTML for a formula; for a refused one its source, marked, with the reason.

    A custom element, because Material's search leaves out an element marked `data-search-exclude`
    only up to the first end tag of the same name, and KaTeX nests nothing but `span`s.
    """
    classes = ' class="display"' if formula.display else ""
    if typeset.error:
        source, reason = html.escape(formula.tex), html.escape(typeset.error)
        body = f'<code class="katex-error" title="{reason}">{source}</code>'
    else:
        body = typeset.html
    return f"<tex-math{classes} data-search-exclude>{body}</tex-math>"
