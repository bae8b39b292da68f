"""What tests share: the repository's built site, sites made for one test, the shared data."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

import auditing.site as published
from browsing import FLAGS, served
from shared import once
from sites import Site

# The same examples on every run, and no time limits: a busy machine proves nothing.
settings.register_profile(
    "repository", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("repository")

ROOT = Path(__file__).parent.parent
# Files that take longest, to begin with: at the end, no process waits for another's.
LONG = (
    "test_audits.py", "test_same_bytes.py", "test_deploy.py", "test_bench.py", "test_quality.py",
    "test_walkthroughs.py", "test_interrupted.py", "test_lighthouse.py", "test_bad_rows.py",
    "test_freeze_command.py", "test_own_snippets.py", "test_percent_sites.py",
    "test_dialog_looks.py", "test_live_browser.py", "test_bench_search.py", "test_own_site.py",
    "test_safe_html.py", "test_palette.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In this order; the sort keeps together what is together."""
    ranks = {name: rank for rank, name in enumerate(LONG)}
    items.sort(key=lambda item: ranks.get(item.path.name, len(LONG)))


@pytest.fixture
def site(tmp_path: Path) -> Callable[..., Site]:
    """Make a site of the given files: `site({"docs/posts/a.md": "# A"}, plugins="…")`."""

    def make(files: dict[str, str | bytes], config: str = "") -> Site:
        return Site.write(tmp_path / "site-under-test", files, config)

    return make


@pytest.fixture(scope="session")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository's own site, as it is published: the output folder."""
    return once(tmp_path_factory, "own-site", published.build)


@pytest.fixture(scope="session")
def address(own_site: Path) -> Iterator[str]:
    """Where the own site is served; files that look at another site have an `address` of theirs."""
    with served(own_site) as at:
        yield at


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The Chromium that scripts/test found."""
    path = os.environ.get("ARTICLES_BROWSER", "")
    if not path:
        pytest.skip("no browser: run the tests with scripts/test, or set ARTICLES_BROWSER")
    return path


@pytest.fixture(scope="session")
def browser(browser_path: str) -> Iterator[Browser]:
    """That Chromium, started."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Data of others that is kept outside this repository; tests that need it are skipped without."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"{folder.name}: no shared data beside this checkout")
    return folder


@pytest.fixture
def repository(tmp_path: Path) -> Callable[..., str]:
    """A real git repository in `tmp_path`: call it with git's arguments."""

    def git(*arguments: str, date: str = "2026-01-01T00:00:00+00:00") -> str:
        identity = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com",
                    "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com",
                    "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}  # fmt: skip
        return subprocess.run(
            ["git", "-C", str(tmp_path), *arguments],
            check=True, capture_output=True, text=True, env={**os.environ, **identity},
        ).stdout  # fmt: skip

    git("init", "-q", "-b", "main")
    return git
