"""Files at the old addresses of articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from mkdocs_articles.adapters.mkdocs_files import Found
from mkdocs_articles.article import Article
from mkdocs_articles.errors import Problem
from mkdocs_articles.redirects import Redirect, files_of


@dataclass(frozen=True, slots=True)
class _Alias:
    """What an article's front matter asks for: `file` is "" for what is no address in this site."""

    found: Found
    alias: str
    file: str

    def problem(self, owner: str) -> Problem:
        line = self.found.source.raw.lines.get("aliases", 0)
        if self.file:
            message, hint = (
                f"aliases: {self.alias} is already the address of {owner}",
                "leave it out",
            )
        else:
            message = f"aliases: not an address in this site: {self.alias}"
            hint = "write it from the site's root, as in /2020/old-name/"
        return Problem(self.found.source.shown, line, 0, message, hint)


def bring(
    found: Iterable[Found],
    articles: Mapping[str, Article],
    files: Files,
    config: MkDocsConfig,
    language: str,
) -> Iterator[Problem]:
    """Let the redirects join the site; what is wrong with them is returned."""
    owners = {file.dest_uri: file.src_uri for file in files}
    for one in _aliases(found):
        if not one.file or one.file in owners:
            yield one.problem(owners.get(one.file, ""))
            continue
        owners[one.file] = one.found.source.shown
        article = articles[one.found.article.source]
        canonical = urljoin(config.site_url, article.url) if config.site_url else ""
        html = Redirect(one.file, article.url, article.title).html(language, canonical)
        files.append(File.generated(config, one.file, content=html))


def _aliases(found: Iterable[Found]) -> Iterator[_Alias]:
    for item in sorted(found, key=lambda item: item.article.source):
        for alias, file in files_of(item.source.matter.aliases, item.article.url):
            yield _Alias(item, alias, file)
