"""The environment that every script here runs in: `.venv`, made on demand, standard library only.

`ensure("dev")` returns the folder of the environment's programs. It makes the environment, or
brings it up to date, when what decides its contents (pyproject.toml, the npm lock, the build
hook, the extras asked for, the Python) has changed since; otherwise it costs one small file read.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMP = VENV / "installed.json"
PACKAGE = ROOT / "plugins" / "mkdocs_articles"
# what the build hook writes last
TAKEN = tuple(
    PACKAGE / folder / "VERSION"
    for folder in ("math/katex", "search/opencc", "execution/browser/pyodide", "search/minified")
)
# Not the scripts in search/browser: what was minified of others is not used, and to install for each
# edit takes long and needs a network.
DECISIVE = ("pyproject.toml", "plugins/npm/package-lock.json", "plugins/build_hook.py")
OLDEST = (3, 11)


def ensure(*extras: str) -> Path:
    """Make sure that `.venv` holds the project with at least `extras`; return its program folder."""
    installed = _installed()
    wanted = sorted({*extras, *installed.get("extras", [])})
    fingerprint = _fingerprint()
    if installed.get("fingerprint") == fingerprint and installed.get("extras") == wanted:
        return BIN
    if installed.get("python") != _python_version() or not _python().exists():
        shutil.rmtree(VENV, ignore_errors=True)
        _say(f"making {VENV.name} …")
        _check_call([_newest_python(), "-m", "venv", str(VENV)])
    _say("installing the project and what it needs (the first time takes a minute) …")
    target = f"{ROOT}[{','.join(wanted)}]" if wanted else str(ROOT)
    _check_call([str(_python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                 "--editable", target])  # fmt: skip
    record = {"fingerprint": fingerprint, "extras": wanted, "python": _python_version()}
    STAMP.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return BIN


def run(program: str, *arguments: str, extras: tuple[str, ...] = ()) -> NoReturn:
    """Run one program of the environment in this process's place, from the repository's root."""
    folder = ensure(*extras)
    os.chdir(ROOT)
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    os.environ["PATH"] = f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"
    command = [str(folder / program), *arguments]
    if os.name == "nt":  # there, exec returns to the shell before the program has ended
        sys.exit(subprocess.run(command, check=False).returncode)
    os.execv(command[0], command)


def _python() -> Path:
    return BIN / ("python.exe" if os.name == "nt" else "python")


def _python_version() -> str:
    return "{}.{}".format(*sys.version_info[:2]) if sys.version_info >= OLDEST else "another"


def _newest_python() -> str:
    """This Python where it is new enough, else one from the PATH, else a clear end."""
    if sys.version_info >= OLDEST:
        return sys.executable
    for minor in range(20, OLDEST[1] - 1, -1):
        if found := shutil.which(f"python3.{minor}"):
            return found
    sys.exit("mkdocs-articles needs Python 3.11 or newer; install it and run this again")


def _installed() -> dict[str, Any]:
    try:
        record = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    is_complete = isinstance(record, dict) and all(stamp.is_file() for stamp in TAKEN)
    return record if is_complete else {}


def _fingerprint() -> str:
    digest = hashlib.sha256(str(ROOT).encode())
    for name in DECISIVE:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def _say(text: str) -> None:
    print(f"mkdocs-articles: {text}", file=sys.stderr, flush=True)


def _check_call(command: list[str]) -> None:
    done = subprocess.run(command, check=False)
    if done.returncode:
        sys.exit(f"mkdocs-articles: this failed (see above): {' '.join(command)}")
