"""Rules about the site as a whole."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from mkdocs_articles.article import instant
from mkdocs_articles.check.finding import Finding
from mkdocs_articles.check.site import Page, Site
from mkdocs_articles.errors import Problem


def titles(site: Site) -> Iterator[Finding]:
    """Articles of one title: in a list, nobody knows which is which."""
    for first, page in _repeated(site, lambda page: page.article.title if page.article else ""):
        line = page.matter.get("title", 1)
        message = f"{first.shown} has the same title"
        yield page.found("title", line, 0, message, "let one of them say what is its own")


def slugs(site: Site) -> Iterator[Finding]:
    """Articles whose addresses end alike, in different folders: one is linked for the other."""
    for first, page in _repeated(site, lambda page: posixpath.basename(page.url.rstrip("/"))):
        line = page.matter.get("slug", 1)
        message = f"the address ends like that of {first.shown}"
        yield page.found("slug", line, 0, message, "give one of them another `slug`")


def _repeated(site: Site, of: Callable[[Page], str]) -> Iterator[tuple[Page, Page]]:
    """Articles that have something in common with one before, unless it is in another language."""
    first: dict[tuple[str, str], Page] = {}
    for page in sorted(site.pages, key=_age):
        if page.article and (name := of(page)):
            known = first.setdefault((page.language, name.casefold()), page)
            if known is not page:
                yield known, page


def _age(page: Page) -> tuple[bool, float, str]:
    """The oldest first: it was there before the others."""
    created = page.article.created if page.article else None
    return created is None, instant(created).timestamp() if created else 0, page.uri


def unused_outputs(site: Site) -> Iterator[Finding]:
    """Frozen outputs of articles that are gone, or have no snippets any more."""
    for shown in site.unused:
        message, hint = (
            "outputs of an article that has no snippets",
            "run `articles freeze --prune`",
        )
        yield Finding(Problem(shown, 0, 0, message, hint), "unused-output")


def derived_pages(site: Site) -> Iterator[Finding]:
    """A built site without any of the pages that the plugin makes: another generator built it."""
    if not site.derived or not (site.site_dir / "index.html").is_file():
        return
    if any((site.site_dir / path).is_file() for path in site.derived):
        return
    message = (
        f"{site.site_dir.name}/ has none of the {len(site.derived)} pages of taxonomies, "
        f"such as {site.derived[0]}"
    )
    hint = "build it with `mkdocs build`, or stage it for the generator that does"
    yield Finding(Problem(site.config, 0, 0, message, hint), "derived-pages")
