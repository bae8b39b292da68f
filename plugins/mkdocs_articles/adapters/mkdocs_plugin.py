"""The MkDocs plugin `articles`: which event calls which stage.

on_config   options, templates, style sheets
on_files    sources -> articles -> collection; the taxonomies' pages join the site
(MkDocs renders every page once)
on_env      bodies -> excerpts -> listings; pages 2 and up join the site; formulas are typeset; heads
on_post_build  formulas into the pages; feeds
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config.base import Config
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from mkdocs_articles import execution, front_matter, listing, settings
from mkdocs_articles.adapters import (
    jupyter,
    mkdocs_files,
    mkdocs_guard,
    mkdocs_head,
    mkdocs_live,
    mkdocs_material,
    mkdocs_redirects,
    mkdocs_related,
    mkdocs_safe_html,
    mkdocs_valid,
)
from mkdocs_articles.adapters.mkdocs_cards import Cards
from mkdocs_articles.adapters.mkdocs_feeds import Feeds
from mkdocs_articles.adapters.mkdocs_formulas import Formulas
from mkdocs_articles.adapters.mkdocs_lazy import content_of, set_content
from mkdocs_articles.adapters.mkdocs_listings import Listings
from mkdocs_articles.adapters.mkdocs_metadata import Describer, bring_robots
from mkdocs_articles.adapters.mkdocs_problems import Problems
from mkdocs_articles.adapters.mkdocs_theme import bring_script, language_of, shorten
from mkdocs_articles.adapters.yaml_position import report_options
from mkdocs_articles.article import Article
from mkdocs_articles.body import Body
from mkdocs_articles.cache.meanwhile import Meanwhile, at_last
from mkdocs_articles.cache.written import Written
from mkdocs_articles.collection import Collection, Term
from mkdocs_articles.errors import log, report
from mkdocs_articles.execution import frozen
from mkdocs_articles.execution.figures import FILE_NAME
from mkdocs_articles.inputs import is_installed
from mkdocs_articles.labels import labels_for
from mkdocs_articles.math.extension import OWNER as MATH
from mkdocs_articles.safety.links import OWNER as GUARD
from mkdocs_articles.safety.strays import Stray
from mkdocs_articles.search.scripts import stripped
from mkdocs_articles.source import Source
from mkdocs_articles.style import compact
from mkdocs_articles.views import Views

if TYPE_CHECKING:
    from jinja2 import Environment, Template
    from mkdocs.config.defaults import MkDocsConfig

THEME = Path(__file__).parent.parent / "theme"
STYLE = "assets/articles/articles.css"
SCRIPT = "assets/articles/articles.js"
EXECUTION = "mkdocs_articles.execution"


class Options(Config):
    """Empty: options are checked by `mkdocs_articles.settings`, which knows their lines."""


class ArticlesPlugin(BasePlugin[Options]):
    """Feed, pagination, excerpts and taxonomies. Options: see `mkdocs_articles.settings`."""

    def __init__(self) -> None:
        self.settings = settings.Settings()
        self.complaints: list[settings.Complaint] = []
        self.preview = False
        self.cards: Cards | None = None
        self.problems = Problems()
        self.written: Written | None = None
        self.meanwhile: Meanwhile = at_last
        self.strays: list[Stray] = []

    def load_config(
        self,
        options: Any,
        config_file_path: str | None = None,  # noqa: ARG002
    ) -> tuple[list[Any], list[Any]]:
        """Check the options ourselves, so that a wrong one is named with its line and a remedy."""
        self.config = Options()
        self.settings, self.complaints = settings.parse(dict(options))
        return [], []

    def on_startup(self, *, command: str, dirty: bool) -> None:  # noqa: ARG002
        self.preview = command == "serve"

    @event_priority(50)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        self.problems.begin(config)
        report_options("articles", self.complaints, config)
        # Material's search loads jieba, which tells of its loading on a handler of its own.
        logging.getLogger("jieba").addFilter(lambda record: record.levelno > logging.DEBUG)
        self.labels = labels_for(language_of(config))
        if str(THEME) not in config.theme.dirs:
            config.theme.dirs.append(str(THEME))
        root = Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
        for name in (one for one in (MATH, EXECUTION) if one in config.markdown_extensions):
            options = config.mdx_configs.setdefault(name, {})
            options["cache_dir"] = str(root / options.get("cache_dir", ".cache/mkdocs-articles"))
        if EXECUTION in config.markdown_extensions:
            config.mdx_configs[EXECUTION].setdefault("language", language_of(config))
        if GUARD not in config.markdown_extensions:
            config.markdown_extensions.append(GUARD)
        if STYLE not in config.extra_css:
            config.extra_css.insert(0, STYLE)
        bring_script(config, SCRIPT, defer=True)
        self.formulas = Formulas(config) if MATH in config.markdown_extensions else None
        # A preview is on this machine alone: nobody asks for pictures of its pages.
        wanted = self.settings.cards if config.site_url and not self.preview else None
        self.cards = Cards(wanted, config) if wanted else None
        if self.cards and (complaint := self.cards.complaint()):
            report_options("articles", [complaint], config)
        jupyter.settle(config)
        return config

    @event_priority(100)  # before the files are looked for
    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        self.strays = mkdocs_guard.look_around(config)

    @event_priority(-50)  # after mkdocs-jupyter, which makes pages of notebooks
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        self.now = datetime.now(UTC)
        mkdocs_guard.take_out_strays(self.strays, files)
        found, problems = mkdocs_files.discover(files, config, self.settings)
        found = mkdocs_files.take_out_unpublished(found, files, self.now, preview=self.preview)
        found, duplicates = mkdocs_files.take_out_duplicates(found, files)
        lookalikes = mkdocs_files.lookalikes(found, files, config)
        report([*problems, *duplicates, *lookalikes], "front-matter")
        self.found = {item.article.source: item for item in found}
        mkdocs_guard.take_out_unreadable(files, self.found, config)
        self.collection = Collection(item.article for item in found)
        derived = mkdocs_files.DerivedPages(files, config, self.labels.__getitem__)
        derived.add_home()
        for taxonomy in self.settings.taxonomies:
            derived.add_taxonomy(taxonomy, self.collection)
        _leave_out_records(files)
        shorten(files, config, STYLE, THEME, compact)
        shorten(files, config, SCRIPT, THEME, stripped)
        return files

    @event_priority(-50)  # after mkdocs-jupyter has put its own rendering in
    def _guard_notebook(self, page: Page, *, config: MkDocsConfig, files: Files) -> Page:  # noqa: ARG002
        if jupyter.is_notebook(page.file):
            jupyter.guard(page)
        return page

    # After articles-cache, which leaves alone what another renders in its own way.
    @event_priority(-2000)
    def _guard_page(self, page: Page, *, config: MkDocsConfig, files: Files) -> Page:  # noqa: ARG002
        if not jupyter.is_notebook(page.file):
            mkdocs_guard.attach(page)
        return page

    on_pre_page = CombinedEvent(_guard_notebook, _guard_page)

    @event_priority(100)
    def on_page_markdown(
        self,
        markdown: str,
        *,
        page: Page,
        config: MkDocsConfig,  # noqa: ARG002
        files: Files,  # noqa: ARG002
    ) -> str:
        for name in ("author", "location"):  # which themes take for HTML
            if name in page.meta:
                page.meta[name] = escape(str(page.meta[name]))
        item = self.found.get(page.file.src_uri)
        if item is None:
            if "title" in page.meta:
                page.meta["title"] = escape(str(page.meta["title"]), quote=False)
            return markdown
        raw = item.source.raw
        # MkDocs takes for text what it cannot read: broken YAML, and days that do not exist.
        is_unread = bool(raw.problems) or (bool(raw.values) and not page.meta)
        if is_unread or jupyter.is_notebook(page.file):
            page.meta.update(raw.values)
        page.meta.pop("title", None)  # which may be anything
        if item.source.matter.title:  # MkDocs and its themes take a title for HTML
            page.meta["title"] = escape(item.source.matter.title, quote=False)
        if is_unread and not jupyter.is_notebook(page.file):
            return front_matter.split(markdown)[1]
        return markdown

    @event_priority(100)  # before others read what mkdocs-jupyter made
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        if jupyter.is_notebook(page.file):
            html = jupyter.clean(
                html, page, files, config, formulas=self.formulas, labels=self.labels
            )
        is_ours = page.file.generated_by == "articles"
        if self.settings.safe_html and not is_ours:
            return mkdocs_safe_html.clean(html, page, config)
        return html

    def make_ahead(self, page: Page) -> None:
        """What `on_env` will ask of a page's body, for `articles-cache`: it calls this where pages are
        rendered, by all processes that do.
        """
        if (item := self.found.get(page.file.src_uri)) and not self.settings.safe_html:
            body = self._body(page, item.article)
            mkdocs_related.words_of(body, page)
            mkdocs_live.is_in(page)
            listing.is_in(body.content)
            body.make()

    def _body(self, page: Page, article: Article) -> Body:
        """The body of an article that is rendered."""
        self._set_title(page, self.found[article.source].source)
        article = replace(article, title=unescape(page.title or article.title))
        return Body(article, content_of(page), self.settings.excerpt_length, self.labels)

    @event_priority(-50)
    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        if execution.may_run():
            _take_up_figures(files, config)
        pages = {file.src_uri: file.page for file in files.documentation_pages() if file.page}
        hosts = [page for page in pages.values() if listing.is_in(content_of(page))]
        alive = [page for page in pages.values() if mkdocs_live.is_in(page)]
        bodies = {
            article.source: self._body(pages[article.source], article)
            for article in self.collection.articles
        }
        self.collection = Collection(body.article for body in bodies.values())

        def term_url(taxonomy: str, term: Term) -> str:
            file = files.get_file_from_path(mkdocs_files.term_uri(taxonomy, term))
            return file.url if file else ""

        views = Views(
            env, self.labels, self.collection, bodies, term_url, self.now,
            mkdocs_related.find(self.collection, bodies, pages),
            {source: _headings(pages[source]) for source in bodies},
        )  # fmt: skip
        self.views, self.bodies = views, bodies
        for source, body in bodies.items():
            set_content(pages[source], views.article(body))
            _link_neighbours(pages, self.collection, source)
        articles = {article.source: article for article in self.collection.articles}
        report(
            mkdocs_redirects.bring(
                self.found.values(), articles, files, config, language_of(config)
            ),
            "address",
        )
        bring_robots(files, config)
        Listings(views, self.settings, config, files).fill(hosts, list(pages.values()))
        everything = [file.page for file in files.documentation_pages() if file.page]
        if self.cards:
            self.cards.plan(self.collection.articles)
        Describer(config, language_of(config), self.labels, bodies, self.cards).describe(everything)
        mkdocs_live.bring(alive, files, config, self.labels)
        if self.formulas:
            self.formulas.typeset(files, config)
        self.written, self.meanwhile = None, at_last
        self.feeds = Feeds(
            config, self.settings, language_of(config), self.labels, self.collection, bodies,
            self.formulas,
        )  # fmt: skip
        self.feeds.announce(files)
        if self.preview:
            self.problems.show(everything, config, self.labels)
        return env

    def on_build_error(self, *, error: Exception) -> None:  # noqa: ARG002
        self._end()

    def on_shutdown(self) -> None:
        self._end()

    def _end(self) -> None:
        self.problems.end()
        if self.cards:
            self.cards.end()

    def on_pre_template(
        self,
        template: Template,
        *,
        template_name: str,
        config: MkDocsConfig,  # noqa: ARG002
    ) -> Template:
        """A theme's own page for addresses that do not exist is in English, whatever the site's
        language: ours takes its place, but not that of a site's own.

        Templates are the first that is written when all pages are known.
        """
        if self.cards:
            self.cards.begin()
        if template_name != "404.html" or not is_installed(template.filename or ""):
            return template
        labels = {"articles_labels": self.labels}
        return template.environment.get_template("articles/404.html", globals=labels)

    def on_post_template(
        self,
        output_content: str,
        *,
        template_name: str,
        config: MkDocsConfig,  # noqa: ARG002
    ) -> str:
        is_page = template_name.endswith(".html")
        return _ready(output_content) if is_page else output_content

    def keep_files_with(self, written: Written, meanwhile: Meanwhile) -> None:
        """In this build, `written` has files stay as they were, `meanwhile` does what takes long."""
        self.written, self.meanwhile = written, meanwhile

    def output_key(self) -> str:
        """What `articles-cache` must know of our change to pages after their templates."""
        return self.formulas.identity if self.formulas else ""

    @event_priority(-100)  # after others have changed it
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG002
        output = mkdocs_head.put_in(_ready(output), page)
        if self.formulas:
            self.formulas.note(page, output)
        return output

    @event_priority(100)  # before others read what was written
    def _write(self, *, config: MkDocsConfig) -> None:  # noqa: ARG002
        if self.formulas:
            self.formulas.fill(self.meanwhile)
        self.feeds.write(self.written)
        if self.cards:
            self.cards.write(self.written)

    @event_priority(-200)  # when all is said
    def _tell(self, *, config: MkDocsConfig) -> None:  # noqa: ARG002
        if summary := self.problems.summary():
            log.info("articles: %s", summary)
        self.problems.end()

    on_post_build = CombinedEvent(_write, _tell)

    @staticmethod
    def _set_title(page: Page, source: Source) -> None:
        """An article without a title has that of its first heading, of level 1 if there is one.

        MkDocs looks no further than the first line, and takes the file's name instead.
        """
        headings = sorted(page.toc.items, key=lambda item: item.level)
        if not source.matter.title and headings:
            page.title = headings[0].title


def _ready(output: str) -> str:
    """What a template has made, as it is sent."""
    return mkdocs_material.hastened(mkdocs_valid.mended(output))


def _headings(page: Page) -> list[tuple[str, str]]:
    """The names (HTML) and ids of a page's parts, but not of parts of those."""
    items = list(page.toc)
    if len(items) == 1:
        items = items[0].children
    return [(item.title, item.id) for item in items]


def _link_neighbours(pages: Mapping[str, Page], collection: Collection, source: str) -> None:
    """Themes show the previous and next page at the foot and name them in the head."""
    older, newer = collection.neighbours.get(source, (None, None))
    pages[source].previous_page = pages[older.source] if older else None
    pages[source].next_page = pages[newer.source] if newer else None


def _leave_out_records(files: Files) -> None:
    """Frozen outputs are rendered into pages; only their figures are served as files."""
    for file in list(files):
        if file.src_uri.startswith(f"{frozen.FOLDER}/") and file.src_uri.endswith(".json"):
            files.remove(file)


def _take_up_figures(files: Files, config: MkDocsConfig) -> None:
    """Snippets that ran during this build may have drawn figures that were not there before."""
    docs_dir = Path(config.docs_dir)
    for path in sorted((docs_dir / frozen.FOLDER).rglob("*")):
        if not FILE_NAME.fullmatch(path.name):
            continue
        uri = path.relative_to(docs_dir).as_posix()
        if files.get_file_from_path(uri) is None:
            files.append(File.generated(config, uri, abs_src_path=str(path)))
