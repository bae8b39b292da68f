"""What publishing changes, in a reader's terms: pages added, changed and removed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

SHOWN = 10  # of each kind; a new entry in the navigation changes every page of a site
_MARKS = (("added", "+"), ("changed", "~"), ("removed", "-"))


@dataclass(frozen=True)
class Changes:
    """Paths of files, in order; `pages_before` is how many pages there were."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    pages_before: int

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    @property
    def removes_much(self) -> bool:
        """Whether more than a tenth of the pages go."""
        return len(_pages(self.removed)) * 10 > self.pages_before

    def lines(self) -> Iterator[str]:
        """What changes, a page a line, and the numbers at the end."""
        counts = []
        others = 0
        for kind, mark in _MARKS:
            paths: tuple[str, ...] = getattr(self, kind)
            pages = _pages(paths)
            others += len(paths) - len(pages)
            yield from (f"  {mark} {address(path)}" for path in pages[:SHOWN])
            if len(pages) > SHOWN:
                yield f"  {mark} … and {len(pages) - SHOWN} more"
            counts.append(f"{len(pages)} {kind}")
        files = "1 other file" if others == 1 else f"{others} other files"
        yield f"pages: {', '.join(counts)}; {files}"


def compare(before: Mapping[str, str], after: Mapping[str, str]) -> Changes:
    """Compare two sets of files: paths and what tells one content from another."""
    return Changes(
        added=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(sorted(p for p in after.keys() & before.keys() if after[p] != before[p])),
        removed=tuple(sorted(before.keys() - after.keys())),
        pages_before=len(_pages(before)),
    )


def address(path: str) -> str:
    """A page's address from the site's root: `posts/a/` for `posts/a/index.html`."""
    if path == "index.html" or path.endswith("/index.html"):
        return path.removesuffix("index.html") or "/"
    return path


def _pages(paths: Mapping[str, str] | tuple[str, ...]) -> list[str]:
    return [path for path in paths if path.endswith((".html", ".htm"))]
