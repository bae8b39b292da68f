"""What readers are promised, measured of a built site in a real browser; each measure gives figures.

The tests ask for those of `MEASURES`; `scripts/audit` for these and for Lighthouse's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, Request

from auditing import vnu
from auditing.feeds import faults as feeds_found
from auditing.figures import Figure, found
from auditing.looks import looks
from auditing.places import PAGES, SCREENS, Scheme
from browsing import watched

# How many titles a reader sees whole before scrolling.
ABOVE_THE_FOLD = """() => [...document.querySelectorAll(".h-entry .p-name")].filter((title) => {
  const { top, bottom } = title.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}).length"""

# The sum of all shifts, as https://web.dev/articles/cls counts them in one window.
SHIFT = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 300);
})"""

MOST_BYTES = {"home": 100_000, "article": 125_000, "long": 125_000}
TITLES = {"desk": 6, "phone": 3}


@dataclass(frozen=True)
class Site:
    """A built site in `folder`, served at `address`, and a browser."""

    folder: Path
    address: str
    browser: Browser


def manners(site: Site) -> Iterator[Figure]:
    """No page asks another host, nor for what is not there, nor complains."""
    with watched(site.browser, site.address) as (page, wrong):
        for path in sorted(site.folder.rglob("*.html")):
            name = path.relative_to(site.folder).as_posix()
            page.goto(site.address + name.removesuffix("index.html"))
    others = [one for one in wrong if one.startswith("http")]
    yield found("requests to other hosts", "every page", others)
    yield found("complaints", "every page", (one for one in wrong if one not in others))


def first_visit(site: Site) -> Iterator[Figure]:
    """What is sent to a phone that was never there: requests, and the bytes of their answers."""
    for name, path in PAGES.items():
        with watched(site.browser, site.address, **SCREENS["phone"]) as (page, _):
            sent = _sent(page, site.address + path)
        largest = tuple(f"{size:,} {url}" for url, size in sent.most_common())
        yield Figure("requests of a first visit", name, len(sent))
        yield Figure(
            "bytes of a first visit", name, sent.total(), MOST_BYTES[name], details=largest
        )


def _sent(page: Page, url: str) -> Counter[str]:
    requests: list[Request] = []
    page.on("requestfinished", lambda one: requests.append(one))
    page.goto(url, wait_until="networkidle")
    return Counter({one.url: one.sizes()["responseBodySize"] for one in requests})


def fold(site: Site) -> Iterator[Figure]:
    """How much of the home page is seen at once."""
    for screen, least in TITLES.items():
        with watched(site.browser, site.address, **SCREENS[screen]) as (page, _):
            page.goto(site.address, wait_until="networkidle")
            seen = page.evaluate(ABOVE_THE_FOLD)
        yield Figure("titles above the fold", screen, seen, least=least)


def shift(site: Site) -> Iterator[Figure]:
    """Nothing jumps while a page is loaded."""
    for screen, options in SCREENS.items():
        for name, path in PAGES.items():
            with watched(site.browser, site.address, **options) as (page, _):
                page.goto(site.address + path, wait_until="networkidle")
                moved = page.evaluate(SHIFT)
            yield Figure("layout shift", f"{name}, {screen}", moved, most=0.02)


def sights(
    site: Site, screen: str, scheme: Scheme, pictures: Path | None = None
) -> Iterator[Figure]:
    """Nothing keeps people out, and pages look as they should; `pictures` is a folder for those."""
    barriers: list[str] = []
    faults: list[str] = []
    for seen in looks(site.browser, site.address, screen, scheme):
        barriers += (f"{seen.view}: {one}" for one in seen.barriers)
        faults += (f"{seen.view}: {one}" for one in seen.faults)
        if pictures:
            (pictures / f"{seen.view}-{screen}-{scheme}.png").write_bytes(seen.picture)
    yield found("findings of axe", f"{screen}, {scheme}", barriers)
    yield found("faults in sight", f"{screen}, {scheme}", faults)


def html(site: Site) -> Iterator[Figure]:
    """Every page is valid, as the Nu checker of the W3C has it."""
    yield found("errors of the HTML checker", "every page", vnu.errors(site.folder))


def feeds(site: Site) -> Iterator[Figure]:
    """Every feed is valid, and needs nothing of the page that it came from."""
    yield found("faults of feeds", "every feed", feeds_found(site.folder))


MEASURES: dict[str, Callable[[Site], Iterator[Figure]]] = {
    "manners": manners, "first_visit": first_visit, "fold": fold, "shift": shift, "html": html,
    "feeds": feeds,
}  # fmt: skip
