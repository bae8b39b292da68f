"""Rules about how a page is written: its headings, its spaces, its front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from mkdocs_articles.article import instant
from mkdocs_articles.check.finding import Edit, Finding
from mkdocs_articles.check.site import Page, Site
from mkdocs_articles.drafting import SENTENCES
from mkdocs_articles.front_matter import KEYS
from mkdocs_articles.suggest import nearest

_BARE = re.compile(r"[ \t>]*#{1,6}[ \t#]*")
# Keys that MkDocs, Material and its plugins read; those of ours are in `front_matter`.
OTHERS = (
    "template", "hide", "search", "status", "icon", "subtitle", "comments", "social", "links",
    "robots", "image", "revision_date", "render_macros", "jupyter", "jupytext",
)  # fmt: skip


def headings(page: Page, site: Site) -> Iterator[Finding]:  # noqa: ARG001
    """Headings that skip a level: who goes from heading to heading looks for what is between."""
    levels = [level for level, _ in page.rendered.headings]
    written = page.outline.headings if _skips(levels) else ()
    is_known = [level for _, level in written] == levels
    before = 1
    for index, (level, text) in enumerate(page.rendered.headings):
        if level > before + 1:
            line = written[index][0] if is_known else 0
            message = f"heading of level {level} below one of level {before}: {text}"
            yield page.found("heading", line, 0, message, f"begin it with {'#' * (before + 1)}")
        before = level


def _skips(levels: list[int]) -> bool:
    return any(level > before + 1 for before, level in zip([1, *levels], levels, strict=False))


def placeholders(page: Page, site: Site) -> Iterator[Finding]:  # noqa: ARG001
    """What stands there to be written over."""
    for sentence in SENTENCES:
        if sentence in page.text:
            line = page.text.count("\n", 0, page.text.index(sentence)) + 1
            message = "the beginning is still that of `articles new`"
            yield page.found("placeholder", line, 0, message, "write your own")
    if any(not text for _, text in page.rendered.headings):
        line = next(
            (n for n, text in enumerate(page.text.split("\n"), 1) if _BARE.fullmatch(text)), 0
        )
        hint = "write one, or take it out"
        yield page.found("placeholder", line, 0, "a heading without a text", hint)


def spacing(page: Page, site: Site) -> Iterator[Finding]:  # noqa: ARG001
    """Lines in which Chinese and Latin touch. A heading's address may come from its text: it is said
    and not mended.
    """
    places = {place for around in page.rendered.touching for place in page.outline.touching(around)}
    if not places or page.uri.endswith(".ipynb"):
        return
    is_heading = {line for line, _ in page.outline.headings}
    by_line: dict[int, list[int]] = {}
    for line, column in sorted(places):
        by_line.setdefault(line, []).append(column)
    for line, columns in by_line.items():
        text = page.outline.line(line)
        pairs = "、".join(f"{text[at - 2]}{text[at - 1]}" for at in columns[:3])
        more = f" and {len(columns) - 3} more" if columns[3:] else ""
        message = f"no space between Chinese and Latin: {pairs}{more}"
        finding = page.found("spacing", line, columns[0], message, "put a space between them")
        if line not in is_heading:
            edits = tuple(Edit(line, at, text[at - 1], f" {text[at - 1]}") for at in columns)
            finding = replace(finding, edits=edits)
        yield finding


def keys(page: Page, site: Site) -> Iterator[Finding]:  # noqa: ARG001
    """Keys that are like a known one: others are for templates and plugins, and known to them."""
    for key, line in page.matter.items():
        if key in KEYS or key in OTHERS:
            continue
        near = nearest(key, (*KEYS, *OTHERS))
        if near is None:
            continue
        finding = page.found("key", line, 1, f"unknown key `{key}`", f"did you mean `{near}`?")
        if key.lower() == near and near not in page.matter:
            finding = replace(finding, edits=(Edit(line, 1, f"{key}:", f"{near}:"),))
        yield finding


def dates(page: Page, site: Site) -> Iterator[Finding]:  # noqa: ARG001
    """Dates that are in no order, or still to come."""
    article = page.article
    if article is None or article.created is None:
        return
    line = page.matter.get("updated", page.matter.get("date", 0))
    if article.updated and instant(article.updated) < instant(article.created):
        message = f"updated on {article.updated}, before it was created on {article.created}"
        yield page.found("date", line, 0, message, "mend one of them")
    if not article.draft and not page.is_public:
        line = page.matter.get("date", 0)
        message = f"not published before {article.created}"
        hint = "nothing is to be done if that is meant; the site has to be built then"
        yield page.found("scheduled", line, 0, message, hint)
