"""The Markdown extension: fences marked `.run` get their outputs below them."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.util import ETX, STX
from pymdownx.superfences import SuperFencesCodeExtension, highlight_validator

from mkdocs_articles import document
from mkdocs_articles.document import Document
from mkdocs_articles.errors import Problem, report
from mkdocs_articles.execution import frozen, modes
from mkdocs_articles.execution.cells import TIMEOUT, Cell, locate
from mkdocs_articles.execution.render import render
from mkdocs_articles.labels import labels_for

LANGUAGES = ("python", "py", "python3")
# Attributes of a fence that are ours; the others are the highlighter's.
OPTIONS = ("alt", "caption", "hide", "error", "timeout")
_PLACEHOLDER = re.compile(f"{STX}run-cell:([0-9]+){ETX}")


class ExecutionExtension(Extension):
    """Shows the frozen outputs of ```` ```python {.run} ```` fences.

    Options: `interpreter` (a Python to run snippets with), `language` (of the labels) and
    `cache_dir`. Whether anything runs is decided by the variable `ARTICLES_EXECUTE` alone.
    """

    def __init__(self, **options: Any) -> None:
        self.config = {
            "interpreter": ["", "the Python that runs snippets; this one if empty"],
            "language": ["en", "the language of labels"],
            "cache_dir": [".cache/mkdocs-articles", "what runs may keep between them"],
        }
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        page = PageCells(md, self.getConfigs())
        md.registerExtension(page)
        # Raw blocks are back in the text at 30; a formula's own step is at 5.
        md.postprocessors.register(FillOutputs(md, page), "run_cell_outputs", 8)


class PageCells(Extension):
    """The runnable cells of the document being converted (an extension for `reset`'s sake)."""

    def __init__(self, md: Markdown, options: dict[str, Any]) -> None:
        super().__init__()
        self.md = md
        self.label = labels_for(str(options["language"]))["output"]
        self.interpreter = str(options["interpreter"])
        self.cache_dir = Path(options["cache_dir"]).absolute()
        self.cells: list[Cell] = []
        self.problems: list[tuple[int, str, str]] = []
        self.is_attached = False

    def reset(self) -> None:
        """Called once a document, and first when all extensions are there: superfences too."""
        self.cells = []
        self.problems = []
        if not self.is_attached:
            self.is_attached = True
            fences = _superfences(self.md)
            for language in LANGUAGES:
                fences.extend_super_fences(language, self.format, validate, _nothing)

    def format(
        self, *, src: str, language: str, options: dict[str, Any], md: Markdown,
        classes: list[str], id_value: str, attrs: dict[str, str],
    ) -> str:  # fmt: skip
        """Highlight a fence as ever; one marked `.run` also becomes a cell with a place below."""
        written: dict[str, str] = options.pop("run", {})
        if "run" not in classes:
            return self._highlight(src, language, options, md, classes, id_value, attrs)
        number = len(self.cells)
        self.cells.append(self._cell(number, src, written))
        kept_classes = [name for name in classes if name != "run"]
        kept = {name: value for name, value in attrs.items() if name not in OPTIONS}
        source = ""
        if self.cells[-1].hide not in ("source", "all"):
            source = self._highlight(src, language, options, md, kept_classes, id_value, kept)
        return f'<div class="cell">{source}{STX}run-cell:{number}{ETX}</div>'

    def _highlight(
        self, src: str, language: str, options: dict[str, Any], md: Markdown,
        classes: list[str], id_value: str, attrs: dict[str, str],
    ) -> str:  # fmt: skip
        fences = md.preprocessors["fenced_code_block"]
        return str(
            fences.highlight(  # type: ignore[attr-defined]
                src=src, language=language, options=options, md=md, classes=classes,
                id_value=id_value, attrs=attrs,
            )
        )  # fmt: skip

    def _cell(self, number: int, code: str, written: dict[str, str]) -> Cell:
        timeout = TIMEOUT
        try:
            timeout = float(written.get("timeout", TIMEOUT))
        except ValueError:
            hint = "write seconds such as timeout=30"
            self.problems.append((number, f"timeout: not a number: {written['timeout']!r}", hint))
        hide = written.get("hide", "")
        if hide not in ("", "source", "output", "all"):
            hint = "write source, output or all"
            self.problems.append((number, f"hide: unknown value {hide!r}", hint))
            hide = ""
        error = written.get("error", "").lower() == "true"
        alt, caption = written.get("alt", ""), written.get("caption", "")
        return Cell(code, error, timeout, alt, caption, hide)

    def fill(self, text: str) -> str:
        """Put outputs in their places. What superfences took back (a fence shown in an indented

        block) has left no place, so it is no cell.
        """
        numbers = [int(match[1]) for match in _PLACEHOLDER.finditer(text)]
        if not numbers:
            return text
        cells = [self.cells[number] for number in numbers]
        where = document.current(self.md) or Document(None, "<markdown>", "", "", Path.cwd())
        mode = modes.choose(self.interpreter, self.cache_dir)
        resolved = mode.resolve(where, cells)
        report([*resolved.problems, *self._option_problems(where)])

        def figure_url(name: str) -> str:
            folder = posixpath.dirname(where.url) or "."
            return quote(posixpath.relpath(frozen.figure_uri(where.uri, name), folder))

        shown = {
            number: render(cell, outputs, self.label, figure_url) if outputs else ""
            for number, cell, outputs in zip(numbers, cells, resolved.outputs, strict=True)
        }
        return _PLACEHOLDER.sub(lambda match: shown[int(match[1])], text)

    def _option_problems(self, where: Document) -> list[Problem]:
        if not self.problems:
            return []
        lines = locate(where.source, self.cells)
        return [
            Problem(where.shown, max(0, lines[number] - 1), 0, message, hint)
            for number, message, hint in self.problems
        ]


class FillOutputs(Postprocessor):
    def __init__(self, md: Markdown, page: PageCells) -> None:
        super().__init__(md)
        self.page = page

    def run(self, text: str) -> str:
        return self.page.fill(text) if self.page.cells else text


def validate(
    language: str, inputs: dict[str, str], options: dict[str, Any], attrs: dict[str, str],
    md: Markdown,
) -> bool:  # fmt: skip
    """Accept a fence as the highlighter does, and keep our attributes where the formatter sees them.

    (Attributes reach a formatter only with attr_list; options always do.)
    """
    md.preprocessors["fenced_code_block"].get_hl_settings()  # type: ignore[attr-defined]
    accepted = highlight_validator(language, inputs, options, attrs, md)
    options["run"] = {name: str(inputs[name]) for name in OPTIONS if name in inputs}
    return bool(accepted)


def _superfences(md: Markdown) -> SuperFencesCodeExtension:
    """The superfences extension of `md`, added where the site does not name it."""
    for attempt in range(2):
        for extension in md.registeredExtensions:
            if isinstance(extension, SuperFencesCodeExtension):
                return extension
        if not attempt:
            md.registerExtensions(["pymdownx.superfences"], {})
    raise AssertionError("superfences registers itself")


def _nothing(md: Markdown) -> None:
    """Superfences wants to reset each kind of fence."""
