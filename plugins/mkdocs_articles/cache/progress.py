"""What a long build tells meanwhile, and where its time went."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TextIO

AFTER = 2.0  # seconds: a shorter build tells nothing
EVERY = 0.1


class Progress:
    """One line that is written over: how many pages are done, of how many."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._began = self._shown_at = clock()
        self._is_shown = False
        self._what = ""
        self._done = self._total = 0

    def begin(self, what: str, total: int) -> None:
        """From now on the pages of another stage are counted."""
        self._what, self._done, self._total = what, 0, total

    def step(self) -> None:
        """A page is done."""
        self._done += 1
        now = self._clock()
        if now - self._began >= AFTER and now - self._shown_at >= EVERY:
            self._shown_at, self._is_shown = now, True
            self._stream.write(f"\r{self._what}: {self._done} of {self._total} pages\x1b[K")
            self._stream.flush()

    def clear(self) -> None:
        """Make room for what others write."""
        if self._is_shown:
            self._is_shown = False
            self._stream.write("\r\x1b[K")
            self._stream.flush()


class Stages:
    """How long each stage of a build took, in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._times: dict[str, float] = {}

    def end(self, stage: str) -> None:
        """What has gone on since the last one ended was `stage`."""
        now = self._clock()
        self._times[stage] = self._times.get(stage, 0.0) + now - self._began
        self._began = now

    def table(self) -> list[str]:
        """A line a stage, and one for all."""
        times = self._times | {"all": sum(self._times.values())}
        width = max(map(len, times))
        return [f"{stage.ljust(width)} {seconds:8.2f} s" for stage, seconds in times.items()]
