"""Values of front matter as others write them: dates, lists of names, flags."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Any

from mkdocs_articles.article import Moment
from mkdocs_articles.errors import Problem

_MOST = 200  # names in a list: YAML's aliases can make a small file a huge one
_DATE = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"(?:[T \t]+(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,]\d+)?)?"
    r"[ \t]*(?P<zone>Z|UTC|[+-]\d{2}:?(?:\d{2})?)?)?"
)


def zone_of(name: Any) -> tzinfo | None:
    """The time zone `Asia/Shanghai`, or None where there is no such one on this machine."""
    from zoneinfo import ZoneInfo

    if not isinstance(name, str) or not name:
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None


def moment(value: Any, zone: tzinfo | None = None) -> Moment | None:
    """A date as it is written by hand: `2013-7-13 20:46:25`, `2020/05/01`, `2020-05-01T08:00+0800`.

    A time without an offset is one in `zone`. None where it cannot be read.
    """
    if isinstance(value, datetime):
        return value if value.tzinfo or zone is None else value.replace(tzinfo=zone)
    if isinstance(value, date):
        return value
    match = _DATE.fullmatch(str(value).strip())
    if not match:
        return None
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
        if match["hour"] is None:
            return day
        clock = time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
        return datetime.combine(day, clock, _offset(match["zone"]) if match["zone"] else zone)
    except ValueError:
        return None


def _offset(text: str) -> tzinfo:
    if text in ("Z", "UTC"):
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-span if text[0] == "-" else span)


def text(value: Any) -> str:
    """A text in one line; what is none is empty."""
    return "" if value is None or isinstance(value, (dict, list)) else " ".join(str(value).split())


def names(value: Any) -> tuple[str, ...]:
    """Names in a list, however nested; each once."""
    found: dict[str, None] = {}
    for name in _leaves(value):
        if name and len(found) < _MOST:
            found.setdefault(name)
    return tuple(found)


def _leaves(value: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(value, list) and depth < 3:
        for item in value[:_MOST]:
            yield from _leaves(item, depth + 1)
    elif isinstance(value, dict):
        yield text(value.get("name", ""))
    else:
        yield text(value)


def is_true(value: Any) -> bool:
    """Whether a flag is set, however it was written."""
    return value is True or (isinstance(value, str) and value.strip().lower() in ("true", "yes"))


class Reader:
    """Takes the values of one post's front matter, and remembers which are left and what is wrong."""

    def __init__(self, values: Mapping[str, Any], lines: Mapping[str, int], shown: str) -> None:
        self._values = {key: value for key, value in values.items() if value is not None}
        self._lines = lines
        self._shown = shown
        self.problems: list[Problem] = []

    def take(self, *keys: str) -> Any:
        """The value of the first of `keys` that there is, or None; all of them are done with."""
        found = [self._values.pop(key) for key in keys if key in self._values]
        return found[0] if found else None

    def text(self, *keys: str) -> str:
        return text(self.take(*keys))

    def names(self, *keys: str) -> tuple[str, ...]:
        return names([self.take(key) for key in keys])

    def flag(self, *keys: str) -> bool:
        return is_true(self.take(*keys))

    def is_draft(self) -> bool:
        """By `draft` or `published`. Where it cannot be told, it is one: nothing must slip out."""
        draft, published = self.take("draft"), self.take("published")
        is_draft = draft is not None and text(draft).lower() not in ("false", "no", "")
        return is_draft or (published is not None and not is_true(published))

    def moment(self, zone: tzinfo | None, *keys: str) -> Moment | None:
        """A date; one that cannot be read is a problem."""
        key = next((key for key in keys if key in self._values), "")
        value = self.take(*keys)
        if not key or value == "":
            return None
        read = moment(value, zone)
        if read is None:
            self.say(key, f"unreadable date {str(value)[:40]!r}", f"write `{key}` into the article")
        return read

    def say(self, key: str, message: str, hint: str) -> None:
        """Remember what is wrong with `key`."""
        line = self._lines.get(key, 0)
        self.problems.append(Problem(self._shown, line, 0, f"{key}: {message}", hint))

    def rest(self, unimportant: frozenset[str]) -> dict[str, Any]:
        """What nobody took and is not `unimportant`."""
        return {key: value for key, value in self._values.items() if key not in unimportant}
