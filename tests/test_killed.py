"""Commands killed at any moment: what was there stays, nothing is half done, the next run is right."""

from __future__ import annotations

import os
import random
import subprocess
import time
from pathlib import Path

import pytest

import forking
from sites import PLUGINS, Site, variables

ENVIRONMENT = variables(
    **{f"GIT_{who}_{what}": "reader@example.org"
       for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
)  # fmt: skip


def command(folder: Path, *arguments: str) -> forking.Running:
    """Without the imports, so that moments are those of the work."""
    return forking.start("articles", arguments, folder, ENVIRONMENT)


def duration(process: forking.Running) -> float:
    """How long it takes to do what it should."""
    begun = time.monotonic()
    assert process.wait() == 0
    return time.monotonic() - begun


def moments(whole: float, count: int) -> list[float]:
    """So many moments of a run that takes so long, some of them just before its end."""
    chance = random.Random(7)
    return sorted(whole * chance.uniform(0.2, 1.05) for _ in range(count))


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=ENVIRONMENT, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_new(tmp_path: Path) -> None:
    site = Site.write(tmp_path, {"docs/index.md": "# Home\n"}, PLUGINS)
    whole = duration(command(site.folder, "new", "First"))
    text = (site.folder / "docs/posts/first.md").read_text(encoding="utf-8")
    for number, moment in enumerate(moments(whole, 8)):
        process = command(site.folder, "new", "Next", "--slug", f"n{number}")
        time.sleep(moment)
        process.kill()
        process.wait()
        path = site.folder / f"docs/posts/n{number}.md"
        assert not path.exists() or path.read_text(encoding="utf-8") == text.replace(
            "First", "Next"
        )
    built = site.build("--strict")
    assert built.returncode == 0, built.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_deploy(tmp_path: Path) -> None:
    """The branch is the site of before or the new one, and what is written by hand is untouched."""
    site = Site.write(
        tmp_path / "site-under-test",
        {"docs/index.md": "# Home\n", ".gitignore": ".cache/\nsite/\n"}, f"theme: mkdocs\n{PLUGINS}",
    )  # fmt: skip
    git(tmp_path, "init", "-q", "--bare", "remote.git")
    git(site.folder, "init", "-q", "-b", "main")
    git(site.folder, "remote", "add", "origin", "../remote.git")
    git(site.folder, "add", ".")
    git(site.folder, "commit", "-qm", "one")
    whole = duration(command(site.folder, "deploy"))
    branch = "gh-pages:index.html"
    home = site.folder / "docs/index.md"
    for number, moment in enumerate(moments(whole, 5)):
        before = git(tmp_path / "remote.git", "rev-list", "--count", "gh-pages")
        home.write_text(f"# Home {number}\n", encoding="utf-8")
        git(site.folder, "commit", "-qam", f"{number}")
        process = command(site.folder, "deploy")
        time.sleep(moment)
        process.kill()
        process.wait()
        after = git(tmp_path / "remote.git", "rev-list", "--count", "gh-pages")
        assert int(after) - int(before) in (0, 1)
        assert git(site.folder, "status", "--porcelain") == ""
    assert command(site.folder, "deploy").wait() == 0
    assert f"Home {number}" in git(tmp_path / "remote.git", "show", branch)
    git(tmp_path / "remote.git", "fsck", "--strict")
