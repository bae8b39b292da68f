"""The text of a new article's file."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import yaml

from mkdocs_articles.importing.model import Fields

_KEYS = {"created": "date"}
_UNWRITTEN = ("others", "problems")


def article(values: Fields, body: str) -> str:
    """Front matter, a line for each thing that is known, and the body."""
    lines = []
    for one in fields(values):
        value = getattr(values, one.name)
        if one.name in _UNWRITTEN or value in (None, "", (), False):
            continue
        lines.append(_line(_KEYS.get(one.name, one.name), value))
    lines += [_line(key, value) for key, value in values.others.items()]
    return f"---\n{''.join(lines)}---\n\n{body.strip(chr(10))}\n"


def _line(key: str, value: Any) -> str:
    value = list(value) if isinstance(value, tuple) else value
    is_list = isinstance(value, list)
    return yaml.safe_dump(
        {key: value}, allow_unicode=True, width=1 << 20, sort_keys=False,
        default_flow_style=None if is_list else False,
    )  # fmt: skip
