"""The Markdown extension: fences marked `.run` get their outputs below them."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.util import ETX, STX
from pymdownx.superfences import SuperFencesCodeExtension, highlight_validator

from mkdocs_articles import document, errors
from mkdocs_articles.errors import Problem
from mkdocs_articles.execution import frozen, modes
from mkdocs_articles.execution.cells import TIMEOUT, Cell, locate
from mkdocs_articles.execution.render import render
from mkdocs_articles.labels import labels_for
from mkdocs_articles.suggest import refuse_unknown

LANGUAGES = ("python", "py", "python3")
# Attributes of a fence that are ours; the others are the highlighter's.
OPTIONS = ("alt", "caption", "hide", "error", "timeout")
LONGEST = 86_400.0  # seconds
# A place for outputs; what an author has commented out is none.
_MARK = f"{STX}run-cell:(?P<number>[0-9]+){ETX}"
_PLACE = re.compile(f"<!--.*?-->|{_MARK}", re.DOTALL)

# By this name `articles freeze` hears of snippets alone: how many a page has, and what is wrong.
log = errors.log.getChild("execution")


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
        refuse_unknown("mkdocs_articles.execution", options, self.config)
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
        interpreter = str(options["interpreter"])
        if posixpath.basename(interpreter) != interpreter:  # a path; it will run in another folder
            interpreter = str(Path(interpreter).absolute())
        self.mode = modes.choose(interpreter, Path(options["cache_dir"]).absolute())
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
        """Highlight a runnable fence as ever, and leave a place for its outputs below."""
        number = len(self.cells)
        self.cells.append(self._cell(number, src, options.pop("run")))
        source = ""
        if self.cells[-1].hide not in ("source", "all"):
            source = md.preprocessors["fenced_code_block"].highlight(  # type: ignore[attr-defined]
                src=src, language=language, options=options, md=md,
                classes=[name for name in classes if name != "run"], id_value=id_value, attrs=attrs,
            )  # fmt: skip
        return f'<div class="cell">{source}{STX}run-cell:{number}{ETX}</div>'

    def _cell(self, number: int, code: str, written: dict[str, str]) -> Cell:
        def choice(name: str, *values: str) -> str:
            value = written.get(name, "")
            if value in ("", *values):
                return value
            hint = f"write {', '.join(values[:-1])} or {values[-1]}"
            self.problems.append((number, f"{name}: unknown value {value!r}", hint))
            return ""

        error = choice("error", "true", "false") == "true"
        hide = choice("hide", "source", "output", "all")
        timeout = _seconds(written.get("timeout", str(TIMEOUT)))
        if not timeout:
            message = f"timeout: not a number of seconds: {written['timeout']!r}"
            self.problems.append((number, message, "write seconds such as timeout=30"))
        alt, caption = written.get("alt", ""), written.get("caption", "")
        return Cell(code, error, timeout or TIMEOUT, alt, caption, hide)

    def fill(self, text: str) -> str:
        """Put outputs in their places. What superfences took back (a fence shown in an indented
        block) has left no place, so it is no cell.
        """
        places = (match["number"] for match in _PLACE.finditer(text))
        numbers = sorted({int(number) for number in places if number})
        if not numbers:
            return text
        where = document.current(self.md)
        if where is None:
            log.warning(
                "<markdown>: outputs of snippets are looked up by a file's name: there is none"
            )
            return re.sub(_MARK, "", text)
        lines = locate(where.source, [cell.code for cell in self.cells])
        cells = [replace(self.cells[number], line=lines[number]) for number in numbers]
        resolved = self.mode.resolve(where, cells)
        wrong = [
            Problem(where.shown, max(0, lines[number] - 1), 0, message, hint)
            for number, message, hint in self.problems if number in numbers
        ]  # fmt: skip
        log.debug("%s: %d snippets", where.shown, len(cells))
        for problem in sorted({*resolved.problems, *wrong}):
            log.warning("%s", problem)

        def figure_url(name: str) -> str:
            folder = posixpath.dirname(where.url) or "."
            return quote(posixpath.relpath(frozen.figure_uri(where.uri, name), folder))

        shown = {
            str(number): render(cell, outputs, self.label, figure_url) if outputs else ""
            for number, cell, outputs in zip(numbers, cells, resolved.outputs, strict=True)
        }
        return re.sub(_MARK, lambda match: shown.get(match["number"], ""), text)


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
    """Accept a fence that has the class `run`; any other goes the way that it goes without us.

    Our attributes are put among the options: attributes reach a formatter only with attr_list.
    """
    fences = md.preprocessors["fenced_code_block"]
    if "run" not in fences.classes:  # type: ignore[attr-defined]
        return False
    fences.get_hl_settings()  # type: ignore[attr-defined]
    options["run"] = {name: str(inputs[name]) for name in OPTIONS if name in inputs}
    others = {name: value for name, value in inputs.items() if name not in OPTIONS}
    return bool(highlight_validator(language, others, options, attrs, md))


def _superfences(md: Markdown) -> SuperFencesCodeExtension:
    """The superfences extension of `md`.

    A site that does not name it gets one for runnable fences alone: it finds the others (what one
    shows is not to be run) and leaves them to whatever reads fences there.
    """
    for extension in md.registeredExtensions:
        if isinstance(extension, SuperFencesCodeExtension):
            return extension
    name = "fenced_code_block"
    ordinary = md.preprocessors[name] if name in md.preprocessors else None  # noqa: SIM401 - no get()
    fences = SuperFencesCodeExtension()
    md.registerExtensions([fences], {})
    fences.extend_super_fences("*", _nothing, _anything, _nothing)
    if ordinary:
        md.preprocessors.register(ordinary, f"ordinary_{name}", 24.9)
    return fences


def _nothing(*_: object, **__: object) -> None:
    """Format a fence as itself, or reset nothing."""


def _anything(*_: object) -> bool:
    return True


def _seconds(text: str) -> float:
    """A number of seconds; 0 where it is none that a snippet may take."""
    try:
        seconds = float(text)
    except ValueError:
        return 0
    return seconds if 0 < seconds <= LONGEST else 0
