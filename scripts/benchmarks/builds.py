"""Whole builds: the same posts with the generators that people write about mathematics with.

Each turn: a cold build, one with nothing changed, one with one post edited, and an edit under `serve`
until the served page has it; for each of these, all generators one after the other. Times and memory
are of the whole command and what it waited for. A ratio is the median of the ratios of turns.
The other generators come from PyPI and npm, into `.cache/bench`.
"""

from __future__ import annotations

import argparse
import signal
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import Any

from benchmarks.measure import machine, median_ratio, parser, print_table, short, turns, write_json
from benchmarks.sites import corpus, guide
from benchmarks.sites.peers import Peer, peers
from benchmarks.sites.scenarios import Output, PeerError, Sample, Site
from benchmarks.sites.tools import UnavailableError, install

SCENARIOS: dict[str, Callable[[Site], Sample]] = {
    "cold": Site.cold, "unchanged": Site.unchanged, "edit": Site.edit, "serve": Site.serve,
}  # fmt: skip
GROWTH_SCENARIOS = ("cold", "unchanged")
GROWTH = 3  # times as many posts
REFERENCES = ("stock", "zensical")
METRICS = ("wall", "cpu", "memory", "logged")
QUICK_POSTS, QUICK_TURNS = 6, 1


def main() -> None:
    signal.signal(signal.SIGTERM, _end)  # so that servers are stopped
    options = _options()
    if options.guide:
        guide.write(options.guide)
        return
    wanted = peers()
    wanted = {name: wanted[name] for name in options.only or wanted}
    with tempfile.TemporaryDirectory(prefix="builds-") as folder:
        run = Run(Path(folder), options.posts, options.turns)
        for peer in wanted.values():
            run.add(peer, options.posts)
        if options.growth:
            run.add(wanted["ours"], options.posts * GROWTH, GROWTH_SCENARIOS)
        run.measure()
    results = run.results(wanted)
    if options.json:
        write_json(options.json, results)
    _print(results)


def _options() -> argparse.Namespace:
    known = peers()
    options = parser(__doc__ or "")
    options.add_argument("--posts", type=int, help="how many (default: 1000)")
    options.add_argument("--turns", type=int, help="how often (default: 3)")
    options.add_argument("--only", metavar="NAME,…", help=f"some of {', '.join(known)}")
    options.add_argument(
        "--growth", action="store_true", help=f"also {GROWTH} times the posts, ours"
    )
    options.add_argument(
        "--guide", type=Path, metavar="FILE",
        help="measure nothing: write the guide's pages from the JSON in FILE",
    )  # fmt: skip
    parsed = options.parse_args()
    parsed.posts = parsed.posts or (QUICK_POSTS if parsed.quick else 1000)
    parsed.turns = parsed.turns or (QUICK_TURNS if parsed.quick else 3)
    parsed.only = parsed.only.split(",") if parsed.only else []
    if unknown := [name for name in parsed.only if name not in known]:
        options.error(f"no such generator: {', '.join(unknown)}; there are {', '.join(known)}")
    if parsed.growth and parsed.only and "ours" not in parsed.only:
        options.error("--growth measures ours: add it to --only")
    return parsed


class Run:
    """Sites, and what was measured of them: `samples[peer, posts, scenario]` has one for each turn."""

    def __init__(self, folder: Path, posts: int, turns: int) -> None:
        self._folder = folder
        self._posts = posts
        self._turns = turns
        self._sites: dict[tuple[str, int], tuple[Site, Sequence[str]]] = {}
        self._outputs: dict[str, Output] = {}
        self._missing: dict[str, str] = {}
        self._samples: dict[tuple[str, int, str], list[Sample]] = {}

    def add(self, peer: Peer, posts: int, scenarios: Sequence[str] = tuple(SCENARIOS)) -> None:
        """Write the site, and install what builds it."""
        if peer.name in self._missing:
            return
        try:
            programs = install(peer.name, peer.packages)
        except UnavailableError as reason:
            self._missing[peer.name] = str(reason)
            return
        if not peer.serve:
            scenarios = [name for name in scenarios if name != "serve"]
        site = Site(peer, posts, self._folder / f"{peer.name}-{posts}", programs)
        self._sites[peer.name, posts] = (site, scenarios)

    def measure(self) -> None:
        for turn in turns(self._turns):
            for scenario in SCENARIOS:
                order = list(self._sites)[:: -1 if turn % 2 else 1]
                for name, posts in order:
                    if name not in self._missing and scenario in self._sites[name, posts][1]:
                        self._measure(name, posts, scenario)

    def _measure(self, name: str, posts: int, scenario: str) -> None:
        site = self._sites[name, posts][0]
        try:
            sample = SCENARIOS[scenario](site)
            if scenario == "cold" and posts == self._posts and name not in self._outputs:
                self._outputs[name] = site.output()
        except PeerError as reason:
            self._missing[name] = str(reason)
            return
        self._samples.setdefault((name, posts, scenario), []).append(sample)
        print(f"· {name:9} {posts} {scenario:9} {sample.wall:7.2f} s", file=sys.stderr, flush=True)

    def results(self, wanted: dict[str, Peer]) -> dict[str, Any]:
        """All of it as JSON; see `guide` for how it is read."""
        formulas = [one.tex for post in corpus.posts(self._posts) for one in corpus.formulas(post)]
        lengths = [corpus.words(post) for post in corpus.posts(self._posts)]
        return {
            "machine": machine(),
            "corpus": {
                "posts": self._posts, "seed": corpus.SEED, "words": round(statistics.mean(lengths)),
                "formulas": len(formulas), "distinct": len(set(formulas)),
            },
            "turns": self._turns,
            "peers": [
                {"name": peer.name, "label": peer.label, "version": peer.version,
                 "notes": dict(peer.notes), "missing": self._missing.get(peer.name),
                 **asdict(self._outputs.get(peer.name, Output(0, 0)))}
                for peer in wanted.values()
            ],
            "rows": [
                self._row(*key) for key in sorted(self._samples, key=self._order)
                if key[0] not in self._missing
            ],
        }  # fmt: skip

    def _order(self, key: tuple[str, int, str]) -> tuple[int, int, int]:
        name, posts, scenario = key
        return list(SCENARIOS).index(scenario), posts, list(self._sites).index((name, posts))

    def _row(self, name: str, posts: int, scenario: str) -> dict[str, Any]:
        row: dict[str, Any] = {"peer": name, "posts": posts, "scenario": scenario}
        for metric in METRICS:
            values = self._values(name, posts, scenario, metric)
            row[metric] = values and {
                "median": statistics.median(values), "min": min(values), "max": max(values),
                "ratios": {
                    reference: median_ratio(values, theirs)
                    for reference in REFERENCES
                    if (theirs := self._values(reference, posts, scenario, metric))
                },
            }  # fmt: skip
        if posts != self._posts:
            few = self._values(name, self._posts, scenario, "wall") or []
            row["growth"] = median_ratio(self._values(name, posts, scenario, "wall") or [], few)
        return row

    def _values(self, name: str, posts: int, scenario: str, metric: str) -> list[float] | None:
        """Of all turns, or none where a turn has none."""
        if name in self._missing:
            return None
        values = [
            getattr(sample, metric) for sample in self._samples.get((name, posts, scenario), [])
        ]
        return None if not values or None in values else values


def _print(results: dict[str, Any]) -> None:
    """The table."""
    labels = {peer["name"]: peer["label"] for peer in results["peers"]}
    print("\n" + ", ".join(f"{name} {value}" for name, value in results["machine"].items()))
    print("{posts} posts of {words} words, {formulas} formulas, {distinct} of them distinct; ".format(
        **results["corpus"]) + f"{results['turns']} turns; medians, s and MB\n")  # fmt: skip
    head = ("what", "generator", "wall", "min–max", "of stock", "of zensical", "CPU", "of stock",
            "memory", "of stock", "logged")  # fmt: skip
    lines = [head]
    for row in results["rows"]:
        wall, what = row["wall"], f"{row['scenario']}, {row['posts']}"
        cells = [what, labels[row["peer"]], short(wall["median"]),
                 f"{short(wall['min'])}–{short(wall['max'])}"]  # fmt: skip
        cells += [_ratio(wall, reference) for reference in REFERENCES]
        for metric in "cpu", "memory":
            cells += [short(row[metric]["median"]) if row[metric] else "", _ratio(row[metric])]
        cells.append(short(row["logged"]["median"]) if row["logged"] else "")
        lines.append(tuple(cells))
    print_table(lines)
    print()
    for row in results["rows"]:
        if "growth" in row:
            print(
                f"{row['scenario']}: {row['posts']} posts take {short(row['growth'])} times as long"
            )
    for peer in results["peers"]:
        made = f"{peer['pages']} pages, {peer['formulas']} formulas; {peer['notes']['en']}"
        print(f"{peer['label']} {peer['version']}: " + (peer["missing"] or made))


def _ratio(metric: dict[str, Any] | None, reference: str = "stock") -> str:
    return short(metric["ratios"][reference]) if metric and reference in metric["ratios"] else ""


def _end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    sys.exit(f"ended by signal {number}")


if __name__ == "__main__":
    main()
