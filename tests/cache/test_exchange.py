"""A site's folder is exchanged, whatever was in it and whatever comes."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mkdocs_articles.cache import output
from mkdocs_articles.cache.output import Staging

NAMES = st.lists(st.sampled_from("ab"), min_size=1, max_size=3).map("/".join)
TREES = st.dictionaries(NAMES, st.sampled_from("123"), max_size=6).map(
    lambda tree: {
        name: text for name, text in tree.items()
        if not any(other.startswith(f"{name}/") for other in tree)
    }
)  # fmt: skip


def write(folder: Path, tree: dict[str, str]) -> None:
    for name, text in tree.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def read(folder: Path) -> dict[str, str]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_text() for path in paths}


def folders(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_dir()}


def stage(site: Path, old: dict[str, str], new: dict[str, str]) -> Staging:
    """A build to which what is as it was is kept, and the rest written."""
    site.mkdir()
    write(site, old)
    staging = Staging(str(site))
    for name in old.keys() & new.keys():
        if old[name] == new[name]:
            staging.keep(name)
    write(staging.new, {name: text for name, text in new.items() if old.get(name) != text})
    return staging


@given(old=TREES, new=TREES, few=st.sampled_from([0, 64]))
@example(old={"a/b/a": "1", "a/a": "1"}, new={"a/b": "1", "a/a": "1"}, few=64)
@example(old={"a/b": "1", "a/a": "1"}, new={"a/b/a": "1", "a/a": "1"}, few=64)
def test_the_new_site_is_there(old: dict[str, str], new: dict[str, str], few: int) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(output, "_FEW", few)
        site = Path(folder, "site")
        stage(site, old, new).install()
        assert read(site) == new
        assert folders(site) == {
            parent.as_posix() for name in new for parent in list(Path(name).parents)[:-1]
        }
        assert [path.name for path in Path(folder).iterdir()] == ["site"]


@given(old=TREES, new=TREES, good=st.integers(0, 8))
def test_or_the_old_one(old: dict[str, str], new: dict[str, str], good: int) -> None:
    """Whichever move fails."""
    move, calls = shutil.move, iter(range(100))

    def sometimes(source: Path, target: Path) -> Any:
        if next(calls) == good:
            raise OSError("no room")
        return move(source, target)

    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        site = Path(folder, "site")
        staging = stage(site, old, new)
        patch.setattr(shutil, "move", sometimes)
        try:
            staging.install()
        except OSError:
            assert read(site) == old
        else:
            assert read(site) == new


def test_what_processes_leave_for_each_other(tmp_path: Path) -> None:
    """It is the build's own, and goes with it."""
    staging = Staging(str(tmp_path / "site"))
    assert tmp_path in staging.ahead.parents
    staging.ahead.mkdir()
    (staging.ahead / "page").touch()
    staging.install()
    assert folders(tmp_path) == {"site"}


@pytest.mark.parametrize("few", [0, 64])
def test_what_is_written_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    """A file that was to stay may be written all the same: a template has the address of a file."""
    monkeypatch.setattr(output, "_FEW", few)
    site = tmp_path / "site"
    staging = stage(site, {"a/a": "1", "a/b": "1"}, {"a/a": "1", "a/b": "1"})
    write(staging.new, {"a/a": "2"})
    staging.install()
    assert read(site) == {"a/a": "2", "a/b": "1"}
