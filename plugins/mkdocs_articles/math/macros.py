r"""Macros: those of the site, of a page, and those that a page's formulas define.

A definition reaches the formulas after it, as on paper. A formula is given the definitions that it
uses and no others, so that a new macro leaves the rest of the site as it was typeset before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mkdocs_articles.math import tex
from mkdocs_articles.math.formula import Edit

_NAME = re.compile(r"\\(?:[A-Za-z@]+|[^A-Za-z@\s])")
_ARGUMENT = re.compile(r"#([1-9])")


class Macros:
    """The macros that hold at one place of a page; `read` goes on to the next formula."""

    def __init__(self, *layers: Mapping[str, str]) -> None:
        """`layers` map names (with their backslash) to definitions (TeX); the last one wins."""
        self._definitions: dict[str, str] = {}
        for layer in layers:
            self._definitions |= layer

    @property
    def is_empty(self) -> bool:
        """Whether there are none."""
        return not self._definitions

    def read(self, source: str) -> tuple[str, tuple[Edit, ...]]:
        r"""What a formula wants before it and changed in it, to have its macros.

        Its own definitions are taken up for the formulas after it.
        """
        own = tex.definitions(source) if _DEFINES.search(source) else []
        before = self._used_by(source, {one.name for one in own if not one.renews})
        for one in own:
            if one.provides and one.name in self._definitions:
                continue
            self._definitions.pop(one.name, None)  # the order is that of the definitions
            self._definitions[one.name] = one.text
        return before, tuple(one.edit for one in own if one.edit)

    def _used_by(self, source: str, own: set[str]) -> str:
        """The definitions of the macros in `source`, and of those in the definitions."""
        if not self._definitions:
            return ""
        used: set[str] = set()
        waiting = [source]
        while waiting:
            found = {name for name in _NAME.findall(waiting.pop()) if name in self._definitions}
            waiting += [self._definitions[name] for name in found - used - own]
            used |= found - own
        return "".join(text for name, text in self._definitions.items() if name in used)


_DEFINES = re.compile(
    r"\\(?:(?:new|renew|provide)command|[gex]?def|let|DeclareMathOperator)(?![A-Za-z@])"
)


def only_defines(source: str) -> bool:
    """Whether a formula shows nothing: it defines macros."""
    if not _DEFINES.search(source):
        return False
    rest, position = "", 0
    for one in tex.definitions(source):
        rest += source[position : one.start]
        position = one.end
    return bool(position) and tex.is_blank(rest + source[position:])


def from_option(value: Any) -> tuple[dict[str, str], list[tuple[str, str]]]:
    r"""Read the option `macros`, `{"\\R": "\\mathbb{R}"}`: names to definitions.

    As in KaTeX, a macro has as many arguments as its text names (`#1`, `#2`). Also returned are the
    complaints, each with its remedy.
    """
    if value is None:
        return {}, []
    if not isinstance(value, Mapping):
        hint = r"write lines such as `'\R': '\mathbb{R}'`"
        return {}, [("macros: expected names and their TeX", hint)]
    definitions: dict[str, str] = {}
    complaints = []
    for name, body in value.items():
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            plain = str(name).lstrip("\\")
            hint = rf"a name is a backslash and letters, such as '\{plain}'"
            complaints.append((f"macros: not a macro's name: {name!r}", hint))
        elif not isinstance(body, str) or tex.group(f"{{{body}\n}}", 0) != (
            f"{body}\n",
            len(body) + 3,
        ):
            hint = r"write TeX with as many `}` as `{`, in single quotes"
            complaints.append((f"macros: {name} has no TeX: {body!r}", hint))
        else:
            arguments = max((int(digit) for digit in _ARGUMENT.findall(body)), default=0)
            definitions[name] = tex.define(name, body, arguments)
    return definitions, complaints
