"""What the last build of a site found out, in one piece: a warm build asks for thousands of small
things, and gets them with one reading. Texts are apart, each for itself: few of them are read.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from mkdocs_articles.cache.digest import digest
from mkdocs_articles.cache.store import HOUR, Store
from mkdocs_articles.lazy import Text

_FEW = 16  # of so many results one may be written apart from the others, to be put into them later


class Results:
    """Results by what they depend on; of these, what a build did not ask for is forgotten.

    It may live as long as the process, from build to build.
    """

    def __init__(self, store: Store, environment: str, name: str) -> None:
        """`name` is that of the site, and of what is made of it (a build, a preview)."""
        self.store = store
        self.environment = environment
        self._key = bytes.fromhex(digest("results", environment, name))
        self._changes_key = bytes.fromhex(digest("changed results", environment, name))
        kept, changes = store.get_json(self._key), store.get_json(self._changes_key)
        self._written: dict[str, Any] = {}  # as it is in the store, but for the changes
        self._written_at = self._texts_used_at = 0.0
        if isinstance(kept, dict):
            self._written, self._written_at = kept["results"], kept["written_at"]
            self._texts_used_at = kept["texts_used_at"]
        self._old = dict(self._written)
        if isinstance(changes, dict) and changes["of"] == self._written_at:
            self._texts_used_at = changes["texts_used_at"]
            self._old |= changes["results"]
            for key in changes["gone"]:
                self._old.pop(key, None)
        self._new: dict[str, Any] = {}
        self._noted: dict[str, Any] | None = None
        self._has_changed = False
        self._texts: set[bytes] = set()

    def get(self, parts: tuple[str, ...]) -> Any:
        """What was kept for `parts`, or None."""
        key = _key(parts)
        found = self._new.get(key)
        if found is None and (found := self._old.get(key)) is not None:
            self._new[key] = found
        return found

    def put(self, parts: tuple[str, ...], result: Any) -> None:
        """Keep what JSON can hold."""
        key = _key(parts)
        self._new[key] = result
        if self._noted is not None:
            self._noted[key] = result

    @contextmanager
    def noting(self) -> Iterator[Mapping[str, Any]]:
        """What is kept meanwhile, for `take` in another process."""
        self._noted = {}
        try:
            yield self._noted
        finally:
            self._noted = None

    def take(self, noted: Mapping[str, Any]) -> None:
        """Keep what another process has found out."""
        self._new.update(noted)

    def drop(self, parts: tuple[str, ...]) -> None:
        """Forget a result."""
        key = _key(parts)
        self._has_changed |= self._old.pop(key, None) is not None
        self._new.pop(key, None)

    def get_text(self, digest_: str) -> str | None:
        """The text of that digest, if it is still there."""
        data = self.store.get(bytes.fromhex(digest_))
        return None if data is None else data.decode("utf-8", "surrogatepass")

    def put_text(self, text: Text) -> None:
        """Keep a text."""
        self.store.put_later(bytes.fromhex(text.digest), text.text.encode("utf-8", "surrogatepass"))

    def use_text(self, digest_: str) -> None:
        """A text is needed, even if nobody reads it now: it is not to go first."""
        self._texts.add(bytes.fromhex(digest_))

    def end(self, *, is_whole: bool, is_last: bool) -> None:
        """A build has ended; if it is not `is_whole`, what it did not come to is not forgotten.

        It is written unless more builds of this process will follow.
        """
        self._has_changed |= not (
            self._new.keys() == self._old.keys()
            if is_whole
            else self._new.keys() <= self._old.keys()
        )
        self._old = self._new if is_whole else self._old | self._new
        self._new = {}
        now = time.time()
        if self._texts and self._texts_used_at < now - HOUR:
            self.store.touch(self._texts)
            self._texts_used_at, self._has_changed = now, True
        self._texts = set()
        if self._has_changed and is_last:
            self._write(now)
            self._has_changed = False

    def _write(self, now: float) -> None:
        """Write what is not yet written: after an edit a few of many thousand."""
        old, written = self._old, self._written
        new = {key: one for key, one in old.items() if key not in written or written[key] != one}
        gone = [key for key in written if key not in old]
        kept = {"results": new, "texts_used_at": self._texts_used_at}
        if (len(new) + len(gone)) * _FEW <= len(written):
            kept |= {"of": self._written_at, "gone": gone}
            self.store.put_json(self._changes_key, kept)
            return
        self._written, self._written_at = dict(old), now
        kept |= {"results": old, "written_at": now}
        self.store.put_json(self._key, kept)


def _key(parts: tuple[str, ...]) -> str:
    """What `digest` is for, for what is asked ten thousand times: no part has a NUL."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
