"""The Markdown extension: fences marked `.run` get their outputs below them; readers can run those
marked `.live`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.util import ETX, STX
from pymdownx.superfences import SuperFencesCodeExtension, highlight_validator

from mkdocs_articles import document
from mkdocs_articles.errors import Problem, log, report
from mkdocs_articles.execution import frozen, live, modes
from mkdocs_articles.execution.cells import TIMEOUT, Complaint, Outputs
from mkdocs_articles.execution.freezing import Workshop
from mkdocs_articles.execution.options import NAMES, Fence
from mkdocs_articles.execution.page import Snippets, without_alt
from mkdocs_articles.execution.places import Places
from mkdocs_articles.execution.render import Renderer
from mkdocs_articles.execution.runner import Limits
from mkdocs_articles.labels import labels_for
from mkdocs_articles.snippets import watch
from mkdocs_articles.suggest import refuse_unknown

OWNER = "mkdocs_articles.execution"
# The option that `articles freeze` sets, for itself: a `Mode` instead of that of the environment.
MODE = "mode"
MARKS = frozenset({"run", "live"})
LANGUAGES = ("python", "py", "python3")
MEBIBYTE = 1 << 20
# A place for outputs; what an author has commented out is none.
_MARK = f"{STX}run-cell:(?P<number>[0-9]+){ETX}"
_PLACE = re.compile(f"<!--.*?-->|{_MARK}", re.DOTALL)


class ExecutionExtension(Extension):
    """Shows the frozen outputs of ```` ```python {.run} ```` fences.

    Options: `interpreter` (a Python to run snippets with), `timeout` and `article_timeout` (seconds
    for a snippet that does not say, and for all of a page's), `memory` (MiB for a page's process; 0:
    any), `dark_figures` (figures drawn for dark pages are shown, too), `language` (of the labels) and
    `cache_dir`. Whether anything runs is decided by the variable `ARTICLES_EXECUTE` alone.
    """

    def __init__(self, **options: Any) -> None:
        self.config = {
            "interpreter": ["", "the Python that runs snippets; this one if empty"],
            "timeout": [TIMEOUT, "seconds for a snippet that does not say"],
            "article_timeout": [Limits.seconds, "seconds for all snippets of a page"],
            "memory": [4096, "MiB of memory for the snippets of a page; 0: any"],
            "dark_figures": [True, "show figures drawn for dark pages (#only-dark), too"],
            "language": ["en", "the language of labels"],
            "cache_dir": [".cache/mkdocs-articles", "what runs may keep between them"],
        }
        # what mkdocs.yml can say is no mode: an article's repository does not decide what runs
        is_mode = hasattr(options.get(MODE), "resolve")
        self._mode: modes.Mode | None = options.pop(MODE) if is_mode else None
        refuse_unknown(OWNER, options, self.config)
        super().__init__(**options)
        for name in ("timeout", "article_timeout", "memory"):
            value = self.getConfig(name)
            if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
                raise ValueError(f"{OWNER}: {name}: not a number: {value!r}")

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        page = PageCells(md, self._mode or modes.choose(workshop(self.getConfigs())), self)
        md.registerExtension(page)
        # Raw blocks are back in the text at 30; a formula's own step is at 5.
        md.postprocessors.register(FillOutputs(md, page), "run_cell_outputs", 8)


def workshop(options: dict[str, Any]) -> Workshop:
    """What runs need, by the extension's options; those that are missing have their defaults."""
    known = {**ExecutionExtension().getConfigs(), **options}
    interpreter = str(known["interpreter"])
    if posixpath.basename(interpreter) != interpreter:  # a path; it will run in another folder
        interpreter = str(Path(interpreter).absolute())
    limits = Limits(float(known["article_timeout"]), int(known["memory"] * MEBIBYTE))
    return Workshop(interpreter, limits, Path(known["cache_dir"]).absolute())


class PageCells(Extension):
    """The runnable fences of the document being converted (an extension for `reset`'s sake)."""

    def __init__(self, md: Markdown, mode: modes.Mode, owner: Extension) -> None:
        super().__init__()
        self.md = md
        self.mode = mode
        self.labels = labels_for(str(owner.getConfig("language")))
        self.timeout = float(owner.getConfig("timeout"))
        self.dark = bool(owner.getConfig("dark_figures"))
        self.watcher = watch(md)
        self.fences: list[Fence] = []
        self.is_attached = False

    def reset(self) -> None:
        """Called once a document, and first when all extensions are there: superfences too."""
        self.fences = []
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
        written, others = options.pop("run")
        fence = Fence(src, written, others, "live" in classes)
        place = source = ""
        if "run" in classes:
            place = f"{STX}run-cell:{len(self.fences)}{ETX}"
            self.fences.append(fence)
        if not (place and fence.hides_source):
            source = md.preprocessors["fenced_code_block"].highlight(  # type: ignore[attr-defined]
                src=src, language=language, options=options, md=md,
                classes=[name for name in classes if name not in MARKS],
                id_value=id_value, attrs=attrs,
            )  # fmt: skip
        is_live = fence.is_live and source
        opening = live.opening(raises=fence.raises) if is_live else '<div class="cell">'
        return f"{opening}{source}{place}</div>"

    def fill(self, text: str) -> str:
        """Put outputs in their places. What superfences took back (a fence shown in an indented
        block) has left no place, so it is no cell.
        """
        marked = (match["number"] for match in _PLACE.finditer(text))
        numbers = sorted({int(number) for number in marked if number})
        if not numbers:
            return text
        manuscript = self.watcher.manuscript()
        where = manuscript.document
        if where is None:
            log.warning(
                "<markdown>: outputs of snippets are looked up by a file's name: there is none"
            )
            return re.sub(_MARK, "", text)
        read = [self.fences[number].read(where, self.timeout) for number in numbers]
        cells = tuple(cell for cell, _ in read)
        complaints = tuple(
            Complaint(index, 0, *one) for index, (_, wrong) in enumerate(read) for one in wrong
        )
        codes = tuple(fence.code for fence in self.fences)
        places = Places(manuscript, codes, tuple(numbers))
        snippets = Snippets(where, cells, places, complaints)
        resolved = self.mode.resolve(snippets)
        nameless = snippets.problems(without_alt(cells, resolved.outputs))[
            len(snippets.complaints) :
        ]
        report(snippets.problems(resolved.complaints), "snippet")
        report(nameless, "alt")
        blocks = self._blocks(where, snippets, resolved.outputs)
        shown = dict(zip(map(str, numbers), blocks, strict=True))
        return re.sub(_MARK, lambda match: shown.get(match["number"], ""), text)

    def _blocks(
        self, where: document.Document, snippets: Snippets, outputs: Sequence[Outputs | None]
    ) -> list[str]:
        """The HTML below each cell."""
        offers = (getattr(one, "typeset_text", None) for one in self.md.registeredExtensions)
        typeset = next(filter(None, offers), None)
        folder = posixpath.dirname(where.url) or "."

        def figure_url(name: str) -> str:
            return quote(posixpath.relpath(frozen.figure_uri(where.uri, name), folder))

        def problem(index: int, message: str, hint: str) -> Problem:
            return snippets.places.problem(Complaint(index, 0, f"its output: {message}", hint))

        return [
            Renderer(
                self.labels, figure_url, dark=self.dark,
                latex=typeset and partial(typeset, problem=partial(problem, index)),
            ).block(cell, given or ())
            for index, (cell, given) in enumerate(zip(snippets.cells, outputs, strict=True))
        ]  # fmt: skip


class FillOutputs(Postprocessor):
    def __init__(self, md: Markdown, page: PageCells) -> None:
        super().__init__(md)
        self.page = page

    def run(self, text: str) -> str:
        return self.page.fill(text) if self.page.fences else text


def validate(
    language: str, inputs: dict[str, str], options: dict[str, Any], attrs: dict[str, str],
    md: Markdown,
) -> bool:  # fmt: skip
    """Accept a fence marked `run` or `live`; any other goes the way that it goes without us.

    Our attributes are put among the options: attributes reach a formatter only with attr_list.
    """
    fences = md.preprocessors["fenced_code_block"]
    if not MARKS & set(fences.classes):  # type: ignore[attr-defined]
        return False
    fences.get_hl_settings()  # type: ignore[attr-defined]
    ours = {name: str(value) for name, value in inputs.items() if name in NAMES}
    others = {name: value for name, value in inputs.items() if name not in NAMES}
    options["run"] = (ours, tuple(others))
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
