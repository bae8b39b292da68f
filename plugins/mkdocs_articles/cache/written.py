"""Files of a site that plugins write at the end of a build: those that are as they were stay."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from mkdocs_articles.cache.output import Staging

# What they were made under, and by path below the site: a key, size, time of change.
Manifest = Mapping[str, Any]


class Written:
    """The files of one owner in one build; `manifest` is that of the build before."""

    def __init__(self, staging: Staging, manifest: Manifest) -> None:
        self._staging = staging
        self._site, self._new = str(staging.site), str(staging.new)
        self._key = str(manifest.get("key", ""))
        self._known: Mapping[str, list[Any]] = manifest.get("files", {})
        self._files: dict[str, list[Any]] = {}

    def keep(self, key: str) -> bool:
        """Keep all files if they were made under `key` and nobody has changed them."""
        if key != self._key or not all(map(self._is_as_it_was, self._known)):
            return False
        self._files = dict(self._known)
        for name in self._known:
            self._staging.keep(name)
        return True

    def are_made_under(self, key: str) -> None:
        """All files of this build are what `keep` is to keep under `key`."""
        self._key = key

    def put(self, name: str, key: str, make: Callable[[], bytes]) -> None:
        """Let the file `name` be what is made under `key`."""
        known = self._known.get(name)
        if known and known[0] == key and self._is_as_it_was(name):
            self._staging.keep(name)
            self._files[name] = known
        else:
            write(f"{self._new}/{name}", make())
            self._files[name] = [key]

    def manifest(self, site_dir: str) -> Manifest:
        """What the next build needs to know of the site that is now in `site_dir`."""
        for name, known in self._files.items():
            if len(known) == 1:
                status = os.stat(os.path.join(site_dir, name))
                self._files[name] = [*known, status.st_size, status.st_mtime_ns]
        return {"key": self._key, "files": self._files}

    def _is_as_it_was(self, name: str) -> bool:
        try:
            status = os.stat(f"{self._site}/{name}")
        except OSError:
            return False
        return self._known[name][1:] == [status.st_size, status.st_mtime_ns]


def write(path: str | Path, data: bytes) -> None:
    """Write a file, and make its folder. There may be thousands."""
    try:
        file = open(path, "wb")  # noqa: SIM115
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        file = open(path, "wb")  # noqa: SIM115
    with file:
        file.write(data)
