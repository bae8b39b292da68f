"""A small site with an index, and the engine asked in a browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from mkdocs_articles.search import index, markup, scripts
from mkdocs_articles.search.document import Document, Section
from mkdocs_articles.search.record import record
from mkdocs_articles.search.strings import strings_for

ASSETS = "assets/articles/search"  # as they are published: few files
MODULES = "modules"  # as they are written

ENGINE = f"""
const engine = await (async () => {{
  const {{ create }} = await import("./{ASSETS}/engine.js");
  return create({{ base: new URL("search/", location).href, fetch: (...of) => fetch(...of) }});
}})();
"""


@dataclass(frozen=True)
class Written:
    """A page as a test writes it; `text` is under the title, `sections` are (heading, text)."""

    url: str
    title: str
    text: str = ""
    sections: Sequence[tuple[str, str]] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    boost: float = 1.0
    date: str = ""
    path: tuple[str, ...] = field(default=())

    @property
    def document(self) -> Document:
        sections = [Section("", self.title, self.text)]
        sections += [Section(f"s{n}", *one) for n, one in enumerate(self.sections, start=1)]
        return Document(
            self.url, self.title, self.path, self.date, self.categories, self.tags, tuple(sections)
        )


def write(folder: Path, pages: Sequence[Written]) -> None:
    """The index of the pages, what asks it, and an empty page to ask from."""
    entries = [index.Entry(page.url, page.categories, page.tags, page.boost) for page in pages]
    records = {page.url: record(page.document).to_bytes() for page in pages}
    files = index.contents(index.Index("zh").files(entries, records.get))
    published = markup.files(strings_for("zh"))
    files |= {f"{ASSETS}/{name}": text.encode() for name, text in published.items()}
    files |= {f"{MODULES}/{path.name}": path.read_bytes() for path in scripts.BROWSER.glob("*.js")}
    files["index.html"] = b"<!doctype html><title>empty</title><link rel=icon href=data:,>"
    for name, data in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def ask(page: Page, query: str, **options: Any) -> list[str]:
    """The addresses of all pages that are found, in their order by postings alone."""
    return ask_all(page, [query], **options)[0]


def ask_all(page: Page, queries: Sequence[str], **options: Any) -> list[list[str]]:
    """The same for many queries; what is shown must be the same pages in some order."""
    answers: list[list[str]] = page.evaluate(
        f"""async ([queries, options]) => {{
          {ENGINE}
          const answers = [];
          for (const query of queries) {{
            const {{ results, total }} = await engine.search(query, options);
            if (total !== results.length) throw new Error(query);
            const shown = await engine.texts(results);
            const urls = new Map(shown.map(({{ page, url }}) => [page, url]));
            answers.push(results.map(({{ page }}) => urls.get(page)));
          }}
          return answers;
        }}""",
        [list(queries), options],
    )
    return answers


def show(page: Page, query: str, **options: Any) -> list[dict[str, Any]]:
    """What is shown of the pages that are found, in the order in which it is."""
    shown: list[dict[str, Any]] = page.evaluate(
        f"""async ([query, options]) => {{
          {ENGINE}
          return engine.texts((await engine.search(query, options)).results);
        }}""",
        [query, options],
    )
    return shown


def marked(pieces: Sequence[str]) -> str:
    """Pieces of text, with brackets around what is marked."""
    return "".join(f"[{piece}]" if n % 2 else piece for n, piece in enumerate(pieces))
