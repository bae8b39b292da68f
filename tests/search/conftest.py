"""A small site with the search, served, and a reader's tab in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from browsing import opened, served
from searching import CONFIG, MATERIAL, built
from shared import once


@pytest.fixture(scope="session")
def searchable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site with Material, in Chinese: its output."""
    folder = once(tmp_path_factory, "searchable", lambda it: built(it, MATERIAL + CONFIG))
    return folder / "site"


@pytest.fixture(scope="session")
def address(searchable: Path) -> Iterator[str]:
    with served(searchable) as at:
        yield at


@pytest.fixture
def tab(browser: Browser, address: str) -> Iterator[Page]:
    """A reader's tab at an article of the site."""
    with opened(browser, address, viewport={"width": 1280, "height": 800}) as page:
        page.goto(f"{address}posts/boosting/")
        yield page
