"""Search: how well, how cheaply and how fast articles-search, Material's search and Pagefind do.

All of them search the same posts in one run: those of tests/search/quality amid generated ones, asked
by the labelled queries there and by random Chinese words, in a real Chromium. Bytes are those that a
server sends, compressed; latency is that of a query whose files are there. With more posts
(`--many`), ours is measured again, its index made by the core alone.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

import browser as browsers
from benchmarks.measure import Cost, machine, parser, print_table, short, write_json
from benchmarks.searching import guide, queries
from benchmarks.searching.asking import Answer, percentile
from benchmarks.searching.finders import Finder, Site, alone, finders, index_files, is_of_search
from benchmarks.searching.queries import Query
from benchmarks.searching.server import Wire, serving
from benchmarks.sites import corpus
from benchmarks.sites.corpus import Post
from benchmarks.sites.tools import UnavailableError
from environment import BIN

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
QUIET = 0.2  # seconds without a request until a page is taken to be done
CONSTANT = 3  # readers with first queries, where these are the same for all


def main() -> None:
    options = _options()
    if options.guide:
        guide.write(options.guide)
        return
    known = finders()
    wanted = [known[name] for name in options.only or known]
    posts = queries.posts(options.posts)
    asked = {name: queries.read(name)[: options.queries] for name in queries.SETS}
    with tempfile.TemporaryDirectory(prefix="search-") as name, _chromium() as browser:
        rows, many = [], None
        for finder in wanted:
            run = Run(finder, posts, asked, options.words, browser)
            try:
                rows.append(run.measure(Path(name) / finder.name))
            except UnavailableError as reason:
                rows.append({**_about(finder), "missing": str(reason)})
            print(f"· {finder.label}", file=sys.stderr, flush=True)
        if options.many:
            run = Run(alone(), queries.posts(options.many), asked, options.words, browser)
            many = run.measure(Path(name) / "many")
    results = {
        "machine": machine(),
        "corpus": {"posts": len(posts), "generated": options.posts, "seed": corpus.SEED,
                   "words": options.words,
                   "queries": {name: len(some) for name, some in asked.items()}},
        "finders": rows, "many": many,
    }  # fmt: skip
    if options.json:
        write_json(options.json, results)
    _print(results)


def _options() -> argparse.Namespace:
    known = finders()
    options = parser(__doc__ or "")
    options.add_argument("--posts", type=int, help="generated posts (default: 1000)")
    options.add_argument("--words", type=int, help="random words (default: 500)")
    options.add_argument("--many", type=int, default=0, metavar="POSTS", help="ours, again")
    options.add_argument("--only", metavar="NAME,…", help=f"some of {', '.join(known)}")
    options.add_argument(
        "--guide", type=Path, metavar="FILE",
        help="measure nothing: write the guide's pages from the JSON in FILE",
    )  # fmt: skip
    parsed = options.parse_args()
    parsed.posts = parsed.posts or (10 if parsed.quick else 1000)
    parsed.words = parsed.words or (10 if parsed.quick else 500)
    parsed.queries = 1 if parsed.quick else None  # of each set
    parsed.only = parsed.only.split(",") if parsed.only else []
    if unknown := [name for name in parsed.only if name not in known]:
        options.error(f"no such search: {', '.join(unknown)}; there are {', '.join(known)}")
    return parsed


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsers.find(BIN), args=FLAGS)
        yield browser
        browser.close()


class Run:
    """One search, measured."""

    def __init__(
        self, finder: Finder, posts: list[Post], asked: Mapping[str, list[Query]], words: int,
        browser: Browser,
    ) -> None:  # fmt: skip
        self._finder = finder
        self._asked = asked
        self._posts = posts
        self._titles = {post.slug: post.title for post in posts}
        self._words = queries.random_words(posts, words)
        self._browser = browser

    def measure(self, folder: Path) -> dict[str, Any]:
        """A row of the results. Raises `UnavailableError`."""
        folder.mkdir(parents=True)
        site = self._finder.build(folder, self._posts)
        sizes = index_files(self._finder, site.folder)
        with serving(site.folder) as (address, wire), self._page() as page:
            page.goto(address)
            found, answers = self._ask_queries(page, address, site)
            shares = self._ask_words(page, address, site)
            first = self._first_queries(address, wire)
        return {
            **_about(self._finder), "missing": None, "sets": found, "random": shares,
            "ms": _summary([one.ms for one in answers]), **first,
            "index": {"files": len(sizes), "bytes": sum(sizes)},
            "build": {"added": _cost(site.added), "whole": _cost(site.whole)},
            "posts": len(self._posts),
        }  # fmt: skip

    def _ask_queries(
        self, page: Page, address: str, site: Site
    ) -> tuple[dict[str, Any], list[Answer]]:
        sets, every = {}, []
        for name, asked in self._asked.items():
            answers = self._finder.ask(page, address, site, [one.text for one in asked])
            sets[name] = self._judge(asked, answers)
            every += answers
        return sets, every

    def _judge(self, asked: Sequence[Query], answers: Sequence[Answer]) -> dict[str, Any]:
        outcomes = [
            queries.judge(query, answer.found, self._titles, with_sections=False)
            for query, answer in zip(asked, answers, strict=True)
        ]
        return {"queries": len(asked), "hit1": queries.hits(outcomes, 1),
                "hit5": queries.hits(outcomes, 5), "misses": queries.misses(outcomes)}  # fmt: skip

    def _ask_words(self, page: Page, address: str, site: Site) -> dict[str, float]:
        answers = self._finder.ask(page, address, site, list(self._words))
        found = {word: one.every for word, one in zip(self._words, answers, strict=True)}
        mean, _ = queries.compare(self._words, found)
        return {"recall": mean.recall, "precision": mean.precision}

    def _first_queries(self, address: str, wire: Wire) -> dict[str, Any]:
        """Bytes before and with a first query, each by a reader who has never been here."""
        asked = [one.text for some in self._asked.values() for one in some]
        if self._finder.is_constant:
            asked = asked[:CONSTANT]
        before, sizes, requests = [], [], []
        for place, query in enumerate(asked):
            with self._page() as page:
                wire.sent.clear()
                page.goto(address)
                if place < CONSTANT:
                    self._settle(page, wire)
                    before.append(sum(self._sent(wire)))
                self._finder.open(page, address, query)
                self._settle(page, wire)
                sent = self._sent(wire)
            sizes.append(sum(sent))
            requests.append(len(sent))
        return {"before": statistics.median(before), "first": _summary(sizes),
                "requests": statistics.median(requests)}  # fmt: skip

    def _sent(self, wire: Wire) -> list[int]:
        return [size for path, size in wire.sent if is_of_search(self._finder, path)]

    def _settle(self, page: Page, wire: Wire) -> None:
        seen = -1
        while seen != len(wire.sent):
            seen = len(wire.sent)
            page.wait_for_timeout(QUIET * 1000)

    @contextmanager
    def _page(self) -> Iterator[Page]:
        context = self._browser.new_context(locale="zh-CN")
        if self._finder.start:
            context.add_init_script(self._finder.start)
        page = context.new_page()
        yield page
        context.close()


def _about(finder: Finder) -> dict[str, Any]:
    return {"name": finder.name, "label": finder.label, "version": finder.version,
            "notes": dict(finder.notes)}  # fmt: skip


def _summary(values: Sequence[float]) -> dict[str, float]:
    return {"median": statistics.median(values), "p95": percentile(values, 95), "max": max(values)}


def _cost(cost: Cost | None) -> dict[str, float] | None:
    return {"wall": cost.wall, "cpu": cost.cpu} if cost else None


def _print(results: dict[str, Any]) -> None:
    """The table, and which queries were missed."""
    print("\n" + ", ".join(f"{name} {value}" for name, value in results["machine"].items()))
    print("{posts} posts; {words} random words".format(**results["corpus"]) + "; kB and ms\n")
    head = ("search", "posts", *(f"{name}: @1, @5" for name in queries.SETS), "recall", "precision",
            "before", "first: median", "p95", "requests", "query: median", "p95", "files", "index",
            "CPU added, s")  # fmt: skip
    rows = [row for row in [*results["finders"], results["many"]] if row and not row["missing"]]
    print_table([head, *map(_line, rows)])
    for row in results["finders"]:
        print(f"\n{row['label']} {row['version']}: " + (row["missing"] or row["notes"]["en"]))
        if not row["missing"]:
            for name in queries.SETS:
                print("".join(f"  {name}: {one}\n" for one in row["sets"][name]["misses"]), end="")


def _line(row: dict[str, Any]) -> tuple[str, ...]:
    kilo = [row["before"], row["first"]["median"], row["first"]["p95"]]
    return (
        row["label"], f"{row['posts']:,}", *(_hits(row["sets"][name]) for name in queries.SETS),
        f"{row['random']['recall']:.1%}", f"{row['random']['precision']:.1%}",
        *(short(value / 1000) for value in kilo), short(row["requests"]),
        short(row["ms"]["median"]), short(row["ms"]["p95"]),
        f"{row['index']['files']:,}", short(row["index"]["bytes"] / 1000),
        short(row["build"]["added"]["cpu"]) if row["build"]["added"] else "",
    )  # fmt: skip


def _hits(found: dict[str, Any]) -> str:
    return f"{found['hit1']:.1%}, {found['hit5']:.1%}"


if __name__ == "__main__":
    main()
