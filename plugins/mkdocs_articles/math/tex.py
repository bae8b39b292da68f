r"""Read TeX as far as numbers and macros need it: control sequences, groups, definitions.

The syntax is TeX's own (Knuth, The TeXbook, chapters 7 and 20), with `\verb` of LaTeX.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mkdocs_articles.math.formula import Edit

_TOKEN = re.compile(
    r"""
      (?P<comment>%[^\n]*)
    | (?P<verb>\\verb(?![A-Za-z@])\*?(?P<mark>\S).*?(?P=mark))
    | \\(?P<control>[A-Za-z@]+|.)
    | (?P<brace>[{}])
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*")
_SPACE = re.compile(r"\s*")
_NAME = re.compile(r"\s*(?P<brace>\{\s*)?(?P<name>\\(?:[A-Za-z@]+|.))(?(brace)\s*\})", re.DOTALL)
_COUNT = re.compile(r"\s*\[\s*([0-9])\s*\]")
_TEXT = re.compile(r"\s*(?P<parameters>[^{}\\]*)(?=\{)")
_LET = re.compile(r"\s*=?\s*(?P<token>\\(?:[A-Za-z@]+|.)|[^\s{}\\])", re.DOTALL)

_NEW = frozenset({"newcommand", "renewcommand", "providecommand"})
_DEF = frozenset({"def", "gdef", "edef", "xdef"})


@dataclass(frozen=True, slots=True)
class Control:
    r"""A control sequence: `\name`, at `tex[start:end]`, inside of `depth` groups."""

    name: str
    start: int
    end: int
    depth: int


@dataclass(frozen=True, slots=True)
class Definition:
    r"""A macro's definition at `tex[start:end]`.

    `text` is one that works in any formula. `renews` tells that it depends on what the macro was
    before, `provides` that it keeps that. `edit` makes of it what KaTeX takes: that knows no stars
    and no operators, and has macros of its own (`\R`) that a `\newcommand` is to replace.
    """

    name: str
    text: str
    start: int
    end: int
    renews: bool = False
    provides: bool = False
    edit: Edit | None = None


def controls(tex: str, start: int = 0) -> Iterator[Control]:
    """The control sequences of `tex`; those in comments and `\\verb` are none."""
    depth = 0
    for token in _TOKEN.finditer(tex, start):
        if token["control"]:
            yield Control(token["control"], token.start(), token.end(), depth)
        elif token["brace"]:
            depth = max(0, depth + (1 if token["brace"] == "{" else -1))


def group(tex: str, start: int) -> tuple[str, int] | None:
    """What stands in the group `{…}` that begins at `start`, after spaces, and where it ends."""
    space = _SPACE.match(tex, start)
    assert space  # it may be empty
    if not tex.startswith("{", space.end()):
        return None
    depth = 0
    for token in _TOKEN.finditer(tex, space.end()):
        if token["brace"]:
            depth += 1 if token["brace"] == "{" else -1
            if not depth:
                return tex[space.end() + 1 : token.start()], token.end()
    return None


def is_blank(tex: str) -> bool:
    """Whether there is nothing but space and comments."""
    return not _clean(tex).strip()


def definition(tex: str, control: Control) -> Definition | None:
    """The definition that begins with `control`, if it is one and can be read."""
    if control.name in _NEW or control.name == "DeclareMathOperator":
        return _new_command(tex, control)
    if control.name in _DEF:
        return _def(tex, control)
    if control.name == "let" and (named := _NAME.match(tex, control.end)):
        name = named["name"]
        if let := _LET.match(tex, named.end()):
            return Definition(name, rf"\let{name}={let['token']}", control.start, let.end())
    return None


def definitions(tex: str) -> list[Definition]:
    """The definitions of `tex` that stand in no group."""
    found: list[Definition] = []
    for control in controls(tex):
        is_inside = found and control.start < found[-1].end
        if not is_inside and not control.depth and (one := definition(tex, control)):
            found.append(one)
    return found


def _new_command(tex: str, control: Control) -> Definition | None:
    end = control.end
    is_operator = control.name == "DeclareMathOperator"
    starred = tex.startswith("*", end)
    named = _NAME.match(tex, end + starred)
    if not named:
        return None
    end = named.end()
    count = None if is_operator else _COUNT.match(tex, end)
    body = group(tex, count.end() if count else end)
    if body is None:
        return None
    content, end = body
    name, start = named["name"], control.start
    if is_operator:
        text = define(name, rf"\operatorname{'*' if starred else ''}{{{content}}}", 0)
        return Definition(name, text, start, end, edit=Edit(start, end, text))
    text = define(name, content, int(count[1]) if count else 0)
    if control.name == "newcommand":
        edit = Edit(start, control.end + starred, rf"\providecommand{{{name}}}{{}}\renewcommand")
        return Definition(name, text, start, end, edit=edit)
    provides = control.name == "providecommand"
    if provides:
        text = rf"\providecommand{{{name}}}{count[0] if count else ''}{{{_clean(content)}}}"
    unstarred = Edit(control.end, control.end + 1, "") if starred else None
    return Definition(name, text, start, end, renews=True, provides=provides, edit=unstarred)


def _def(tex: str, control: Control) -> Definition | None:
    named = _NAME.match(tex, control.end)
    parameters = _TEXT.match(tex, named.end()) if named else None
    body = group(tex, parameters.end()) if parameters else None
    if not named or not parameters or body is None:
        return None
    text = rf"\def{named['name']}{parameters['parameters']}{{{body[0]}}}"
    return Definition(named["name"], text, control.start, body[1])


def define(name: str, body: str, arguments: int) -> str:
    r"""The TeX that gives the macro `name` (with its backslash) a meaning.

    A comment at the end of `body` would swallow the closing brace.
    """
    numbers = "".join(f"#{n}" for n in range(1, arguments + 1))
    return rf"\def{name}{numbers}{{{_clean(body)}}}"


def _clean(body: str) -> str:
    """`body` without comments."""
    return _COMMENT.sub(r"\1", body)
