"""Python files in the percent format as pages of MkDocs."""

from __future__ import annotations

from pathlib import Path

from mkdocs.structure.files import File

from mkdocs_articles import percent


class PercentFile(File):
    """A Python file that MkDocs takes for a Markdown page."""

    def __init__(self, file: File) -> None:
        """Take the place of the static file, or of mkdocs-jupyter's notebook, that `file` is."""
        super().__init__(
            file.src_uri, file.src_dir, file.dest_dir, file.use_directory_urls,
            inclusion=file.inclusion,
        )  # fmt: skip

    def is_documentation_page(self) -> bool:
        return True

    @property
    def content_string(self) -> str:
        """The file as Markdown."""
        text = super().content_string
        return percent.markdown_of(Path(self.src_uri), text) if self._content is None else text

    @content_string.setter
    def content_string(self, value: str) -> None:
        self._content, self.abs_src_path = value, None
