"""The process of `ahead`: what comes in is typeset and kept, until nothing more comes."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from mkdocs_articles.math.engine import Options
from mkdocs_articles.math.formula import Formula
from mkdocs_articles.math.typesetter import Typesetter
from mkdocs_articles.math.v8 import V8Engine

# So many go to one process of V8: the other processors render pages.
_BATCH = V8Engine.WORTH_A_WORKER
_NICE = 3


def main() -> None:
    """Serve one build. If it has ended without saying so, nobody wants the rest."""
    settings = json.loads(sys.argv[1])
    # Pages first, on all processors: what is left is typeset while one process does what takes all.
    with contextlib.suppress(AttributeError, OSError):
        os.nice(_NICE)
    typesetter = Typesetter(Options(**settings["options"]), Path(settings["cache_dir"]))
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_read, args=[lines], daemon=True).start()
    for batch in _batches(lines):
        for formula in batch:
            typesetter.wait(formula)
        typesetter.typeset_waiting()
        typesetter.forget()
    sys.stdout.write(json.dumps(typesetter.unkept()))
    sys.stdout.flush()
    # In an orderly exit Python waits a second for the thread that reads. V8 ends with its input.
    os._exit(0)


def _read(lines: queue.SimpleQueue[bytes]) -> None:
    """Take lines as they come, so that a build never waits."""
    for line in sys.stdin.buffer:
        lines.put(line)
    os._exit(0)


def _batches(lines: queue.SimpleQueue[bytes]) -> Iterator[list[Formula]]:
    """Formulas, each once: as many as there are, up to a number."""
    seen: set[bytes] = {b"\n"}
    is_last = False
    while not is_last:
        batch: list[Formula] = []
        line = lines.get()
        while True:
            is_last = line == b"\n"
            if line not in seen:
                seen.add(line)
                batch.append(Formula.from_json(json.loads(line)))
            if is_last or len(batch) == _BATCH or lines.empty():
                break
            line = lines.get()
        if batch:
            yield batch


if __name__ == "__main__":
    main()
