"""Which file a line of Markdown came from, where `pymdownx.snippets` put other files in."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.preprocessors import Preprocessor

from mkdocs_articles import document, inputs
from mkdocs_articles.document import Document, shown_path
from mkdocs_articles.errors import Problem, report
from mkdocs_articles.safety.strays import is_within

_INCLUDE = re.compile(r"""^[ \t>]*-{1,}8<-{1,}[ \t]+(["'])(?P<name>.+?)\1""", re.MULTILINE)
_BLOCK = re.compile(r"^[ \t>]*(-{2,}8<-{2,})[ \t]*\n(?P<names>.*?)^[ \t>]*\1", re.M | re.S)
_LINES = re.compile(r"(?::[\w.:,-]*)+$")


@dataclass(frozen=True)
class Manuscript:
    """The Markdown that an extension was given: `lines`, snippets included, of `document`.

    `included` are the files that were put in.
    """

    document: Document | None = None
    lines: tuple[str, ...] = ()
    included: tuple[Path, ...] = ()

    def place(self, line: int, column: int) -> tuple[str, int, int]:
        """The file, as messages name it, with its line and column for those of the Markdown (all
        from 1).

        The texts differ by the front matter, by what was included and by what hooks changed; the
        lines that they share are matched up, whatever an indented include put before them. Only a
        message needs this: it may be slow.
        """
        where = self.document
        if where is None:
            return "<markdown>", line, column
        added = 0
        shown, found, most = where.shown, where.line_of("\n".join(self.lines), line), 0
        mine = _not_blank(self.lines)
        sources = [(where.shown, where.source)] if self.included else []
        sources += [(shown_path(path, where.root), _read(path)) for path in self.included]
        for name, text in sources:
            lines = text.split("\n")
            theirs = _not_blank(lines)
            matcher = difflib.SequenceMatcher(
                None, list(mine.values()), list(theirs.values()), autojunk=False
            )
            for block in matcher.get_matching_blocks():
                shared = list(mine)[block.a : block.a + block.size]
                if line in shared and block.size > most:
                    most = block.size
                    shown, found = name, list(theirs)[block.b + shared.index(line)]
                    added = len(self.lines[line - 1].rstrip()) - len(lines[found - 1].rstrip())
        if shown == where.shown and line <= len(self.lines):
            added -= where.before(found, self.lines[line - 1])
        return shown, found, max(1, column - added)


def _not_blank(lines: Sequence[str]) -> dict[int, str]:
    """The lines that can tell one text from another, by their numbers (from 1)."""
    return {number: text.strip() for number, text in enumerate(lines, 1) if text.strip()}


class Watcher:
    """Keeps the text of the document being converted as an author wrote it, snippets included."""

    NAME = "articles_lines"

    def __init__(self, md: Markdown) -> None:
        self._md = md
        self._lines: tuple[str, ...] = ()
        self._included: tuple[Path, ...] = ()
        # Snippets come at 32 and white space, which adds lines and expands tabs, at 30.
        md.preprocessors.register(_Step(self, self._see), "articles_snippets", 33)
        md.preprocessors.register(_Step(self, self._keep), self.NAME, 31)

    def manuscript(self) -> Manuscript:
        """What is being converted."""
        return Manuscript(document.current(self._md), self._lines, self._included)

    def _see(self, lines: list[str]) -> None:
        if "snippet" in self._md.preprocessors:
            _guard(self._md.preprocessors["snippet"], self)
        self._included = included_files(self._md, lines)

    def _keep(self, lines: list[str]) -> None:
        self._lines = tuple(lines)


def _guard(snippets: Any, watcher: Watcher) -> None:
    """Let `pymdownx.snippets` find only what it can read and may show: it follows links out of its
    folders, and knows of no secrets in them.
    """
    if "get_snippet_path" in vars(snippets):
        return
    find = snippets.get_snippet_path

    def guarded(name: str) -> str | None:
        found = find(name)
        bases = snippets.base_path if getattr(snippets, "restrict_base_path", True) else ["/"]
        reason = _refusal(found, bases)
        if not reason:
            return str(found)
        report([_problem(watcher.manuscript(), name, *reason)], "include")
        return None

    snippets.get_snippet_path = guarded


def _refusal(found: str | None, bases: Sequence[Any]) -> tuple[str, str] | None:
    """What is wrong with a file that is to be put in, and the remedy."""
    if not found:
        return "no such file", "name a file below the `base_path` of pymdownx.snippets"
    path = Path(found)
    folders = (base if Path(base).is_dir() else Path(base).parent for base in bases)
    if not any(is_within(path, folder) for folder in folders):
        return "it is no file of the site", "copy what is needed into the docs folder"
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return "it is not UTF-8", "save the file as UTF-8"
    except OSError as error:
        return f"it cannot be read: {error.strerror}", "name a file of text"
    return None


def _problem(manuscript: Manuscript, name: str, message: str, hint: str) -> Problem:
    """In the file and the line that name it."""
    where = manuscript.document
    texts = [(where.shown, where.source)] if where else []
    root = where.root if where else Path()
    texts += [(shown_path(path, root), _read(path)) for path in manuscript.included]
    shown, line = (where.shown if where else "<markdown>"), 0
    for file, text in texts:
        numbers = (n for n, one in enumerate(text.split("\n"), 1) if name in one)
        if number := next(numbers, 0):
            shown, line = file, number
            break
    return Problem(shown, line, 0, f"snippet: {name}: {message}", hint)


class _Step(Preprocessor):
    """Looks at the lines and changes nothing."""

    def __init__(self, watcher: Watcher, look: Callable[[list[str]], None]) -> None:
        super().__init__()
        self.watcher = watcher
        self.look = look

    def run(self, lines: list[str]) -> list[str]:
        self.look(lines)
        return lines


def watch(md: Markdown) -> Watcher:
    """The watcher of `md`; all extensions share one."""
    if Watcher.NAME in md.preprocessors:
        step: Any = md.preprocessors[Watcher.NAME]
        return step.watcher  # type: ignore[no-any-return]
    return Watcher(md)


def included_files(md: Markdown, lines: Sequence[str]) -> tuple[Path, ...]:
    """The files that `pymdownx.snippets` will put into `lines`, and into those."""
    if "snippet" not in md.preprocessors:
        return ()
    snippets: Any = md.preprocessors["snippet"]
    text = "\n".join(lines)
    return tuple(_included(text, snippets.base_path, snippets.auto_append or ()))


def note_files(markdown: str, options: Mapping[str, Any]) -> None:
    """Tell whoever records that `markdown` depends on the files that it includes, those that are not
    there included; `options` are those of `pymdownx.snippets`.
    """
    bases = options.get("base_path", ["."])
    for _ in _included(markdown, [bases] if isinstance(bases, str) else bases,
                       options.get("auto_append", ())):  # fmt: skip
        pass


def _included(text: str, bases: Sequence[Any], appended: Sequence[str]) -> Iterator[Path]:
    """The files that are put into `text`, each once; every place where one is looked for is noted."""
    found: set[Path] = set()
    waiting = [text, *(f'--8<-- "{name}"' for name in appended)]
    while waiting:
        text = waiting.pop()
        names = [match["name"] for match in _INCLUDE.finditer(text)]
        names += [name for match in _BLOCK.finditer(text) for name in match["names"].split("\n")]
        for name in filter(None, (_LINES.sub("", name.strip()) for name in names)):
            path = _find(name, bases)
            if path and path not in found:
                found.add(path)
                waiting.append(_read(path))
                yield path


def _find(name: str, bases: Sequence[Any]) -> Path | None:
    """Where `pymdownx.snippets` finds a file: below a folder, or if it is one of the files named."""
    for base in map(Path, bases):
        is_folder = base.is_dir()
        path = (base if is_folder else base.parent) / name
        inputs.note(path)
        if path.exists() and (is_folder or path.samefile(base)):
            return path.absolute()
    return None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        return ""
