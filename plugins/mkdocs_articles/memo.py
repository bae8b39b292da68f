"""Results of slow, pure functions, kept between builds where somebody keeps them.

`articles-cache` does; without a keeper everything is computed. The first of the `parts` that a result
depends on names the function; long texts are told by their digests.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from mkdocs_articles.lazy import Text


class Keeper(Protocol):
    """Keeps what JSON can hold, for this version of all code."""

    def get(self, parts: tuple[str, ...]) -> Any:
        """What was kept for `parts`, or None."""
        ...

    def put(self, parts: tuple[str, ...], result: Any) -> None:
        """Keep `result`."""
        ...

    def get_text(self, digest: str) -> str | None:
        """The text of that digest, or None: it may have been dropped."""
        ...

    def put_text(self, text: Text) -> None:
        """Keep a text, which is read more seldom than it is asked for."""
        ...

    def use_text(self, digest: str) -> None:
        """The text of that digest is needed, even if nobody reads it now."""
        ...


_keeper: Keeper | None = None


def keep_with(keeper: Keeper | None) -> None:
    """From now on, results are kept by `keeper`, or by nobody."""
    global _keeper
    _keeper = keeper


def is_keeping() -> bool:
    """Whether anybody keeps results: else a key need not be made."""
    return _keeper is not None


def find(*parts: str) -> Any:
    """What is kept for `parts`, or None."""
    return None if _keeper is None else _keeper.get(parts)


def keep(result: Any, *parts: str) -> None:
    """Keep `result` (lists, texts, numbers) for `parts`."""
    if _keeper is not None:
        _keeper.put(parts, result)


def kept(compute: Callable[[], Any], *parts: str) -> Any:
    """What `compute` gives, which depends on `parts` alone."""
    result = find(*parts)
    if result is None:
        result = compute()
        keep(result, *parts)
    return result


def kept_text(compute: Callable[[], str], *parts: str) -> Text:
    """The text that `compute` gives; where it is kept, it is not read before somebody wants it."""
    keeper = _keeper
    if keeper is None:
        return Text.of(compute())
    digest = keeper.get(parts)
    if digest is None:
        text = Text.of(compute())
        keeper.put(parts, text.digest)
        keeper.put_text(text)
        return text

    keeper.use_text(digest)

    def load() -> str:
        found = keeper.get_text(digest)
        return compute() if found is None else found

    return Text(digest, load)
