"""Measure what readers of the site are promised, in a real browser; fail where it is not kept.

The site is built once, with an address, and served compressed on this machine.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from auditing import guide, lighthouse, pictures, site
from auditing.figures import Figure, lines, missed
from auditing.measures import MEASURES, Site, sights
from auditing.places import SCHEMES, SCREENS
from benchmarks.measure import machine, print_table, write_json
from browsing import FLAGS, served


def main() -> None:
    """Run the program."""
    options = _options()
    if options.guide:
        guide.write(json.loads(options.guide.read_text("utf-8")))
        return
    with _opened(os.environ["ARTICLES_BROWSER"]) as audited:
        if options.readme:
            pictures.of_readme(audited)
            return
        figures: list[Figure] = []
        for one in _measured(audited, options):
            print(f"· {one.what}, {one.where}: {one.shown}", file=sys.stderr, flush=True)
            figures.append(one)
    if options.json:
        listed = [one.as_json() for one in figures]
        load = round(os.getloadavg()[2], 1) if hasattr(os, "getloadavg") else "?"
        facts = {**machine(), "load": load}
        results = {"machine": facts, "runs": options.runs, "figures": listed}
        write_json(options.json, results)
    print_table(lines(figures))
    for one in missed(figures):
        print(f"\nmissed: {one.what}, {one.where}", *one.details, sep="\n  ")
    sys.exit(1 if missed(figures) else 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/audit",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--runs", type=int, default=3, metavar="N",
        help="how often Lighthouse looks at each page (3); the table has medians",
    )  # fmt: skip
    parser.add_argument(
        "--screenshots", type=Path, metavar="FOLDER",
        help="keep what was seen there: each kind of page on each screen, light and dark",
    )  # fmt: skip
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument(
        "--guide", type=Path, metavar="FILE",
        help="measure nothing: write the guide's pages from the JSON in FILE",
    )  # fmt: skip
    parser.add_argument(
        "--readme", action="store_true", help="measure nothing: take the README's pictures anew"
    )
    return parser.parse_args()


@contextmanager
def _opened(browser_path: str) -> Iterator[Site]:
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        folder = Path(scratch) / "site"
        site.build(folder)
        with served(folder) as address:
            browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
            yield Site(folder, address, browser)
            browser.close()


def _measured(audited: Site, options: argparse.Namespace) -> Iterator[Figure]:
    for measure in MEASURES.values():
        yield from measure(audited)
    if options.screenshots:
        options.screenshots.mkdir(parents=True, exist_ok=True)
    for screen in SCREENS:
        for scheme in SCHEMES:
            yield from sights(audited, screen, scheme, options.screenshots)
    yield from lighthouse.scores(audited.address, os.environ["ARTICLES_BROWSER"], options.runs)


if __name__ == "__main__":
    main()
