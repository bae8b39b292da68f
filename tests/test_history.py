"""Dates from real git repositories."""

from collections.abc import Callable
from pathlib import Path

from mkdocs_articles.history import read_history


def days(folder: Path) -> dict[str, tuple[str, str]]:
    return {
        path: (span.created.date().isoformat(), span.updated.date().isoformat())
        for path, span in read_history(folder).spans.items()
    }


def test_created_and_updated(tmp_path: Path, repository: Callable[..., str]) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "随机 森林.md").write_text("one\n" * 20)
    (tmp_path / "outside.md").write_text("x")
    repository("add", ".")
    repository("commit", "-qm", "1", date="2026-01-01T12:00:00+08:00")
    (docs / "随机 森林.md").write_text("one\n" * 21)
    (docs / "b.md").write_text("b")
    repository("add", ".")
    repository("commit", "-qm", "2", date="2026-02-01T12:00:00+08:00")
    assert days(docs) == {
        "随机 森林.md": ("2026-01-01", "2026-02-01"),
        "b.md": ("2026-02-01", "2026-02-01"),
    }


def test_a_rename_is_followed(tmp_path: Path, repository: Callable[..., str]) -> None:
    (tmp_path / "a.md").write_text("line\n" * 30)
    repository("add", ".")
    repository("commit", "-qm", "1", date="2026-01-01T12:00:00+00:00")
    for old, new, day in (("a.md", "b.md", "02"), ("b.md", "c.md", "03")):
        repository("mv", old, new)
        repository("commit", "-qm", "mv", date=f"2026-01-{day}T12:00:00+00:00")
    (tmp_path / "a.md").write_text("something else entirely")
    repository("add", ".")
    repository("commit", "-qm", "new a", date="2026-01-09T12:00:00+00:00")
    assert days(tmp_path) == {
        "c.md": ("2026-01-01", "2026-01-03"),
        "a.md": ("2026-01-09", "2026-01-09"),
    }


def test_outside_a_repository(tmp_path: Path) -> None:
    history = read_history(tmp_path)
    assert not history.available
    assert not history.spans


def test_before_the_first_commit(tmp_path: Path, repository: Callable[..., str]) -> None:
    repository("status")
    assert not read_history(tmp_path).available
