"""An article's front matter: YAML in, a checked record and the problems in it out."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, cast

import yaml

from mkdocs_articles.article import Moment
from mkdocs_articles.errors import Problem
from mkdocs_articles.slug import LONGEST


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Leaves dates as they are written: YAML's own refuses 2026-02-30 without saying where."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class RawMatter:
    """Front matter as it was written: its values, and the line of the file where each key stands.

    With `problems` it could not be read; `doubts` leave it usable.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What an author said about an article; every key is optional."""

    title: str = ""
    created: Moment | None = None
    updated: Moment | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    series: str = ""
    description: str = ""
    slug: str = ""
    aliases: tuple[str, ...] = ()
    cover: str = ""
    cover_alt: str = ""
    readtime: int | None = None
    pin: bool = False
    draft: bool = False
    unlisted: bool = False


def split(text: str) -> tuple[str, str, int]:
    """Split a file into the YAML of its front matter, the body, and the body's first line (from 1).

    The block is opened by a first line `---` and closed by the next `---` or `...`, as in MkDocs.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return "", text, 1
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() in ("---", "..."):
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    return "", text, 1


_FIRST_KEY = re.compile(r"---[ \t]*\n[A-Za-z_][\w-]*:(?:[ \t]|\n)")


def unclosed(text: str, shown: str) -> RawMatter:
    """Nothing, or the problem that a block like front matter begins the text and does not end."""
    if not _FIRST_KEY.match(text):  # a rule, maybe
        return RawMatter()
    hint = "end it with a line `---`"
    return RawMatter(problems=(Problem(shown, 1, 0, "the front matter has no end", hint),))


def load(block: str, shown: str, first_line: int = 2) -> RawMatter:
    """Read a YAML block that begins at `first_line` of the file that messages call `shown`."""
    loader = _Loader(block)
    try:
        node = loader.get_single_node()
        if _unfolded(node) > _MOST_VALUES:
            raise ValueError(f"its aliases unfold to more than {_MOST_VALUES:,} values")
        values = loader.construct_document(node) if node else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + first_line, mark.column + 1) if mark else (first_line, 0)
        message = f"front matter is not valid YAML: {error.problem or error.context}"
        hint = "mend it; a value with ':' or '#' in it wants quotes"
        return RawMatter(problems=(Problem(shown, line, column, message, hint),))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        message = f"front matter is not valid YAML: {error}"
        return RawMatter(problems=(Problem(shown, first_line, 0, message, "mend it"),))
    finally:
        loader.dispose()
    if values is None:
        return RawMatter()
    if not isinstance(values, dict):
        hint = "write lines such as `title: …`"
        problem = Problem(shown, first_line, 0, "front matter is no list of keys and values", hint)
        return RawMatter(problems=(problem,))
    written = [
        (str(key.value), key.start_mark.line + first_line)
        for key, _ in cast("yaml.MappingNode", node).value
    ]
    lines = dict(written)
    doubts = tuple(
        Problem(shown, line, 0, f"{key}: is also in line {lines[key]}, which counts", "keep one")
        for key, line in written
        if lines[key] != line
    )
    return RawMatter({str(key): value for key, value in values.items()}, lines, doubts=doubts)


_MOST_VALUES = 10_000


def _unfolded(node: yaml.Node | None) -> float:
    """How many values a node has, with aliases in their places: a few lines can have billions.

    One that is within itself has infinitely many.
    """
    sizes: dict[int, float] = {}

    def size(one: yaml.Node) -> float:
        if id(one) not in sizes:
            sizes[id(one)] = math.inf  # while it is being counted
            pairs = one.value if isinstance(one, yaml.MappingNode) else ()
            parts = one.value if isinstance(one, yaml.SequenceNode) else ()
            sizes[id(one)] = 1 + sum(size(k) + size(v) for k, v in pairs) + sum(map(size, parts))
        return sizes[id(one)]

    return size(node) if node else 0


def check(raw: RawMatter, shown: str) -> tuple[FrontMatter, tuple[Problem, ...]]:
    """Turn what was written into a record. A value that cannot be used is a problem and left out.

    Where it cannot be read whether an article is a draft, it is one: what was not meant for readers
    must not slip out.
    """
    matter, problems = FrontMatter(draft=bool(raw.problems)), [*raw.problems, *raw.doubts]
    for key, value in raw.values.items():
        reader = _READERS.get(key)
        if reader is None or value is None:
            continue
        try:
            for name, read in reader(value):
                matter = replace(matter, **{name: read})
        except _UnusableError as error:
            matter = replace(matter, draft=matter.draft or key == "draft")
            line = raw.lines.get(key, 0)
            problems.append(Problem(shown, line, 0, f"{key}: {error}", error.hint))
    return matter, tuple(problems)


Fields = Iterator[tuple[str, Any]]


class _UnusableError(ValueError):
    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def _text(name: str) -> Callable[[Any], Fields]:
    def read(value: Any) -> Fields:
        if isinstance(value, (dict, list)):
            raise _UnusableError("expected a text", f"write `{name}: some text`")
        yield name, _cleaned(value)

    return read


# What no terminal, no XML (its production Char) and no address is to get of a name.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def _cleaned(value: Any) -> str:
    return " ".join(_CONTROL.sub("", str(value)).split())


def _flag(name: str, key: str) -> Callable[[Any], Fields]:
    def read(value: Any) -> Fields:
        if not isinstance(value, bool):
            raise _UnusableError(f"expected true or false, found {value!r}", f"write `{key}: true`")
        yield name, value

    return read


def _names(name: str) -> Callable[[Any], Fields]:
    """A list of names; a single one may stand alone. Repetitions count once."""

    def read(value: Any) -> Fields:
        items = value if isinstance(value, list) else [value]
        if any(isinstance(item, (dict, list)) for item in items):
            raise _UnusableError("expected a list of names", f"write `{name}: [one, two]`")
        cleaned = (_cleaned(item) for item in items if item is not None)
        yield name, tuple(dict.fromkeys(item for item in cleaned if item))

    return read


def _moment(value: Any) -> Moment:
    """A date or a date with a time, in ISO 8601 (`2026-05-17`, `2026-05-17 09:30:00+08:00`)."""
    text = str(value).strip()
    try:
        return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
    except ValueError as error:
        hint = "write it as 2026-05-17 or 2026-05-17 09:30:00"
        reason = "no such day" if _looks_like_a_date(text) else "unreadable date"
        raise _UnusableError(f"{reason} {text!r}", hint) from error


def _looks_like_a_date(text: str) -> bool:
    parts = text[:10].split("-")
    return [len(part) for part in parts] == [4, 2, 2] and all(part.isdigit() for part in parts)


def _date(value: Any) -> Fields:
    if isinstance(value, dict):
        for key in ("created", "updated"):
            if value.get(key) is not None:
                yield key, _moment(value[key])
    else:
        yield "created", _moment(value)


def _updated(value: Any) -> Fields:
    yield "updated", _moment(value)


def _readtime(value: Any) -> Fields:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise _UnusableError(f"expected minutes, found {value!r}", "write a whole number such as 5")
    yield "readtime", value


def _slug(value: Any) -> Fields:
    text = "" if isinstance(value, (dict, list)) else str(value).strip()
    if not text.isprintable() or text in ("", ".", "..") or "/" in text or "\\" in text:
        message, hint = f"not usable in an address: {value!r}", "write one word without slashes"
        raise _UnusableError(message, hint)
    if len(text.encode()) > LONGEST:
        raise _UnusableError(f"longer than {LONGEST} bytes", "write a shorter one")
    yield "slug", text


_SCHEME = re.compile(r"\s*(?P<name>[A-Za-z][A-Za-z0-9+.-]*):")


def _cover(value: Any) -> Fields:
    (name, text), *_ = _text("cover")(value)
    if (scheme := _SCHEME.match(text)) and scheme["name"].lower() not in ("http", "https"):
        hint = "name an image relative to the article, or one at https://"
        raise _UnusableError(f"not the address of an image: {text!r}", hint)
    yield name, text


_READERS: dict[str, Callable[[Any], Fields]] = {
    "title": _text("title"),
    "date": _date,
    "updated": _updated,
    "category": _names("categories"),
    "categories": _names("categories"),
    "tags": _names("tags"),
    "author": _names("authors"),
    "authors": _names("authors"),
    "series": _text("series"),
    "description": _text("description"),
    "slug": _slug,
    "aliases": _names("aliases"),
    "cover": _cover,
    "cover_alt": _text("cover_alt"),
    "readtime": _readtime,
    "pin": _flag("pin", "pin"),
    "draft": _flag("draft", "draft"),
    "unlisted": _flag("unlisted", "unlisted"),
}
# Those, and what others read of the same front matter.
KEYS = (*_READERS, "macros", "lang")
