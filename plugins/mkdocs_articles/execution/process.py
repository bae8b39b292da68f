"""How a run's process is started, and that it is gone afterwards."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

CHILD = Path(__file__).with_name("child")
PAUSE = 0.02  # seconds between two looks at a run

# Asked while a run goes on: whether it may go on.
Watch = Callable[[], bool]


class Launcher(Protocol):
    """Runs the child for one folder after another."""

    def run(self, folder: Path, environment: dict[str, str], go_on: Watch) -> int | None:
        """Run to the end, or until `go_on()` is false (None), and return the exit status, which is
        negative for a signal. Raises `OSError` where the interpreter cannot be started.
        """
        ...

    def close(self) -> None:
        """Nothing more will be run."""
        ...


@dataclass(frozen=True)
class Fresh:
    """A new interpreter for each run."""

    interpreter: str = sys.executable

    def run(self, folder: Path, environment: dict[str, str], go_on: Watch) -> int | None:
        # unbuffered, so that what Python and other programs print keeps its order
        command = [self.interpreter, "-u", str(CHILD), str(folder)]
        with (folder / "log.txt").open("wb") as log:
            process = subprocess.Popen(
                command, env=environment, start_new_session=True, stdin=subprocess.PIPE,
                stdout=log, stderr=log,
            )  # fmt: skip
        try:
            while go_on():
                with suppress(subprocess.TimeoutExpired):
                    return process.wait(PAUSE)
            return None
        finally:
            if sys.platform == "win32":
                process.kill()
            else:
                _end_group(process.pid)
            process.wait()
            assert process.stdin
            process.stdin.close()

    def close(self) -> None:
        pass


class Forking:
    """Forks of one interpreter that has imported `modules`: a start takes milliseconds.

    Linux only; not for several runs at a time.
    """

    def __init__(self, interpreter: str, modules: Sequence[str]) -> None:
        self._command = [interpreter, "-u", str(CHILD), "serve", *modules]
        self._server: subprocess.Popen[bytes] | None = None

    def run(self, folder: Path, environment: dict[str, str], go_on: Watch) -> int | None:
        server = self._server or subprocess.Popen(
            self._command, env=environment, start_new_session=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._server = server
        assert server.stdin
        assert server.stdout
        server.stdin.write(f"{folder}\n".encode())
        server.stdin.flush()
        pid = _number(server.stdout)
        try:
            while go_on():
                if select.select([server.stdout], [], [], PAUSE)[0]:
                    break
            else:
                return None
        finally:
            _end_group(pid)  # what it started may still be there
            status = _number(server.stdout)
        return status

    def close(self) -> None:
        if self._server is None:
            return
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.close()
        self._server.stdout.close()
        self._server.wait()
        self._server = None


def _number(answers: IO[bytes]) -> int:
    """The server's next answer."""
    line = answers.readline()
    if not line:
        raise OSError(0, "the process that articles are forked from has ended")
    return int(line)


def _end_group(pid: int) -> None:
    """End a process and all that it started."""
    with suppress(ProcessLookupError, PermissionError):  # nobody is left
        os.killpg(pid, signal.SIGKILL)
