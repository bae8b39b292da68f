"""Regular expressions that are compiled when they are used.

One with a class of tens of thousands of characters takes milliseconds, a second of them a tenth of the
time in which a site is built again that has not changed: and such a build uses none of them.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Late:
    """A pattern that is not compiled before one of its methods is asked for, and then once."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.pattern, self._flags)
        for method in (
            "search",
            "match",
            "fullmatch",
            "sub",
            "subn",
            "findall",
            "finditer",
            "split",
        ):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile` for what most builds do not need. A wrong pattern is told by its first use."""
    return cast("re.Pattern[str]", _Late(pattern, flags))
