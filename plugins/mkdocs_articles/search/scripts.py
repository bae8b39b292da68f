"""Scripts and style sheets as they are published: what only people read is left out."""

from __future__ import annotations

import re

# A block comment begins a line; one to the end of the line stands after white space. No text or
# regular expression of ours looks like either.
_COMMENT = re.compile(r"^[ ]*/\*.*?\*/[ ]*\n|(?:^|[ ]+)//(?: [^\n]*)?$", re.MULTILINE | re.DOTALL)
_INDENTATION = re.compile(r"^\s+", re.MULTILINE)


def stripped(source: str) -> str:
    """A script or style sheet of `browser/` without its comments and indentation: it compresses to two
    thirds."""
    return _INDENTATION.sub("", _COMMENT.sub("", source))
