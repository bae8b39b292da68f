"""The store of frozen outputs, as git and reviewers see it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from mkdocs_articles.execution import frozen
from mkdocs_articles.execution.cells import Output, Outputs

# Figures by the names of their files; what they hold does not matter here.
FIGURES = {f"{n:016x}.svg": f"<svg>{n}</svg>\n".encode() for n in range(3)}
SVG, DARK, OTHER = FIGURES
PRINTED: Outputs = (
    Output("stdout", "中文\nb\n", cut=70_000), Output("result", "<b>", html="<i>\nx</i>", latex="$x$"),
)  # fmt: skip
DRAWN: Outputs = (Output("figure", file=SVG, dark=DARK, width=96, height=48),)


def save(docs: Path, uri: str = "posts/a.md", **cells: Outputs) -> None:
    shown = {name for cell in cells.values() for one in cell for name in (one.file, one.dark)}
    figures = {name: content for name, content in FIGURES.items() if name in shown}
    frozen.save(docs, uri, frozen.Record(cells, {"python": "3.12", "a": "1"}), figures)


def files(docs: Path) -> list[str]:
    return sorted(p.relative_to(docs).as_posix() for p in docs.rglob("*") if p.is_file())


def test_the_record(tmp_path: Path) -> None:
    save(tmp_path, b=PRINTED, a=DRAWN)
    content = (tmp_path / "_frozen/posts/a.md.json").read_bytes().decode("utf-8")
    assert (
        content
        == f"""\
{{
 "cells": [
  {{
   "key": "b",
   "outputs": [
    {{
     "cut": 70000,
     "kind": "stdout",
     "text/plain": [
      "中文",
      "b",
      ""
     ]
    }},
    {{
     "kind": "result",
     "text/html": [
      "<i>",
      "x</i>"
     ],
     "text/latex": [
      "$x$"
     ],
     "text/plain": [
      "<b>"
     ]
    }}
   ]
  }},
  {{
   "key": "a",
   "outputs": [
    {{
     "dark": "{DARK}",
     "file": "{SVG}",
     "height": 48,
     "kind": "figure",
     "width": 96
    }}
   ]
  }}
 ],
 "schema": 2,
 "versions": {{
  "a": "1",
  "python": "3.12"
 }}
}}
"""
    )
    assert (tmp_path / "_frozen/posts/a" / SVG).read_bytes() == FIGURES[SVG]


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    save(tmp_path, a=PRINTED, b=DRAWN, c=())
    loaded = frozen.load(tmp_path, "posts/a.md")
    assert loaded.outputs == {"a": PRINTED, "b": DRAWN, "c": ()}
    assert list(loaded.outputs) == ["a", "b", "c"]
    assert loaded.versions == {"python": "3.12", "a": "1"}
    assert not loaded.broken


def test_a_page_without_a_record(tmp_path: Path) -> None:
    assert frozen.load(tmp_path, "posts/a.md") == frozen.Record()
    assert list(frozen.records(tmp_path)) == []


def test_figures_that_no_snippet_shows_are_dropped(tmp_path: Path) -> None:
    save(tmp_path, a=DRAWN)
    save(tmp_path, "posts/b.md", a=DRAWN)
    (tmp_path / "_frozen/posts/a/mine.svg").write_text("<svg/>")
    save(tmp_path, a=(Output("figure", file=OTHER),))
    assert f"_frozen/posts/a/{SVG}" in files(tmp_path)  # a build may still copy it
    frozen.drop_figures(tmp_path, "posts/a.md")
    assert files(tmp_path) == sorted([
        "_frozen/posts/a.md.json", "_frozen/posts/b.md.json", "_frozen/posts/a/mine.svg",
        f"_frozen/posts/a/{OTHER}", f"_frozen/posts/b/{SVG}", f"_frozen/posts/b/{DARK}",
    ])  # fmt: skip


def test_two_snippets_may_show_one_figure(tmp_path: Path) -> None:
    save(tmp_path, a=DRAWN, b=DRAWN)
    save(tmp_path, a=PRINTED, b=DRAWN)
    frozen.drop_figures(tmp_path, "posts/a.md")
    assert f"_frozen/posts/a/{SVG}" in files(tmp_path)


def test_a_folder_without_figures_is_removed(tmp_path: Path) -> None:
    save(tmp_path, a=DRAWN)
    save(tmp_path, a=PRINTED)
    frozen.drop_figures(tmp_path, "posts/a.md")
    assert files(tmp_path) == ["_frozen/posts/a.md.json"]
    assert not (tmp_path / "_frozen/posts/a").exists()


def test_figures_of_a_broken_record_stay(tmp_path: Path) -> None:
    save(tmp_path, a=DRAWN)
    frozen.record_path(tmp_path, "posts/a.md").write_text("<<<<<<< HEAD")
    frozen.drop_figures(tmp_path, "posts/a.md")
    assert f"_frozen/posts/a/{SVG}" in files(tmp_path)


def test_the_same_outputs_are_not_written_again(tmp_path: Path) -> None:
    """A preview that watches the folder would never come to rest."""
    save(tmp_path, a=PRINTED, b=DRAWN)
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*") if p.is_file()}
    save(tmp_path, a=PRINTED, b=DRAWN)
    assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*") if p.is_file()} == before


def test_readers_never_see_half_a_record(tmp_path: Path) -> None:
    big = (Output("stdout", "x\n" * 20_000),)
    save(tmp_path, a=PRINTED)
    seen: set[tuple[str, int]] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            found = frozen.load(tmp_path, "posts/a.md")
            seen.add((found.broken, len(found.outputs)))

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(10):
        save(tmp_path, a=big, b=big)
        save(tmp_path, a=PRINTED)
    done.set()
    reader.join()
    assert seen <= {("", 1), ("", 2)}
    assert files(tmp_path) == ["_frozen/posts/a.md.json"]


def test_a_record_that_cannot_be_put_in_place(tmp_path: Path) -> None:
    """What was there stays, and no half-written file lies about."""
    (tmp_path / "_frozen/posts/a.md.json/in-the-way").mkdir(parents=True)
    with pytest.raises(OSError, match=r"a\.md\.json"):
        save(tmp_path, a=PRINTED)
    assert files(tmp_path) == []


def test_trim(tmp_path: Path) -> None:
    save(tmp_path, a=PRINTED, b=DRAWN)
    frozen.trim(tmp_path, "posts/a.md", ["a"])
    assert frozen.load(tmp_path, "posts/a.md").outputs == {"a": PRINTED}


def test_a_snippet_whose_figure_is_gone_has_no_output(tmp_path: Path) -> None:
    save(tmp_path, a=PRINTED, b=DRAWN)
    (tmp_path / "_frozen/posts/a" / SVG).unlink()
    assert list(frozen.load(tmp_path, "posts/a.md").outputs) == ["a"]


def record(*outputs: object) -> str:
    """A record of one cell with these `outputs`."""
    return json.dumps({"schema": 2, "versions": {}, "cells": [{"key": "a", "outputs": outputs}]})


FOREIGN = {
    "conflict": '<<<<<<< HEAD\n{"cells": []}',
    "cut off": '{"cells": [',
    "empty": "",
    "a list": "[]",
    "a number": "5",
    "null": "null",
    "not ours": '{"name": "x"}',
    "no cells": '{"schema": 2, "versions": {}, "cells": null}',
    "no key": '{"schema": 2, "versions": {}, "cells": [{"outputs": []}]}',
    "a cell that is text": '{"schema": 2, "versions": {}, "cells": ["a"]}',
    "unknown kind": record({"kind": '"><script>', "text/plain": []}),
    "a file elsewhere": record({"kind": "figure", "file": "../x.svg"}),
    "a dark file elsewhere": record({"kind": "figure", "file": SVG, "dark": "/etc/passwd"}),
    "no file": record({"kind": "figure", "width": 1, "height": 1}),
    "no text": record({"kind": "stdout"}),
    "no number": record({"kind": "stdout", "text/plain": [], "cut": "much"}),
    "another version": '{"schema": 99, "versions": {}, "cells": []}',
}


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_a_record_that_is_none(tmp_path: Path, content: str) -> None:
    path = frozen.record_path(tmp_path, "posts/a.md")
    path.parent.mkdir(parents=True)
    path.write_text(content)
    found = frozen.load(tmp_path, "posts/a.md")
    assert found.broken
    assert "\n" not in found.broken
    assert not found.outputs
    assert list(frozen.records(tmp_path)) == []


def test_a_record_that_is_not_text(tmp_path: Path) -> None:
    path = frozen.record_path(tmp_path, "posts/a.md")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xff\xfe\x00")
    assert "decode" in frozen.load(tmp_path, "posts/a.md").broken


def test_removing(tmp_path: Path) -> None:
    save(tmp_path, "posts/a.md", a=DRAWN)
    save(tmp_path, "posts/a/b.md", a=DRAWN)
    (tmp_path / "_frozen/notes.json").write_text(json.dumps({"mine": True}))
    assert list(frozen.records(tmp_path)) == ["posts/a.md", "posts/a/b.md"]
    frozen.remove(tmp_path, "posts/a.md")
    assert list(frozen.records(tmp_path)) == ["posts/a/b.md"]
    frozen.remove(tmp_path, "posts/a/b.md")
    frozen.remove(tmp_path, "posts/never.md")
    assert files(tmp_path) == ["_frozen/notes.json"]
    assert not (tmp_path / "_frozen/posts").exists()


def test_what_a_killed_process_left_is_swept(tmp_path: Path) -> None:
    """And nothing that another one is about to put in place."""
    save(tmp_path, a=DRAWN)
    before = files(tmp_path)
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                          capture_output=True, text=True, check=True).stdout.strip()  # fmt: skip
    mine = tmp_path / f"_frozen/.mine.{os.getpid()}.part"
    for path in (
        mine,
        tmp_path / f"_frozen/posts/.a.md.json.{gone}.part",
        tmp_path / "_frozen/.x.part",
    ):
        path.write_text("half")
    frozen.sweep(tmp_path)
    assert files(tmp_path) == sorted(["_frozen/.x.part", *before, f"_frozen/{mine.name}"])
