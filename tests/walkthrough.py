"""Pages that are followed word by word: Markdown in, what happened out.

A fence `sh` holds commands; a fence with `title="path"` is a file to be written; a fence `text` after
commands is what they print, where `…` stands for anything. Commands share a folder: `cd` lasts.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_FENCE = re.compile(
    r"^(?P<ticks>`{3,})(?P<language>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<text>.*?)^(?P=ticks)$",
    re.MULTILINE | re.DOTALL,
)


@dataclass
class Walk:
    """One reader's way, in `folder`; `failures` tell what was not as the page says."""

    folder: Path
    home: Path
    failures: list[str] = field(default_factory=list)
    said: str = ""

    def follow(self, page: str) -> None:
        """Do what the page says; ends at the first failure."""
        is_said = False  # whether commands have run of which nothing was compared yet
        for fence in _FENCE.finditer(page):
            text = fence["text"]
            if fence["title"]:
                path = self.folder / fence["title"]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            elif fence["language"] == "sh":
                self._run(text)
                is_said = True
            elif fence["language"] == "text" and is_said:
                is_said = False
                self._compare(text)
            if self.failures:
                return

    def _run(self, commands: str) -> None:
        script = f"set -e\n{commands}\npwd > {self.home / 'where'}\n"
        done = subprocess.run(
            ["bash", "-c", script], cwd=self.folder, env=dict(self._environment()), check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
        )  # fmt: skip
        self.said = done.stdout
        if done.returncode:
            self.failures.append(f"{commands}exit status {done.returncode}:\n{done.stdout}")
        else:
            self.folder = Path((self.home / "where").read_text(encoding="utf-8").strip())

    def _compare(self, expected: str) -> None:
        pattern = re.escape(expected.strip()).replace("…", ".*")
        if not re.fullmatch(pattern, self.said.strip(), re.DOTALL):
            self.failures.append(f"expected:\n{expected}\nfound:\n{self.said}")

    def _environment(self) -> Iterator[tuple[str, str]]:
        yield from os.environ.items()
        yield "PATH", os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        yield "HOME", str(self.home)
        yield "NO_MKDOCS_2_WARNING", "1"
        for who in ("AUTHOR", "COMMITTER"):
            yield f"GIT_{who}_NAME", "Reader"
            yield f"GIT_{who}_EMAIL", "reader@example.org"
