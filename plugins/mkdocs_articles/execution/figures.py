"""Figures as files: their names and their sizes."""

from __future__ import annotations

import re

FILE_NAME = re.compile(r"[0-9a-f]{16}\.(?:svg|png|jpeg)")
_PIXELS = {"pt": 96 / 72, "px": 1.0, "": 1.0, "in": 96.0}
_PNG = b"\x89PNG\r\n\x1a\n"


def size(content: bytes) -> tuple[int, int]:
    """Width and height of an SVG or a PNG in CSS pixels; 0 where it does not say."""
    if content.startswith(_PNG):  # https://www.w3.org/TR/png-3/#11IHDR
        return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    start = content.find(b"<svg")
    head = content[start : content.find(b">", start) + 1].decode("utf-8", "replace")
    found = {"width": 0, "height": 0}
    for name in found:
        match = re.search(rf"\s{name}=\"([0-9.]+)([a-z]*)\"", head)
        if match and match[2] in _PIXELS:
            found[name] = round(float(match[1]) * _PIXELS[match[2]])
    return found["width"], found["height"]
