"""Keys: digests of everything that what is kept depends on."""

from __future__ import annotations

import functools
import hashlib
import os
import platform
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from enum import Enum
from pathlib import Path, PurePath
from typing import Any

from mkdocs_articles import inputs
from mkdocs_articles.lazy import Text

_PLAIN = frozenset({str, bool, int, float, bytes, type(None), date})


class UnstableError(TypeError):
    """A value of which nobody knows what it depends on."""


def digest(*parts: str) -> str:
    """A digest (32 hexadecimal characters) of texts."""
    joined = "\0".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def stable(value: Any) -> str:
    """A text that is the same for the same value, in another process, too.

    Functions and classes are named: the versions of what is installed are part of a key anyway, and
    so is code that is not. An object may say itself what there is to say (`cache_key`, a string).
    Raises `UnstableError` for others.
    """
    pieces: list[str] = []
    _add(value, pieces)
    return "".join(pieces)


def _add(value: Any, pieces: list[str]) -> None:
    kind = type(value)
    if kind is str:  # most are texts; what is asked of abstract classes takes long
        pieces.append(repr(value))
    elif value is None or kind is bool or isinstance(value, (int, float, bytes)):
        pieces.append(f"{kind.__name__} {value!r}")
    elif isinstance(value, str):
        pieces.append(repr(str(value)))
    elif isinstance(value, Enum):
        pieces.append(f"{_name(kind)}.{value.name}")
    elif isinstance(value, (date, PurePath)):
        pieces.append(f"{kind.__name__} {value}")
    elif kind is Text:
        pieces.append(value.digest)
    elif kind is dict and _are_plain(value) and all(map(_is_plain, value.values())):
        pieces.append(repr(value))
    elif (kind is list or kind is tuple) and _are_plain(value):
        pieces.append(repr([*value]))
    elif kind is dict or isinstance(value, Mapping):
        pieces.append("{")
        for key, item in value.items():  # in their order: it may matter
            _add(key, pieces)
            pieces.append(":")
            _add(item, pieces)
            pieces.append(",")
        pieces.append("}")
    elif kind is not list and isinstance(value, Set):
        pieces.append(f"set{sorted(map(repr if _are_plain(value) else stable, value))}")
    elif kind is list or isinstance(value, Sequence):
        pieces.append("[")
        for item in value:
            _add(item, pieces)
            pieces.append(",")
        pieces.append("]")
    elif isinstance(getattr(value, "cache_key", None), str):
        pieces.append(f"{_name(kind)} {value.cache_key!r}")
    elif isinstance(value, functools.partial):
        _add(["partial", value.func, value.args, value.keywords], pieces)
    elif getattr(value, "__closure__", None):
        raise UnstableError(f"{value!r} holds more than its name says")
    elif isinstance(value, type) or hasattr(value, "__code__") or _is_builtin(value):
        pieces.append(_name(value))
    else:
        raise UnstableError(f"{kind} may depend on anything")


def _are_plain(values: Iterable[Any]) -> bool:
    """Whether `repr` says all of them, as it does for most."""
    return _PLAIN.issuperset(map(type, values))


def _is_plain(value: Any) -> bool:
    """The same of one, which may be a list of plain ones: front matter has some."""
    kind = type(value)
    return kind in _PLAIN or (kind is list and _are_plain(value))


def _is_builtin(value: Any) -> bool:
    return type(value).__name__ == "builtin_function_or_method" and value.__module__ is not None


def _name(value: Any) -> str:
    return f"{value.__module__}.{value.__qualname__}"


def environment() -> str:
    """A digest of all code: the installed packages by their versions, other code by its text."""
    python = [platform.python_implementation(), platform.python_version()]
    return digest(*python, *_installed(), *_code_elsewhere())


@functools.cache  # what was loaded from a package stays, whatever is installed meanwhile
def _installed() -> tuple[str, ...]:
    return tuple(
        name
        for folder in sorted(inputs.libraries())
        if os.path.isdir(folder)
        for name in sorted(os.listdir(folder))
        if name.endswith((".dist-info", ".egg-info"))
    )


def _code_elsewhere() -> Iterator[str]:
    """The code of loaded modules that are not installed; of a package, all of it."""
    roots = {}
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        top = name.partition(".")[0]
        if not file or top == "__main__" or inputs.is_installed(os.path.abspath(file)):
            continue
        package = getattr(sys.modules.get(top), "__file__", None) or file
        roots[top] = os.path.dirname(package) if package.endswith("__init__.py") else package
    for top, path in sorted(roots.items()):
        yield top
        yield (
            tree_digest(path, suffixes=(".py",))
            if os.path.isdir(path)
            else inputs.file_digest(path)
        )


def tree_digest(folder: str, suffixes: tuple[str, ...] = ("",)) -> str:
    """A digest of the files below `folder`, their names included."""
    parts: list[str] = []
    for path in _files(folder):
        if path.endswith(suffixes):
            parts += os.path.relpath(path, folder), inputs.file_digest(path)
    return digest(*parts)


def _files(folder: str) -> Iterable[str]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        yield from (os.path.join(where, name) for name in sorted(files))


def relative_to(root: Path, text: str) -> str:
    """`text` with another name for the folder of the site: its place makes no difference."""
    return text.replace(str(root), "<root>")
