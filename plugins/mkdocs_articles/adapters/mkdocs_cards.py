"""The cards of a site: which articles have one, kept between builds, and written into the site.

In the cache they are files by a digest of what is on them and of what they are written with: what has
not changed is not drawn again, and nothing of Pillow is loaded for it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mkdocs.config.defaults import MkDocsConfig

from mkdocs_articles.adapters.mkdocs_theme import language_of
from mkdocs_articles.article import Article
from mkdocs_articles.cache.digest import digest
from mkdocs_articles.cache.written import Written, write
from mkdocs_articles.cards import fonts
from mkdocs_articles.cards.card import Card
from mkdocs_articles.cards.store import WORTH, Ahead, Store
from mkdocs_articles.document import root_of
from mkdocs_articles.errors import log
from mkdocs_articles.settings import CardSettings, Complaint

if TYPE_CHECKING:
    from mkdocs_articles.cards.drawing import Draughtsman

FOLDER = "assets/cards"


class Cards:
    """The cards of one build."""

    def __init__(self, settings: CardSettings, config: MkDocsConfig) -> None:
        """`settings` are the option `cards`."""
        self._settings = settings
        self._config = config
        root = root_of(config)
        self._folder = root / ".cache/mkdocs-articles/cards"
        self._store = Store(self._folder)
        self._named = root / settings.font if settings.font else None
        self._cards: dict[str, Card] = {}  # by source, of those that can be drawn
        self._ahead: Ahead | None = None

    def complaint(self) -> Complaint | None:
        """What is wrong with the font that the author names."""
        if self._named is None:
            return None
        from mkdocs_articles.cards.writing import Writer

        face = fonts.Face(str(self._named))
        if Writer(fonts.Faces((face,))).opens(face):
            return None
        message = f"cards: no font at {self._settings.font}"
        hint = "name a .ttf, .otf or .ttc, from the folder of mkdocs.yml"
        return Complaint("cards", message, hint)

    def plan(self, articles: Iterable[Article]) -> None:
        """Find the articles that are to have a card: those without a cover that can be written.

        That some cannot, because no font here has their letters, is said once.
        """
        refused: list[Card] = []
        for article in articles:
            if article.cover:
                continue
            card = self._card(article)
            if self._key(card) in self._kept or not self._draughtsman.missing(card):
                self._cards[article.source] = card
            else:
                refused.append(card)
        if refused:
            log.info(
                "no picture for other sites to show of %d articles: no font found here has '%s'; "
                "install one (on Debian and Ubuntu fonts-noto-cjk), name one in the option "
                "`cards: {font: …}`, or do without (`cards: false`)",
                len(refused), self._draughtsman.missing(refused[0])[:12],
            )  # fmt: skip

    def address(self, article: Article) -> str:
        """Where an article's card will be, from the site's root; "" if it has none."""
        card = self._cards.get(article.source)
        return self._name(card) if card else ""

    def begin(self) -> None:
        """Pages are going to be written: have cards drawn meanwhile, if they are many."""
        missing = {key: card for key, card in self._keyed().items() if key not in self._kept}
        if len(missing) >= WORTH and self._ahead is None:
            with contextlib.suppress(OSError):
                self._ahead = Ahead(self._folder, self._faces, missing)

    def write(self, written: Written | None) -> None:
        """Write the files; what is not in the cache is drawn."""
        if self._ahead:
            self._ahead.wait()
        cards = self._keyed()
        for key, card in cards.items():
            name, make = self._name(card), partial(self._picture, card)
            if written:
                written.put(name, key, make)
            else:
                write(Path(self._config.site_dir, name), make())
        if not self._kept.issuperset(cards):
            self._store.tidy(cards)

    def end(self) -> None:
        """The build is over, or has failed."""
        if self._ahead:
            self._ahead.end()

    def _keyed(self) -> dict[str, Card]:
        return {self._key(card): card for card in self._cards.values()}

    @staticmethod
    def _name(card: Card) -> str:
        return f"{FOLDER}/{card.key}.png"

    def _card(self, article: Article) -> Card:
        address = urlsplit(self._config.site_url or "")
        return Card(
            title=" ".join(article.title.split()),
            category=article.categories[0] if article.categories else "",
            date=article.created.strftime("%Y-%m-%d") if article.created else "",
            site=self._config.site_name,
            host=f"{address.netloc}{address.path}".strip("/"),
            accent=self._settings.accent,
        )

    def _picture(self, card: Card) -> bytes:
        key = self._key(card)
        png = self._store.get(key)
        if png is None:
            png = self._draughtsman.draw(card)
            self._store.put(key, png)
        return png

    def _key(self, card: Card) -> str:
        return digest(card.key, self._identity)[:32]

    @cached_property
    def _kept(self) -> frozenset[str]:
        return self._store.keys()

    @cached_property
    def _faces(self) -> fonts.Faces:
        return fonts.find(language_of(self._config), self._named)

    @cached_property
    def _identity(self) -> str:
        """Other fonts, or another Pillow, draw another picture."""
        from PIL import __version__

        return f"{__version__} {self._faces.identity}"

    @cached_property
    def _draughtsman(self) -> Draughtsman:
        from mkdocs_articles.cards.drawing import Draughtsman

        return Draughtsman(self._faces)
