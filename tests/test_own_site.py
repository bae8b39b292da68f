"""This repository's own site, as readers and machines find it."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import mf2py
import pytest

from auditing.site import ADDRESS
from search import reader
from sites import build

ROOT = Path(__file__).parent.parent


def pages(site: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(site.rglob("*.html")):
        yield path.relative_to(site).as_posix(), path.read_text(encoding="utf-8")


def entries(html: str, page: str = "") -> list[dict[str, Any]]:
    """The h-entries of the h-feed of a page, as any microformats2 parser reads them."""
    parsed = mf2py.parse(doc=html, url=f"https://example.org/repo/{page}")
    (feed,) = [item for item in parsed["items"] if "h-feed" in item["type"]]
    return [child["properties"] for child in feed["children"] if "h-entry" in child["type"]]


@pytest.fixture(scope="module")
def home(own_site: Path) -> str:
    return (own_site / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def second(own_site: Path) -> str:
    return (own_site / "page/2/index.html").read_text(encoding="utf-8")


def test_two_pages_hold_every_article_once(home: str, second: str) -> None:
    first_page, second_page = entries(home), entries(second, "page/2/")
    assert len(first_page) == 12
    assert len(second_page) == len(list((ROOT / "docs/posts").glob("*.*"))) - 12 >= 4
    urls = [entry["url"][0] for entry in first_page + second_page]
    assert len(set(urls)) == len(urls)


def test_an_entry_has_what_a_feed_needs(home: str, second: str) -> None:
    for entry in entries(home) + entries(second, "page/2/"):
        assert entry["name"][0]
        assert entry["url"][0].startswith("https://example.org/repo/")
        assert re.fullmatch(r"2026-\d\d-\d\d", entry["published"][0])
        assert entry["category"]
        assert len(entry["summary"][0]) > 60


def test_newest_first(home: str, second: str) -> None:
    dates = [entry["published"][0] for entry in entries(home) + entries(second, "page/2/")]
    assert dates == sorted(dates, reverse=True)


def test_the_heading(home: str) -> None:
    assert re.search(
        r'<p class="articles-kicker">INCOMING TRANSMISSION</p>\s*<h1[^>]*>LATEST UPDATES', home
    )
    assert "<title>LATEST UPDATES" in home


def test_pagination(home: str, second: str) -> None:
    assert re.search(r'<nav class="articles-pager" aria-label="[^"]+">', home)
    assert re.search(r'<a rel="next" href="page/2/"', home)
    assert '<a rel="prev"' not in home
    assert re.search(r'<a rel="prev" href="\.\./\.\./"', second)
    assert 'aria-current="page"' in home
    assert re.search(r'<link rel="next" href="page/2/">', home)
    assert re.search(r'<link rel="prev" href="\.\./\.\./?">', second)
    assert '<link rel="prev"' not in home
    assert '<link rel="next"' not in second


def test_excerpts_keep_what_authors_write(home: str, second: str) -> None:
    text = home + second
    assert "[公式]" not in re.sub(r'<span class="excerpt-label">.*?</span>', "", text)
    assert "x_1w_1" in text
    for name in ("tf.Example", "tf_export"):
        assert f"{name}</code>" in text or f'"{name}' in text or name in text


def test_no_page_asks_another_host(own_site: Path) -> None:
    """Nothing that a browser loads by itself comes from elsewhere (links may lead there)."""
    loaded = re.compile(
        r'<(?:script|img|iframe|source|video|audio)\b[^>]*\ssrc=["\']?((?:https?:)?//[^"\'\s>]*)'
        r'|<link\b(?=[^>]*rel=["\']?(?:stylesheet|preload|preconnect|icon))[^>]*href=["\']?((?:https?:)?//[^"\'\s>]*)'
    )
    for name, html in pages(own_site):
        assert not loaded.findall(html), name
    for style in own_site.rglob("*.css"):
        assert not re.search(r"url\([\"']?(?:https?:)?//", style.read_text("utf-8")), style


def test_no_script_typesets_formulas(own_site: Path) -> None:
    for name, html in pages(own_site):
        assert "mathjax" not in html.lower(), name
        assert "katex.min.js" not in html, name
    assert not list(own_site.rglob("katex*.js"))
    assert 'class="katex"' in (own_site / "posts/gbdt/index.html").read_text("utf-8")


class Ids(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.ids += [value for name, value in attrs if name == "id" and value is not None]


def test_ids_are_unique(own_site: Path) -> None:
    for name, html in pages(own_site):
        parser = Ids()
        parser.feed(html)
        assert len(set(parser.ids)) == len(parser.ids), name


def test_local_links_lead_somewhere(own_site: Path) -> None:
    """Every address on every page exists, fragments included."""
    from urllib.parse import unquote, urljoin, urlsplit

    found: dict[str, set[str]] = {}
    for name, html in pages(own_site):
        parser = Ids()
        parser.feed(html)
        found[name] = set(parser.ids)
    for name, html in pages(own_site):
        if name == "404.html":
            continue
        for url in re.findall(r'(?:href|src)="([^"]*)"', html):
            parts = urlsplit(urljoin(f"http://site/{name}", url.replace("&amp;", "&")))
            if parts.netloc != "site" or parts.scheme != "http":
                continue
            path = unquote(parts.path).lstrip("/")
            path = f"{path}index.html" if path == "" or path.endswith("/") else path
            assert (own_site / path).is_file(), (name, url)
            if parts.fragment and path in found and not parts.fragment.startswith("__"):
                assert unquote(parts.fragment) in found[path], (name, url)


def test_search_knows_articles_once(own_site: Path) -> None:
    found = reader.Index(lambda name: (own_site / name).read_bytes())
    pages = [found.page(number) for number in range(found.root["pages"])]
    places = [page["url"] for page in pages]
    assert len(set(places)) == len(places)
    assert not [place for place in places if place.startswith(("page/", "tags/", "categories/"))]
    home = next(page for page in pages if page["url"] == "")
    assert "GBDT" not in "".join(text for *_, text in home["sections"])
    forest = {pages[number]["title"] for number in found.postings("森林")}
    assert any("随机森林" in title for title in forest)
    assert all((own_site / place / "index.html").is_file() for place in places)


def test_two_builds_are_the_same_bytes(own_site: Path, tmp_path: Path) -> None:
    """Whatever the cache holds: this one starts without any."""
    config = tmp_path / "mkdocs.yml"
    config.write_text(
        f"INHERIT: {ROOT / 'mkdocs.yml'}\ndocs_dir: {ROOT / 'docs'}\n", encoding="utf-8"
    )
    # from that folder: mkdocs-jupyter keeps its cache in the current one
    target = tmp_path / "site"
    done = build(
        tmp_path, "--strict", "-f", str(config), "--site-dir", str(target), SITE_URL=ADDRESS
    )
    assert done.returncode == 0, done.stderr

    def contents(folder: Path) -> dict[str, bytes]:
        files = (path for path in sorted(folder.rglob("*")) if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    first, again = contents(own_site), contents(target)
    assert first.keys() == again.keys()
    assert [name for name in first if first[name] != again[name]] == []
