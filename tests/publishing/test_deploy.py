"""`articles deploy` with real repositories: a clone, and a bare one that it publishes to."""

from __future__ import annotations

import base64
import http.server
import re
import shlex
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mkdocs_articles.commands import main
from mkdocs_articles.publishing.git import masked

CONFIG = """\
site_name: Test
site_url: https://example.org/repo/
theme: mkdocs
plugins: []
"""


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@dataclass
class Place:
    """A site under git with a remote on disk; `deploy` is the command, run in `folder`."""

    folder: Path
    remote: Path
    capture: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def deploy(self, *options: str) -> tuple[int, str]:
        """The exit status, and all that was said but the logs of check and build."""
        self.monkeypatch.chdir(self.folder / "docs")  # from any folder of the site
        self.capture.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["deploy", *options])
        said = self.capture.readouterr()
        errors = [
            line
            for line in said.err.splitlines()
            if not (line.startswith("INFO") or line.endswith("nothing to mend"))
        ]
        return int(ended.value.code or 0), said.out + "\n".join(errors)

    def commit(self, files: dict[str, str | None]) -> None:
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_text(text, encoding="utf-8")
        git(self.folder, "add", "-A")
        git(self.folder, "commit", "-qm", "change")

    def published(self, branch: str = "gh-pages") -> dict[str, str]:
        names = git(self.remote, "-c", "core.quotePath=off", "ls-tree", "-r", "--name-only", branch)
        return {name: git(self.remote, "show", f"{branch}:{name}") for name in names.splitlines()
                if not name.endswith((".gz", ".png", ".ico", ".woff2"))
                and not name.startswith(("css/", "js/", "webfonts/", "img/"))}  # fmt: skip

    def tip(self, branch: str = "gh-pages") -> str:
        return git(self.remote, "rev-parse", branch)


@pytest.fixture
def place(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Place:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "a")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "a@example.com")
    remote, folder = tmp_path / "remote.git", tmp_path / "site"
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(remote))
    git(tmp_path, "init", "-q", "-b", "main", str(folder))
    git(folder, "remote", "add", "origin", str(remote))
    made = Place(folder, remote, capfd, monkeypatch)
    made.commit({"mkdocs.yml": CONFIG, "docs/index.md": "# Home", "docs/a.md": "# 随机森林"})
    return made


def test_from_nothing_to_published_and_back(place: Place) -> None:
    head, status = git(place.folder, "rev-parse", "HEAD"), git(place.folder, "status", "-s")

    code, said = place.deploy("--dry-run")
    assert code == 0
    assert "nothing was published (--dry-run)" in said
    assert git(place.remote, "for-each-ref") == ""

    code, said = place.deploy()
    assert code == 0
    assert "  + /\n" in said
    assert "  + a/\n" in said
    assert re.search(r"^pages: \d added, 0 changed, 0 removed; \d+ other files$", said, re.M)
    assert "published on gh-pages of origin: https://example.org/repo/" in said
    files = place.published()
    assert files[".nojekyll"] == ""
    assert "随机森林" in files["a/index.html"]
    assert "404.html" in files
    assert git(place.remote, "rev-list", "--count", "gh-pages") == "1"
    first = place.tip()
    assert head in git(place.remote, "log", "-1", "--format=%B", "gh-pages")

    assert place.deploy() == (0, "nothing to do: gh-pages of origin is this site already\n")
    assert place.tip() == first

    place.commit({"docs/a.md": "# Changed", "docs/b.md": "# 新的"})
    code, said = place.deploy()
    assert code == 0
    assert "  + b/\n" in said
    assert "  ~ a/\n" in said
    assert git(place.remote, "rev-list", "--count", "gh-pages") == "2"
    second = place.tip()

    # the working tree, the index and the branches are as they were
    assert git(place.folder, "status", "-s") == status == ""
    assert git(place.folder, "branch", "--format=%(refname:short)") == "main"

    undo = said.splitlines()[-1].removeprefix("to undo: ")
    subprocess.run(shlex.split(undo), cwd=place.folder, check=True, capture_output=True)
    assert place.tip() == first
    code, said = place.deploy()  # and what was undone can be published again
    assert code == 0
    assert git(place.remote, "rev-parse", "gh-pages^{tree}") == git(
        place.remote, "rev-parse", f"{second}^{{tree}}"
    )


def test_the_first_can_be_undone_but_not_what_came_after(place: Place) -> None:
    _, said = place.deploy()
    undo = shlex.split(said.splitlines()[-1].removeprefix("to undo: "))
    place.commit({"docs/b.md": "# B"})
    place.deploy()
    later = place.tip()
    refused = subprocess.run(undo, cwd=place.folder, check=False, capture_output=True)
    assert refused.returncode
    assert place.tip() == later

    git(place.remote, "update-ref", "-d", "refs/heads/gh-pages")
    _, said = place.deploy()
    undo = shlex.split(said.splitlines()[-1].removeprefix("to undo: "))
    subprocess.run(undo, cwd=place.folder, check=True, capture_output=True)
    assert git(place.remote, "for-each-ref") == ""


def test_what_is_not_committed_is_refused(place: Place) -> None:
    (place.folder / "docs/草稿.md").write_text("x", encoding="utf-8")
    code, said = place.deploy()
    assert code == 1
    assert "not committed" in said
    assert "?? docs/草稿.md" in said
    assert git(place.remote, "for-each-ref") == ""

    git(place.folder, "stash", "-u")
    for made in ("site/index.html", ".cache/store"):  # what builds leave behind is no change
        (place.folder / made).parent.mkdir()
        (place.folder / made).write_text("x")
    assert place.deploy()[0] == 0


def test_a_failing_build_is_refused(place: Place) -> None:
    place.deploy()
    before = place.tip()
    place.commit({"docs/a.md": "[nowhere](missing.md)"})
    code, said = place.deploy()
    assert code == 1
    assert "missing.md" in said
    assert "nothing was published" in said
    assert place.tip() == before


def test_many_pages_do_not_go_unasked(place: Place) -> None:
    place.deploy()
    place.commit({"docs/a.md": None})
    code, said = place.deploy()
    assert code == 1
    assert "  - a/\n" in said
    assert "more than a tenth of the 3 pages would be removed" in said
    assert "a/index.html" in place.published()
    assert place.deploy("--yes")[0] == 0
    assert "a/index.html" not in place.published()


def test_a_domain_stays(place: Place) -> None:
    """GitHub writes the file when a domain is set there; a site's own file wins."""
    place.deploy()
    git(place.folder, "fetch", "-q", "origin")
    git(place.folder, "checkout", "-q", "-b", "gh-pages", "origin/gh-pages")
    place.commit({"CNAME": "blog.example.org\n", "old.html": "x"})
    git(place.folder, "push", "-q", "origin", "gh-pages")
    git(place.folder, "checkout", "-q", "main")
    place.commit({"docs/b.md": "# B"})
    assert place.deploy("--yes")[0] == 0
    assert place.published()["CNAME"] == "blog.example.org"
    assert "old.html" not in place.published()
    place.commit({"docs/CNAME": "example.org\n"})
    assert place.deploy()[0] == 0
    assert place.published()["CNAME"] == "example.org"


def test_somebody_else_was_faster(place: Place, tmp_path: Path) -> None:
    place.deploy()
    other = tmp_path / "other"
    git(tmp_path, "clone", "-q", "-b", "gh-pages", str(place.remote), str(other))
    (other / "theirs.html").write_text("x")
    git(other, "add", ".")
    git(other, "commit", "-qm", "theirs")
    hook = place.folder / ".git/hooks/pre-push"  # runs between what was fetched and what is pushed
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nunset GIT_DIR\nexec git -C '{other}' push -q origin gh-pages\n")
    hook.chmod(0o755)
    place.commit({"docs/b.md": "# B"})
    code, said = place.deploy()
    assert code == 1
    assert "somebody else pushed to gh-pages of origin meanwhile; nothing was published" in said
    assert "run this again" in said
    assert "theirs.html" in place.published()
    assert git(place.folder, "status", "-s") == ""
    hook.unlink()
    assert place.deploy("--yes")[0] == 0
    assert "b/index.html" in place.published()


def test_a_remote_that_does_not_accept(place: Place) -> None:
    hook = place.remote / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'no pushes on Fridays' >&2\nexit 1\n")
    hook.chmod(0o755)
    code, said = place.deploy()
    assert code == 1
    assert "no pushes on Fridays" in said
    assert "to undo" not in said


class Refusing(http.server.BaseHTTPRequestHandler):
    """A host that lets nobody in."""

    def do_GET(self) -> None:
        self.send_error(int(self.path.split("/")[1]))

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def refusing() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def talkative(monkeypatch: pytest.MonkeyPatch) -> None:
    """git tells all that it does, and asks nobody for a password."""
    for name in ("GIT_TRACE", "GIT_TRACE_CURL", "GIT_TRACE_PACKET", "GIT_TRACE_SETUP"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("GIT_TERMINAL_PROMPT", "0")
    monkeypatch.setenv("GIT_ASKPASS", "false")


def is_silent_on_the_token(said: str) -> bool:
    basic = base64.b64encode(b"someone:s3cret").decode()
    return not any(one in said for one in ("s3cret", "someone", basic))


@pytest.mark.usefixtures("talkative")
@pytest.mark.parametrize("status", [401, 403, 500])
def test_a_host_that_refuses_a_token(place: Place, refusing: str, status: int) -> None:
    address = f"http://someone:s3cret@{refusing}/{status}/x.git"
    git(place.folder, "remote", "set-url", "origin", address)
    code, said = place.deploy()
    assert code == 1
    assert refusing in said
    assert is_silent_on_the_token(said)


@pytest.mark.usefixtures("talkative")
def test_a_token_is_never_shown(place: Place) -> None:
    """Where nobody answers, where it goes well, and where an address is taken for a remote's name."""
    address = f"https://someone:s3cret@localhost:1/{place.remote.name}"
    git(place.folder, "remote", "set-url", "origin", address)
    code, said = place.deploy()
    assert code == 1
    assert "localhost:1" in said
    assert is_silent_on_the_token(said)

    code, said = place.deploy("--remote", address)
    assert code == 1
    assert "there is no remote https://***@localhost:1/" in said
    assert is_silent_on_the_token(said)

    git(place.folder, "config", f"url.{place.remote.as_uri()}.insteadOf", address)
    code, said = place.deploy()
    assert code == 0
    assert "published on gh-pages of origin" in said
    assert is_silent_on_the_token(said)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://user:pass@host/x", "https://***@host/x"),
        ("https://ghp_abc@host/x and ssh://git@host/y", "https://***@host/x and ssh://***@host/y"),
        ("https://user:p@ss@host/x", "https://***@host/x"),
        ("https://host/x@y", "https://host/x@y"),
        ("git@host:a/b", "git@host:a/b"),
    ],
)
def test_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_names_that_cannot_be_used(place: Place) -> None:
    for options, said in (
        (["--remote", "upstream"], "there is no remote upstream; choose with --remote: origin"),
        (["--branch", "main"], "main is the branch you work on"),
        (["--branch", "a..b"], "cannot be a branch's name"),
        (["-f", "nowhere.yml"], "no mkdocs.yml"),
    ):
        code, told = place.deploy(*options)
        assert code == 1
        assert said in told
    git(place.folder, "push", "-q", "origin", "main:source")
    code, told = place.deploy("--branch", "source")
    assert code == 1
    assert "the branch source of origin holds the site's source" in told


def test_another_branch_of_another_remote(place: Place, tmp_path: Path) -> None:
    second = tmp_path / "second.git"
    git(tmp_path, "init", "-q", "--bare", str(second))
    git(place.folder, "remote", "add", "mirror", str(second))
    place.commit({"mkdocs.yml": f"{CONFIG}remote_name: mirror\nremote_branch: www\n"})
    assert place.deploy()[0] == 0
    assert "index.html" in git(second, "ls-tree", "--name-only", "www")
    assert place.deploy("--remote", "origin", "--branch", "x/y")[0] == 0
    assert "index.html" in place.published("x/y")


def test_where_there_is_nothing_to_publish_from(
    tmp_path: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bare/docs").mkdir(parents=True)
    (tmp_path / "bare/mkdocs.yml").write_text(CONFIG)
    place.folder = tmp_path / "bare"
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert "is in no git repository" in place.deploy()[1]
    git(place.folder, "init", "-q")
    assert "nothing is committed yet" in place.deploy()[1]
    place.commit({"docs/index.md": "# Home"})
    assert "there is no remote origin; add it: git remote add origin ADDRESS" in place.deploy()[1]
