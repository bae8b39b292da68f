"""What a browser has to do for a page that opens, in elements: no matter how busy the machine is."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser

from browsing import opened


@pytest.mark.parametrize("path", ["posts/gbdt/", "posts/adaboost/"])
def test_a_page_is_styled_once(browser: Browser, address: str, path: str) -> None:
    """And little of it again: fonts come, Material's script looks at what there is."""
    with opened(browser, address, viewport={"width": 412, "height": 823}) as page:
        browser.start_tracing(page=page, categories=["devtools.timeline"])
        page.goto(address + path, wait_until="networkidle")
        trace = json.loads(browser.stop_tracing())
        styled = sum(event["args"].get("elementCount", 0) for event in trace["traceEvents"]
                     if event["name"] == "UpdateLayoutTree")  # fmt: skip
        elements = page.evaluate("document.querySelectorAll('*').length")
        moved = page.locator(".md-typeset__scrollwrap").count()
    assert styled >= elements, "the browser counts"
    assert styled < 2 * elements
    assert moved == 0, "tables are where they were"
