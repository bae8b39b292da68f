"""From MkDocs' files to articles, and from taxonomies to files."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from pathlib import Path
from unicodedata import normalize
from urllib.parse import unquote, urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from pathspec import GitIgnoreSpec

from mkdocs_articles import document, listing, percent
from mkdocs_articles.adapters import jupyter
from mkdocs_articles.adapters.percent_file import PercentFile
from mkdocs_articles.article import Article, in_zone
from mkdocs_articles.collection import Collection, Term
from mkdocs_articles.errors import Problem
from mkdocs_articles.history import History, read_history
from mkdocs_articles.math.extension import OWNER as MATH
from mkdocs_articles.math.scanner import without_formulas
from mkdocs_articles.settings import Settings
from mkdocs_articles.source import Source, read

_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|/")
SUFFIXES = (".md", ".markdown", ".ipynb")


@dataclass(frozen=True)
class Found:
    """An article's file as MkDocs has it, what was read from it, and the record made of both."""

    file: File
    source: Source
    article: Article


def discover(
    files: Files, config: MkDocsConfig, settings: Settings
) -> tuple[list[Found], list[Problem]]:
    """Read every article among `files`. Files that cannot become one are taken out of `files`."""
    _take_up_scripts(files, config, settings)
    candidates = _candidates(files, config, settings)
    problems = [problem for _, source in candidates for problem in source.problems]
    usable: list[tuple[File, Source]] = []
    for file, source in candidates:
        if source.usable and file.is_documentation_page():
            usable.append((file, source))
            continue
        if source.usable:
            hint = "add `mkdocs-jupyter` to the plugins in mkdocs.yml"
            message = "nothing renders notebooks here"
            problems.append(Problem(source.shown, 0, 0, message, hint, "notebook"))
        files.remove(file)
    history = _history(Path(config.docs_dir), settings, [source for _, source in usable])
    if history.shallow:
        message = "dates are asked of git, but this clone is shallow, so they are wrong"
        hint = "run `git fetch --unshallow` (in GitHub Actions: `fetch-depth: 0`)"
        problems.append(Problem(config_name(config), 0, 0, message, hint, "history"))
    found = []
    for file, source in usable:
        file.inclusion = InclusionLevel.NOT_IN_NAV  # thousands of entries would drown every page
        if source.matter.slug:
            move(file, source.matter.slug)
        found.append(Found(file, source, _article(file, source, history, settings)))
    problems += [problem for item in found for problem in _missing_cover(item, files)]
    return found, problems


def _take_up_scripts(files: Files, config: MkDocsConfig, settings: Settings) -> None:
    """Python files are pages where a glob names their suffix: "posts/**" means none of the helpers
    that stand beside articles.
    """
    globs = [glob for glob in settings.include if glob.endswith(percent.SUFFIX)]
    included = GitIgnoreSpec.from_lines(globs)
    excluded = GitIgnoreSpec.from_lines(settings.exclude)
    for file in list(files) if globs else ():
        uri = file.src_uri
        if file.abs_src_path is None or not uri.endswith(percent.SUFFIX):
            continue
        if included.match_file(uri) and not excluded.match_file(uri):
            jupyter.leave(file.abs_src_path, config)
            files.remove(file)
            files.append(PercentFile(file))


def _candidates(
    files: Files, config: MkDocsConfig, settings: Settings
) -> list[tuple[File, Source]]:
    """The files that the options name, read. An index page with a listing is no article itself."""
    included = GitIgnoreSpec.from_lines(settings.include)
    excluded = GitIgnoreSpec.from_lines(settings.exclude)
    candidates = []
    shown_docs = document.shown_path(Path(config.docs_dir), document.root_of(config))
    for file in files:
        uri = file.src_uri
        if not (uri.endswith(SUFFIXES) or isinstance(file, PercentFile)):
            continue
        if file.abs_src_path is None or file.inclusion.is_excluded():
            continue
        if included.match_file(uri) and not excluded.match_file(uri):
            is_plain = file.src_dir == config.docs_dir
            shown = f"{shown_docs}/{uri}" if is_plain else document.of(file, config).shown
            source = read(file.abs_src_path, uri, shown)
            if (options := config.mdx_configs.get(MATH)) is not None:
                source = _with_plain_formulas(source, dollars=bool(options.get("dollars", True)))
            if not (file.name == "index" and source.has_listing):
                candidates.append((file, source))
    return candidates


def _with_plain_formulas(source: Source, *, dollars: bool) -> Source:
    """Titles and descriptions go where there is no markup: formulas in them become plain text."""
    matter = source.matter
    title, description = (
        without_formulas(text, dollars=dollars) for text in (matter.title, matter.description)
    )
    if (title, description) == (matter.title, matter.description):
        return source
    return replace(source, matter=replace(matter, title=title, description=description))


def _missing_cover(item: Found, files: Files) -> list[Problem]:
    cover = item.article.cover
    if not cover or _ELSEWHERE.match(cover) or files.get_file_from_path(cover):
        return []
    line, hint = item.source.raw.lines.get("cover", 0), "name an image relative to the article"
    message = f"cover: no such file: {item.source.matter.cover}"
    return [Problem(item.source.shown, line, 0, message, hint, "image")]


def config_name(config: MkDocsConfig) -> str:
    """The configuration file's name, for messages."""
    return Path(config.config_file_path).name if config.config_file_path else "mkdocs.yml"


def _history(docs_dir: Path, settings: Settings, sources: Iterable[Source]) -> History:
    """git is asked only where an article's date depends on it."""
    undated = any(source.matter.created is None for source in sources)
    if settings.dates == "git" or (settings.dates == "auto" and undated):
        return read_history(docs_dir)
    return History()


def _article(file: File, source: Source, history: History, settings: Settings) -> Article:
    matter = source.matter
    created, updated = matter.created, matter.updated
    span = history.spans.get(source.uri)
    if span and (settings.dates == "git" or created is None):
        created, updated = span.created, matter.updated or span.updated
    zone = settings.timezone
    return Article(
        source=source.uri,
        shown=source.shown,
        url=file.url if file.url not in (".", "./") else "",
        title=matter.title or source.heading or file.name,
        created=in_zone(created, zone) if created else None,
        updated=in_zone(updated, zone) if updated else None,
        categories=matter.categories,
        tags=matter.tags,
        authors=matter.authors,
        series=matter.series,
        description=matter.description,
        cover=_cover(matter.cover, source.uri),
        cover_alt=matter.cover_alt,
        readtime=matter.readtime,
        pinned=matter.pin,
        draft=matter.draft,
        unlisted=matter.unlisted,
    )


def _cover(cover: str, uri: str) -> str:
    """A cover is named from its article's file, like any other image, but lives at its own path."""
    return urljoin(uri, cover) if cover else ""


def move(file: File, slug: str) -> None:
    """Give a page another last part of its address."""
    parent, name = posixpath.split(file.dest_uri)
    if name == "index.html" and parent:
        dest_uri = posixpath.join(posixpath.dirname(parent), slug, name)
    else:
        dest_uri = posixpath.join(parent, f"{slug}.html")
    for derived in ("url", "abs_dest_path"):
        file.__dict__.pop(derived, None)
    file.dest_uri = dest_uri


def take_out_unpublished(
    found: Iterable[Found], files: Files, now: datetime, *, preview: bool
) -> list[Found]:
    """Drafts and articles of the future are shown in a preview only."""
    published = []
    for item in found:
        hidden = item.article.draft or item.article.is_scheduled(now)
        if hidden and not preview:
            files.remove(item.file)
        else:
            published.append(item)
    return published


def take_out_duplicates(found: Iterable[Found], files: Files) -> tuple[list[Found], list[Problem]]:
    """Of two pages with one address the first by path stays; the other is a problem."""
    articles = {item.file.src_uri for item in found}
    owners = {
        file.dest_uri: file.src_uri
        for file in sorted(files, key=lambda f: f.src_uri, reverse=True)
        if file.src_uri not in articles
    }
    kept, problems = [], []
    for item in sorted(found, key=lambda item: item.file.src_uri):
        owner = owners.setdefault(item.file.dest_uri, item.file.src_uri)
        if owner == item.file.src_uri:
            kept.append(item)
            continue
        shown, line = item.source.shown, item.source.raw.lines.get("slug", 1)
        docs = shown[: len(shown) - len(item.source.uri)]
        message = f"the address {unquote(item.article.url)} is already that of {docs}{owner}"
        hint = "give one of them another `slug`"
        problems.append(Problem(shown, line, 0, message, hint, "address"))
        files.remove(item.file)
    return kept, problems


def lookalikes(found: Iterable[Found], files: Files, config: MkDocsConfig) -> Iterator[Problem]:
    """Of files of the site that are one file on macOS or Windows, all but the first: who builds the
    site there, or takes it there, loses the others.
    """
    lines = {item.article.source: item.source.raw.lines.get("slug", 0) for item in found}
    owners: dict[str, File] = {}
    for file in sorted(files, key=lambda file: file.src_uri):
        if file.abs_src_path is None or file.inclusion.is_excluded():
            continue
        other = owners.setdefault(_as_elsewhere(file.dest_uri), file)
        if other.dest_uri == file.dest_uri:
            continue  # itself, or one whose place it takes
        shown, owner = (document.of(one, config).shown for one in (file, other))
        message = f"on macOS and Windows its address {unquote(file.url)} is that of {owner}, too"
        if _as_elsewhere(file.src_uri) == _as_elsewhere(other.src_uri):
            yield Problem(shown, 0, 0, message, "rename one of them", "address")
        else:
            hint = "give one of them another `slug`"
            yield Problem(shown, lines.get(file.src_uri, 0), 0, message, hint, "address")


def _as_elsewhere(uri: str) -> str:
    """The same for all names between which some file systems make no difference."""
    return uri.lower() if uri.isascii() else normalize("NFC", normalize("NFC", uri).casefold())


# Pages that no author wrote


class DerivedPages:
    """The pages of the taxonomies (and a home page where there is none), as Markdown files.

    They hold a listing comment like one that an author could write; a file of an author's own at
    the same path takes its place.
    """

    def __init__(self, files: Files, config: MkDocsConfig, labels: Callable[[str], str]) -> None:
        self.files = files
        self.config = config
        self.labels = labels
        self._taken = {file.dest_uri for file in files}

    def add_home(self) -> None:
        """A home page for a site without one."""
        self._add("index.md", self.labels("latest"), "<!-- articles -->", exclude=False)

    def add_taxonomy(self, taxonomy: str, collection: Collection) -> None:
        """The overview of a taxonomy and a page for each of its terms, if there are any."""
        terms = collection.terms(taxonomy)
        if not terms:
            return
        overview = f"<!-- articles: overview={taxonomy} -->"
        self._add(f"{taxonomy}/index.md", self.labels(taxonomy), overview)
        parameter = PARAMETERS[taxonomy]
        for term in terms:
            title = self.labels(parameter).format(term.name)
            comment = f'<!-- articles: {parameter}="{term.slug}" -->'
            self._add(term_uri(taxonomy, term), title, comment)

    def _add(self, uri: str, title: str, comment: str, *, exclude: bool = True) -> None:
        meta = {"title": title, "search": {"exclude": exclude}}
        text = f"---\n{json.dumps(meta, ensure_ascii=False)}\n---\n<h1>{escape(title)}</h1>\n\n"
        file = File.generated(
            self.config, uri, content=f"{text}{comment}\n", inclusion=InclusionLevel.NOT_IN_NAV
        )
        if file.dest_uri not in self._taken:
            self.files.append(file)


PARAMETERS = {taxonomy: name for name, taxonomy in listing.FILTERS.items()}


def term_uri(taxonomy: str, term: Term) -> str:
    """The source path of a term's page."""
    return f"{taxonomy}/{term.slug}.md"
