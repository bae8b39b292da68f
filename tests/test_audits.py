"""What readers are promised of this repository's own site, measured as `scripts/audit` does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from auditing import guide, vnu
from auditing.feeds import faults
from auditing.figures import Figure, missed
from auditing.looks import looks
from auditing.measures import MEASURES, Site, sights
from auditing.places import SCHEMES, SCREENS, VIEWS, Scheme
from browsing import served


@pytest.fixture(scope="module")
def site(own_site: Path, address: str, browser: Browser) -> Site:
    return Site(own_site, address, browser)


@pytest.mark.parametrize("name", MEASURES)
def test_promises_are_kept(site: Site, name: str) -> None:
    if name in ("html", "feeds") and vnu.JAVA is None:
        pytest.skip("the checker needs Java")
    figures = list(MEASURES[name](site))
    assert figures
    assert missed(figures) == []


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_pages_are_for_everybody(site: Site, screen: str, scheme: Scheme, tmp_path: Path) -> None:
    """What was seen stays in pytest's folder, to be looked at."""
    assert missed(sights(site, screen, scheme, tmp_path)) == []
    assert len(list(tmp_path.glob("*.png"))) == len(VIEWS)


BAD = """<!doctype html><title>Bad</title>
<style>body { background: #111; color: #222 }</style>
<img src="http://127.0.0.1:9/a.png"><p style="width: 200vw">dark on dark</p><ul>text</ul>"""


def test_a_bad_page_is_told(browser: Browser, tmp_path: Path) -> None:
    """Else a good one would say nothing."""
    (tmp_path / "index.html").write_text(BAD, encoding="utf-8")
    with served(tmp_path) as address:
        bad = Site(tmp_path, address, browser)
        told = {one.what for name in ("manners", "fold") for one in missed(MEASURES[name](bad))}
        assert told == {"requests to other hosts", "complaints", "titles above the fold"}
        seen = next(looks(browser, address, "desk", "light"))
    assert len(seen.barriers) > 3
    assert {"wider than the screen", "a picture is missing", "it is not light"} <= set(seen.faults)


@pytest.mark.skipif(vnu.JAVA is None, reason="the checker needs Java")
def test_a_bad_feed_is_told(tmp_path: Path) -> None:
    """By what each format asks for, and by what is in a content."""
    content = "<content type='html'>&lt;a href='b/'&gt;</content>"
    atom = f"<feed xmlns='http://www.w3.org/2005/Atom'><entry>{content}</entry></feed>"
    (tmp_path / "feed.xml").write_text(atom, encoding="utf-8")
    assert "missing a required instance of child element" in "\n".join(faults(tmp_path))
    assert f"{tmp_path / 'feed.xml'}: b/" in set(faults(tmp_path))
    (tmp_path / "feed.json").write_text('{"items": [{"id": 1}]}', encoding="utf-8")
    told = list(faults(tmp_path))
    assert "no rss.xml" in told
    assert len([one for one in told if "feed.json: $" in one]) >= 4


def test_the_guides_pages_show_the_same_figures() -> None:
    texts = [guide.template(language) for language in guide.PAGES]
    asked, again = (sorted(set(re.findall(r"\{figure\[(.+?)\]\[(.+?)\]\}", one))) for one in texts)
    assert asked == again
    figures = [Figure(what, where, place).as_json() for place, (what, where) in enumerate(asked)]
    machine = {"system": "Linux", "processor": "P", "cores": 2, "load": 0.5}
    for language in guide.PAGES:
        page = guide.page({"machine": machine, "runs": 3, "figures": figures}, language)
        assert "{" not in page
        assert f"{len(asked) - 1} |" in page
