"""What a value looks like: the ways in which its type offers to be shown, as notebooks ask for them.

The methods are those of IPython's display protocol: `_repr_mimebundle_`, `_repr_html_`,
`_repr_latex_`, `_repr_svg_`, `_repr_png_`, `_repr_jpeg_`.
"""

from __future__ import annotations

import base64
import sys
from typing import Any

from .drawing import Drawings
from .text import LIMIT, Tidy, shown

METHODS = {
    "text/html": "_repr_html_",
    "text/latex": "_repr_latex_",
    "image/svg+xml": "_repr_svg_",
    "image/png": "_repr_png_",
    "image/jpeg": "_repr_jpeg_",
}
PICTURES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpeg"}
LONGEST_HTML = 100 * LIMIT  # characters
NESTED = 3  # how deep plotting calls nest what they return


def bundle(value: Any, tidy: Tidy, drawings: Drawings) -> dict[str, Any]:
    """The output for a value: a figure if it is a picture, else its text and what is richer."""
    rich = _rich(value)
    for mime, suffix in PICTURES.items():
        if mime in rich and "text/html" not in rich:
            return drawings.keep(_bytes(rich[mime]), suffix)
    output = {"kind": "result", **shown(tidy(repr(value)))}
    for kind in ("html", "latex"):
        text = rich.get(f"text/{kind}")
        if isinstance(text, str) and len(text) <= LONGEST_HTML:
            output[kind] = tidy(text)
    return output


def _rich(value: Any) -> dict[str, Any]:
    """By media type what the type of `value` offers; a method that fails offers nothing."""
    if isinstance(value, type):
        return {}
    found: dict[str, Any] = {}
    made = _call(value, "_repr_mimebundle_")
    if isinstance(made, tuple):  # data and metadata
        made = made[0]
    if isinstance(made, dict):
        found |= made
    for mime, method in METHODS.items():
        if mime not in found and (made := _call(value, method)):
            found[mime] = made[0] if isinstance(made, tuple) else made
    return found


def _call(value: Any, name: str) -> Any:
    try:
        method = getattr(value, name, None)
        return method() if callable(method) else None
    except Exception:
        return None


def _bytes(picture: Any) -> bytes:
    """A picture's bytes; in bundles bitmaps are in base64, and SVG is text."""
    if isinstance(picture, bytes):
        return picture
    text = str(picture)
    return text.encode() if "<svg" in text else base64.b64decode(text)


def is_plot(value: Any, depth: int = NESTED) -> bool:
    """Whether a value is what a plotting call returns: its figure is shown, its repr is noise."""
    if "matplotlib" not in sys.modules or not depth:
        return False
    if str(type(value).__module__).partition(".")[0] == "matplotlib":
        return True
    if type(value).__name__ == "ndarray" and value.dtype == object:
        value = value.ravel().tolist()
    items = value.values() if isinstance(value, dict) else value
    return isinstance(value, (dict, list, tuple)) and any(is_plot(i, depth - 1) for i in items)
