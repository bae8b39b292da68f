"""When files appeared and changed: one pass over `git log` for all of them."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Span:
    """The author dates of a file's first commit and of its last."""

    created: datetime
    updated: datetime


@dataclass(frozen=True)
class History:
    """What git knows of the files below a folder, by their path from there.

    `available` is False outside a repository and before its first commit; `shallow` says that
    the clone is cut off, so that first commits are not what they seem.
    """

    available: bool = False
    shallow: bool = False
    spans: Mapping[str, Span] = field(default_factory=dict)


def read_history(folder: Path) -> History:
    """Ask git about `folder`. A rename is followed; a merge by itself changes nothing."""
    shallow = _git(folder, "rev-parse", "--is-shallow-repository")
    log = _git(folder, "-c", "log.showSignature=false", "log", "-z", "--relative", "-M",
               "--format=%x01%aI", "--name-status", "--", ".")  # fmt: skip
    if shallow is None or log is None:
        return History()
    return History(True, shallow.strip() == "true", parse_log(log))


def parse_log(log: str) -> dict[str, Span]:
    """Read `git log -z --format=%x01%aI --name-status`, newest commit first."""
    spans: dict[str, Span] = {}
    current_name: dict[str, str] = {}  # what an older name has become
    for commit in log.split("\x01")[1:]:
        head, _, rest = commit.partition("\0")
        when = datetime.fromisoformat(head.strip())
        fields = iter(rest.lstrip("\n\0").split("\0"))
        for status in fields:
            if not status.strip():
                continue
            path = next(fields)
            if status[0] in "RC":
                old, path = path, next(fields)
                if status[0] == "R":
                    current_name[old] = current_name.get(path, path)
            elif status[0] == "D":
                continue
            name = current_name.get(path, path)
            known = spans.get(name)
            spans[name] = Span(when, known.updated if known else when)
    return spans


def _git(folder: Path, *arguments: str) -> str | None:
    """What git prints, or None where there is no git, no repository or no commit."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.decode("utf-8", "surrogateescape")
