"""Asks the engine of `articles-search` in a real browser."""

from __future__ import annotations

import gzip
import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from benchmarks.searching.queries import Found
from mkdocs_articles.search.format import page_file

SHOWN = 5  # results whose texts the dialog fetches (`STEP` in dialog.js)
_ASK = Path(__file__).with_name("ours.js")


@dataclass(frozen=True)
class Answer:
    """What an engine says to one query: what it shows; the slugs of all that it found.

    `size` (bytes over the wire) and `requests` are those of a reader's first query, as far as known;
    `ms` is how long the same query takes once its files are there.
    """

    found: tuple[Found, ...]
    every: frozenset[str]
    ms: float
    size: int = 0
    requests: int = 0


def slug(url: str) -> str:
    """That of the post at an address in the site, "" of other pages."""
    before, _, rest = url.partition("posts/")
    return rest.split("/")[0] if rest and (not before or before.endswith("/")) else ""


def slugs(site: Path) -> list[str]:
    """Those of an index's pages, by number."""
    found: list[str] = []
    while (path := site / page_file(len(found))).is_file():
        found.append(slug(json.loads(gzip.decompress(path.read_bytes()))["url"]))
    return found


def ask(
    page: Page, address: str, names: Sequence[str], queries: Sequence[str], shown: int = SHOWN
) -> list[Answer]:
    """`page` shows any page at `address`, where the site is; `names` are its `slugs`.

    With nothing `shown`, an answer has only `every`.
    """
    code = _ASK.read_text("utf-8")
    answers = page.evaluate(code, {"address": address, "queries": queries, "shown": shown})
    return [_answer(one, names) for one in answers]


def _answer(one: Mapping[str, Any], names: Sequence[str]) -> Answer:
    """Behind what is shown is the rest, in the engine's order."""
    shown = [(number, tuple(headings)) for number, headings in one["shown"]]
    known = {number for number, _ in shown}
    rest = [(number, ()) for number in one["all"] if number not in known] if shown else []
    return Answer(
        tuple(Found(names[number], headings) for number, headings in [*shown, *rest]),
        frozenset(names[number] for number in one["all"]) - {""},
        one["ms"], one["bytes"], one["requests"],
    )  # fmt: skip


def percentile(values: Sequence[float], percent: int) -> float:
    """Of at least two values, the one below which `percent` of them are."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
