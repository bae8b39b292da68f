"""The wheel: built from a clean tree by its own hook, complete, and working without Node."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
KATEX = "mkdocs_articles/math/katex"
PYODIDE = "mkdocs_articles/execution/browser/pyodide"
OPENCC = "mkdocs_articles/search/opencc"
MINIFIED = "mkdocs_articles/search/minified"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build from a copy that holds only what is committed (or would be)."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard",
         "plugins", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name in filter(None, listing.split("\0")):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)
    assert not [name for name in (KATEX, PYODIDE, MINIFIED) if (source / "plugins" / name).exists()]
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "-w",
        str(folder),
        str(source),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


def test_what_is_taken_from_npm_is_in_the_wheel_and_nothing_else_of_it(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    fonts = [name for name in names if name.startswith(f"{KATEX}/fonts/")]
    assert len(fonts) == 20
    assert all(name.endswith(".woff2") for name in fonts)
    for name in ("katex.min.js", "katex.min.css", "LICENSE", "VERSION"):
        assert f"{KATEX}/{name}" in names
    assert {name for name in names if name.startswith(PYODIDE)} == {
        f"{PYODIDE}/{name}"
        for name in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip",
                     "VERSION")
    }  # fmt: skip
    assert {name for name in names if name.startswith(OPENCC)} == {
        f"{OPENCC}/{name}" for name in ("LICENSE", "TSCharacters.txt", "VERSION")
    }
    assert {name.partition("-")[0] for name in names if name.startswith(MINIFIED)} == {
        f"{MINIFIED}/{name}" for name in ("dialog", "engine", "highlight", "VERSION")
    }
    assert "mkdocs_articles/search/browser/starter.js" in names
    assert not [name for name in names if "node_modules" in name]
    assert "mkdocs_articles/theme/articles/listing.html" in names
    assert "mkdocs_articles/theme/assets/articles/articles.css" in names
    assert "mkdocs_articles/py.typed" in names


def test_the_wheel_makes_a_site_without_node(wheel: Path, tmp_path: Path) -> None:
    """An environment of its own for the wheel; what it depends on is borrowed from this one."""
    venv.create(tmp_path / "env", with_pip=True)
    programs = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin")
    python = str(programs / "python")
    subprocess.run([python, "-m", "pip", "install", "-q", "--no-deps", wheel], check=True)
    packages = Path(subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    ).stdout.strip())  # fmt: skip
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    site = tmp_path / "site"
    (site / "docs/posts").mkdir(parents=True)
    (site / "docs/posts/a.md").write_text("---\ndate: 2026-01-01\n---\n# A\n\nLet $x^2$ be.\n")
    (site / "mkdocs.yml").write_text(
        "site_name: T\ntheme: {name: material, font: false}\nplugins: [articles, articles-search]\n"
        "markdown_extensions: [mkdocs_articles.math, mkdocs_articles.execution]\n"
    )
    done = subprocess.run(
        [python, "-W", "ignore", "-m", "mkdocs", "build", "--strict"], cwd=site,
        capture_output=True, text=True, check=False,
        env={"PATH": str(programs), "NO_MKDOCS_2_WARNING": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    where = subprocess.run(
        [python, "-c", "import mkdocs_articles; print(mkdocs_articles.__file__)"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert str(tmp_path) in where
    assert 'class="katex"' in (site / "site/index.html").read_text()
    assert (site / "site/assets/katex/fonts/KaTeX_Math-Italic.woff2").is_file()
    for name in ("dialog", "engine", "highlight"):  # minified: without lines
        published = (site / f"site/assets/articles/search/{name}.js").read_text(encoding="utf-8")
        assert len(published.splitlines()) <= 2
