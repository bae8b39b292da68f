"""Python files in the percent format (`# %%`), as Markdown.

Markdown cells become prose, code cells runnable fences, a cell's options on its marker line
(`# %% hide=source alt="…"`) those of the fence. The format is jupytext's, which finds the cells:
https://jupytext.readthedocs.io/en/latest/formats-scripts.html#the-percent-format

Every line stays where it is: a fence begins on the marker's line or a blank one, and ends on a blank
one or the next marker's. The Markdown gets some blank lines more, to part fences from what is around
them; a view of the file without those tells where something stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from mkdocs_articles import front_matter

SUFFIX = ".py"
# What editors write on a marker's line for themselves.
_EDITORS = {
    "active", "cell_marker", "collapsed", "deletable", "editable", "jp-MarkdownHeadingCollapsed",
    "language", "lines_to_end_of_cell_marker", "lines_to_next_cell", "name", "region_name",
    "scrolled", "tags", "trusted",
}  # fmt: skip
_OPTION = re.compile(
    r"""(?<!\S)(?:(?P<name>\.[\w-]+)(?!\S)"""
    r"""|(?P<key>[\w-]+)=(?P<value>"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'\[{]\S*))"""
)
_BACKTICKS = re.compile("`+")


@dataclass(frozen=True)
class Script:
    """An article's `markdown`, and a `view` of the file, whose lines hold the Markdown that they give.

    The view is for looking up lines. Fences that did not find room in the file are not in it.
    """

    markdown: str
    view: str


@dataclass(frozen=True)
class _Cell:
    """A cell's `kind` ("code", "markdown" or "raw"), the language of its code, what stands on its
    marker's line, and its content without blank lines around it, which begins at `start` (from 0).
    """

    kind: str
    language: str
    marker: str
    start: int
    content: tuple[str, ...]


@lru_cache(maxsize=32)
def convert(text: str) -> Script:
    """The Markdown of the file `text`, front matter included. Nothing is run."""
    lines = text.replace("\r\n", "\n").split("\n")
    sheet = _Sheet()
    header = _header(lines)
    cells = list(_cells(lines, header))
    matter = [re.sub("^# ?", "", line).rstrip() for line in lines[:header]]
    if not _has_keys(matter) and cells and cells[0].kind == "raw":
        first = cells[0]
        if front_matter.split("\n".join(first.content))[0]:
            matter = [*[""] * first.start, *first.content]
            del cells[0]
    sheet.write(0, _front_matter(matter))
    for cell in cells:
        sheet.write(cell.start, cell.content)
    for cell in cells:
        if cell.kind == "code":
            sheet.fence(cell)
    return sheet.script(len(lines))


def markdown_of(path: Path, text: str) -> str:
    """The Markdown of a file whose text this is: the text, unless it is a Python file."""
    return convert(text).markdown if path.suffix == SUFFIX else text


# The parts of a file


def _header(lines: Sequence[str]) -> int:
    """How many lines the YAML header takes, with what may stand before it; 0 without one."""
    start = 0
    while start < len(lines) and (lines[start].startswith("#!") or _is_coding(lines[start])):
        start += 1
    if start == len(lines) or lines[start].rstrip() != "# ---":
        return 0
    for number in range(start + 1, len(lines)):
        if not lines[number].startswith("#"):
            return number  # it has no end, which is for others to say
        if lines[number].rstrip() == "# ---":
            return number + 1
    return len(lines)


def _is_coding(line: str) -> bool:
    return bool(re.match(r"#.*?coding[:=]", line))


def _has_keys(header: Sequence[str]) -> bool:
    """Whether a header holds more than what jupytext keeps there for itself."""
    block = front_matter.split("\n".join(_front_matter(header)))[0] if header else ""
    return any(re.match(r"(?!jupyter:)\w", line) for line in block.split("\n"))


def _front_matter(lines: Sequence[str]) -> list[str]:
    """The lines of a file's beginning as front matter, which opens with the first of them."""
    if "---" not in lines:
        return [""] * len(lines)
    start = lines.index("---")
    return ["---", *[""] * start, *lines[start + 1 :]]


def _cells(lines: Sequence[str], start: int) -> Iterator[_Cell]:
    from jupytext.cell_reader import DoublePercentScriptCellReader  # not light: only where needed

    while start < len(lines):
        rest = list(lines[start:])
        reader = DoublePercentScriptCellReader({"extension": SUFFIX, "format_name": "percent"})
        cell, size = reader.read(rest)
        is_marked = bool(re.match(r"\s*#\s*%%", rest[0]))
        marker = rest[0].partition("%%")[2] if is_marked else ""
        language = str(cell.metadata.get("language", "python"))
        body = rest[is_marked:size]
        content = cell.source.split("\n")
        if cell.cell_type == "code" and language == "python":
            content = body  # as it is in the file: what is commented there does not run
        first = start + is_marked + _offset(body, content)
        while content and not content[0].strip():
            first, content = first + 1, content[1:]
        while content and not content[-1].strip():
            content = content[:-1]
        if content:
            yield _Cell(cell.cell_type, language, marker, first, tuple(content))
        start += max(size, 1)


def _offset(body: Sequence[str], content: Sequence[str]) -> int:
    """Where in a cell's lines its content begins: quotes may stand around it."""
    for offset in range(len(body) - len(content) + 1):
        if all(text in line for text, line in zip(content, body[offset:], strict=False)):
            return offset
    return 0


# The Markdown


class _Sheet:
    """Markdown on a sheet with as many lines as the file has, and an empty one at the end."""

    def __init__(self) -> None:
        self.written: dict[int, str] = {}
        self.inserted: dict[int, list[str]] = {}  # what the Markdown has before a line
        self.unseen: set[int] = set()  # ends of fences that begin on no line of the file

    def write(self, start: int, lines: Sequence[str]) -> None:
        self.written |= enumerate(lines, start)

    def fence(self, cell: _Cell) -> None:
        """Put a fence around a code cell, all content and the fences above being written.

        The line below it is free: it is blank or a marker. That above it may be the end of another.
        """
        runs = (len(run) for line in cell.content for run in _BACKTICKS.findall(line))
        ticks = "`" * max(3, 1 + max(runs, default=0))
        info = f"python {{.run{_options(cell.marker)}}}"
        opening = ticks + (info if cell.language == "python" else cell.language)
        above, below = cell.start - 1, cell.start + len(cell.content)
        if above < 0 or above in self.written:
            self._part(above, cell.start)
            self._insert(cell.start, opening)
            self.unseen.add(below)
        else:
            self._part(above - 1, above)
            self.written[above] = opening
        self.written[below] = ticks
        self._part(below + 1, below + 1)

    def _part(self, line: int, before: int) -> None:
        """Have a blank line between a fence and what is written on the `line` next to it."""
        if self.written.get(line) and before not in self.inserted:
            self._insert(before, "")

    def _insert(self, before: int, text: str) -> None:
        self.inserted.setdefault(before, []).append(text)

    def script(self, size: int) -> Script:
        """The Markdown, and the view of a file of `size` lines."""
        markdown: list[str] = []
        view: list[str] = []
        for line in range(size + 1):
            text = self.written.get(line, "")
            markdown += [*self.inserted.get(line, ()), text]
            view.append("" if line in self.unseen else text)
        return Script("\n".join(markdown).rstrip() + "\n", "\n".join(view))


def _options(marker: str) -> str:
    """The options on a marker's line, as a fence has them; a title there is the editor's."""
    options = ""
    for match in _OPTION.finditer(marker):
        key, value = match["key"], match["value"]
        if match["name"]:
            options += f" {match['name']}"
            continue
        if key in _EDITORS:
            continue
        if value.startswith('"') and "\\" in value:  # JSON, which a fence does not know
            value = _requoted(value)
        options += f" {key}={value}"
    return options


def _requoted(value: str) -> str:
    try:
        text = str(json.loads(value))
    except ValueError:
        return value
    return f'"{text}"' if '"' not in text else "'{}'".format(text.replace("'", "’"))
