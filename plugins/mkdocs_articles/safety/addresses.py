"""Addresses that run a script when they are followed."""

from __future__ import annotations

import re

# Browsers skip these (URL Standard, 4.4: C0 controls and spaces around, tabs and line ends within).
_SKIPPED = re.compile(r"^[\x00-\x20]+|[\t\n\r]")
_RUNS = re.compile(
    r"(?:javascript|vbscript):|data:(?:text/(?:html|xml)|image/svg\+xml|application/x?html\+xml)",
    re.IGNORECASE,
)
# The attributes of HTML and SVG that a browser follows or loads.
FOLLOWED = frozenset({"href", "xlink:href", "action", "formaction", "src", "data", "poster"})


def runs(address: str) -> bool:
    """Whether a browser that follows `address` (unescaped) runs what is in it."""
    return _RUNS.match(_SKIPPED.sub("", address)) is not None
