"""Pictures: matplotlib's open figures, drawn for light and for dark pages, and those of values."""

from __future__ import annotations

import colorsys
import hashlib
import io
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LARGEST_SVG = 200_000  # bytes; what is larger (thousands of points) is a bitmap
PIXELS = 96  # CSS pixels in an inch
FINE = 2  # pixels of a bitmap in a CSS pixel
PADDING = 0.1  # inches around a figure
PAPER, INK = 0.12, 0.9  # the grey of a dark page, and of what is black on a light one
DARKEST = 0.55  # lightness of a colour that is seen on a dark page
COLOURLESS = 0.1  # difference of its red, green and blue from which a colour is one


class Drawings:
    """Puts pictures into the folder of the run; an output names its files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "figures"
        self.folder.mkdir()

    def keep(self, content: bytes, suffix: str) -> dict[str, Any]:
        """The output for a picture of a known format; its size is read from it later."""
        return {"kind": "figure", "file": self._write(content, suffix)}

    def take(self) -> list[dict[str, Any]]:
        """The open figures of matplotlib, the same bytes each time; they are closed.

        What drawing warns of (a glyph that no font has) is printed without a line of this file.
        """
        if "matplotlib.pyplot" not in sys.modules:
            return []
        import matplotlib
        from matplotlib import pyplot

        settings: Any = {"svg.hashsalt": "mkdocs-articles", "svg.fonttype": "path"}
        with matplotlib.rc_context(settings), warnings.catch_warnings(record=True) as caught:
            try:
                numbers = pyplot.get_fignums()
                drawn = [self._figure(pyplot.figure(number)) for number in numbers]
            finally:
                self.forget()
        for text in dict.fromkeys(f"{w.category.__name__}: {w.message}" for w in caught):
            print(text, file=sys.stderr)
        return drawn

    def forget(self) -> None:
        """Close the open figures."""
        if pyplot := sys.modules.get("matplotlib.pyplot"):
            pyplot.close("all")

    def _figure(self, figure: Any) -> dict[str, Any]:
        """A figure as SVG, or as a bitmap where that is smaller than very much SVG."""
        box = _box(figure)
        suffix = "svg"
        light = _save(figure, suffix, box)
        if len(light) > LARGEST_SVG:
            suffix = "png"
            light = _save(figure, suffix, box)
        with _dark(figure):
            dark = _save(figure, suffix, box)
        output: dict[str, Any] = {"kind": "figure", "file": self._write(light, suffix)}
        if dark != light:
            output["dark"] = self._write(dark, suffix)
        output["width"], output["height"] = (
            round(side * PIXELS) for side in (box.width, box.height)
        )
        return output

    def _write(self, content: bytes, suffix: str) -> str:
        name = f"{hashlib.sha256(content).hexdigest()[:16]}.{suffix}"
        (self.folder / name).write_bytes(content)
        return name


def _box(figure: Any) -> Any:
    """What is drawn, in inches, with a little air; found once for all drawings."""
    figure.draw_without_rendering()
    return figure.get_tightbbox().padded(PADDING)


def _save(figure: Any, suffix: str, box: Any) -> bytes:
    file = io.BytesIO()
    metadata = {"Date": None} if suffix == "svg" else {"Software": None}
    dpi = "figure" if suffix == "svg" else FINE * PIXELS
    figure.savefig(
        file, format=suffix, bbox_inches=box, transparent=True, metadata=metadata, dpi=dpi
    )
    return file.getvalue()


@contextmanager
def _dark(figure: Any) -> Iterator[None]:
    """Let a figure be drawn for a dark page: black and white, and the greys between, change places,
    and dark colours become lighter.

    What stands for data (images, meshes) stays, and so does what is written on it, whose colours
    were chosen for what they stand on.
    """
    from matplotlib.axes import Axes

    kept: set[Any] = set()
    for axes in figure.findobj(Axes):
        if axes.images or any(_has_data(one) for one in axes.collections):
            kept |= {*axes.images, *axes.collections, *axes.texts}
            kept |= {part for text in axes.texts for part in _parts(text)}
    undo = []
    try:
        for artist in _artists(figure):
            if artist in kept:
                continue
            for name in ("color", "facecolor", "edgecolor", "markerfacecolor", "markeredgecolor"):
                get, change = (getattr(artist, f"{verb}_{name}", None) for verb in ("get", "set"))
                if get is None or change is None:
                    continue
                before = get()
                after = _turned(before)
                if after is not None:
                    undo.append((change, before))
                    change(after)
        yield
    finally:
        for change, before in reversed(undo):
            change(before)


def _artists(figure: Any) -> Iterator[Any]:
    """All that is drawn."""
    for artist in figure.findobj():
        yield from (artist, *_parts(artist))


def _parts(text: Any) -> Iterator[Any]:
    """The box around a text and its arrow, which matplotlib does not count among its children."""
    parts = (getattr(text, "get_bbox_patch", lambda: None)(), getattr(text, "arrow_patch", None))
    yield from filter(None, parts)


def _has_data(collection: Any) -> bool:
    """Whether its colours stand for numbers."""
    return collection.get_array() is not None


def _turned(colours: Any) -> Any:
    """A colour, or several, with greys turned round; None where nothing changes."""
    from matplotlib.colors import to_rgba, to_rgba_array

    try:
        is_one = isinstance(colours, str) or (
            len(colours) in (3, 4) and not hasattr(colours[0], "__len__")
        )
        rows = [to_rgba(colours)] if is_one else [tuple(row) for row in to_rgba_array(colours)]
    except (TypeError, ValueError, IndexError):  # "none", "auto" and the like
        return None
    turned = [_for_dark(*row) for row in rows]
    if turned == rows:
        return None
    return turned[0] if is_one else turned


def _for_dark(red: float, green: float, blue: float, alpha: float) -> tuple[float, ...]:
    """A colour for a dark page: greys are turned round, colours too dark to be seen made lighter."""
    if not alpha:
        return red, green, blue, alpha
    if max(red, green, blue) - min(red, green, blue) <= COLOURLESS:
        grey = INK + (PAPER - INK) * (red + green + blue) / 3
        return grey, grey, grey, alpha
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    return *colorsys.hls_to_rgb(hue, max(lightness, DARKEST), saturation), alpha
