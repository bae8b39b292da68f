"""All rules over all pages: a site in, findings out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from mkdocs_articles.check import targets, whole, writing
from mkdocs_articles.check.finding import Finding, directives, judged
from mkdocs_articles.check.site import Page, Site

PAGE_RULES: tuple[Callable[[Page, Site], Iterator[Finding]], ...] = (
    targets.links, targets.images, targets.names,
    writing.headings, writing.placeholders, writing.spacing, writing.keys, writing.dates,
)  # fmt: skip
SITE_RULES: tuple[Callable[[Site], Iterator[Finding]], ...] = (
    whole.titles, whole.slugs, whole.unused_outputs, whole.derived_pages,
)  # fmt: skip


def check(site: Site, said: Iterable[Finding], severities: Mapping[str, str]) -> list[Finding]:
    """What is wrong with a site, besides what was `said` while it was rendered."""
    found = [*said]
    silenced: dict[str, frozenset[str]] = {}
    for page in site.pages:
        if not page.text:
            continue
        if "articles-check" in page.text:
            silenced[page.shown], wrong = directives(page.outline.commented, page.shown)
            found += wrong
        for rule in PAGE_RULES:
            found += rule(page, site)
    for whole_rule in SITE_RULES:
        found += whole_rule(site)
    return judged(found, severities, silenced)
