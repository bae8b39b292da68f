"""Notebooks in MkDocs: what mkdocs-jupyter rendered becomes an ordinary page."""

from __future__ import annotations

import json
import posixpath
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from markdown.extensions.toc import nest_toc_tokens
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from mkdocs_articles import document, notebook
from mkdocs_articles.adapters.mkdocs_formulas import Formulas
from mkdocs_articles.errors import Problem, report
from mkdocs_articles.links import relative

IMAGES = "assets/notebooks"


def is_notebook(file: File) -> bool:
    """Whether the page comes from a notebook."""
    return file.src_uri.endswith(".ipynb")


def guard(page: Page) -> None:
    """Let a notebook that cannot be rendered be a problem of its own, not the end of the build."""
    render = page.render

    def guarded(config: MkDocsConfig, files: Files) -> None:
        try:
            render(config, files)
        except Exception as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            hint = "open it in a current Jupyter and save it again"
            report(
                [
                    Problem(
                        document.of(page.file, config).shown,
                        0,
                        0,
                        f"cannot be rendered: {reason}",
                        hint,
                    )
                ]
            )
            page.content, page.toc = "", get_toc([])

    page.render = guarded  # type: ignore[method-assign]


def clean(
    html: str, page: Page, files: Files, config: MkDocsConfig, *,
    formulas: Formulas | None, output_label: str,
) -> str:  # fmt: skip
    """Reduce mkdocs-jupyter's `html`, give `page` its table of contents and the site its figures."""
    if not html:  # it could not be rendered
        return html
    path = Path(page.file.abs_src_path or "")
    cells = json.loads(path.read_text(encoding="utf-8-sig"))["cells"]
    links = _Links(page, files)
    result = notebook.reduce(
        html,
        cells,
        shown=document.of(page.file, config).shown,
        image_base=relative(f"{IMAGES}/", page.url),
        output_label=output_label,
        math=None if formulas is None else formulas.notebook(document.of(page.file, config)),
        resolve=links.resolve,
    )
    report(result.problems)
    if "title" in page.meta:  # mkdocs-jupyter puts the first heading above it
        page.title = page.meta["title"]
    tokens: list[Any] = [
        {"level": h.level, "id": h.id, "name": h.text, "children": []} for h in result.headings
    ]
    page.toc = get_toc(nest_toc_tokens(tokens))
    page.present_anchor_ids = set(result.ids)
    page.links_to_anchors = links.to_anchors  # MkDocs checks them when all pages are there
    for name, content in result.images.items():
        uri = f"{IMAGES}/{name}"
        if files.get_file_from_path(uri) is None:
            image = File.generated(config, uri, content=content, inclusion=InclusionLevel.INCLUDED)
            files.append(image)
    return result.html


class _Links:
    """Addresses in a notebook's prose: files of the docs folder become pages, as MkDocs does it for
    Markdown pages.
    """

    def __init__(self, page: Page, files: Files) -> None:
        self.page = page
        self.files = files
        self.to_anchors: dict[File, dict[str, str]] = {}

    def resolve(self, address: str) -> str | None:
        """The address for the page; one that leads elsewhere stays as it is, None is no file's."""
        try:
            parts = urlsplit(address)
        except ValueError:
            return None
        path = unquote(parts.path)
        if parts.scheme or parts.netloc or not path or path[0] == "/" or path[-1] == "/":
            return address
        folder = posixpath.dirname(self.page.file.src_uri)
        file = self.files.get_file_from_path(posixpath.normpath(posixpath.join(folder, path)))
        if file is None:
            return None
        if parts.fragment:
            self.to_anchors.setdefault(file, {})[unquote(parts.fragment)] = address
        url = file.url_relative_to(self.page.file)
        return urlunsplit(("", "", url, parts.query, parts.fragment))
