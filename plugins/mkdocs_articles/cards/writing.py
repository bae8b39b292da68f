"""Texts as masks: how strong the ink is on each pixel."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate
from math import ceil

from PIL import Image, ImageDraw, ImageFont

from mkdocs_articles.cards.fonts import Face, Faces

FULL = 255  # the strength of ink
BOLD = 700
SMALL = 26  # the size of small print
_SPACING = 2.6  # between its characters
_CAPITALS = 0.72  # how high they are, of a font's size
_NOTHING = "\U0010fffd"  # for private use: in no font


@dataclass(frozen=True, slots=True)
class Mask:
    """A written line. It begins `left` of where the pen is set on, and its baseline is `rise` below
    its upper edge; `capitals` is how high those are. All in pixels.
    """

    image: Image.Image
    left: int
    rise: int
    capitals: float


@dataclass
class Writer:
    """Writes with fonts that are opened once."""

    faces: Faces
    _fonts: dict[tuple[Face, int], ImageFont.FreeTypeFont] = field(default_factory=dict)
    _known: dict[tuple[Face, str], bool] = field(default_factory=dict)
    _small: dict[tuple[Face, str], Mask] = field(default_factory=dict)

    def face_for(self, text: str) -> Face | None:
        """The first of the faces that has all letters of `text`."""
        return next((face for face in self.faces.titles if not self._lacks(face, text)), None)

    def missing(self, text: str) -> str:
        """The letters of `text` that are not in the face that has most of them."""
        lacks = (self._lacks(face, text) for face in self.faces.titles)
        return min(lacks, key=len, default=text)

    def writable(self, face: Face, text: str) -> str:
        """`text` without the signs that `face` does not have, such as emoji."""
        return " ".join("".join(one for one in text if self._has(face, one)).split())

    def opens(self, face: Face) -> bool:
        """Whether there is such a font."""
        try:
            self.font(face, SMALL)
        except OSError:
            return False
        return True

    def font(self, face: Face, size: int) -> ImageFont.FreeTypeFont:
        """That face in that size. The other engine for layout is not on every machine, and differs."""
        if (face, size) not in self._fonts:
            basic = ImageFont.Layout.BASIC
            font = ImageFont.truetype(face.path, size, face.index, layout_engine=basic)
            self._fonts[face, size] = _bold(font)
        return self._fonts[face, size]

    def line(self, face: Face, size: int, text: str, strength: int = FULL) -> Mask:
        """`text` in one line."""
        font = self.font(face, size)
        left, top, right, bottom = map(int, font.getbbox(text or " ", anchor="ls"))
        image = Image.new("L", (max(1, right - left), max(1, bottom - top)))
        ImageDraw.Draw(image).text((-left, -top), text, strength, font, anchor="ls")
        return Mask(image, -left, -top, size * _CAPITALS)

    def small(self, face: Face, text: str) -> Mask:
        """`text` as small print: spaced, and monospaced where there is such a face."""
        if (face, text) not in self._small:
            self._small[face, text] = self._spaced(face, text)
        return self._small[face, text]

    def _spaced(self, face: Face, text: str) -> Mask:
        kicker = self.faces.kicker if self.faces.kicker and self.opens(self.faces.kicker) else face
        fonts = [self.font(kicker if one.isascii() else face, SMALL) for one in text]
        steps = [font.getlength(one) + _SPACING for font, one in zip(fonts, text, strict=True)]
        starts = [0.0, *accumulate(steps)]
        image, rise = Image.new("L", (max(1, ceil(starts[-1] - _SPACING)), 2 * SMALL)), SMALL + 10
        pen = ImageDraw.Draw(image)
        for one, font, start in zip(text, fonts, starts, strict=False):
            pen.text((round(start), rise), one, FULL, font, anchor="ls")
        return Mask(image, 0, rise, SMALL * _CAPITALS)

    def _lacks(self, face: Face, text: str) -> str:
        """A title without one of its letters is another title; without a smile it is the same."""
        if not self.opens(face):
            return text
        letters = filter(str.isalnum, dict.fromkeys(text))
        return "".join(one for one in letters if not self._has(face, one))

    def _has(self, face: Face, character: str) -> bool:
        """Whether it is drawn in another way than what no font has."""
        if (face, character) not in self._known:
            font = self.font(face, SMALL)
            drawn, nothing = (bytes(font.getmask(one)) for one in (character, _NOTHING))
            self._known[face, character] = character.isspace() or drawn != nothing
        return self._known[face, character]


def _bold(font: ImageFont.FreeTypeFont) -> ImageFont.FreeTypeFont:
    """A variable font begins as its lightest, and is made bold."""
    try:
        axes = font.get_variation_axes()
    except (OSError, NotImplementedError):  # it is not variable
        return font
    wanted = {b"Weight": BOLD}
    font.set_variation_by_axes(
        [
            min(wanted.get(axis["name"] or b"", axis["default"] or 0), axis["maximum"] or BOLD)
            for axis in axes
        ]
    )
    return font
