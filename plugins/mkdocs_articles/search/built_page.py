"""A page as any generator has built it: what of it is searched, and what it says of itself.

Themes differ, so it is looked for where standards and the usual themes have it: the content in
`.md-content__inner` (Material, Zensical), `<main>`, `role=main` or the body; the facts in schema.org's
JSON-LD, in Open Graph, or in microformats (h-entry).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import TYPE_CHECKING, Any

from mkdocs_articles import tag_soup
from mkdocs_articles.article import Moment
from mkdocs_articles.search.document import Document, Section, plain_title, sections
from mkdocs_articles.text import FORMULA, is_display, tex_of

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_CONTENT = (".md-content__inner", "main", "[role=main]")
_BODY_AROUND = "header, footer, aside"
# parts of themes that stand in the content; navigation of any kind
_AROUND = "nav, .md-source-file, .md-content__button, .md-feedback"
_EXCLUDED = "data-search-exclude"
_LISTING = ".h-feed, .articles-overview, .articles-archive"
_LATER = '.articles-pager [rel="prev"]'  # a second page of a listing says again what the first does
_POSTINGS = {"Article", "BlogPosting", "NewsArticle", "TechArticle"}
_AROUND_IN_NAVIGATION = ".md-nav--primary .md-nav__item--active.md-nav__item--nested"


@dataclass(frozen=True, slots=True)
class BuiltPage:
    """A page that is searched; `moment` is when it appeared if it is an article."""

    document: Document
    moment: Moment | None


@dataclass(frozen=True, slots=True)
class _Facts:
    moment: Moment | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class Built:
    """The HTML of a page of which more than one thing is asked."""

    def __init__(self, html: str) -> None:
        # a typeset formula has hundreds of elements of which nothing is read
        self._soup = tag_soup.soup(FORMULA.sub(_small, html))

    @property
    def language(self) -> str:
        """As the page says, or ""."""
        found = self._soup.find("html")
        return str(found.get("lang") or "") if found else ""

    @property
    def canonical(self) -> str:
        """The address that the page gives as its own, or ""."""
        return _attribute(self._soup, 'link[rel="canonical"]', "href")

    @property
    def is_redirect(self) -> bool:
        """Whether it leads elsewhere at once."""
        return any(
            str(meta.get("http-equiv")).lower() == "refresh"
            and "url=" in str(meta.get("content")).lower()
            for meta in self._soup.find_all("meta")
        )

    def read(self, url: str) -> BuiltPage | None:
        """What is searched of the page at `url`, from the site's root; None if it is left out."""
        robots = _attribute(self._soup, 'meta[name="robots" i]', "content").lower()
        found = self._content()
        if found is None or "noindex" in robots or self.is_redirect:
            return None
        if any(_EXCLUDED in one.attrs for one in (found, *found.parents)):
            return None
        is_listing, is_later = found.select_one(_LISTING), found.select_one(_LATER)
        facts = self._facts(found)
        for one in found.select(_AROUND):
            one.decompose()
        _mark_formulas(self._soup, found)
        title = self._title(found) or url
        read = sections(found.decode_contents(), title)
        if is_later or (is_listing and url and _is_empty(read)):
            return None
        path = facts.categories[:1] if facts.moment else tuple(self._sections_around())
        moment = facts.moment
        day = moment.strftime("%Y-%m-%d") if moment and moment.year > 1 else ""
        document = Document(url, title, path, day, facts.categories, facts.tags, read)
        return BuiltPage(document, moment)

    def _content(self) -> Tag | None:
        for place in _CONTENT:
            if found := self._soup.select_one(place):
                return found
        body = self._soup.find("body") or self._soup.find("html")
        if body:
            for one in body.select(_BODY_AROUND):
                one.decompose()
        return body

    def _title(self, content: Tag) -> str:
        for one in (content.find("h1"), self._soup.find("title")):
            # in the words of `sections`, which leaves a heading out that is the title
            text = sections(f"<p>{one.decode_contents()}</p>", "")[0].text if one else ""
            if one and _EXCLUDED not in one.attrs and text:
                return plain_title(escape(text, quote=False))
        return ""

    def _facts(self, content: Tag) -> _Facts:
        return self._posting() or self._open_graph() or _h_entry(content)

    def _posting(self) -> _Facts | None:
        for script in self._soup.select('script[type="application/ld+json"]'):
            for data in _objects(script.get_text()):
                if not _POSTINGS.isdisjoint(_list(data.get("@type"))):
                    keywords = data.get("keywords")
                    if isinstance(keywords, str):
                        keywords = keywords.split(",")
                    return _Facts(
                        _moment(data.get("datePublished")) or date.min,
                        _names(data.get("articleSection")), _names(keywords),
                    )  # fmt: skip
        return None

    def _open_graph(self) -> _Facts | None:
        """https://ogp.me/#type_article"""
        moment, *_ = [*self._properties("article:published_time"), ""]
        if not _moment(moment):
            return None
        categories, tags = map(self._properties, ("article:section", "article:tag"))
        return _Facts(_moment(moment), _names(categories), _names(tags))

    def _properties(self, name: str) -> list[str]:
        found = self._soup.select(f'meta[property="{name}"]')
        return [str(one.get("content") or "") for one in found]

    def _sections_around(self) -> Iterator[str]:
        """The sections of the navigation that the page is in, where the theme shows them."""
        for item in self._soup.select(_AROUND_IN_NAVIGATION):
            name = item.select_one(".md-ellipsis")
            if name and (text := " ".join(name.get_text().split())):
                yield text


def _h_entry(content: Tag) -> _Facts:
    """https://microformats.org/wiki/h-entry, and the tags of Material and Zensical. A page of
    several entries is a list of others.
    """
    shown = [
        one for one in content.select("time.dt-published") if not one.find_parent(class_="h-feed")
    ]
    moment = _moment(shown[0].get("datetime")) if len(shown) == 1 else None
    names = content.select(".p-category, .md-tags .md-tag") if moment or not shown else ()
    inside = [one for one in names if not one.find_parent(class_="h-feed")]
    categories = [one for one in inside if "articles-meta__category" in _list(one.get("class"))]
    tags = [one.get_text() for one in inside if one not in categories]
    return _Facts(moment, _names([one.get_text() for one in categories]), _names(tags))


def _mark_formulas(soup: BeautifulSoup, content: Tag) -> None:
    """Let formulas that others have typeset be what ours are: their TeX is what is read of them."""
    for annotation in content.select('annotation[encoding="application/x-tex"]'):
        outermost = None
        for parent in annotation.parents:
            classes = _list(parent.get("class"))
            if parent.name == "math" or "katex" in classes or "katex-display" in classes:
                outermost = parent
        if outermost is None or outermost.find_parent("tex-math"):
            continue
        is_block = "katex-display" in _list(outermost.get("class")) or (
            outermost.get("display") == "block"
        )
        formula = soup.new_tag("tex-math", attrs={"class": "display"} if is_block else {})
        formula.string = annotation.get_text()
        outermost.replace_with(formula)


def _small(formula: re.Match[str]) -> str:
    kind = ' class="display"' if is_display(formula) else ""
    return f"<tex-math{kind}>{escape(tex_of(formula[0]), quote=False)}</tex-math>"


def _is_empty(read: tuple[Section, ...]) -> bool:
    return len(read) == 1 and not read[0].text


def _attribute(soup: BeautifulSoup, selector: str, name: str) -> str:
    found = soup.select_one(selector)
    return str(found.get(name) or "") if found else ""


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """The objects of JSON-LD, those of a graph too; of what is none, nothing."""
    try:
        found = json.loads(text)
    except ValueError:
        return
    for one in _list(found):
        if isinstance(one, dict):
            yield one
            yield from (inner for inner in _list(one.get("@graph")) if isinstance(inner, dict))


def _moment(value: Any) -> Moment | None:
    """An ISO 8601 date or time."""
    text = str(value or "").strip()
    try:
        return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
    except ValueError:
        return None


def _names(value: Any) -> tuple[str, ...]:
    found = (" ".join(one.split()) for one in _list(value) if isinstance(one, str))
    return tuple(dict.fromkeys(filter(None, found)))


def _list(value: Any) -> list[Any]:
    """Values of which there may be one alone, or none."""
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]
