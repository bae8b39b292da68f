"""Mend what is mechanical: edits of findings, written into their files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from mkdocs_articles.check.finding import Edit, Finding


def fix(findings: Iterable[Finding], root: Path) -> list[Finding]:
    """Make the edits of `findings` in the files below `root`, and return what was mended by them.

    A file that is no more as it was read, or cannot be written, stays as it is. Byte order mark and
    line ends are kept.
    """
    by_path: dict[str, list[Finding]] = {}
    for one in findings:
        if one.edits:
            by_path.setdefault(one.problem.path, []).append(one)
    return [
        one
        for path, ones in by_path.items()
        if _edit(root / path, [edit for one in ones for edit in one.edits])
        for one in ones
    ]


def _edit(path: Path, edits: Iterable[Edit]) -> bool:
    try:
        data = path.read_bytes()
        mark = data[:3] if data.startswith(b"\xef\xbb\xbf") else b""
        text = edited(data[len(mark) :].decode("utf-8"), edits)
        if text is None:
            return False
        _write(path, mark + text.encode("utf-8"))
    except (OSError, ValueError):
        return False
    return True


def edited(text: str, edits: Iterable[Edit]) -> str | None:
    """The text with all `edits`; None if one of them does not fit. One after the other from the end,
    so that none moves the place of another.
    """
    lines = text.split("\n")
    for edit in sorted(set(edits), reverse=True):
        if edit.line > len(lines):
            return None
        line, start = lines[edit.line - 1], edit.column - 1
        if start > len(line) or not line.startswith(edit.old, start):
            return None
        lines[edit.line - 1] = line[:start] + edit.new + line[start + len(edit.old) :]
    return "\n".join(lines)


def _write(path: Path, data: bytes) -> None:
    """All or nothing, with the file's own permissions."""
    target = path.resolve()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(target.stat().st_mode)
        Path(name).replace(target)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
