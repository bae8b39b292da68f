"""What a build of hostile input does to the machine: it is watched by the interpreter's audit hook."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from bad_rows import rows
from sites import Site

# Put before every interpreter that the build starts, and so into those that it starts in turn.
MONITOR = """
import json, os, sys
def watch(event, arguments):
    if event in ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "pty.spawn"):
        what = [str(arguments[0]), [str(one) for one in arguments[1] or ()]]
    elif event in ("socket.connect", "socket.getaddrinfo", "urllib.Request"):
        what = [repr(arguments[-1])]
    elif event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR):
        what = [str(arguments[0])]
    elif event in ("os.mkdir", "os.rename", "os.symlink", "os.link"):
        what = [os.path.abspath(os.fsdecode(arguments[0 if event == "os.mkdir" else 1]))]
    else:
        return
    os.write(log, (json.dumps([event, *what]) + "\\n").encode())
log = os.open(os.environ["MONITOR_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
sys.addaudithook(watch)
"""
CONFIG = """\
plugins:
  - articles
  - articles-search
  - articles-cache
"""
SNIPPET = "# Run\n\n```python {.run}\nopen('/tmp/pwned', 'w').write('1')\n```\n\n$x$\n"


@pytest.mark.skipif(sys.platform != "linux", reason="paths of Linux")
def test_a_build_of_hostile_input(tmp_path: Path) -> None:
    (tmp_path / "monitor").mkdir()
    (tmp_path / "monitor/sitecustomize.py").write_text(MONITOR)
    (tmp_path / "outside.txt").write_text("SECRET OF THE MACHINE")
    site = Site.write(tmp_path / "site-under-test", {"docs/posts/run.md": SNIPPET}, CONFIG)
    for row in rows("code", "formulas", "links", "front_matter"):
        row.write(site.folder / "docs")
    log = tmp_path / "log"
    path = os.pathsep.join([str(tmp_path / "monitor"), os.environ.get("PYTHONPATH", "")])
    done = site.build(PYTHONPATH=path, MONITOR_LOG=str(log), PYTHONDONTWRITEBYTECODE="1")
    assert done.returncode == 0, done.stderr
    seen = [json.loads(line) for line in log.read_text().splitlines()]
    started = [one[2] for one in seen if len(one) == 3]
    assert [one for one in started if not _is_known(one)] == []
    assert any("mkdocs_articles.math.worker" in one for one in started)  # so it sees what starts
    assert [one for one in seen if one[0].startswith(("socket", "urllib"))] == []
    written = {Path(one[1]) for one in seen if len(one) == 2 and one[1].startswith("/")}
    assert len(written) > 100  # so it sees what is written
    assert sorted(str(path) for path in written if not _is_ours(path, site.folder)) == []
    assert not Path("/tmp/pwned").exists()


def _is_known(command: list[str]) -> bool:
    """git, which knows dates, and our own workers."""
    if Path(command[0]).name == "git":
        return "log" in command or "rev-parse" in command
    ours = ("mkdocs_articles.math.worker", "mkdocs_articles.math.ahead_worker")
    return any(one in command for one in (*ours, "mkdocs_articles.adapters.mkdocs_cache_workers"))


def _is_ours(path: Path, folder: Path) -> bool:
    """The site, the cache, and the folder in which the site is made until it takes its place."""
    if path == Path("/dev/null"):
        return True
    if path == folder:  # which is there: asked for with all above it
        return True
    if not path.is_relative_to(folder):
        return False
    first = path.relative_to(folder).parts[0]
    return first in ("site", ".cache", ".gitignore") or first.startswith(".site")
