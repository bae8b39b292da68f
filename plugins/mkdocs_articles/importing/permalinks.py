"""Addresses from patterns such as `:year/:month/:title/`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from datetime import date, datetime, time

from mkdocs_articles.article import Moment

_TOKEN = re.compile(r":(?P<name>[A-Za-z_]+)")


def date_tokens(moment: Moment | None) -> dict[str, str]:
    """The tokens that Hexo, Hugo and Jekyll have for parts of a date, under all of their names."""
    if moment is None:
        return {}
    clock = moment.time() if isinstance(moment, datetime) else time()
    day = date(moment.year, moment.month, moment.day)
    months = "January February March April May June July August September October November December"
    month = months.split()[day.month - 1]
    return {
        "year": f"{day.year:04}", "short_year": f"{day.year % 100:02}",
        "month": f"{day.month:02}", "i_month": str(day.month), "monthname": month.lower(),
        "short_month": month[:3], "long_month": month,
        "day": f"{day.day:02}", "i_day": str(day.day),
        "y_day": f"{day.timetuple().tm_yday:03}", "yearday": str(day.timetuple().tm_yday),
        "weekday": str(day.isoweekday() % 7), "week": f"{day.isocalendar().week:02}",
        "w_year": str(day.isocalendar().year), "w_day": str(day.isoweekday()),
        "hour": f"{clock.hour:02}", "minute": f"{clock.minute:02}", "second": f"{clock.second:02}",
    }  # fmt: skip


def expand(pattern: str, tokens: Mapping[str, str]) -> str:
    """`pattern` with its tokens filled in; "" where one of them is not known."""
    unknown = False

    def replace(match: re.Match[str]) -> str:
        nonlocal unknown
        name = match["name"]
        if name in tokens:
            return tokens[name]
        # `:title-:hash` is two tokens; `:year_:title` has a name that runs on into a text
        for end in range(len(name) - 1, 0, -1):
            if name[:end] in tokens and not name[end].isalnum():
                return tokens[name[:end]] + name[end:]
        unknown = True
        return ""

    filled = _TOKEN.sub(replace, pattern)
    return "" if unknown else re.sub(r"/{2,}", "/", filled)


def under(base: str, address: str) -> str:
    """`address`, given from the root of a site that begins at `base` of its host."""
    joined = f"{base.rstrip('/')}/{address.lstrip('/')}"
    clean = posixpath.normpath(re.sub(r"/{2,}", "/", joined))
    return clean + "/" if joined.endswith("/") and clean != "/" else clean


def normal(address: str) -> str:
    """One form for all ways to write a page's address: `/a`, `/a/`, `/a.html`, `/a/index.html`."""
    path = address.removesuffix("index.html") if address.endswith("/index.html") else address
    return path.removesuffix(".html").rstrip("/") or "/"
