"""The parts of the cache by themselves."""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader

from mkdocs_articles import inputs
from mkdocs_articles.cache.digest import UnstableError, stable
from mkdocs_articles.cache.output import Staging
from mkdocs_articles.cache.progress import Progress, Stages
from mkdocs_articles.cache.store import Store
from mkdocs_articles.cache.templates import reads_of

# The store


def test_the_store_is_bounded(tmp_path: Path) -> None:
    """What was not used for longest goes first, and the file becomes smaller."""
    path = tmp_path / "pages.sqlite"
    store = Store(path, 300_000)
    for number in range(20):
        store.put({bytes([number]): os.urandom(40_000)})
        store.finish()
    assert path.stat().st_size < 400_000
    found = [number for number in range(20) if store.get(bytes([number]))]
    assert found == list(range(found[0], 20))
    assert len(found) >= 5


def test_a_store_of_a_time_to_come(tmp_path: Path) -> None:
    """A clock that was set back does not have what is new go first."""
    path = tmp_path / "pages.sqlite"
    store = Store(path, 3000)
    store.put({b"old 1": os.urandom(1000), b"old 2": os.urandom(1000)})
    store.finish()
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE entries SET used = used + 1000000000")
    store.put({b"new 1": os.urandom(1000)})
    store.put({b"new 2": os.urandom(1000)})
    store.finish()
    assert store.get(b"new 2")
    assert store.get(b"old 1") is None


def test_json(tmp_path: Path) -> None:
    store = Store(tmp_path / "pages.sqlite", 1_000_000)
    store.put_json(b"a", {"中": ["\ud800", 1.5, None]})
    store.put({b"b": b"no JSON"})
    store.finish()
    assert store.get_json(b"a") == {"中": ["\ud800", 1.5, None]}
    assert store.get_json(b"b") is None
    assert store.get_json(b"c") is None
    store.finish()


# The folder of a site


def fill(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def texts(folder: Path) -> dict[str, str]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in paths}


def test_a_site_is_exchanged(tmp_path: Path) -> None:
    site = tmp_path / "site"
    fill(site, a="1", b__c="2", b__d="3", e__f="4", gone="5")
    times = {name: (site / name).stat() for name in texts(site)}
    staging = Staging(str(site))
    fill(staging.new, a="1", b__d="33", new__x="6")
    staging.keep("b/c")
    staging.keep("e/f")
    staging.install()
    assert texts(site) == {"a": "1", "b/c": "2", "b/d": "33", "e/f": "4", "new/x": "6"}
    for name in ("a", "b/c", "e/f"):
        assert (site / name).stat().st_ino == times[name].st_ino
        assert (site / name).stat().st_mtime_ns == times[name].st_mtime_ns
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("good", range(6))
def test_a_site_that_cannot_be_exchanged(
    good: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whenever it fails, all is put back."""
    site = tmp_path / "site"
    fill(site, a="1", b__c="2", d="3", gone="4")
    before = texts(site)
    staging = Staging(str(site))
    fill(staging.new, a="11", b__c="22", d="33")
    move, calls = shutil.move, iter(range(100))

    def sometimes(source: Path, target: Path) -> Any:
        if next(calls) == good:
            raise OSError("no room")
        return move(source, target)

    monkeypatch.setattr(shutil, "move", sometimes)
    with pytest.raises(OSError, match="no room"):
        staging.install()
    assert texts(site) == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_leftovers(tmp_path: Path) -> None:
    """A folder that somebody holds stays, one that nobody holds goes."""
    alive = Staging(str(tmp_path / "site"))
    dead = Staging(str(tmp_path / "site"))
    dead.after_fork()  # lets go, as the end of a process does
    other = Staging(str(tmp_path / "site"))
    assert len(list(tmp_path.iterdir())) == 2
    alive.discard()
    other.discard()
    assert list(tmp_path.iterdir()) == []


# What a rendering depends on


def test_a_recording_sees_files(tmp_path: Path) -> None:
    """Those that are read, those that are looked for, those that somebody tells of."""
    read, told, missing, written = (tmp_path / name for name in ("read", "told", "missing", "new"))
    read.write_text("1")
    told.write_text("2")
    digests = inputs.Digests()
    with inputs.record(digests) as recording:
        read.read_text()
        inputs.note(told)
        with pytest.raises(FileNotFoundError):
            missing.read_text()
        written.write_text("3")
        json.loads(json.dumps([1]))  # reads nothing
    (tmp_path / "later").write_text("")
    (tmp_path / "later").read_text()
    assert set(recording.files) == {str(read), str(told), str(missing)}
    assert recording.files[str(missing)] == ""
    assert recording.files[str(read)] == inputs.Digests()(str(read))
    assert recording.is_repeatable


def test_a_file_that_changes_meanwhile(tmp_path: Path) -> None:
    """Its digest is that from before it was read: next time it will be another one."""
    path = tmp_path / "file"
    path.write_text("1")
    digests = inputs.Digests()
    old = inputs.Digests()(str(path))
    with inputs.record(digests) as recording:
        path.read_text()
        path.write_text("2")
        path.read_text()
    assert recording.files[str(path)] == old


@pytest.mark.parametrize(
    "action",
    [inputs.forget, lambda: os.listdir("."), lambda: os.system("true")],  # noqa: PTH208
    ids=["told", "folder", "program"],
)
def test_what_is_not_repeated(action: Callable[[], object]) -> None:
    with inputs.record(inputs.Digests()) as recording:
        action()
    assert not recording.is_repeatable


def test_nobody_records(tmp_path: Path) -> None:
    inputs.note(tmp_path)
    inputs.leave("somebody", 1)
    inputs.forget()


# Keys


class Known:
    cache_key = "7"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1", 1), (True, 1), (1, 1.0), (None, "None"), (["ab"], ["a", "b"]), ({"a": 1}, {"a": 2}),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}), ([["a"], "b"], ["a", ["b"]]),
        (date(2025, 1, 2), "2025-01-02"),
        (len, max), (functools.partial(len, "a"), functools.partial(len, "b")), (Known(), Known),
    ],
)  # fmt: skip
def test_different_values_have_different_texts(one: Any, other: Any) -> None:
    assert stable(one) != stable(other)


def test_the_same_values_have_the_same_text() -> None:
    assert stable({"a", "b", "c"}) == stable({"c", "b", "a"})
    assert stable((1, "a")) == stable([1, "a"])
    assert "0x" not in stable([len, Path, Known(), functools.partial(sorted, key=len)])


@pytest.mark.parametrize("value", [object(), [object()], {"a": object()}, (lambda x: lambda: x)(1)])
def test_values_of_which_nothing_is_known(value: Any) -> None:
    with pytest.raises(UnstableError):
        stable(value)


# Templates

TEMPLATES = {
    "base.html": "{{ page.content }}{% block b %}{{ config.extra.a }}{% endblock %}"
    "{% include 'part.html' %}",
    "main.html": "{% extends 'base.html' %}"
    "{% block b %}{{ tags }}{% include 'lang/' ~ x ~ '.html' %}{% endblock %}",
    "part.html": "{% for item in nav %}{{ item.title | upper }}{% endfor %}"
    "{% include ['none.html', 'more.html'] %}{{ range(3) }}",
    "more.html": "{{ more }}",
    "lang/de.html": "{{ de }}",
    "lang/fr.html": "{{ fr }}",
}


def reads(folder: Path, **templates: str) -> Any:
    for name, text in {
        **TEMPLATES,
        **{f"{key}.html": text for key, text in templates.items()},
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    env = Environment(loader=FileSystemLoader([str(folder)]))
    env.filters["mine"] = env.globals["clock"] = lambda *_: ""
    return reads_of(env, "main.html", ("mkdocs.",), {"site": {"lang": "fr", "number": 1}})


def test_what_a_template_reads(tmp_path: Path) -> None:
    """With all that it includes, whatever that turns out to be."""
    found = reads(tmp_path)
    assert not found.unknown
    assert found.names >= {"page", "config", "tags", "x", "nav", "more", "de", "fr"}


def test_what_is_chosen_by_something_that_is_known(tmp_path: Path) -> None:
    """Of a theme's languages, only the site's own is read, unless a template means another one."""
    chosen = "{% include 'lang/' ~ site.lang ~ '.html' %}"
    assert {"de", "fr"} & reads(tmp_path, main=chosen).names == {"fr"}
    for other in (
        "{% set site = {'lang': x} %}" + chosen,
        "{% include 'lang/' ~ site.other ~ '.html' %}",
    ):
        found = reads(tmp_path, main=other)
        assert not found.unknown
        assert {"de", "fr"} <= found.names


@pytest.mark.parametrize(
    "part",
    [
        "{{ page.next_page.content }}", "{% set p = page.next_page %}{{ p.toc }}",
        "{{ page.previous_page['markdown'] }}", "{{ nav | first | attr('content') }}",
        "{{ page.title | mine }}", "{{ clock() }}", "{{ [1, 2] | random }}", "{{ lipsum() }}",
        "{% include x %}", "{% broken",
    ],
)  # fmt: skip
def test_templates_of_which_not_all_is_known(part: str, tmp_path: Path) -> None:
    assert reads(tmp_path, part=part).unknown


# Progress


def test_progress() -> None:
    """Nothing in the first two seconds, then a line that makes room for others."""
    now = [0.0]
    stream = io.StringIO()
    progress = Progress(stream, lambda: now[0])
    progress.begin("rendering", 30)
    for _ in range(10):
        now[0] += 0.19
        progress.step()
    progress.clear()
    assert stream.getvalue() == ""
    now[0] = 2.5
    progress.step()
    progress.step()  # at the same moment
    assert stream.getvalue() == "\rrendering: 11 of 30 pages\x1b[K"
    progress.clear()
    progress.clear()
    assert stream.getvalue().endswith("pages\x1b[K\r\x1b[K")


def test_stages() -> None:
    now = [0.0]
    stages = Stages(lambda: now[0])
    for seconds, stage in ((1, "reading"), (2, "writing"), (3, "reading")):
        now[0] += seconds
        stages.end(stage)
    assert stages.table() == ["reading     4.00 s", "writing     2.00 s", "all         6.00 s"]
