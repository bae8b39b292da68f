"""The store of typeset formulas: kept between builds, and never in a build's way."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from mkdocs_articles.math.element import filled
from mkdocs_articles.math.engine import Options, Typeset
from mkdocs_articles.math.formula import Edit, Formula
from mkdocs_articles.math.store import Store
from mkdocs_articles.math.typesetter import STORE, Typesetter, _kept_as, key_of
from mkdocs_articles.math.v8 import V8Engine

SOME = {
    b"a": Typeset("<b>中文</b>"),
    b"b" * 32: Typeset("", "Undefined \\a", 7),
    b"\0\xff": Typeset('<span class="katex">' + "x" * 100_000 + "</span>"),
}


def test_kept(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What is put is there for another store, later; the rest is not."""
    path = tmp_path / "some/folders/below" / STORE
    store = Store(path)
    assert got(store, SOME) == {}
    store.put(SOME)
    store.put({})
    assert got(store, [*SOME, b"c"]) == SOME
    assert got(Store(path), SOME) == SOME
    Store(path).put({b"a": Typeset("new")})
    assert got(store, [b"a"]) == {b"a": Typeset("new")}
    assert caplog.messages == []


def test_many(tmp_path: Path) -> None:
    """More keys than SQLite takes in one query."""
    many = {str(number).encode(): Typeset(str(number)) for number in range(3000)}
    store = Store(tmp_path / STORE)
    store.put(many)
    assert got(store, [*many, b"none"]) == many
    assert got(store, []) == {}


def test_no_connection_is_left(tmp_path: Path) -> None:
    """So that a build may fork, use threads, or have its cache deleted."""
    store = Store(tmp_path / STORE)
    store.put(SOME)
    (tmp_path / STORE).unlink()
    assert got(store, SOME) == {}
    store.put(SOME)
    assert got(store, SOME) == SOME


def got(store: Store, keys: Iterable[bytes]) -> dict[bytes, Typeset]:
    """What a store has, unpacked."""
    return {key: packed.typeset() for key, packed in store.get(keys).items()}


# Whatever is in the way


def broken_row(path: Path) -> None:
    Store(path).put(SOME)
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE typeset SET html = x'00'")


def row_of_other_data(path: Path) -> None:
    Store(path).put(SOME)
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE typeset SET html = ?", (zlib.compress(b"\xff\xfe"),))


def other_dictionary(path: Path) -> None:
    Store(path).put({b"long": Typeset(os.urandom(9000).hex()), **SOME})
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE dictionary SET html = x'00'")


def other_version(path: Path) -> None:
    Store(path).put(SOME)
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA user_version = 99")


def cut_short(path: Path) -> None:
    Store(path).put({str(n).encode(): Typeset(os.urandom(500).hex()) for n in range(100)})
    Store(path).put(SOME)
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))


BROKEN: dict[str, Callable[[Path], object]] = {
    "text": lambda path: path.write_text("not a database, but longer than a header " * 9),
    "nothing but zeros": lambda path: path.write_bytes(bytes(5000)),
    "cut short": cut_short,
    "broken row": broken_row,
    "row of other data": row_of_other_data,
    "dictionary of another file": other_dictionary,
    "another version": other_version,
}


@pytest.mark.parametrize("make", BROKEN.values(), ids=BROKEN)
def test_broken(
    make: Callable[[Path], object], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A broken file is said once and made anew, for this build and the next."""
    caplog.set_level("INFO")
    path = tmp_path / STORE
    make(path)
    store = Store(path)
    assert got(store, SOME) == {}
    store.put(SOME)
    assert got(store, SOME) == SOME
    (message,) = caplog.messages
    assert message.startswith(f"formulas: the cache {path} was broken and is made anew (")
    assert got(Store(path), SOME) == SOME
    assert len(caplog.messages) == 1


@pytest.fixture
def read_only_store() -> Iterator[Path]:
    """A store with something in it, in a folder that this process may not write to."""
    if os.name == "nt":
        pytest.skip("folders have no such permissions here")
    with tempfile.TemporaryDirectory() as name:  # pytest's folders are closed to other users
        folder = Path(name)
        Store(folder / STORE).put(SOME)
        (folder / STORE).chmod(0o444)
        folder.chmod(0o555)
        user = os.geteuid()
        if user == 0:  # to whom permissions mean nothing
            os.seteuid(65534)
        yield folder / STORE
        os.seteuid(user)
        folder.chmod(0o755)


def foreign_database(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE formulas (name TEXT)")
        connection.execute("INSERT INTO formulas VALUES ('mine')")


def file_above(path: Path) -> None:
    path.parent.rmdir()
    path.parent.write_text("a file", encoding="utf-8")


UNUSABLE: dict[str, Callable[[Path], object]] = {
    "folder": lambda path: path.mkdir(),
    "foreign database": foreign_database,
    "file above": file_above,
}


@pytest.mark.parametrize("make", UNUSABLE.values(), ids=UNUSABLE)
def test_unusable(
    make: Callable[[Path], object], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What is not ours is left as it is; the build goes on without, and says so once."""
    caplog.set_level("INFO")
    path = tmp_path / "cache" / STORE
    path.parent.mkdir()
    make(path)
    before = path.parent.stat().st_mtime, path.exists() and path.stat().st_mtime
    typesetter = Typesetter(Options("v8"), path.parent)
    for _ in range(2):
        results = typesetter.typeset([Formula("x"), Formula("y")])
        assert all("<math" in result.html for result in results.values())
    assert "<math" in typesetter.typeset([Formula("z")])[Formula("z")].html
    [message] = caplog.messages
    assert message.startswith(f"formulas: going on without the cache {path} (")
    assert before == (path.parent.stat().st_mtime, path.exists() and path.stat().st_mtime)
    typesetter._engine.close()  # type: ignore[attr-defined]


def test_foreign_database_is_kept(tmp_path: Path) -> None:
    foreign_database(tmp_path / STORE)
    store = Store(tmp_path / STORE)
    store.put(SOME)
    assert got(store, SOME) == {}
    with contextlib.closing(sqlite3.connect(tmp_path / STORE)) as connection:
        assert connection.execute("SELECT * FROM formulas").fetchall() == [("mine",)]


def test_read_only(read_only_store: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What is there is used, what is new is not kept."""
    caplog.set_level("INFO")
    store = Store(read_only_store)
    assert got(store, SOME) == SOME
    store.put({b"c": Typeset("new")})
    store.put({b"d": Typeset("new")})
    [message] = caplog.messages
    assert message.startswith(f"formulas: going on without the cache {read_only_store} (")
    assert got(store, SOME) == {}


# Processes

TYPESET = """
import logging, sys
from pathlib import Path
from mkdocs_articles.math.element import filled
from mkdocs_articles.math.engine import Options
from mkdocs_articles.math.formula import Formula
from mkdocs_articles.math.typesetter import Typesetter
from mkdocs_articles.math.v8 import V8Engine
logging.basicConfig(level=logging.INFO, format="%(message)s")
folder, first, last, script = sys.argv[1:]
if script:
    V8Engine.SCRIPT = Path(script)
formulas = [Formula(f"x_{{{n}}}") for n in range(int(first), int(last))]
typesetter = Typesetter(Options("v8"), Path(folder))
for start in range(0, len(formulas), 10):  # a page at a time
    typesetter.typeset(formulas[start : start + 10])
for formula, result in typesetter.typeset(formulas).items():
    print(filled(formula, result))
"""


def start(folder: Path, first: int, last: int, script: str = "") -> subprocess.Popen[str]:
    command = [sys.executable, "-c", TYPESET, str(folder), str(first), str(last), script]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip


def finish(process: subprocess.Popen[str]) -> str:
    output, errors = process.communicate()
    assert (process.returncode, errors) == (0, "")
    return output


def test_processes(tmp_path: Path) -> None:
    """Several builds at once fill one store; a later one needs no KaTeX for what they typeset."""
    together = [start(tmp_path, first, first + 100) for first in (0, 50, 100)]
    outputs = [finish(process).splitlines() for process in together]
    assert outputs[0][50:] == outputs[1][:50]
    assert outputs[1][50:] == outputs[2][:50]
    later = start(tmp_path, 0, 200, script=str(tmp_path / "there is no KaTeX here.js"))
    assert finish(later).splitlines() == outputs[0] + outputs[2]

    unknown = start(tmp_path, 200, 201, script=str(tmp_path / "there is no KaTeX here.js"))
    _, errors = unknown.communicate()
    assert unknown.returncode == 1
    assert "EngineError: formulas: KaTeX does not start" in errors


# The typesetter, which asks the store


class Impatient(V8Engine):
    """An engine that waits too short a time for anything."""

    SECONDS = 0.0


def test_only_what_is_final_is_kept(tmp_path: Path) -> None:
    """A formula that took too long on a busy machine is tried again by the next build."""
    typesetter = Typesetter(Options("v8"), tmp_path)
    typesetter._engine = Impatient()
    formula = Formula("x")
    assert "does not come to an end" in typesetter.typeset([formula])[formula].error
    typesetter._engine.close()
    again = Typesetter(Options("v8"), tmp_path)
    assert "<math" in again.typeset([formula])[formula].html
    refused = Formula(r"\no")
    again.typeset([refused])
    keys = [_kept_as(again._engine, key_of(one)) for one in (formula, refused)]
    assert len(Store(tmp_path / STORE).get(keys)) == 2
    again._engine.close()  # type: ignore[attr-defined]


def test_threads(tmp_path: Path) -> None:
    """Pages that are rendered in threads get their own formulas."""
    typesetter = Typesetter(Options("v8"), tmp_path)

    def page(number: int) -> bool:
        formulas = [Formula(f"x_{{{number}, {n}}}") for n in range(20)]
        results = typesetter.typeset(formulas)
        return all(f">{f.tex}</annotation>" in results[f].html for f in formulas)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(page, range(24)))
    typesetter._engine.close()  # type: ignore[attr-defined]


def test_keys(tmp_path: Path) -> None:
    """Everything that makes a difference to the HTML makes one to the key."""
    options = [Options("v8"), Options("v8", "mathml"), Options("v8", mhchem=True),
               Options("markdown-katex"), Options("latex2mathml")]  # fmt: skip
    prefixes = []
    for one in options:
        typesetter = Typesetter(one, tmp_path)
        prefixes.append(typesetter._engine.identity)
    assert len(set(prefixes)) == len(options)
    formulas = [
        Formula("x"), Formula("x", True), Formula("1x"), Formula("x "),
        Formula("x", definitions=r"\def\a{}"), Formula("x", edits=(Edit(0, 0, "y"),)),
        Formula("x", edits=(Edit(1, 1, "y"),)), Formula("x", row_numbers=("(1)",)),
    ]  # fmt: skip
    assert len(set(map(key_of, formulas))) == len(formulas)


def test_waiting(tmp_path: Path) -> None:
    """Formulas that waited are typeset together, and there later, however they are kept."""
    for folder in (tmp_path, Path(os.devnull)):
        typesetter = Typesetter(Options("v8"), folder)
        good, bad = Formula("x"), Formula(r"\no")
        keys = [typesetter.wait(formula) for formula in (good, bad, good)]
        assert keys[0] == keys[2]
        known = typesetter.typeset_waiting()
        assert {key: (bool(one.error), one.fonts) for key, one in known.items()} == {
            keys[0]: (False, "fonts/KaTeX_Math-Italic.woff2=x"),
            keys[1]: (True, ""),
        }
        assert typesetter.results(keys)[keys[0]].typeset() == typesetter.typeset([good])[good]
        late = typesetter.wait(Formula("late"))
        assert b"late" in typesetter.results([late])[late].markup()
        typesetter.forget()
        with pytest.raises(KeyError):
            typesetter.results(keys)


def test_element() -> None:
    """A refused formula is shown as it was written."""
    shown = filled(Formula('a < "b" & c', True), Typeset("", 'got "<b>"', 1))
    code = BeautifulSoup(shown, "html.parser").select_one(
        "tex-math.display[data-search-exclude] code"
    )
    assert code
    assert code.get_text() == 'a < "b" & c'
    assert code.attrs == {"class": ["katex-error"], "title": 'got "<b>"'}
