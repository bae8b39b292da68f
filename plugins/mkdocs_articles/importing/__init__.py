"""Posts of other generators as articles of this one.

A tool's module (`hexo`, `hugo`, `jekyll`, `material`) reads its site into an `OldSite`; all that
follows is the same for every tool: `plan` gives each post its file and rewrites its text (`body`),
`writing` puts the files on the disk. The old site is only ever read.
"""

from __future__ import annotations

TOOLS = ("hexo", "hugo", "jekyll", "material")
