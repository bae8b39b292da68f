"""Run git in a repository. What it says is never shown with a password in it."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

# The user, or user and password or token, of an address such as https://user:token@host/path.
_CREDENTIALS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)[^/\s@]*(?:@[^/\s@]*)*@")
# What a hook exports would name another repository, or another index, than the one that is meant.
_INHERITED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")


class GitError(Exception):
    """git failed; the text is what it said, in one line, without credentials."""


def masked(text: str) -> str:
    """`text` with the credentials of every address in it replaced by `***`."""
    return _CREDENTIALS.sub(r"\1***@", text)


@dataclass(frozen=True)
class Git:
    """The repository that holds `folder`."""

    folder: Path

    def output(
        self, *arguments: str, stdin: bytes = b"", env: Mapping[str, str] | None = None
    ) -> bytes:
        """What git prints. Raises `GitError`."""
        code, out, err = self.attempt(*arguments, stdin=stdin, env=env)
        if code:
            raise GitError(masked(" ".join((err + b" " + out).decode("utf-8", "replace").split())))
        return out

    def __call__(self, *arguments: str, env: Mapping[str, str] | None = None) -> str:
        """What git prints, as text without the space around it. Raises `GitError`."""
        return self.output(*arguments, env=env).decode("utf-8", "surrogateescape").strip()

    def lines(self, *arguments: str) -> list[str]:
        """What git prints, where its records end with NUL (`-z`). Raises `GitError`."""
        out = self.output(*arguments).decode("utf-8", "surrogateescape")
        return out.split("\0")[:-1]

    def attempt(
        self, *arguments: str, stdin: bytes = b"", env: Mapping[str, str] | None = None
    ) -> tuple[int, bytes, bytes]:
        """The exit status and what was said on both streams. Raises `GitError` without git."""
        inherited = {key: text for key, text in os.environ.items() if key not in _INHERITED}
        try:
            done = subprocess.run(
                ["git", "-C", str(self.folder), *arguments], input=stdin, capture_output=True,
                check=False, env={**inherited, "LC_ALL": "C", **(env or {})},
            )  # fmt: skip
        except OSError as error:
            raise GitError(f"git cannot be run: {error.strerror}") from error
        return done.returncode, done.stdout, done.stderr


def index_info(entries: Iterable[tuple[str, str]]) -> bytes:
    """Paths and their blobs, as `git update-index -z --index-info` reads them."""
    return b"".join(
        f"100644 {blob}\t{path}\0".encode("utf-8", "surrogateescape") for path, blob in entries
    )
