"""The process that runs KaTeX: `python -m mkdocs_articles.math.worker KATEX.JS`.

One JSON line in, `[[tex, display], …]`, and one out, `[[html, error, position], …]`. V8 lives here
and not in the build's own process because it hangs in a forked child, and may at an exit.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

# A refused formula is data (message, position); anything else is a defect and ends the worker.
_TYPESET = """
const typeset = (batch) => JSON.stringify(JSON.parse(batch).map(([tex, display]) => {
  try {
    return [katex.renderToString(tex, {
      displayMode: display, output: "htmlAndMathml", throwOnError: true,
      strict: "ignore", trust: false, maxExpand: 1000, maxSize: 500,
    }), "", 0];
  } catch (error) {
    if (!(error instanceof katex.ParseError) && !(error instanceof RangeError)) throw error;
    return ["", error.rawMessage || String(error.message), error.position || 0];
  }
}));
"""


def main() -> None:
    """Serve batches until standard input ends."""
    from py_mini_racer import MiniRacer

    context = MiniRacer()
    context.eval(Path(sys.argv[1]).read_text(encoding="utf-8"))
    context.eval(_TYPESET)
    for line in sys.stdin:
        sys.stdout.write(str(context.call("typeset", line)) + "\n")
        sys.stdout.flush()
    os._exit(0)  # V8 may hang in an orderly exit


if __name__ == "__main__":
    main()
