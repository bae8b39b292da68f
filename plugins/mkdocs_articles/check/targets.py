"""Rules about where links and images lead."""

from __future__ import annotations

import difflib
import posixpath
from collections.abc import Iterator

from mkdocs_articles.check.finding import Finding
from mkdocs_articles.check.outline import Target, same
from mkdocs_articles.check.site import Aim, Page, Site

HEAVY = 500_000  # bytes of an image: two seconds on a slow phone's line
_TOP = (
    "",
    "top",
)  # https://html.spec.whatwg.org/multipage/browsing-the-web.html#find-a-potential-indicated-element


def links(page: Page, site: Site) -> Iterator[Finding]:
    """Links to pages, files and places that are not there."""
    for href in dict.fromkeys(page.rendered.links):
        aim = site.aim(href, page)
        if aim is None:
            continue
        url = None if aim.outside else site.served(aim.path)
        if url is None:
            yield from _lost(page, site, href, aim, "link", "no such page or file")
            continue
        target = site.by_url.get(url)
        if target is None:
            continue
        if page.is_public and not target.is_public:
            message = f"leads to {target.shown}, which is not published"
            yield from _placed(
                page, site, href, aim, "link", message, "publish it, or take the link out"
            )
        elif target.text and aim.fragment not in target.anchors | frozenset(_TOP):
            if aim.fragment.startswith(":~:"):
                continue
            message = f"{target.shown} has no place #{aim.fragment}"
            near = difflib.get_close_matches(aim.fragment, target.anchors, n=1)
            hint = f"did you mean `#{near[0]}`?" if near else "name the id of one of its headings"
            yield from _placed(page, site, href, aim, "anchor", message, hint)


def images(page: Page, site: Site) -> Iterator[Finding]:
    """Images that are not there, or that are heavy."""
    for src in dict.fromkeys(page.rendered.images):
        aim = site.aim(src, page)
        if aim is None:
            continue
        url = None if aim.outside else site.served(aim.path)
        if url is None:
            yield from _lost(page, site, src, aim, "image", "no such image")
            continue
        path = site.files[url]
        size = path.stat().st_size if path and path.is_file() else 0
        if size > HEAVY:
            message = f"{posixpath.basename(url)} has {size / 1e6:.1f} MB"
            hint = (
                f"make it smaller: {HEAVY // 1000} kB are enough for a photograph in WebP or JPEG"
            )
            yield from list(_placed(page, site, src, aim, "image-size", message, hint))[:1]


def names(page: Page, site: Site) -> Iterator[Finding]:
    """Images that say nothing to who does not see them."""
    for src in dict.fromkeys(page.rendered.nameless):
        aim = site.aim(src, page)
        for target in _places(page, site, src, aim):
            if target.is_nameless:
                message, hint = "an image has no alternative text", "say what it shows: ![…](…)"
                yield page.found("alt", target.line, target.column, message, hint)


def _lost(
    page: Page, site: Site, href: str, aim: Aim, rule: str, message: str
) -> Iterator[Finding]:
    if page.uri.endswith(".ipynb"):
        return  # its cells are looked through by `notebook`, which knows their numbers
    if aim.outside:
        hint = "an address that begins with / is that of the host; write the path to the file"
    else:
        hint = _near(page, site, href, aim)
    yield from _placed(page, site, href, aim, rule, f"{message}: {href}", hint)


def _near(page: Page, site: Site, href: str, aim: Aim) -> str:
    """What was probably meant."""
    name = posixpath.basename(aim.path.rstrip("/"))
    names = {posixpath.basename(uri): uri for uri in sorted(site.uris, reverse=True)}
    stem, suffix = posixpath.splitext(name)
    by_stem = {
        posixpath.splitext(one)[0]: uri
        for one, uri in names.items()
        if not suffix or one.endswith(suffix)
    }
    near = difflib.get_close_matches(stem, by_stem, n=1, cutoff=0.7)
    uri = names.get(name) or (by_stem[near[0]] if near else "")
    if not uri or posixpath.basename(uri).startswith("index."):
        return "mend the path to the file"
    written = _relative(uri, page)
    if same(written, href):  # a tag: MkDocs takes no notice of it
        address = posixpath.relpath(f"/{site.uris[uri]}", f"/{page.url}")
        return f"in a tag, an address begins at the page: `{address}`"
    return f"did you mean `{written}`?"


def _relative(uri: str, page: Page) -> str:
    if "/" not in uri:
        return uri
    return posixpath.relpath(uri, posixpath.dirname(page.uri) or ".")


def _placed(
    page: Page, site: Site, href: str, aim: Aim, rule: str, message: str, hint: str
) -> Iterator[Finding]:
    """A finding for each place of the source; one without a line where it stands in no source."""
    if not page.text:
        return
    places = [(one.line, one.column) for one in _places(page, site, href, aim)] or [(0, 0)]
    for line, column in places:
        yield page.found(rule, line, column, message, hint)


def _places(page: Page, site: Site, href: str, aim: Aim | None) -> Iterator[Target]:
    for target in page.outline.targets:
        meant = site.aim_of_source(target, page)
        if meant == aim if aim else same(target.raw, href):
            yield target
