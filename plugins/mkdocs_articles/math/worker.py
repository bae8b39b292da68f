"""The process that runs KaTeX: `python -m mkdocs_articles.math.worker '{"scripts": […], …}'`.

It says `ready`; then one JSON line in, `[[tex, display], …]`, makes one out, `[[html, error,
position], …]`, with positions in characters of the TeX. V8 lives here and not in the build's own
process because it hangs in a forked child, and may at an exit.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from pathlib import Path

# A refused formula is data: the message, and the position, which KaTeX counts in UTF-16 units and
# everyone else here in characters.
TYPESET = """
const typeset = (batch) => JSON.stringify(JSON.parse(batch).map(([tex, display]) => {
  try {
    return [katex.renderToString(tex, {
      displayMode: display, output: OUTPUT, throwOnError: true,
      strict: "ignore", trust: false, maxExpand: 1000, maxSize: 500,
    }), "", 0];
  } catch (error) {
    const before = tex.slice(0, error.position || 0);
    return ["", error.rawMessage || String(error), Array.from(before).length];
  }
}));
"""


def main() -> None:
    """Serve batches until standard input ends."""
    status = 1
    try:
        _serve(**json.loads(sys.argv[1]))
        status = 0
    except Exception:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)  # V8 may hang in an orderly exit


def _serve(scripts: list[str], output: str) -> None:
    from py_mini_racer import MiniRacer

    context = MiniRacer()
    for script in scripts:
        context.eval(Path(script).read_text(encoding="utf-8"))
    context.eval(TYPESET.replace("OUTPUT", json.dumps(output)))
    _write("ready")
    for line in sys.stdin:
        _write(str(context.call("typeset", line)))


def _write(line: str) -> None:
    """UTF-8 whatever the locale: the reader takes nothing else."""
    sys.stdout.buffer.write(line.encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
