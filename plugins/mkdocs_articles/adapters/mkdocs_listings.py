"""Listings in MkDocs: comments become feeds, and their further pages join the site."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from mkdocs_articles import document
from mkdocs_articles.adapters.mkdocs_lazy import content_of, make_lazy, set_content
from mkdocs_articles.errors import Problem, log, report
from mkdocs_articles.lazy import Text
from mkdocs_articles.links import rebase_html
from mkdocs_articles.listing import COMMENT, Listing, ListingError, page_uri, parse
from mkdocs_articles.paginate import paginate
from mkdocs_articles.settings import Settings
from mkdocs_articles.suggest import did_you_mean
from mkdocs_articles.views import Views


class Listings:
    """Puts listings in the place of their comments, and adds their further pages to the site."""

    def __init__(self, views: Views, options: Settings, config: MkDocsConfig, files: Files) -> None:
        self.views = views
        self.options = options
        self.config = config
        self.files = files

    def fill(self, hosts: Sequence[Page], pages: Iterable[Page]) -> None:
        """Replace every comment of `hosts`, which have some; of `pages`, the home page gets a listing
        where no page of an author has one.
        """
        hosts = list(hosts)
        if all(page.file.generated_by == "articles" for page in hosts):
            home = [page for page in pages if page.file.dest_uri == "index.html"]
            for page in home:
                if page not in hosts:
                    set_content(page, Text.joined(content_of(page), "\n<!-- articles -->"))
                    hosts.append(page)
        for host in hosts:
            self._fill_page(host)

    def _fill_page(self, host: Page) -> None:
        template = host.content or ""
        pieces: list[Text | str] = []
        paginated: tuple[int, Listing] | None = None
        position = 0
        for match in COMMENT.finditer(template):
            pieces += [template[position : match.start()], ""]
            position = match.end()
            try:
                listing = parse(match["parameters"] or "")
                self._note_empty_filters(host, listing)
                if listing.is_paginated:
                    if paginated:
                        hint = "give the others a `limit`"
                        raise ListingError("listing: a page can have one paginated listing", hint)
                    paginated = (len(pieces) - 1, listing)
                elif listing.overview:
                    pieces[-1] = self.views.overview(listing.overview, host.url)
                else:
                    pager = paginate(listing.select(self.views.collection), listing.limit)[0]
                    pieces[-1] = self.views.listing(pager, host.url, {})
            except ListingError as error:
                self._report(host, match[0], error)
        pieces.append(template[position:])
        if paginated:
            self._paginate(host, pieces, *paginated)
        else:
            set_content(host, Text.joined(*pieces))

    def _paginate(
        self, host: Page, pieces: Sequence[Text | str], place: int, listing: Listing
    ) -> None:
        articles = listing.select(self.views.collection)
        pagers = paginate(articles, listing.per_page or self.options.per_page)
        shown = [host, *(self._page(host, pager.number) for pager in pagers[1:])]
        urls = {number: page.url for number, page in enumerate(shown, start=1)}
        around = [Text.joined(*some).text for some in (pieces[:place], pieces[place + 1 :])]
        for page, pager in zip(shown, pagers, strict=True):
            feed = self.views.listing(pager, page.url, urls)
            before, after = (rebase_html(part, host.url, page.url) for part in around)
            set_content(page, Text.joined(before, feed, after))
            if len(shown) > 1:
                page.previous_page = shown[pager.previous - 1] if pager.previous else None
                page.next_page = shown[pager.next - 1] if pager.next else None

    def _page(self, host: Page, number: int) -> Page:
        uri = page_uri(host.file.src_uri, number)
        file = File.generated(self.config, uri, content="", inclusion=InclusionLevel.NOT_IN_NAV)
        self.files.append(file)
        title = self.views.labels["page_title"].format(host.title, number)
        page = Page(None, file, self.config)
        make_lazy(page)
        page.markdown = ""
        page.toc = host.toc
        page.meta = {**host.meta, "title": title, "search": {"exclude": True}}
        page.present_anchor_ids = host.present_anchor_ids
        return page

    def _note_empty_filters(self, host: Page, listing: Listing) -> None:
        """A name that no article has may be a slip or only early: worth a line, not a warning."""
        collection = self.views.collection
        for taxonomy, name in listing.filters():
            if collection.find(taxonomy, name) is None:
                hint = did_you_mean(name, [term.name for term in collection.terms(taxonomy)])
                log.info("%s: no article is in %s/%s; %s", host.file.src_uri, taxonomy, name, hint)

    def _report(self, host: Page, comment: str, error: ListingError) -> None:
        where = document.of(host.file, self.config)
        comment = comment[comment.index("<!--") : comment.index("-->")]
        line = where.source.count("\n", 0, max(0, where.source.find(comment))) + 1
        report([Problem(where.shown, line, 0, str(error), error.hint)], "listing")
