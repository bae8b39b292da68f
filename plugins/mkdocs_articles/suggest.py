"""Name the near miss: what an author probably meant by a word that is not known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

_MOST = 30  # names in a message


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like `word`, whatever its case; None where none is like it."""
    near = difflib.get_close_matches(word.lower().replace("-", "_"), list(known), n=1, cutoff=0.75)
    return near[0] if near else None


def did_you_mean(word: str, known: Iterable[str], shown: Mapping[str, str] | None = None) -> str:
    """A remedy for an unknown `word`: the nearest known one, else all of them.

    They may be `shown` in another form than they are compared in.
    """
    names = list(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if shown:
        near, names = [shown[name] for name in near], [shown[name] for name in names]
    if near:
        return f"did you mean `{near[0]}`?"
    more = f", … ({len(names)})" if names[_MOST:] else ""
    return f"known: {', '.join(names[:_MOST])}{more}"


def refuse_unknown(owner: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Raise `ValueError` for the first name of `given` that is not `known`, naming the near miss."""
    names = list(known)
    for name in given:
        if name not in names:
            raise ValueError(f"{owner}: unknown option `{name}`; {did_you_mean(name, names)}")
