"""What is on a card."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from hashlib import sha256

WIDTH, HEIGHT = 1200, 630  # pixels: what Facebook, X, WeChat and Slack ask for
DESIGN = (
    1  # to be counted up whenever cards come to look otherwise: what is kept is not drawn again
)


@dataclass(frozen=True, slots=True)
class Card:
    """Plain texts; any but the title may be "". `accent` is a colour as `#rrggbb`."""

    title: str
    category: str
    date: str
    site: str
    host: str
    accent: str

    @property
    def key(self) -> str:
        """16 hexadecimal characters that stand for all of it: the name of its file. Whoever keeps
        pictures by their addresses asks for another one when anything on it changes.
        """
        text = "\n".join((str(DESIGN), *astuple(self)))
        return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def text(self) -> str:
        """All that has to be written."""
        return "".join((self.title, self.category, self.date, self.site, self.host))
