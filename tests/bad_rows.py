"""The table of bad input: `bad_input/*.txt`, each file a group of rows, many rows for one build.

    === a date that is no date
    --- posts/no-date.md
    ---
    title: No date
    date: last Tuesday
    ---
    --- sees
    docs/posts/no-date.md:3: date: …
    --- site
    posts/no-date/ has No date

A row is what is between two `===`. Its sections are files below `docs`, with what is in them, and two
that are none: `sees`, the lines that the author is shown, all of them, and `site`, what the site is
afterwards. After a file's name, behind a `|`, may stand how its content is to be taken: the name of a
codec, `escaped` (as in a literal of Python), `python` (an expression: a text or bytes), `link` (a
symbolic link to there), `folder` or `unreadable`. A last line `\\` of a content keeps the line end
before it. Lines of `site` are

    posts/a/ has some text         posts/a/ lacks some text         posts/a/ is missing
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("bad_input")
_ROW = re.compile(r"^=== (?P<name>.+)\n", re.MULTILINE)
_SECTION = re.compile(r"^--- (?P<name>\S.*)\n", re.MULTILINE)
_CLAIM = re.compile(r"(?P<page>.+?) (?P<verb>has|lacks|is) (?P<text>.+)")


@dataclass(frozen=True)
class Claim:
    """What is claimed of a page, or of another file, of the built site."""

    page: str
    verb: str
    text: str

    def holds(self, site: Path) -> bool:
        """Whether it is so in the site in the folder `site`."""
        path = site / self.page
        path = path / "index.html" if self.page.endswith("/") else path
        if self.verb == "is":
            assert self.text == "missing", self
            return not path.exists()
        text = path.read_bytes().decode(errors="surrogateescape")
        return (self.text in text) == (self.verb == "has")


@dataclass(frozen=True)
class Row:
    """One row: its files as (path below docs, how, content)."""

    name: str
    files: tuple[tuple[str, str, str], ...]
    sees: tuple[str, ...]
    claims: tuple[Claim, ...]

    def write(self, docs: Path) -> None:
        """Lay the files down."""
        for name, how, content in self.files:
            _write(docs / name, how, content)

    def is_about(self, line: str) -> bool:
        """Whether a line of the log is about a file of this row."""
        return any(re.search(rf"(?:^docs/|'){re.escape(name)}(?:[:']|$)", line)
                   for name, _, _ in self.files)  # fmt: skip


def rows(*groups: str) -> list[Row]:
    """All rows of these groups, or of all of them."""
    files = [FOLDER / f"{group}.txt" for group in groups] or sorted(FOLDER.glob("*.txt"))
    return [row for file in files for row in _parse(file.read_text(encoding="utf-8"))]


def _parse(text: str) -> Iterator[Row]:
    _, *rest = _ROW.split(text)
    for name, body in zip(rest[::2], rest[1::2], strict=True):
        _, *parts = _SECTION.split(body)
        sections = [
            (title, content.strip("\n").removesuffix("\\"))
            for title, content in zip(parts[::2], parts[1::2], strict=True)
        ]
        ours = dict(sections)
        claims = ours.get("site", "").splitlines()
        files = tuple(
            (title.partition(" | ")[0], title.partition(" | ")[2], content)
            for title, content in sections
            if title not in ("sees", "site")
        )
        yield Row(name, files, tuple(ours.get("sees", "").splitlines()), tuple(map(_claim, claims)))


def _claim(line: str) -> Claim:
    match = _CLAIM.fullmatch(line)
    assert match, line
    return Claim(match["page"], match["verb"], match["text"])


def _write(path: Path, how: str, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if how == "folder":
        path.mkdir()
    elif how == "link":
        path.symlink_to(content)
    elif how == "python":
        made = eval(content, {"json": json})
        path.write_bytes(made if isinstance(made, bytes) else made.encode())
    elif how == "escaped":
        path.write_bytes(ast.literal_eval(f'b"""{content}"""'))
    else:
        path.write_bytes(content.encode(how if how not in ("", "unreadable") else "utf-8"))
    if how == "unreadable":
        path.chmod(0)
