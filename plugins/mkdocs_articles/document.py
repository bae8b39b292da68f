"""The file that a Markdown extension is working on, and where in it something stands.

Python-Markdown hands an extension text without a name. MkDocs (and its forks) register a tree
processor `relpath` that knows the file; it is read here by its attributes, so that no generator
is imported and the extensions stay usable without one.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs_articles import percent

if TYPE_CHECKING:
    from markdown import Markdown


@dataclass(frozen=True)
class Document:
    """One Markdown file under the folder of the docs.

    `path` is the file on disk (None for a page without one), `shown` its name in messages,
    `uri` its name below the docs folder and `url` its page's address below the site; `meta` is its
    front matter, and messages name paths relative to `root`.
    """

    path: Path | None
    shown: str
    uri: str
    url: str
    docs_dir: Path
    root: Path
    meta: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        """The file's text; empty where it cannot be read."""
        if self.path is None:
            return ""
        try:
            return self.path.read_text(encoding="utf-8-sig")
        except (OSError, ValueError):
            return ""

    @cached_property
    def source(self) -> str:
        """The file as Markdown, line for line: its text, front matter included, unless it is a
        Python file.
        """
        return percent.convert(self.text).view if self._is_script else self.text

    @property
    def _is_script(self) -> bool:
        return self.path is not None and self.path.suffix == percent.SUFFIX

    def before(self, line: int, markdown: str) -> int:
        """How many characters stand in the file's `line` before the line `markdown` that it gave."""
        lines = self.text.split("\n") if self._is_script else []
        if not 1 <= line <= len(lines):
            return 0
        bare = markdown.strip()
        return max(0, lines[line - 1].find(bare) - markdown.find(bare))

    def line_of(self, markdown: str, line: int) -> int:
        """The file's line for `line` of the Markdown that an extension was given (both from 1).

        The two texts differ by the front matter, by included snippets and by what hooks changed;
        the lines that they share are matched up, and one that is not shared comes from the file's
        line after those before it. Only a message needs this: it may be slow.
        """
        mine, theirs = markdown.split("\n"), self.source.split("\n")
        text = mine[line - 1] if line <= len(mine) else ""
        if text and mine.count(text) == theirs.count(text) == 1:
            return theirs.index(text) + 1
        matcher = difflib.SequenceMatcher(None, mine, theirs, autojunk=False)
        best = line
        for block in matcher.get_matching_blocks():
            if block.a <= line - 1 < block.a + block.size:
                return block.b + line - block.a
            if block.size and block.a + block.size <= line - 1:
                best = block.b + block.size + 1
        return min(best, len(theirs))


def shown_path(path: Path, root: Path) -> str:
    """`path` as messages name it: relative to `root` where it lies below it, "/"-separated."""
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return path.as_posix()


def current(md: Markdown) -> Document | None:
    """The file that `md` is converting, where a generator has told; else None."""
    relpath = _treeprocessor(md, "relpath")
    file, config = getattr(relpath, "file", None), getattr(relpath, "config", None)
    return _of_context(md) if file is None or config is None else of(file, config)


def _of_context(md: Markdown) -> Document | None:
    """The file as Zensical tells it: a preprocessor has the page and the configuration."""
    name = "rendering_context"
    context: Any = md.preprocessors[name] if name in md.preprocessors else None  # noqa: SIM401
    page, config = getattr(context, "page", None), getattr(context, "config", None)
    if page is None or not isinstance(config, Mapping):
        return None
    docs_dir = Path(config.get("docs_dir", "docs")).absolute()
    root = Path.cwd()
    path = docs_dir / page.path
    return Document(
        path, shown_path(path, root), page.path, str(page.url or ""), docs_dir, root, page.meta
    )


def address(md: Markdown, target: str) -> str:
    """The address for the page of what an author calls `target` (`other.md#place`)."""
    to_url = getattr(_treeprocessor(md, "relpath"), "path_to_url", None)
    return str(to_url(target)) if to_url else target


def tell_anchors(md: Markdown, ids: Iterable[str]) -> None:
    """Tell the generator of ids that it cannot see; it checks links to them."""
    seen = getattr(_treeprocessor(md, "mkdocs_extract_anchors"), "present_anchor_ids", None)
    if seen is not None:
        seen.update(ids)


def of(file: Any, config: Any) -> Document:
    """The document of a file of MkDocs' (or of a fork's) under its configuration."""
    docs_dir = Path(config["docs_dir"])
    path = Path(file.abs_src_path) if file.abs_src_path else None
    root = root_of(config)
    shown = shown_path(path or docs_dir / file.src_uri, root)
    meta = getattr(getattr(file, "page", None), "meta", None) or {}
    return Document(path, shown, file.src_uri, file.url, docs_dir, root, meta)


def root_of(config: Any) -> Path:
    """The folder from which messages name files."""
    config_file = config["config_file_path"]
    return Path(config_file).parent if config_file else Path(config["docs_dir"]).parent


def _treeprocessor(md: Markdown, name: str) -> Any:
    registry = md.treeprocessors
    return registry[name] if name in registry else None  # noqa: SIM401 - it has no get()
