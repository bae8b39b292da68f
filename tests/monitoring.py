"""What a build does to the machine: it is watched by the interpreter's audit hook."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

# Put before every interpreter that the build starts, and so into those that it starts in turn.
MONITOR = """
import json, os, sys
def watch(event, arguments):
    if event in ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "pty.spawn"):
        what = [str(arguments[0]), [str(one) for one in arguments[1] or ()]]
    elif event in ("socket.connect", "socket.getaddrinfo", "urllib.Request"):
        what = [repr(arguments[-1])]
    elif event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR):
        what = [str(arguments[0])]
    elif event in ("os.mkdir", "os.rename", "os.symlink", "os.link"):
        what = [os.path.abspath(os.fsdecode(arguments[0 if event == "os.mkdir" else 1]))]
    else:
        return
    os.write(log, (json.dumps([event, *what]) + "\\n").encode())
log = os.open(os.environ["MONITOR_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
sys.addaudithook(watch)
"""


@dataclass(frozen=True)
class Deeds:
    """What was done: programs started, with their arguments; addresses asked; files written."""

    started: tuple[tuple[str, ...], ...]
    asked: tuple[str, ...]
    written: frozenset[Path]


@dataclass(frozen=True)
class Monitor:
    """Watches interpreters that are started with its `environment`; what it needs is in `folder`."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """Makes the monitor ready."""
        code = self.folder / "code"
        code.mkdir(parents=True)
        (code / "sitecustomize.py").write_text(MONITOR)
        path = os.pathsep.join([str(code), os.environ.get("PYTHONPATH", "")])
        return {"PYTHONPATH": path, "MONITOR_LOG": str(self._log), "PYTHONDONTWRITEBYTECODE": "1"}

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    def deeds(self) -> Deeds:
        """What was seen until now."""
        seen = [json.loads(line) for line in self._log.read_text().splitlines()]
        return Deeds(
            tuple(tuple(one[2]) for one in seen if len(one) == 3),
            tuple(one[1] for one in seen if one[0].startswith(("socket", "urllib"))),
            frozenset(Path(one[1]) for one in seen if len(one) == 2 and one[1].startswith("/")),
        )
