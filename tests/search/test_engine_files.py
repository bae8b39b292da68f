"""What the engine fetches, and what it does when files are not there, or not what they should be."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from browsing import served
from search.asking import ASSETS, Written, write

# A fetch that notes what it is asked for, and when that was there.
NOTING = f"""
const log = [];
const noting = async (url, options) => {{
  const name = url.split("search/")[1].split("?")[0];
  log.push(name);
  const response = await fetch(url, options);
  await new Promise((done) => setTimeout(done, 30));
  log.push(`${{name}} is there`);
  return response;
}};
const {{ create, SearchError }} = await import("./{ASSETS}/engine.js");
const engine = create({{ base: new URL("search/", location).href, fetch: noting }});
const found = async (query) => {{
  const {{ results }} = await engine.search(query);
  return (await engine.texts(results)).map(({{ url }}) => url);
}};
const failure = (error) => [error instanceof SearchError, error.name, error.message];
"""

TEXTS = ["随机森林和决策树", "线性回归和岭回归", "卷积网络和注意力", "gradient descent"]


def pages(count: int, extra: str = "") -> list[Written]:
    fill = [
        "".join(chr(0x4E00 + (n * 937 + m * 211) % 20000) for m in range(150)) for n in range(count)
    ]
    return [
        Written(f"{n}/", f"第{n}篇", f"{TEXTS[n % len(TEXTS)]}。{extra}{fill[n]}")
        for n in range(count)
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, pages(40))
    return tmp_path


@pytest.fixture
def run(browser: Browser, folder: Path) -> Iterator[Callable[..., Any]]:
    """Run JavaScript in a page of the site: `run("return …", argument)`."""
    with served(folder) as at:
        context = browser.new_context()
        page = context.new_page()
        page.goto(at)

        def evaluate(code: str, argument: Any = None, *, again: Page = page) -> Any:
            return again.evaluate(f"async (argument) => {{ {NOTING} {code} }}", argument)

        evaluate.page = page  # type: ignore[attr-defined]
        yield evaluate
        context.close()


def test_each_file_is_fetched_once_and_those_of_a_query_together(run: Callable[..., Any]) -> None:
    log = run("await found('随机森林'); await found('随机森林'); await found('森林'); return log;")
    asked = [one for one in log if not one.endswith("there")]
    assert len(asked) == len(set(asked))
    assert asked[0] == "index.bin"
    terms = [n for n, one in enumerate(log) if one.startswith("terms/")]
    begun = [n for n in terms if not log[n].endswith("there")]
    assert len(begun) > 1
    assert max(begun) < min(set(terms) - set(begun))
    assert not [one for one in asked if one.startswith(("variants", "endings", "facets"))]


def test_nothing_is_fetched_before_something_is_asked(run: Callable[..., Any]) -> None:
    assert run("return log;") == []


def test_a_host_that_inflates(run: Callable[..., Any], folder: Path) -> None:
    for path in folder.glob("search/**/*.bin"):
        path.write_bytes(gzip.decompress(path.read_bytes()))
    assert len(run("return found('随机森林');")) == 10


def test_a_site_that_was_replaced(run: Callable[..., Any], folder: Path) -> None:
    """The page that is open has the root of the old one."""
    code = """
        globalThis.engine ??= engine;
        const { results } = await globalThis.engine.search(argument);
        return (await globalThis.engine.texts(results)).map(({ url }) => url);
    """
    assert len(run(code, "随机森林")) == 10
    shutil.rmtree(folder / "search")
    write(folder, pages(90, "全新的词也在这里，"))
    assert len(run(code, "全新的词")) == 90
    assert len(run(code, "岭回归")) == 23


def test_a_site_that_was_replaced_before_texts_were_read(
    run: Callable[..., Any], folder: Path
) -> None:
    before = "globalThis.old = [engine, (await engine.search('随机森林')).results];"
    run(before)
    shutil.rmtree(folder / "search")
    write(folder, pages(8))
    after = """
        const [old, results] = globalThis.old;
        return (await old.texts(results.slice(0, 3))).map(({ url }) => url);
    """
    assert run(after) == ["4/", "0/"]


@pytest.mark.parametrize(
    "content", [b"", b"<!doctype html>", b"\x1f\x8b nothing", b"\x05\x00\x01a"]
)
def test_files_that_are_no_index(run: Callable[..., Any], folder: Path, content: bytes) -> None:
    for path in folder.glob("search/terms/*.bin"):
        path.write_bytes(content)
    error, log = run("return [await found('随机森林').catch(failure), log];")
    assert error[:2] == [True, "SearchError"]
    assert "terms/" in error[2]
    assert log.count("index.bin") == 2  # once more, and that is all


def test_no_index_at_all(run: Callable[..., Any], folder: Path) -> None:
    shutil.rmtree(folder / "search")
    assert run("return found('随机森林').catch(failure);")[2] == "index.bin: status 404"
    assert run("return engine.facets().catch(failure);")[0]
    assert run("return engine.suggest('随机森林').catch(failure);")[0]


def test_it_works_again_when_files_are_there_again(run: Callable[..., Any], folder: Path) -> None:
    shutil.move(folder / "search", folder / "away")
    run("globalThis.kept = [engine, await found('随机森林').catch(failure)];")
    shutil.move(folder / "away", folder / "search")
    assert run("return (await globalThis.kept[0].search('随机森林')).total;") == 10


def test_an_aborted_query(run: Callable[..., Any]) -> None:
    code = """
        const control = new AbortController();
        const first = engine.search("随机森林", { signal: control.signal });
        const second = engine.search("森林");
        control.abort();
        const { results, total } = await second;
        const other = new AbortController();
        const texts = engine.texts(results, { signal: other.signal });
        other.abort();
        return [await first.catch(({ name }) => name), total, await texts.catch(({ name }) => name),
                (await engine.texts(results)).length];
    """
    assert run(code) == ["AbortError", 10, "AbortError", 10]


def test_a_limit(run: Callable[..., Any]) -> None:
    code = """
        const { results, total } = await engine.search("随机", { limit: 3 });
        return [results.length, total];
    """
    assert run(code) == [3, 10]


@pytest.mark.parametrize("written", [[], [Written("a/", "只有中文", "没有别的")]])
def test_a_site_with_hardly_anything(
    run: Callable[..., Any], folder: Path, written: list[Written]
) -> None:
    shutil.rmtree(folder / "search")
    write(folder, written)
    code = (
        "return [await found('没有'), await found('gradeint'), await engine.suggest('gradeint')];"
    )
    assert run(code) == [["a/"] if written else [], [], []]
