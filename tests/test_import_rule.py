"""The import rule: only `adapters/` knows a generator, nothing knows the theme's package, and the

Markdown extensions load without either.
"""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "plugins" / "mkdocs_articles"
MODULES = sorted(PACKAGE.rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Every package that a module imports anywhere, by its dotted name."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_only_adapters_know_a_generator(path: Path) -> None:
    tops = {name.split(".")[0] for name in imported(path)}
    assert "material" not in tops
    if "adapters" not in path.relative_to(PACKAGE).parts:
        assert not tops & {"mkdocs", "properdocs", "zensical", "mkdocs_jupyter"}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_only_commands_call_adapters(path: Path) -> None:
    parts = path.relative_to(PACKAGE).parts
    if parts[0] not in ("adapters", "commands"):
        assert not [name for name in imported(path) if name.startswith("mkdocs_articles.adapters")]


def test_extensions_work_where_no_generator_is_installed() -> None:
    code = (
        "import sys, importlib.abc\n"
        "class Refuse(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in ('mkdocs', 'material', 'properdocs'):\n"
        "            raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Refuse())\n"
        "import markdown\n"
        "html = markdown.markdown('$x$\\n\\n```python {.run}\\n1\\n```', extensions=[\n"
        "    'mkdocs_articles.math', 'mkdocs_articles.execution'])\n"
        "assert '<tex-math' in html and 'class=\"cell\"' in html, html\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False,
        env={"ARTICLES_EXECUTE": "off", "PATH": ""}, cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_package_itself_is_light() -> None:
    code = (
        "import sys; old = set(sys.modules); import mkdocs_articles; print(set(sys.modules) - old)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {name.split(".")[0] for name in ast.literal_eval(done.stdout)} <= {
        "mkdocs_articles",
        "__future__",
    }


def test_no_file_does_two_things() -> None:
    """Four hundred lines is where a module has begun to."""
    long = {p.name: n for p in MODULES if (n := len(p.read_text("utf-8").splitlines())) > 400}
    assert not long
