"""The engines for platforms where V8 has no wheel. They make MathML, which needs no style sheet."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from mkdocs_articles.math.engine import EngineError, Typeset
from mkdocs_articles.math.formula import Formula
from mkdocs_articles.math.markup import finish

SECONDS = 30.0  # for one formula; a usual one takes a tenth of a second


class MarkdownKatexEngine:
    """The KaTeX that markdown-katex brings along, a process a formula: slow, but without V8.

    It is older than the style sheet shipped here, so MathML is asked for. It is called here and not
    by markdown-katex, whose every call first looks for another KaTeX with npx, for seconds, and
    keeps its results in the temporary folder.
    """

    def __init__(self) -> None:
        from markdown_katex import wrapper

        try:
            self._command = [str(wrapper._get_pkg_bin_path())]
        except NotImplementedError:  # nothing brought along for this platform
            try:
                self._command = list(wrapper.get_bin_cmd())
            except NotImplementedError as error:
                hint = "set `engine: latex2mathml` in the options of mkdocs_articles.math"
                raise EngineError(
                    f"formulas: markdown-katex has no KaTeX for this platform; {hint}"
                ) from error
        name = Path(self._command[0]).name
        self.identity = f"markdown-katex {version('markdown-katex')} {name} mathml"

    def typeset(self, batch: Sequence[Formula]) -> list[Typeset]:
        """One result a formula, in order. Raises `EngineError` if the program does not run."""
        return [self._one(formula) for formula in batch]

    def _one(self, formula: Formula) -> Typeset:
        options = ["--format", "mathml", *(["--display-mode"] if formula.display else [])]
        source = formula.input
        try:
            done = subprocess.run(
                [*self._command, *options], input=source, timeout=SECONDS,
                capture_output=True, check=False, encoding="utf-8", errors="replace",
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            message = f"KaTeX does not come to an end within {SECONDS:g} s"
            return Typeset("", message, is_final=False)
        except OSError as error:
            raise EngineError(f"formulas: markdown-katex's KaTeX does not run: {error}") from error
        if not done.returncode:
            return finish(formula, done.stdout.strip())
        if not (refused := _REFUSED.search(done.stderr)):
            raise EngineError(f"formulas: markdown-katex's KaTeX failed: {done.stderr.strip()}")
        position = len(source) if refused["end"] else 0
        if refused["units"]:  # of UTF-16, from 1
            units = source.encode("utf-16-le", "replace")[: 2 * int(refused["units"]) - 2]
            position = len(units.decode("utf-16-le", "replace"))
        return Typeset("", refused["message"], formula.position(position))


_REFUSED = re.compile(
    r"^(?:ParseError: KaTeX parse error: |(?=\w*Error: ))(?P<message>.*?)"
    r"(?: at (?:position (?P<units>[0-9]+)|(?P<end>end of input)): .*)?$",
    re.MULTILINE,
)


class Latex2MathmlEngine:
    """The last resort, pure Python: fewer commands than KaTeX, and errors without a place."""

    def __init__(self) -> None:
        self.identity = f"latex2mathml {version('latex2mathml')}"

    def typeset(self, batch: Sequence[Formula]) -> list[Typeset]:
        """One result a formula, in order."""
        return [self._one(formula) for formula in batch]

    def _one(self, formula: Formula) -> Typeset:
        from latex2mathml.converter import convert

        # It would count the rows of every formula from 1; those that have numbers are tagged.
        source = _NUMBERED.sub(r"\\\1{\2*}", formula.input)
        try:
            markup = convert(source, display="block" if formula.display else "inline")
        except Exception as error:  # of any kind: it has no base class, and indexes without care
            words = _WORD_START.sub(" ", type(error).__name__.removesuffix("Error")).lower()
            return Typeset("", f"latex2mathml: {words.strip()} {error}".strip())
        if leaked := _LEAKED.search(markup):  # what it does not know it shows as it is
            position = formula.tex.find(leaked[1])
            return Typeset("", f"latex2mathml does not know {leaked[1]}", max(0, position))
        return Typeset(f'<span class="katex">{markup}</span>')


_NUMBERED = re.compile(r"\\(begin|end)\{(align|alignat|gather|equation)\}")
_WORD_START = re.compile(r"(?=[A-Z])")
_LEAKED = re.compile(r">\s*(\\[A-Za-z]+)")
