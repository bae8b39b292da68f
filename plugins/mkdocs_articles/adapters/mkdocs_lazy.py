"""Pages of MkDocs whose content is not read before somebody wants it.

`page.content` is a text for everybody; who needs no more than its digest asks `content_of(page)`.
"""

from __future__ import annotations

from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page

from mkdocs_articles import memo, values
from mkdocs_articles.lazy import Text
from mkdocs_articles.reading import read_text

_IN_HAND = "_content_in_hand"
READ = "_markdown_read"  # as it was read, and a digest that says which part of which text it is


class LazyPage(Page):
    """A page as MkDocs makes it, become lazy."""

    @property
    def content(self) -> Any:
        held = vars(self).get("content")
        return held.text if isinstance(held, Text) and _IN_HAND not in vars(self) else held

    @content.setter
    def content(self, value: Any) -> None:
        vars(self)["content"] = value
        vars(self).pop(_IN_HAND, None)

    def read_source(self, config: MkDocsConfig) -> None:
        """Read it as MkDocs does; what front matter holds is remembered by its text."""
        if config.plugins.events["page_read_source"] or not _is_plain(self.file):
            super().read_source(config)
            return
        try:
            text = read_text(self.file.abs_src_path or "")
        except (OSError, ValueError):
            super().read_source(config)  # which speaks of it
            return
        if known := memo.find("front matter", text.digest):
            start, packed = known
            self.markdown, self.meta = text.text[start:], values.unpack(packed)
            vars(self)[READ] = self.markdown, f"{start} {text.digest}"
            return
        super().read_source(config)
        packed = values.pack(dict(self.meta))
        if packed is not None and text.text.endswith(self.markdown or ""):
            start = len(text.text) - len(self.markdown or "")
            memo.keep([start, packed], "front matter", text.digest)
            vars(self)[READ] = self.markdown, f"{start} {text.digest}"


def make_lazy(page: Page) -> None:
    """Let `page` be one."""
    if type(page) is Page:
        page.__class__ = LazyPage


def content_of(page: Page) -> Text:
    """The content of any page."""
    held = vars(page).get("content")
    return held if isinstance(held, Text) else Text.of(page.content or "")


def digest_of_markdown(page: Page) -> str:
    """A digest of any page's Markdown; where no hook has changed it, that of its file."""
    read, digest = vars(page).get(READ, ("", ""))
    return digest if page.markdown is read else Text.of(page.markdown or "").digest


def set_content(page: Page, content: Text) -> None:
    """Give a page its content, which need not be read where the page is lazy."""
    page.content = content if isinstance(page, LazyPage) else content.text  # type: ignore[assignment]


def hand_on(page: Page) -> None:
    """Until its content is set the next time, who asks for it gets it unread: MkDocs, which passes
    it on to hooks that do not look into it and sets what they return.
    """
    vars(page)[_IN_HAND] = True


def _is_plain(file: File) -> bool:
    return type(file) is File and file._content is None and file.abs_src_path is not None
