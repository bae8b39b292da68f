"""The process of `store.Ahead`: what to draw is JSON on the standard input."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path

from mkdocs_articles.cards.card import Card
from mkdocs_articles.cards.drawing import Draughtsman
from mkdocs_articles.cards.fonts import Face, Faces
from mkdocs_articles.cards.store import Store

_NICE = 3  # pages first


def main() -> None:
    """Draw all of it."""
    job = json.load(sys.stdin)
    with contextlib.suppress(AttributeError, OSError):
        os.nice(_NICE)
    titles, kicker = job["faces"]["titles"], job["faces"]["kicker"]
    faces = Faces(tuple(Face(**one) for one in titles), Face(**kicker) if kicker else None)
    store, draughtsman = Store(Path(job["folder"])), Draughtsman(faces)
    for key, card in job["cards"].items():
        store.put(key, draughtsman.draw(Card(**card)))


if __name__ == "__main__":
    main()
