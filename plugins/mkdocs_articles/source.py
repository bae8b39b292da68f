"""Read an article's file: Markdown, notebook or script in, its front matter and first heading out."""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from mkdocs_articles import front_matter, memo, percent, values
from mkdocs_articles.errors import Problem, line_and_column
from mkdocs_articles.front_matter import FrontMatter, RawMatter
from mkdocs_articles.listing import COMMENT
from mkdocs_articles.reading import read_text

_NAMES = tuple(one.name for one in fields(FrontMatter) if one.default == ())  # lists in JSON


@dataclass(frozen=True)
class Source:
    """An article's file. `uri` is its path below the docs folder, `shown` that of messages.

    `heading` is the text of its first heading, as Markdown, for an article without a title;
    `has_listing` says that it holds a listing comment, `usable` that it could be read at all.
    """

    uri: str
    shown: str
    raw: RawMatter = field(default_factory=RawMatter)
    matter: FrontMatter = field(default_factory=FrontMatter)
    heading: str = ""
    has_listing: bool = False
    usable: bool = True
    problems: tuple[Problem, ...] = ()

    def pack(self) -> Any:
        """All but its place; None if it cannot be kept: problems name their places."""
        if self.problems or self.raw.problems or not self.usable:
            return None
        raw = dict(self.raw.values), dict(self.raw.lines)
        matter = asdict(self.matter) | {name: list(getattr(self.matter, name)) for name in _NAMES}
        return values.pack([*raw, matter, self.heading, self.has_listing])

    @classmethod
    def unpack(cls, uri: str, shown: str, packed: Any) -> Source:
        """What was packed, in its place."""
        raw, lines, matter, heading, has_listing = values.unpack(packed)
        names = {name: tuple(matter[name]) for name in _NAMES}
        return cls(
            uri, shown, RawMatter(raw, lines), FrontMatter(**matter | names), heading, has_listing
        )


def read(path: str | Path, uri: str, shown: str) -> Source:
    """Read and check the file `path`. Whatever is wrong with it is in `problems`; nothing is raised."""
    try:
        content = read_text(path)
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8-sig")
        where = line_and_column(before, len(before))
        problem = Problem(shown, *where, f"not UTF-8: {error.reason}", "save the file as UTF-8")
        return _unreadable(uri, shown, problem)
    except OSError as error:
        problem = Problem(shown, 0, 0, f"cannot be read: {error.strerror}", "check the file")
        return _unreadable(uri, shown, problem)
    if (place := content.text.find("\0")) >= 0:  # of UTF-16 without a mark, every other character
        line, column = line_and_column(content.text, place)
        problem = Problem(shown, line, column, "a NUL character", "save the file as UTF-8 text")
        return _unreadable(uri, shown, problem)
    suffix = os.path.splitext(path)[1]  # noqa: PTH122 - a thousand times
    key = "source", suffix, content.digest
    if known := memo.find(*key):
        return Source.unpack(uri, shown, known)
    source = _read(Path(path), content.text, uri, shown)
    if (packed := source.pack()) is not None:
        memo.keep(packed, *key)
    return source


def _read(path: Path, text: str, uri: str, shown: str) -> Source:
    if path.suffix == ".ipynb":
        return _read_notebook(text, uri, shown)
    text = percent.markdown_of(path, text)
    block, body, _ = front_matter.split(text)
    raw = front_matter.load(block, shown) if block else front_matter.unclosed(text, shown)
    return _checked(uri, shown, raw, body)


def _checked(uri: str, shown: str, raw: RawMatter, markdown: str) -> Source:
    heading = first_heading(markdown)
    matter, problems = front_matter.check(raw, shown)
    if not matter.title and not heading and not raw.problems:
        hint = "add `title: …` to the front matter or a line `# …` to the text"
        problems += (Problem(shown, 1, 0, "the article has no title and no heading", hint),)
    has_listing = bool(COMMENT.search(_INLINE_CODE.sub("", _FENCE.sub("", markdown))))
    return Source(uri, shown, raw, matter, heading, has_listing, problems=problems)


def _unreadable(uri: str, shown: str, problem: Problem) -> Source:
    return Source(uri, shown, usable=False, problems=(problem,))


# Markdown


_FENCE = re.compile(
    r"^[ \t]*(?P<fence>`{3,}|~{3,})[^`\n]*\n.*?^[ \t]*(?P=fence)[ \t]*$", re.DOTALL | re.MULTILINE
)
_INLINE_CODE = re.compile(r"(?<!`)(?P<ticks>`+)(?!`)[^\n]+?(?<!`)(?P=ticks)(?!`)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ATX = re.compile(r"^(?P<level>#{1,6})[ \t]*(?P<text>[^#\n].*?)[ \t]*#*[ \t]*$", re.MULTILINE)
_UNDERLINE = re.compile(r"^(?P<level>=+|-+)[ \t]*$", re.MULTILINE)
_ATTRIBUTES = re.compile(r"[ \t]*\{:?[^{}$]*\}[ \t]*$")


def first_heading(markdown: str) -> str:
    """The Markdown of the first heading, of level 1 if there is one; code is stepped over."""
    text = _COMMENT.sub("", _FENCE.sub("", markdown))
    found = [(match.start(), len(match["level"]), match["text"]) for match in _ATX.finditer(text)]
    for match in _UNDERLINE.finditer(text):
        start = text.rfind("\n", 0, max(0, match.start() - 1)) + 1
        line = text[start : match.start()].rstrip("\n")
        if line.strip() and (not start or text.startswith("\n\n", start - 2)):
            found.append((start, 1 if match["level"][0] == "=" else 2, line))
    if not found:
        return ""
    _, _, heading = min(found, key=lambda item: (item[1] != 1, item[0]))
    return _ATTRIBUTES.sub("", heading.strip())


# Notebooks


def _read_notebook(text: str, uri: str, shown: str) -> Source:
    try:
        notebook = json.loads(text)
        if notebook["nbformat"] != 4:
            raise KeyError
        cells = notebook["cells"]
        metadata = dict(notebook.get("metadata") or {})
        markdown = "\n\n".join(cell_text(c) for c in cells if c["cell_type"] == "markdown")
    except json.JSONDecodeError as error:
        hint = "restore it from git, or save it again in Jupyter"
        message = f"not a notebook: {error.msg}"
        problem = Problem(shown, error.lineno, error.colno, message, hint, "notebook")
        return _unreadable(uri, shown, problem)
    except (KeyError, TypeError, AttributeError, RecursionError):
        hint = "open it in a current Jupyter and save it again"
        problem = Problem(shown, 1, 0, "not a notebook of format 4", hint, "notebook")
        return _unreadable(uri, shown, problem)
    raw = RawMatter(metadata)
    if block := notebook_front_matter(cells):
        cell = front_matter.load(front_matter.split(block)[0], shown, first_line=0)
        placed = tuple(replace(p, line=0, column=0, message=f"first cell: {p.message}")
                       for p in cell.problems)  # fmt: skip
        raw = RawMatter({**metadata, **cell.values}, problems=placed)
    return _checked(uri, shown, raw, markdown)


def notebook_front_matter(cells: list[dict[str, Any]]) -> str:
    """The text of a first raw cell that holds a front matter block; else empty."""
    if cells and cells[0].get("cell_type") == "raw":
        text = cell_text(cells[0]).strip()
        if front_matter.split(text)[0]:
            return text
    return ""


def cell_text(cell: dict[str, Any]) -> str:
    """A cell's source, which a notebook keeps as one string or as a list of lines."""
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)
