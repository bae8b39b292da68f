"""Results of slow, pure functions, kept between builds where somebody keeps them.

`articles-cache` does; without a keeper everything is computed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol


class Keeper(Protocol):
    """Keeps what JSON can hold, for this version of all code."""

    def get(self, parts: tuple[str, ...]) -> Any:
        """What was kept for `parts`, or None."""
        ...

    def put(self, parts: tuple[str, ...], result: Any) -> None:
        """Keep `result`."""
        ...


_keeper: Keeper | None = None


def keep_with(keeper: Keeper | None) -> None:
    """From now on, results are kept by `keeper`, or by nobody."""
    global _keeper
    _keeper = keeper


def is_keeping() -> bool:
    """Whether anybody keeps results: else a key need not be made."""
    return _keeper is not None


def kept(compute: Callable[[], Any], *parts: str) -> Any:
    """What `compute` gives (lists, texts, numbers), which depends on `parts` alone: the first of them
    names the function.
    """
    if _keeper is None:
        return compute()
    result = _keeper.get(parts)
    if result is None:
        result = compute()
        _keeper.put(parts, result)
    return result
