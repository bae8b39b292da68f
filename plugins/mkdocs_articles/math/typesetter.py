"""From formulas to HTML: deduplicated, looked up in the store, and only the rest typeset."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, cached_property
from itertools import islice
from pathlib import Path

from mkdocs_articles.errors import log
from mkdocs_articles.math.engine import Engine, EngineError, Options, Typeset, choose
from mkdocs_articles.math.formula import Formula
from mkdocs_articles.math.store import Store

STORE = "formulas.sqlite"
_BATCH = 2048  # formulas between two writes: so much is kept of a build that is interrupted

_RECENT = 4096  # results kept in memory, of about 10 kB


def key_of(formula: Formula) -> str:
    """A digest (32 hexadecimal characters) of a formula."""
    parts = [str(formula.display), formula.tex, formula.definitions, *formula.row_numbers]
    parts += (f"{edit.start} {edit.end} {edit.text}" for edit in formula.edits)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


class Typesetter:
    """Typesets formulas with one engine and one store; nothing starts before the first miss.

    Formulas that are not needed at once `wait` until all are known, and go to the engine together.
    """

    def __init__(self, options: Options, cache_dir: Path) -> None:
        self._is_choosy = options.engine != "auto"
        self._engines = choose(options)
        self._store = Store(cache_dir / STORE)
        self._unkept: dict[str, Typeset] = {}  # what the store does not have
        self._waiting: dict[str, Formula] = {}
        self._recent: dict[str, Typeset] = {}  # pages share formulas; lists show those of articles
        self._lock = threading.Lock()  # there are generators that render pages in threads

    def typeset(self, formulas: Iterable[Formula]) -> dict[Formula, Typeset]:
        """Map each of `formulas` to what it became. Raises `EngineError` as the engine does."""
        wanted = {key_of(formula): formula for formula in formulas}
        with self._lock:
            results = self._known(wanted)
        return {formula: results[key] for key, formula in wanted.items()}

    def wait(self, formula: Formula) -> str:
        """The key by which `formula` can be asked for when all are known."""
        key = key_of(formula)
        self._waiting[key] = formula
        return key

    def typeset_waiting(self) -> dict[str, Typeset]:
        """Typeset all that waits. Returned by key, perhaps without HTML. Raises `EngineError`."""
        with self._lock:
            if len(self._waiting) > _RECENT:
                return self._known(self._waiting, with_html=False)
            self._recent = self._known(self._waiting)
            return self._recent

    def results(self, keys: Iterable[str]) -> dict[str, Typeset]:
        """What formulas became that have waited. Raises `KeyError` for one that has not."""
        wanted = list(keys)
        with self._lock:
            if len(self._recent) > _RECENT:
                self._recent.clear()
            missing = {key: self._waiting[key] for key in wanted if key not in self._recent}
            self._recent |= self._known(missing)
            return {key: self._recent[key] for key in wanted}

    def forget(self) -> None:
        """Nothing waits any more: another build begins."""
        self._waiting.clear()
        self._recent.clear()

    def _known(
        self, wanted: Mapping[str, Formula], *, with_html: bool = True
    ) -> dict[str, Typeset]:
        """What became of formulas; those that the store does not have are typeset first.

        Without HTML this takes little memory, however many they are.
        """
        while True:
            engine = self._engine
            kept = {_kept_as(engine, key): key for key in wanted if key not in self._unkept}
            known = {
                kept[k]: typeset
                for k, typeset in self._store.get(kept, with_html=with_html).items()
            }
            known |= {key: self._unkept[key] for key in wanted if key in self._unkept}
            missing = iter([(key, wanted[key]) for key in wanted if key not in known])
            try:
                while batch := dict(islice(missing, _BATCH)):
                    made = self._make(engine, batch)
                    known |= (
                        made if with_html else {k: replace(t, html="") for k, t in made.items()}
                    )
            except EngineError as error:
                if self._is_choosy:
                    raise
                log.info("%s", error)
                del self._engine
                continue
            return known

    def _make(self, engine: Engine, batch: Mapping[str, Formula]) -> dict[str, Typeset]:
        made = dict(zip(batch, engine.typeset(list(batch.values())), strict=True))
        self._store.put(
            {_kept_as(engine, k): typeset for k, typeset in made.items() if typeset.is_final}
        )
        self._unkept |= {
            key: typeset
            for key, typeset in made.items()
            if not typeset.is_final or not self._store.is_usable
        }
        return made

    @cached_property
    def _engine(self) -> Engine:
        return next(self._engines)


def _kept_as(engine: Engine, key: str) -> bytes:
    """The store's key: with another engine, or another of its options, HTML is another."""
    return _digest(engine.identity) + bytes.fromhex(key)


@cache
def _digest(identity: str) -> bytes:
    return hashlib.sha256(identity.encode()).digest()[:8]


@cache
def shared_typesetter(options: Options, cache_dir: Path) -> Typesetter:
    """The one typesetter of this process for these settings: generators make many `Markdown`s."""
    return Typesetter(options, cache_dir)
