"""HTML that anybody wrote, read by the parser of Python's library as browsers read it.

What begins like a marked section of SGML (`<![if x]>`) is a comment to them, up to the next `>` (HTML
Standard, 13.2.5.41: bogus comment state). Some Pythons raise an error at what they do not know of it.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import BeautifulSoup


class Reader(HTMLParser):
    """The library's parser, which raises nothing."""

    def parse_marked_section(self, i: int, report: bool = True) -> int:  # noqa: ARG002
        return self.parse_bogus_comment(i)


def soup(html: str) -> BeautifulSoup:
    """The tree of `html`. Where there is a marked section that is refused, all of them are text."""
    from bs4 import BeautifulSoup  # slow to import, and many do without
    from bs4.builder import ParserRejectedMarkup

    try:
        return BeautifulSoup(html, "html.parser")
    except ParserRejectedMarkup:
        return BeautifulSoup(html.replace("<![", "&lt;!["), "html.parser")
