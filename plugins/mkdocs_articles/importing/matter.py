"""Front matter in the three notations that are in use: YAML, TOML and JSON."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

import yaml

from mkdocs_articles import front_matter
from mkdocs_articles.errors import Problem, line_and_column
from mkdocs_articles.front_matter import RawMatter
from mkdocs_articles.importing.model import Document

_TOML = re.compile(r"\+{3}[ \t]*\n(?P<block>.*?)^\+{3}[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_HEADLESS = re.compile(
    r"(?P<block>[A-Za-z_][\w-]*:.*?)^-{3,}[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_SEMICOLONS = re.compile(
    r";{3}[ \t]*\n(?P<block>.*?)^;{3}[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_LONG = re.compile(r"-{4,}[ \t]*\n(?P<block>.*?)^-{4,}[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


def read(path: str, shown: str, text: str, *, headless: bool = False) -> Document:
    """The document in `text`. `headless` accepts what Hexo does: no first `---`, and JSON in `;;;`."""
    if match := _TOML.match(text):
        return Document(path, shown, text, _toml(match["block"], shown), match.end())
    if text.startswith("{") and not text.startswith(("{{", "{%")):
        return _json_first(path, shown, text)
    if headless and (match := _SEMICOLONS.match(text)):
        raw, _ = _json("{" + match["block"] + "}", shown, 2)
        return Document(path, shown, text, raw, match.end())
    block, body, _ = front_matter.split(text)
    if block or body != text:
        return Document(path, shown, text, front_matter.load(block, shown), len(text) - len(body))
    if headless and (match := _LONG.match(text) or _HEADLESS.match(text)):
        first = line_and_column(text, match.start("block"))[0]
        raw = front_matter.load(match["block"], shown, first)
        return Document(path, shown, text, raw, match.end())
    return Document(path, shown, text, front_matter.unclosed(text, shown), 0)


def _toml(block: str, shown: str) -> RawMatter:
    try:
        values = tomllib.loads(block)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        line, column = (int(place[1]) + 1, int(place[2])) if place else (1, 0)
        message = f"front matter is not valid TOML: {str(error).partition(' (at ')[0]}"
        return RawMatter(problems=(Problem(shown, line, column, message, "mend it"),))
    return RawMatter(
        values, _lines(block, values, r"^[ \t]*\[*[ \t]*[\"']?{}[\"']?[ \t]*[=.\]]", 2)
    )


def _json_first(path: str, shown: str, text: str) -> Document:
    raw, end = _json(text, shown, 1)
    start = end + len(text[end:]) - len(text[end:].lstrip("\n")) if end else 0
    return Document(path, shown, text, raw, start)


def _json(text: str, shown: str, first_line: int) -> tuple[RawMatter, int]:
    try:
        values, end = json.JSONDecoder().raw_decode(text)
    except json.JSONDecodeError as error:
        message = f"front matter is not valid JSON: {error.msg}"
        line = error.lineno + first_line - 1
        return RawMatter(problems=(Problem(shown, line, error.colno, message, "mend it"),)), 0
    except RecursionError:
        return RawMatter(problems=(Problem(shown, 1, 0, "front matter is too deep", "mend it"),)), 0
    return RawMatter(values, _lines(text[:end], values, r"\"{}\"[ \t]*:", first_line)), end


def _lines(block: str, values: Mapping[str, Any], pattern: str, first: int) -> dict[str, int]:
    lines = {}
    for key in values:
        if match := re.search(pattern.format(re.escape(key)), block, re.MULTILINE):
            lines[key] = line_and_column(block, match.start())[0] + first - 1
    return lines


class _Tolerant(yaml.SafeLoader):
    """Reads a configuration file of another program: tags that it does not know are no mistakes."""


def _plain(loader: _Tolerant, _suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node)
    return None


_Tolerant.add_multi_constructor("!", _plain)
_Tolerant.add_multi_constructor("tag:yaml.org,2002:python/", _plain)


def read_config(text: str, shown: str) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """A configuration file, in the notation that its name ends with; {} and a problem if broken."""
    try:
        if shown.endswith(".toml"):
            values = tomllib.loads(text)
        elif shown.endswith(".json"):
            values = json.loads(text)
        else:
            values = yaml.load(text, _Tolerant)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        hint = "mend it: old addresses and more depend on it"
        return {}, (Problem(shown, 0, 0, f"cannot be read: {' '.join(str(error).split())}", hint),)
    return (values if isinstance(values, dict) else {}), ()
