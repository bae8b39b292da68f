"""Scripts and style sheets as they are published: what only people read is left out, and several
modules are one, so that a browser asks once, and not round by round.

The build hook of the package runs this file alone, and minifies what `readable` gives. So this
imports nothing of ours.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from hashlib import sha256
from pathlib import Path

BROWSER = Path(__file__).with_name("browser")
MODULES = ("dialog", "engine", "highlight")  # that are fetched; others are parts of these
_MINIFIED = Path(__file__).with_name("minified")

# A block comment begins a line; one to the end of the line stands after white space. No text or
# regular expression of ours looks like either.
_COMMENT = re.compile(r"^[ ]*/\*.*?\*/[ ]*\n|(?:^|[ ]+)//(?: [^\n]*)?$", re.MULTILINE | re.DOTALL)
_INDENTATION = re.compile(r"^\s+", re.MULTILINE)
_FROM = r' from "\./(?P<file>\w+)\.js";$'
_IMPORT = re.compile(rf"^import (?:\{{(?P<names>[^}}]*)\}}|(?P<default>\w+)){_FROM}", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const|let) (\w+))", re.MULTILINE)
_LISTED = re.compile(r"^export \{([^}]*)\};$", re.MULTILINE)
_DEFAULT = re.compile(r"^export default ", re.MULTILINE)


def modules() -> dict[str, str]:
    """The modules that are fetched, by name, minified where the build hook has done so."""
    return {name: _minified(minified_file(name, text)) or text for name, text in readable().items()}


def readable() -> dict[str, str]:
    """The modules that are fetched, by name: what is to be minified."""
    sources = {
        path.stem: stripped(path.read_text(encoding="utf-8")) for path in BROWSER.glob("*.js")
    }
    return {name: bundle(name, sources, MODULES) for name in MODULES}


def minified_file(name: str, text: str) -> Path:
    """Where a module of this text is minified. What was made of another text, before somebody changed a
    script, has another name and is not found."""
    return _MINIFIED / f"{name}-{sha256(text.encode()).hexdigest()[:16]}.js"


def _minified(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def stripped(source: str) -> str:
    """A script or style sheet of `browser/` without its comments and indentation: it compresses to two
    thirds."""
    return _INDENTATION.sub("", _COMMENT.sub("", source))


def bundle(entry: str, sources: Mapping[str, str], others: Collection[str]) -> str:
    """The module `entry` with all that it imports, but for `others`, which stay files of their own.

    `sources` are texts of modules by their names, which have no `.js`. They are written as ours are:
    every import and export begins a line, imports name a file beside it, and nothing is imported under
    another name. Each module becomes a function that gives what it exports, and what imports it takes
    that apart; so no name of one module meets one of another.
    """
    parts: dict[str, str] = {}

    def visit(name: str) -> None:
        if name in parts:
            return
        text = sources[name]
        for found in _IMPORT.finditer(text):
            if found["file"] not in others:
                visit(found["file"])
        text = _IMPORT.sub(lambda found: _taken(found, others), text)
        parts[name] = text if name == entry else _closed(name, text)

    visit(entry)
    return "".join(parts.values())


def _taken(found: re.Match[str], others: Collection[str]) -> str:
    if found["file"] in others:
        return found[0]
    names = f"{{{found['names']}}}" if found["names"] else found["default"]
    return f"const {names} = {found['file']}_;"


def _closed(name: str, text: str) -> str:
    names = _EXPORT.findall(text)
    names += [one.strip() for listed in _LISTED.findall(text) for one in listed.split(",")]
    if _DEFAULT.search(text):
        return _DEFAULT.sub(f"const {name}_ = ", text)
    text = _LISTED.sub("", _EXPORT.sub("", text))
    return f"const {name}_ = (() => {{\n{text}return {{ {', '.join(names)} }};\n}})();\n"
