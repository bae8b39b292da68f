"""A card as a picture.

It has sixteen colours: the ground, and three inks that thin out into it at their edges. So a picture
is half a byte a pixel, and most of it is ground: it takes few milliseconds and few kilobytes. What
cards have in common is drawn once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from PIL import Image, ImageDraw

from mkdocs_articles.cards.card import HEIGHT, WIDTH, Card
from mkdocs_articles.cards.fonts import Face, Faces
from mkdocs_articles.cards.lines import broken, shortened
from mkdocs_articles.cards.png import encoded
from mkdocs_articles.cards.writing import FULL, Mask, Writer

Colour = tuple[int, int, int]

GROUND: Colour = (12, 26, 31)
TEXT: Colour = (232, 240, 240)
QUIET: Colour = (143, 165, 169)
LEVELS = {"text": 7, "quiet": 4, "accent": 4}  # of each ink: with the ground, sixteen colours
FAINT, CALM = 90, 200  # strengths of ink: of rules, and of the site's name

LEFT, RIGHT = 84, WIDTH - 84
HEAD, TOP_RULE, BOTTOM_RULE, FOOT = 94, 138, 508, 560  # from above
SITE = 30  # the size of the site's name
SIZES = {88: 2, 80: 2, 72: 3, 64: 3, 56: 3}  # of a title, and for how many lines there is room
WHOLE = 64  # as small as this, so that no phrase is torn
LEADING = 1.3


def _numbers() -> Iterator[tuple[str, list[int]]]:
    first = 1
    for ink, levels in LEVELS.items():
        steps = [round(strength * levels / FULL) for strength in range(FULL + 1)]
        yield ink, [first + step - 1 if step else 0 for step in steps]
        first += levels


NUMBERS = dict(_numbers())  # for each ink, those of its colours in the palette, by its strength


def palette(accent: Colour) -> list[int]:
    """The ground, and each ink from its thinnest."""
    colours = [*GROUND]
    for ink, full in {"text": TEXT, "quiet": QUIET, "accent": accent}.items():
        for step in range(1, LEVELS[ink] + 1):
            share = step / LEVELS[ink]
            colours += [round(a + (b - a) * share) for a, b in zip(GROUND, full, strict=True)]
    return colours


class Draughtsman:
    """Draws cards with these faces."""

    def __init__(self, faces: Faces) -> None:
        self.writer = Writer(faces)
        self._begun: dict[tuple[Face, str, str], Image.Image] = {}

    def missing(self, card: Card) -> str:
        """The letters that no face has together with the others; "" if the card can be drawn."""
        return "" if self.writer.face_for(card.text) else self.writer.missing(card.text)

    def draw(self, card: Card) -> bytes:
        """A card that does not miss a letter, as a PNG."""
        face = self.writer.face_for(card.text)
        assert face
        texts = ("title", "category", "date", "site", "host")
        card = replace(
            card, **{name: self.writer.writable(face, getattr(card, name)) for name in texts}
        )
        picture = self._common(face, card.site, card.host).copy()
        kicker = self.writer.small(face, card.category or card.site)
        _put(picture, "accent", kicker, LEFT + 38, HEAD)
        _put(picture, "quiet", self.writer.small(face, card.date), RIGHT, HEAD, from_right=True)
        self._title(picture, face, card.title)
        red, green, blue = bytes.fromhex(card.accent.removeprefix("#"))
        rows = picture.tobytes("raw", "P;4")
        return encoded(rows, WIDTH, HEIGHT, palette((red, green, blue)))

    def _common(self, face: Face, site: str, host: str) -> Image.Image:
        """What all cards of a site have: rules, the dot of the kicker, and the foot."""
        if (face, site, host) in self._begun:
            return self._begun[face, site, host]
        picture = Image.new("P", (WIDTH, HEIGHT))
        for y in (TOP_RULE, BOTTOM_RULE):
            picture.paste(NUMBERS["quiet"][FAINT], (LEFT, y, RIGHT, y + 2))
        picture.paste(NUMBERS["accent"][FULL], (LEFT, TOP_RULE, LEFT + 96, TOP_RULE + 2))
        large = Image.new("L", (60, 60))
        ImageDraw.Draw(large).ellipse((0, 0, 59, 59), fill=FULL)
        dot = Mask(large.resize((15, 15), Image.Resampling.BOX), 0, 15, 15)
        _put(picture, "accent", dot, LEFT, HEAD)
        _put(picture, "text", self.writer.line(face, SITE, site, CALM), LEFT, FOOT)
        _put(picture, "quiet", self.writer.small(face, host), RIGHT, FOOT, from_right=True)
        self._begun[face, site, host] = picture
        return picture

    def _title(self, picture: Image.Image, face: Face, title: str) -> None:
        lines, size = self._set(face, title)
        middle = (TOP_RULE + BOTTOM_RULE) / 2 - (len(lines) - 1) / 2 * size * LEADING
        for number, line in enumerate(lines):
            y = round(middle + number * size * LEADING)
            _put(picture, "text", self.writer.line(face, size, line), LEFT, y)

    def _set(self, face: Face, title: str) -> tuple[tuple[str, ...], int]:
        """Its lines, in the largest size in which no phrase is torn, or in which there is room.

        It is measured once: in other sizes it is as much smaller.
        """
        measure = cache(self.writer.font(face, max(SIZES)).getlength)

        def width(size: int) -> float:
            return (RIGHT - LEFT) * max(SIZES) / size

        found = {size: broken(title, width(size), most, measure) for size, most in SIZES.items()}
        fitting = {size: one for size, one in found.items() if one.lines}
        whole = (size for size, one in fitting.items() if not one.torn and size >= WHOLE)
        size = next(whole, next(iter(fitting), min(SIZES)))
        if size in fitting:
            return fitting[size].lines, size
        return shortened(title, width(size), SIZES[size], measure), size


def _put(
    picture: Image.Image, ink: str, mask: Mask, x: int, middle: int, *, from_right: bool = False
) -> None:
    """A line from `x`, or up to there, with the middle of its capitals at `middle`."""
    left = x - mask.image.width if from_right else x - mask.left
    top = middle + round(mask.capitals / 2) - mask.rise
    picture.paste(mask.image.point(NUMBERS[ink]), (left, top))
