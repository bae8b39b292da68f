"""From formulas to HTML: deduplicated, looked up in the store, and only the rest typeset."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterable, Mapping
from dataclasses import astuple, replace
from functools import cache, cached_property
from itertools import islice
from pathlib import Path

from mkdocs_articles.errors import log
from mkdocs_articles.math import ahead
from mkdocs_articles.math.engine import Engine, EngineError, Options, Typeset
from mkdocs_articles.math.engines import choose
from mkdocs_articles.math.formula import Formula
from mkdocs_articles.math.packed import Packed
from mkdocs_articles.math.store import Store

STORE = "formulas.sqlite"
_BATCH = 2048  # formulas between two writes: so much is kept of a build that is interrupted


def key_of(formula: Formula) -> str:
    """A digest (32 hexadecimal characters) of a formula."""
    parts = ["1" if formula.display else "0", formula.tex]
    if formula.definitions or formula.edits or formula.row_numbers:
        parts += formula.definitions, *formula.row_numbers
        parts += (f"{edit.start} {edit.end} {edit.text}" for edit in formula.edits)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


class Typesetter:
    """Typesets formulas with one engine and one store; nothing starts before the first miss.

    Formulas that are not needed at once `wait` until all are known, and go to the engine together;
    if there are many, another process typesets them meanwhile (`begin`).
    """

    def __init__(self, options: Options, cache_dir: Path) -> None:
        self._settings = options, cache_dir
        self._process = os.getpid()
        self._ahead: ahead.Ahead | None = None
        self._missing: dict[Formula, None] = {}  # so far, while nobody typesets ahead
        self._is_choosy = options.engine != "auto"
        self._engines = choose(options)
        self._store = Store(cache_dir / STORE)
        self._unkept: dict[str, Packed] = {}  # what the store does not have
        self._unfinished: set[str] = set()  # may be something else when they are tried again
        self._waiting: dict[str, Formula] = {}
        self._ready: dict[str, Packed] = {}  # of what waits
        self._lock = threading.Lock()  # there are generators that render pages in threads

    @property
    def identity(self) -> str:
        """Of the engine at work, and what it did not come to an end with: with another identity,
        formulas become something else.
        """
        return " ".join([self._engine.identity, *sorted(self._unfinished)])

    def typeset(self, formulas: Iterable[Formula]) -> dict[Formula, Typeset]:
        """Map each of `formulas` to what it became. Raises `EngineError` as the engine does."""
        wanted = {key_of(formula): formula for formula in formulas}
        with self._lock:
            results = self._known(wanted)
        return {formula: results[key].typeset() for key, formula in wanted.items()}

    def wait(self, formula: Formula) -> str:
        """The key by which `formula` can be asked for when all are known."""
        key = key_of(formula)
        self._waiting[key] = formula
        return key

    def begin(self, formulas: Iterable[Formula], *, are_new: bool) -> None:
        """Let what waits be typeset, if that is worth while: `formulas` that `are_new` may well be
        missing in the store; others go along.
        """
        with self._lock:
            if self._ahead:
                self._ahead.send(formulas)
            elif are_new and os.getpid() == self._process and ahead.is_possible(self._settings[0]):
                wanted = {_kept_as(self._engine, key_of(one)): one for one in formulas}
                kept = self._store.get(wanted)
                self._missing |= {one: None for key, one in wanted.items() if key not in kept}
                if len(self._missing) >= ahead.WORTH:
                    self._start()

    def typeset_waiting(self) -> dict[str, Packed]:
        """Typeset all that waits; what it became, by key. Raises `EngineError`."""
        with self._lock:
            self._take_over()
            self._ready = self._known(self._waiting)
            return self._ready

    def results(self, keys: Iterable[str]) -> dict[str, Packed]:
        """What formulas became that have waited. Raises `KeyError` for one that has not."""
        wanted = list(keys)
        with self._lock:
            late = {key: self._waiting[key] for key in wanted if key not in self._ready}
            self._ready |= self._known(late)
            return {key: self._ready[key] for key in wanted}

    def forget(self) -> None:
        """Nothing waits any more: another build begins."""
        self._waiting.clear()
        self._missing.clear()
        self._ready = {}
        if self._ahead:
            self._ahead.close()
            self._ahead = None

    def unkept(self) -> dict[str, tuple[object, ...]]:
        """What was typeset and is not in the store: by key, the fields of `Typeset`."""
        return {
            key: astuple(replace(packed.typeset(), is_final=key not in self._unfinished))
            for key, packed in self._unkept.items()
        }

    def _start(self) -> None:
        try:
            self._ahead = ahead.Ahead(*self._settings)
        except OSError as error:
            log.debug("formulas: none are typeset ahead: %s", error)
            ahead.refuse()
        else:
            self._ahead.send(self._missing)
        self._missing.clear()

    def _take_over(self) -> None:
        """Wait for the other process; it has filled the store."""
        if not self._ahead:
            return
        made = {key: Typeset(*fields) for key, fields in self._ahead.finish().items()}
        self._ahead = None
        self._unkept |= {key: Packed.of(one) for key, one in made.items()}
        self._unfinished |= {key for key, one in made.items() if not one.is_final}

    def _known(self, wanted: Mapping[str, Formula]) -> dict[str, Packed]:
        """What became of formulas; those that the store does not have are typeset first."""
        while True:
            engine = self._engine
            kept = {_kept_as(engine, key): key for key in wanted if key not in self._unkept}
            known = {kept[key]: packed for key, packed in self._store.get(kept).items()}
            known |= {key: self._unkept[key] for key in wanted if key in self._unkept}
            missing = iter([(key, wanted[key]) for key in wanted if key not in known])
            try:
                while batch := dict(islice(missing, _BATCH)):
                    known |= self._make(engine, batch)
            except EngineError as error:
                if self._is_choosy:
                    raise
                log.info("%s", error)
                del self._engine
                continue
            return known

    def _make(self, engine: Engine, batch: Mapping[str, Formula]) -> dict[str, Packed]:
        typeset = dict(zip(batch, engine.typeset(list(batch.values())), strict=True))
        kept = {_kept_as(engine, key): key for key, one in typeset.items() if one.is_final}
        packed = self._store.put({name: typeset[key] for name, key in kept.items()})
        made = {kept[name]: one for name, one in packed.items()}
        unkept = {key: Packed.of(one) for key, one in typeset.items() if not one.is_final}
        self._unfinished |= unkept.keys()
        self._unkept |= unkept if self._store.is_usable else unkept | made
        return made | unkept

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
