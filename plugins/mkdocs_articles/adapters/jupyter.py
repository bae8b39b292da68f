"""Notebooks: what mkdocs-jupyter made of them, reduced to what a page needs."""

from __future__ import annotations

from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page


def is_notebook(file: File) -> bool:
    """Whether the page comes from a notebook."""
    return file.src_uri.endswith(".ipynb")


def clean(html: str, page: Page, math: dict[str, Any] | None, config: MkDocsConfig) -> str:
    return html
