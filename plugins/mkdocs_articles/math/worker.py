"""The process that runs KaTeX: `python -m mkdocs_articles.math.worker KATEX.JS`.

It says `ready`; then one JSON line in, `[[tex, display], …]`, makes one out, `[[html, error,
position], …]`, with positions in characters of the TeX. V8 lives here and not in the build's own
process because it hangs in a forked child, and may at an exit.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

# A refused formula is data (message, position); anything else is a defect and ends the worker.
# KaTeX counts in UTF-16 units, everyone else here in characters.
_TYPESET = """
const typeset = (batch) => JSON.stringify(JSON.parse(batch).map(([tex, display]) => {
  try {
    return [katex.renderToString(tex, {
      displayMode: display, output: "htmlAndMathml", throwOnError: true,
      strict: "ignore", trust: false, maxExpand: 1000, maxSize: 500,
    }), "", 0];
  } catch (error) {
    if (!(error instanceof katex.ParseError) && !(error instanceof RangeError)) throw error;
    const before = tex.slice(0, error.position || 0);
    return ["", error.rawMessage || String(error.message), Array.from(before).length];
  }
}));
"""


def main() -> None:
    """Serve batches until standard input ends."""
    from py_mini_racer import MiniRacer

    context = MiniRacer()
    context.eval(Path(sys.argv[1]).read_text(encoding="utf-8"))
    context.eval(_TYPESET)
    _write("ready")
    for line in sys.stdin:
        _write(str(context.call("typeset", line)))
    os._exit(0)  # V8 may hang in an orderly exit


def _write(line: str) -> None:
    """UTF-8 whatever the locale: the reader takes nothing else."""
    sys.stdout.buffer.write(line.encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
