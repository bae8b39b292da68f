"""The pictures by which other sites show a link to an article."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFont

from mkdocs_articles.cards import fonts
from mkdocs_articles.cards.card import HEIGHT, WIDTH, Card
from mkdocs_articles.cards.drawing import Draughtsman
from mkdocs_articles.cards.lines import ELLIPSIS, broken, shortened
from mkdocs_articles.cards.store import WORTH
from sites import MARKDOWN, PLUGINS, Site
from test_articles import article, build

SITE = "site_url: https://example.org/blog/\n"
CACHED = PLUGINS + "  - articles-cache\n"
CACHE = ".cache/mkdocs-articles/cards"
LINE = "no picture for other sites to show"

needs_chinese = pytest.mark.skipif(
    not fonts.find("zh").titles
    or bool(Draughtsman(fonts.find("zh")).missing(Card("汉字", "", "", "", "", "#ffffff"))),
    reason="no font with Chinese on this machine",
)


def width(text: str) -> int:
    return sum(2 if ord(one) > 0x2E7F else 1 for one in text)


@pytest.mark.parametrize(
    ("title", "room", "lines"),
    [
        ("Adam", 20, ["Adam"]),
        ("注意力：为什么要除以 √d", 20, ["注意力：", "为什么要除以 √d"]),
        ("从 GBDT 到 XGBoost：把损失展开到二阶", 22, ["从 GBDT 到 XGBoost：", "把损失展开到二阶"]),
        ("What a bias does to a net", 14, ["What a bias", "does to a net"]),
        ("一二三四五六七八九十", 12, ["一二三四五", "六七八九十"]),
        ("甲乙丙丁（戊己）", 12, ["甲乙丙丁", "（戊己）"]),
        ("tf.estimator.export.ServingInputReceiver", 26, None),  # a word as long as that is torn
    ],
)
def test_titles_in_lines(title: str, room: int, lines: list[str] | None) -> None:
    found = broken(title, room, 3, width)
    assert all(width(line) <= room for line in found.lines)
    assert "".join(found.lines).replace(" ", "") == title.replace(" ", "")
    if lines:
        assert list(found.lines) == lines


@given(st.text("一二，。（）“”：ab -/x√1…", max_size=60), st.integers(8, 40))
def test_no_character_is_lost_and_no_line_too_long(title: str, room: int) -> None:
    title = " ".join(title.split())
    found = broken(title, room, 99, width)
    assert "".join(found.lines).replace(" ", "") == title.replace(" ", "")
    assert all(width(line) <= room for line in found.lines if len(line) > 1)
    cut = shortened(title, room, 2, width)
    assert len(cut) <= 2
    assert cut[-1].endswith(ELLIPSIS)


@needs_chinese
def test_what_differs_is_another_picture() -> None:
    draughtsman = Draughtsman(fonts.find("zh"))
    one = Card("随机森林", "机器学习", "2026-01-01", "札记", "example.org", "#4fd1c5")
    long = "从原始论文到今天的实现，中间隔着许多没有写下来的细节，" * 6
    cards = [
        one,
        Card("随机树林", one.category, one.date, one.site, one.host, one.accent),
        Card(one.title, one.category, one.date, one.site, one.host, "#ff8800"),
        Card(long, one.category, one.date, one.site, one.host, one.accent),
    ]
    pictures = [draughtsman.draw(card) for card in cards]
    assert len(set(pictures)) == len({card.key for card in cards}) == len(cards)
    assert pictures[0] == Draughtsman(fonts.find("zh")).draw(one)
    for picture in pictures:
        assert len(picture) < 30_000
        with Image.open(io.BytesIO(picture)) as image:
            assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
            edge = {image.convert("RGB").getpixel((x, 300)) for x in (0, 40, WIDTH - 40, WIDTH - 1)}
            assert len(edge) == 1  # no title runs out of it


@needs_chinese
def test_a_title_without_a_smile_is_the_same_title() -> None:
    """A letter that no font has is none that can be left out."""
    draughtsman = Draughtsman(fonts.find("zh"))
    plain = Card("反向传播", "", "", "札记", "", "#4fd1c5")
    smiling = Card("反向传播 \U0001f600", "", "", "札记", "", "#4fd1c5")
    assert not draughtsman.missing(smiling)
    assert draughtsman.draw(smiling) == draughtsman.draw(plain)
    assert draughtsman.missing(Card("反向\U00016a40", "", "", "", "", "#4fd1c5")) == "\U00016a40"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Site:
    files: dict[str, str | bytes] = {
        "docs/posts/a.md": article(
            "Random forests & 'trees'", "2026-03-01", categories="[Learning]"
        ),
        "docs/posts/b.md": article("Boosting", "2026-02-01"),
        "docs/posts/c.md": article("With a cover", "2026-01-01", cover="c.png"),
        "docs/posts/c.png": b"\x89PNG",
        "docs/about.md": "# About\n",
    }
    return build(Site.write(tmp_path_factory.mktemp("cards"), files, SITE + CACHED + MARKDOWN))


def said(html: str) -> dict[str, str]:
    found = re.findall(r'<meta (?:property|name)="([^"]*)" content="([^"]*)">', html)
    return {name: unescape(content) for name, content in found}


def picture(site: Site, page: str) -> Path:
    address = said(site.page(page))["og:image"]
    return site.folder / "site" / address.removeprefix("https://example.org/blog/")


def test_an_article_names_its_card(made: Site) -> None:
    html = made.page("posts/a")
    properties = said(html)
    assert (properties["og:image:width"], properties["og:image:height"]) == ("1200", "630")
    assert properties["og:image:alt"] == "Random forests & 'trees'"
    assert properties["twitter:card"] == "summary_large_image"
    with Image.open(picture(made, "posts/a")) as image:
        assert (image.format, image.size) == ("PNG", (1200, 630))
    (posting,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert json.loads(posting)["image"] == properties["og:image"]
    assert picture(made, "posts/b").read_bytes() != picture(made, "posts/a").read_bytes()


def test_a_cover_is_the_picture_and_other_pages_have_none(made: Site) -> None:
    covered = said(made.page("posts/c"))
    assert covered["og:image"] == "https://example.org/blog/posts/c.png"
    assert "og:image:width" not in covered
    assert "og:image" not in said(made.page("about")) | said(made.page(""))
    assert len(list((made.folder / "site/assets/cards").iterdir())) == 2


def test_only_what_changed_is_drawn(made: Site) -> None:
    cache = made.folder / CACHE
    drawn = {file: file.stat().st_mtime_ns for file in cache.iterdir()}
    shown = picture(made, "posts/a")
    build(made)
    assert {file: file.stat().st_mtime_ns for file in cache.iterdir()} == drawn
    source = made.folder / "docs/posts/a.md"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("Random", "Deep"), encoding="utf-8")
    build(made)
    assert not shown.exists()
    assert picture(made, "posts/a").is_file()
    assert len(set(cache.iterdir()) - set(drawn)) == 1
    source.write_text(text, encoding="utf-8")
    build(made)
    assert shown.is_file()


def test_letters_that_no_font_has(site: Callable[..., Site]) -> None:
    """It is said once, and is nothing to fail for."""
    files = {
        "docs/posts/a.md": article("\U00016a40\U00016a41", "2026-01-01"),
        "docs/posts/b.md": article("\U00016a42", "2026-01-01"),
        "docs/posts/c.md": article("Latin", "2026-01-01"),
    }
    made = site(files, SITE + PLUGINS)
    done = made.build("--strict")
    assert done.returncode == 0, done.stderr
    (line,) = [line for line in done.stderr.splitlines() if LINE in line]
    assert "of 2 articles: no font found here has '\U00016a40" in line
    assert "cards: false" in line
    assert "og:image" not in said(made.page("posts/a"))
    assert said(made.page("posts/a"))["twitter:card"] == "summary"
    assert "og:image" in said(made.page("posts/c"))


@pytest.mark.parametrize(
    ("option", "warning"),
    [
        ("false", ""),
        ("{font: fonts/gone.ttf}", "cards: no font at fonts/gone.ttf; name a"),
        ("{colour: red}", "option `cards` of the plugin articles: cannot use"),
        ("{accent: red}", "option `cards` of the plugin articles: cannot use"),
    ],
)
def test_the_option(site: Callable[..., Site], option: str, warning: str) -> None:
    plugins = f"plugins:\n  - articles:\n      cards: {option}\n"
    made = site({"docs/posts/a.md": article("A", "2026-01-01")}, SITE + plugins)
    written = (made.folder / "mkdocs.yml").read_text(encoding="utf-8").splitlines()
    place = f"mkdocs.yml:{written.index(f'      cards: {option}') + 1}: "
    warnings = made.warnings()
    assert [line.startswith(place + warning) for line in warnings] == [True] * bool(warning)
    assert ("og:image" in said(made.page("posts/a"))) == bool(warning)
    assert (made.folder / CACHE).exists() == bool(warning)


def test_a_font_of_ones_own(site: Callable[..., Site]) -> None:
    """Which is another picture at the same address."""
    title = Card("A", "", "", "", "", "#4fd1c5")
    others = [
        one
        for one in fonts.find("en").titles
        if not Draughtsman(fonts.Faces((one,))).missing(title)
    ]
    if len(others) < 2:
        pytest.skip("one font on this machine")
    font = Path(others[-1].path)
    ImageFont.truetype(str(font), 20)
    files = {
        "docs/posts/a.md": article("A", "2026-01-01"),
        "fonts/own.ttf": font.read_bytes(),
    }
    made = build(site(files, SITE + PLUGINS))
    before = picture(made, "posts/a")
    drawn = before.read_bytes()
    config = made.folder / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    own = "  - articles: {cards: {font: fonts/own.ttf}}\n"
    config.write_text(text.replace("  - articles\n", own), encoding="utf-8")
    build(made)
    assert picture(made, "posts/a") == before
    assert before.read_bytes() != drawn


def test_many_are_drawn_by_another_process(site: Callable[..., Site]) -> None:
    """Each of them as by this one, and none is left half."""
    files = {
        f"docs/posts/{number}.md": article(f"Article {number}", "2026-01-01")
        for number in range(WORTH + 6)
    }
    made = build(site(files, SITE + PLUGINS))
    assert len(list((made.folder / CACHE).glob("*.png"))) == WORTH + 6
    assert not [file for file in (made.folder / CACHE).iterdir() if file.suffix != ".png"]
    many = picture(made, "posts/7").read_bytes()
    for name in files:
        if name != "docs/posts/7.md":
            (made.folder / name).unlink()
    for file in (made.folder / CACHE).iterdir():
        file.unlink()
    build(made)
    assert picture(made, "posts/7").read_bytes() == many


def test_no_pictures_without_an_address(site: Callable[..., Site]) -> None:
    made = build(site({"docs/posts/a.md": article("A", "2026-01-01")}, PLUGINS))
    assert not (made.folder / CACHE).exists()
    assert not (made.folder / "site/assets/cards").exists()
