"""What a reader does with live snippets, in a real browser, under a sub-path.

Python takes seconds to load, so the tests of a module share one tab: each goes to a page of its own
by a link, which the theme follows without loading a page anew.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browsing import opened, served
from sites import Site

CONFIG = """\
theme:
  name: material
  language: zh
  font: false
  features: [navigation.instant, content.code.copy]
"""
PAGES = {
    "state": (
        '```python {.run .live}\nimport math\nprint("defined")\n```\n\n'
        "```python {.run .live}\nmath.floor(3.7)\n```\n\n"
        "```python {.live}\nprint(2)\n```\n"
    ),
    "edit": "```python {.run .live}\ndef f(x):\n    return x + 1\n\nf(1)\n```\n",
    "same": "```python {.live}\nx = 1\n```\n\n```python {.live}\nx\n```\n",
    "other": "```python {.live}\nx\n```\n",
    "errors": (
        "```python {.live}\nimport numpy as np\n```\n\n"
        '```python {.run .live error="true"}\n1 / 0\n```\n\n'
        '```python {.live}\ninput("?")\n```\n\n'
        "```python {.live}\n1 + 1\n```\n"
    ),
    "endless": (
        "```python {.live}\nx = 1\n```\n\n"
        '```python {.live}\nprint("before")\nwhile True:\n    print(x)\n```\n\n'
        "```python {.live}\nx + 1\n```\n"
    ),
    "plain": "```python\n1 + 1\n```\n",
}
LINKS = "\n" + " · ".join(f"[to {name}]({name}.md)" for name in PAGES) + "\n"
LOADING = 120_000  # milliseconds that Python may take on a busy machine


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("live-site")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """The theme swaps pages only where the site is at its `site_url`, port and all."""
    files: dict[str, str | bytes] = {
        f"docs/posts/{name}.md": f"---\ndate: 2026-01-01\n---\n# {name}\n\n{text}{LINKS}"
        for name, text in PAGES.items()
    }
    with served(folder / "site") as at:
        done = Site.write(folder, files, f"site_url: {at}\n{CONFIG}").build(
            "--strict", ARTICLES_EXECUTE="auto"
        )
        assert done.returncode == 0, done.stderr
        yield at


@pytest.fixture(scope="module")
def asked() -> list[str]:
    """The addresses that the shared tab has asked for."""
    return []


@pytest.fixture(scope="module")
def tab(browser: Browser, address: str, asked: list[str]) -> Iterator[Page]:
    with opened(browser, address, viewport={"width": 1280, "height": 900}) as page:
        page.context.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}posts/plain/")
        expect(page.locator("h1")).to_contain_text("plain")
        yield page


def follow(tab: Page, name: str) -> None:
    """Come to a page anew, from another."""
    for target in ("plain", name):
        tab.get_by_role("link", name=f"to {target}", exact=True).click()
        expect(tab.locator("h1")).to_contain_text(target)


def cell(tab: Page, number: int) -> Locator:
    return tab.locator(".cell--live").nth(number)


def button(tab: Page, number: int) -> Locator:
    return cell(tab, number).locator(".cell-tools button").first


def run(tab: Page, number: int) -> list[str]:
    """Press Run, wait for the end, and return what is shown below the snippet."""
    button(tab, number).click()
    return result(tab, number)


def result(tab: Page, number: int) -> list[str]:
    expect(button(tab, number)).to_have_text("运行", timeout=LOADING)
    return shown(tab, number)


def shown(tab: Page, number: int) -> list[str]:
    pieces = cell(tab, number).locator(".cell-output pre").all()
    return [piece.inner_text() for piece in pieces if piece.is_visible()]


def note(tab: Page, number: int) -> Locator:
    return cell(tab, number).get_by_role("status")


def test_a_page_without_live_snippets_loads_no_script(tab: Page, asked: list[str]) -> None:
    tab.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/live/" in url]


def test_nothing_is_asked_for_before_run_is_pressed(tab: Page, asked: list[str]) -> None:
    follow(tab, "state")
    expect(button(tab, 2)).to_have_text("运行")
    tab.wait_for_load_state("networkidle")
    names = [url.partition("/live/")[2] for url in asked if "/live/" in url]
    assert names == ["live.js"]


def test_run_and_shared_state(tab: Page, asked: list[str]) -> None:
    """What stands above runs first, once."""
    follow(tab, "state")
    assert shown(tab, 0) == ["defined"]
    assert shown(tab, 2) == []
    button(tab, 1).click()
    expect(note(tab, 1)).to_have_text("正在加载 Python…")
    expect(button(tab, 1)).to_have_text("停止")
    expect(button(tab, 0)).to_be_disabled()
    assert shown(tab, 1) == ["3"], "what was frozen, until there is something new"
    assert result(tab, 1) == ["3"]
    live = cell(tab, 1).locator(".cell-output--live")
    assert live.get_attribute("aria-live") == "polite"
    assert live.locator("pre").get_attribute("class") == "cell-text cell-result"
    assert shown(tab, 0) == ["defined"]
    assert cell(tab, 0).locator(".cell-output--live").is_visible()
    assert run(tab, 2) == ["2"]
    assert len([url for url in asked if url.endswith(".wasm")]) == 1


def test_edit_and_reset(tab: Page) -> None:
    follow(tab, "edit")
    code = cell(tab, 0).locator("pre > code")
    reset = cell(tab, 0).get_by_role("button", name="还原", exact=True)
    expect(reset).to_be_hidden()
    before = code.inner_html()
    code.click()
    tab.keyboard.press("Control+End")
    tab.keyboard.type(" + 40")
    expect(reset).to_be_visible()
    tab.keyboard.press("Control+Enter")
    assert result(tab, 0) == ["42"]
    assert code.evaluate("code => code === document.activeElement"), "writing goes on"
    reset.click()
    expect(reset).to_be_hidden()
    assert code.inner_html() == before
    assert shown(tab, 0) == ["2"], "what was frozen"
    assert run(tab, 0) == ["2"]


def test_writing_a_block(tab: Page) -> None:
    """Lines keep their indentation; what is pasted is plain text."""
    follow(tab, "same")
    code = cell(tab, 0).locator("pre > code")
    code.click()
    tab.keyboard.press("Control+A")
    for line in ("for i in range(2):", "j = i * 2", "print(j)"):
        tab.keyboard.type(line)
        tab.keyboard.press("Enter")
    tab.keyboard.press("Backspace")
    tab.keyboard.press("Control+Enter")
    assert result(tab, 0) == ["0\n2"]


def test_the_keyboard_is_not_trapped(tab: Page) -> None:
    follow(tab, "edit")
    code = cell(tab, 0).locator("pre > code")
    code.focus()
    assert code.evaluate("code => getComputedStyle(code).outlineStyle") == "solid"
    tab.keyboard.press("Tab")
    assert not code.evaluate("code => code === document.activeElement")
    code.focus()
    tab.keyboard.press("Escape")
    expect(button(tab, 0)).to_be_focused()
    tab.keyboard.press("Enter")
    assert result(tab, 0) == ["2"]


def test_what_was_edited_above_runs_again(tab: Page) -> None:
    follow(tab, "same")
    assert run(tab, 1) == ["1"]
    cell(tab, 0).locator("pre > code").fill("x = 7")
    assert run(tab, 1) == ["7"]


def test_pages_share_no_variables(tab: Page, asked: list[str]) -> None:
    follow(tab, "same")
    assert run(tab, 1) == ["1"]
    follow(tab, "other")
    ((text),) = run(tab, 0)
    assert text.endswith("NameError: name 'x' is not defined")
    assert len([url for url in asked if url.endswith("worker.js")]) == 1, "Python is still there"
    follow(tab, "same")
    assert run(tab, 1) == ["1"]
    assert len([url for url in asked if url.endswith("worker.js")]) == 1


def test_errors(tab: Page) -> None:
    follow(tab, "errors")
    assert run(tab, 0) == ["numpy：这里没有这个模块，浏览器里的 Python 只有标准库"]
    (text,) = run(tab, 1)
    assert re.findall('File "(.*)"', text) == ["<cell 2>"]
    assert text.endswith("ZeroDivisionError: division by zero")
    prompt, text = run(tab, 2)
    assert prompt == "?"
    assert text.endswith("EOFError: 这里不能输入")
    assert run(tab, 3) == ["2"]
    cell(tab, 0).locator("pre > code").fill("import numpy")
    assert run(tab, 3) == ["2"]
    expect(note(tab, 3)).to_have_text("前面有一段代码出错了")


def test_an_endless_loop_is_stopped(tab: Page) -> None:
    follow(tab, "endless")
    button(tab, 1).click()
    expect(cell(tab, 1).locator(".cell-stdout")).to_contain_text("before\n1", timeout=LOADING)
    expect(button(tab, 1)).to_have_text("停止")
    button(tab, 1).click()
    expect(button(tab, 1)).to_have_text("运行")
    expect(note(tab, 1)).to_have_text("已停止，所有变量都已丢失")
    assert shown(tab, 1)[0].startswith("before\n1")
    cell(tab, 1).locator("pre > code").fill("x += 1")
    assert run(tab, 2) == ["3"]


def test_leaving_a_page_stops_what_runs_there(tab: Page) -> None:
    follow(tab, "endless")
    button(tab, 1).click()
    expect(cell(tab, 1).locator(".cell-stdout")).to_contain_text("before\n1", timeout=LOADING)
    follow(tab, "edit")
    assert run(tab, 0) == ["2"]


def test_without_javascript(browser: Browser, address: str) -> None:
    with opened(browser, address, java_script_enabled=False) as page:
        page.goto(f"{address}posts/state/")
        assert shown(page, 0) == ["defined"]
        assert page.locator(".cell-tools").count() == 0
        assert page.locator("[contenteditable]").count() == 0


def test_print_has_no_buttons(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.goto(f"{address}posts/state/")
        expect(button(page, 0)).to_be_visible()
        page.emulate_media(media="print")
        expect(button(page, 0)).to_be_hidden()


# Where Python cannot be loaded

POLICY = (
    "default-src 'none'; style-src 'self'; connect-src 'self'; worker-src 'self'; script-src 'self'"
)


@pytest.fixture
def bare(folder: Path, address: str, tmp_path: Path) -> Path:  # noqa: ARG001
    """A site of one page that has nothing of a theme's, whose scripts a policy may forbid."""
    shutil.copytree(folder / "site/assets/live", tmp_path / "bare/assets/live")
    content = (folder / "site/posts/edit/index.html").read_text("utf-8")
    snippet = re.findall(r'<div class="cell cell--live">.*?</code>.*?</div>', content, re.DOTALL)[0]
    script = re.findall(r"<script[^>]*live\.js.*?</script>", content)[0]
    page = (
        f"<!doctype html><meta charset=utf-8><link rel=icon href=data:><h1>edit</h1>{snippet}</div>"
        + script
    )
    (tmp_path / "bare/index.html").write_text(page.replace("../../", ""), encoding="utf-8")
    return tmp_path / "bare"


def test_a_content_security_policy(browser: Browser, bare: Path) -> None:
    headers = {"Content-Security-Policy": f"{POLICY} 'wasm-unsafe-eval'; img-src data:"}
    with served(bare, headers) as address, opened(browser, address) as page:
        page.goto(address)
        assert run(page, 0) == ["2"]


@pytest.mark.parametrize("policy", [POLICY, POLICY.replace("worker-src 'self'; ", "")])
def test_a_content_security_policy_that_forbids_it(
    browser: Browser, bare: Path, policy: str
) -> None:
    policy = policy if "worker-src" in policy else f"{policy}; worker-src 'none'"
    with served(bare, {"Content-Security-Policy": policy}) as address:
        page = browser.new_page()
        page.goto(address)
        assert run(page, 0) == []
        expect(note(page, 0)).to_contain_text("无法加载 Python")
        page.close()


@pytest.mark.parametrize(
    "missing", ["worker.js", "snippet.py", "pyodide/pyodide.asm.wasm", "pyodide/python_stdlib.zip"]
)
def test_files_that_do_not_come(browser: Browser, bare: Path, missing: str) -> None:
    (bare / "assets/live" / missing).unlink()
    with served(bare) as address:
        page = browser.new_page()
        page.goto(address)
        assert run(page, 0) == []
        expect(note(page, 0)).to_have_text("无法加载 Python：网络不通，或者网站缺少文件")
        page.close()
