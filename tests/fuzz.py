"""Give a target of `fuzz_targets.py` inputs without end, led by Atheris to code that none has reached:
`scripts/fuzz NAME [-max_total_time=SECONDS] [FOLDER OF INPUTS]`; options are those of libFuzzer.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["mkdocs_articles", "yaml", "markdown"]):
    from fuzz_targets import TARGETS


def _quoted(piece: str) -> str:
    """An entry of libFuzzer's dictionary."""
    return '"' + "".join(f"\\x{byte:02x}" for byte in piece.encode("utf-8", "ignore")) + '"'


def main(name: str, *options: str) -> None:
    """Never returns. It ends at an input for which something does not hold, and writes that down."""
    target = TARGETS[name]
    with tempfile.NamedTemporaryFile("w", suffix=".dict", delete=False) as words:
        words.write("\n".join(map(_quoted, target.pieces)))
    given = [f"-dict={words.name}"] if target.pieces else []
    atheris.Setup([sys.argv[0], "-timeout=20", "-rss_limit_mb=2048", *given, *options], target.run)
    try:
        atheris.Fuzz()
    finally:
        Path(words.name).unlink()


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"which of them? {', '.join(TARGETS)}")
    main(*sys.argv[1:])
