"""The guide's page about how good the search is, made from the results of a run of `search`.

`search-quality.*.md` here are its texts, with `{table}` and so on in the place of tables' lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.measure import SCRIPTS, short
from benchmarks.searching.queries import SETS

GUIDE = SCRIPTS.parent / "docs" / "guide"
PAGES = {"zh": GUIDE / "search-quality.md", "en": GUIDE / "en" / "search-quality.md"}
_NAMES = {
    "zh": {"missing": "：没有测量：{missing}", "note": "：{note}。"},
    "en": {"missing": ": not measured: {missing}", "note": ": {note}."},
}


def write(results: Path) -> None:
    """Write the pages from the JSON of a run."""
    read = json.loads(results.read_text("utf-8"))
    for language, path in PAGES.items():
        path.write_text(page(read, language), "utf-8")


def page(results: Mapping[str, Any], language: str) -> str:
    """The page as Markdown; `language` is `zh` or `en`. What was not measured has no section."""
    rows = [row for row in results["finders"] if not row["missing"]]
    many = results["many"]
    tables = {
        "hits": _lines([row["label"], *_hits(row["sets"])] for row in rows),
        "random": _lines(
            [row["label"], _percent(row["random"]["recall"]), _percent(row["random"]["precision"])]
            for row in rows
        ),
        "bytes": _lines(
            [row["label"], _kilo(row["before"]), _kilo(row["first"]["median"]),
             _kilo(row["first"]["p95"]), short(row["requests"])] for row in rows
        ),
        "latency": _lines(
            [row["label"], short(row["ms"]["median"]), short(row["ms"]["p95"])] for row in rows
        ),
        "index": _lines(
            [row["label"], f"{row['index']['files']:,}", _kilo(row["index"]["bytes"]),
             short(row["build"]["added"]["cpu"]), short(row["build"]["whole"]["cpu"])]
            for row in rows
        ),
        "many": _lines([
            [f"{many['posts']:,}", *_hits(many["sets"]), _kilo(many["first"]["median"]),
             _kilo(many["first"]["p95"]), short(many["ms"]["p95"])]
        ] if many else []),
        "what": "\n".join(_what(row, language) for row in results["finders"]),
    }  # fmt: skip
    corpus = results["corpus"]
    counts = {name.replace("-", "_"): corpus["queries"][name] for name in SETS}
    facts = {**corpus, **results["machine"], **counts, **tables,
             "queries": sum(counts.values()), "many_posts": many["posts"] if many else 0}  # fmt: skip
    text = Path(__file__).with_name(f"search-quality.{language}.md").read_text("utf-8")
    empty = [f"\n{{{name}}}\n" for name, lines in tables.items() if not lines]
    sections = [one for one in text.split("\n## ") if not any(name in one for name in empty)]
    return "\n## ".join(sections).format(**facts)


def _hits(sets: Mapping[str, Any]) -> list[str]:
    return [_percent(sets[name][hit]) for name in SETS for hit in ("hit1", "hit5")]


def _percent(share: float) -> str:
    return f"{share:.1%}"


def _kilo(size: float) -> str:
    return short(size / 1000)


def _what(row: Mapping[str, Any], language: str) -> str:
    """What a search is."""
    said = _NAMES[language]["missing" if row["missing"] else "note"]
    note = row["notes"][language]
    return f"- **{row['label']}** {row['version']}" + said.format(note=note, **row)


def _lines(lines: Iterable[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
