"""Pygments without what is of no use where code is coloured by a style sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

EXTENSION = "pymdownx.highlight"


class Unstyled:
    """A Pygments style without rules.

    With classes in the HTML nothing of a style is shown, but Pygments makes CSS of all its rules for
    every block of code, which takes a fifth of the time for it.
    """

    cache_key = "unstyled"  # for the keys of pages: see `digest.stable`
    name = "unstyled"
    background_color = highlight_color = None
    line_number_color = line_number_special_color = "inherit"
    line_number_background_color = line_number_special_background_color = "transparent"

    def __iter__(self) -> Iterator[tuple[Any, Mapping[str, Any]]]:
        """No rules."""
        return iter(())


def without_style(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of `pymdownx.highlight`, with a style only if it is shown."""
    return {**options} if options.get("noclasses") else {**options, "pygments_style": Unstyled()}
