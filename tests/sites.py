"""Make small sites and build them with the real program, in a process of its own."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import forking

BASE = """\
site_name: Test
theme: {name: material, font: false}
"""
# Material as a reader of either colour scheme has it.
LIGHT_AND_DARK = """\
theme:
  name: material
  font: false
  palette:
    - {media: "(prefers-color-scheme: light)", scheme: default}
    - {media: "(prefers-color-scheme: dark)", scheme: slate}
"""
# Where formulas are kept that one test has typeset, for the next one's site: the engine takes as long
# to start as a small build. The processes of a run share it; the first one makes it.
_SHARED = "ARTICLES_TEST_FORMULAS"
if _SHARED not in os.environ:
    os.environ[_SHARED] = tempfile.mkdtemp(prefix="formulas-")
    atexit.register(shutil.rmtree, os.environ[_SHARED], ignore_errors=True)
FORMULAS = os.environ[_SHARED]
MARKDOWN = f"""\
markdown_extensions:
  - attr_list
  - md_in_html
  - tables
  - footnotes
  - admonition
  - toc
  - pymdownx.superfences
  - mkdocs_articles.math: {{cache_dir: '{FORMULAS}'}}
  - mkdocs_articles.execution
"""
PLUGINS = """\
plugins:
  - articles
"""


def variables(**others: str) -> dict[str, str]:
    """The environment of our programs, and `others`."""
    return {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1", **others}


def run(
    program: str, folder: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `mkdocs` or `articles` in `folder`."""
    if hasattr(os, "fork") and not any(name.startswith("PYTHON") for name in environment):
        return forking.run(program, arguments, folder, variables(**environment))
    module, _ = forking.PROGRAMS[program]
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", module.removesuffix(".__main__"), *arguments],
        cwd=folder, env=variables(**environment), capture_output=True, text=True, check=False,
        encoding="utf-8",
    )  # fmt: skip


def build(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `mkdocs build` in `folder`; its log is in `stderr`."""
    return run("mkdocs", folder, "build", *arguments, **environment)


@dataclass(frozen=True)
class Site:
    """A site in a folder of its own."""

    folder: Path

    @classmethod
    def write(cls, folder: Path, files: dict[str, str | bytes], config: str) -> Site:
        """Write `files`; `config` is added to a basic mkdocs.yml and may replace its parts."""
        if "mkdocs.yml" not in files:
            parts = [BASE if "theme:" not in config else "site_name: Test\n"]
            parts += [part for part in (MARKDOWN, PLUGINS) if part.split(":")[0] not in config]
            files = {"mkdocs.yml": "".join(parts) + config, **files}
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        (folder / "docs").mkdir(exist_ok=True)
        return cls(folder)

    def build(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run `mkdocs build` here."""
        return build(self.folder, *arguments, **environment)

    def warnings(self, *arguments: str, **environment: str) -> list[str]:
        """Build and return what was warned of, without the log's own prefix."""
        lines = self.build(*arguments, **environment).stderr.splitlines()
        return [line.partition("-")[2].strip() for line in lines if line.startswith("WARNING")]

    def page(self, path: str) -> str:
        """A page of the built site: `page("")`, `page("posts/a/")`."""
        return (self.folder / "site" / path / "index.html").read_text(encoding="utf-8")
