"""The site works where only the scripts run that `articles csp` names."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from browsing import served
from sites import run


def test_the_own_site_under_its_policy(own_site: Path, browser: Browser) -> None:
    done = run("articles", own_site, "csp", str(own_site))
    assert done.returncode == 0
    policy = done.stdout.strip()
    scripts = policy.partition("script-src")[2].partition(";")[0]
    assert "unsafe-inline" not in scripts
    assert "sha256-" in scripts
    with served(own_site, {"Content-Security-Policy": policy}) as address:
        page = browser.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
        for path in ("", "guide/formulas/", "guide/code/", "tags/"):
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
        page.keyboard.press("/")
        page.keyboard.type("公式")
        page.wait_for_selector("dialog [role=option], dialog li")
        assert wrong == []
        page.evaluate(
            """() => {
              const script = document.createElement("script");
              script.textContent = "window.pwned = 1";
              document.body.append(script);
              document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.pwned=1'>");
            }"""
        )
        page.wait_for_timeout(200)
        assert page.evaluate("window.pwned") is None
        page.close()
