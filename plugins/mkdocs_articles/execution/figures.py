"""Figures as files: their names and their sizes."""

from __future__ import annotations

import hashlib
import re

FILE_NAME = r"[0-9a-f]{16}\.svg"
_PIXELS = {"pt": 96 / 72, "px": 1.0, "": 1.0, "in": 96.0}


def size(svg: str) -> tuple[int, int]:
    """Width and height of an SVG in CSS pixels; 0 where it does not say."""
    head = svg[: svg.find(">", svg.find("<svg")) + 1]
    found = {"width": 0, "height": 0}
    for name in found:
        match = re.search(rf"\s{name}=\"([0-9.]+)([a-z]*)\"", head)
        if match and match[2] in _PIXELS:
            found[name] = round(float(match[1]) * _PIXELS[match[2]])
    return found["width"], found["height"]


def file_name(svg: str) -> str:
    """A name that changes exactly when the figure does; it matches `FILE_NAME`."""
    return f"{hashlib.sha256(svg.encode()).hexdigest()[:16]}.svg"
