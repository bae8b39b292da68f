"""Style sheets as they are sent: without what is for those who read them."""

from __future__ import annotations

import re

_STRING = r"(\"[^\"\n]*\"|'[^'\n]*')"
_REMARK = re.compile(rf"{_STRING}|/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(rf"{_STRING}|\s*([{{}};,])\s*|(\s)\s+|\n")


def compact(css: str) -> str:
    """`css` without comments and with as little white space as means the same; strings stay."""
    bare = _REMARK.sub(lambda found: found[1] or " ", css)
    return _SPACE.sub(lambda found: found[1] or found[2] or " ", bare).strip()
