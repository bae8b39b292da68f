"""A rendered page as it is kept: what rendering it gave, and what it depends on."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

# A file of the site as a link sees it: its address, and whether it is left out; None if there is none.
Target = tuple[str, bool] | None


@dataclass(frozen=True)
class Entry:
    """`content` is the digest of its HTML, which is kept apart. `toc` are nested
    `{level, id, name, children}`, `to_anchors` the anchors that the page links to, by files' URIs,
    with the links as they were written.

    It is valid while `links` (URIs of files asked for) lead where they led, and while `files` have
    these digests. `left` is what others keep of it (`inputs.leave`), `noted` what follows from it
    (`Results.noting`), for those who bring it from another process.
    """

    content: str
    toc: list[dict[str, Any]]
    title: str | None
    anchors: list[str]
    to_anchors: dict[str, dict[str, str]] | None
    links: Mapping[str, Target]
    files: Mapping[str, str]
    left: Mapping[str, list[Any]]
    noted: Mapping[str, Any] = field(default_factory=dict)

    def is_valid(self, target: Callable[[str], Target], file_digest: Callable[[str], str]) -> bool:
        """Whether rendering it again would give the same."""
        return all(target(uri) == (led and tuple(led)) for uri, led in self.links.items()) and all(
            file_digest(path) == known for path, known in self.files.items()
        )

    def to_bytes(self) -> bytes:
        return json.dumps(self.to_json(), ensure_ascii=False, separators=(",", ":")).encode(
            "utf-8", "surrogatepass"
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Entry:
        """Raises `ValueError` or `TypeError` for what `to_bytes` did not make."""
        return cls.from_json(json.loads(data.decode("utf-8", "surrogatepass")))

    def to_json(self) -> dict[str, Any]:
        """What JSON can hold; nothing is copied."""
        return dict(vars(self))

    @classmethod
    def from_json(cls, data: Any) -> Entry:
        """What `to_json` gave. Raises `TypeError` for anything else."""
        return cls(**data)
