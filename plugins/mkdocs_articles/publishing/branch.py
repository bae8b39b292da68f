"""Put a folder on a branch of a remote repository in one commit.

Objects are written, a tree is made in an index of its own, and the commit is pushed by its name: the
working tree, the index and the branches of the repository stay as they are.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from mkdocs_articles.publishing.git import Git, GitError, index_info

NOJEKYLL = ".nojekyll"  # else GitHub Pages drops folders that begin with an underscore
DOMAIN = "CNAME"  # GitHub Pages keeps a site's own domain in this file, and may have written it


class RejectedError(GitError):
    """The branch has changed on the remote since it was fetched."""


@dataclass(frozen=True)
class Branch:
    """The branch `name` of the remote `remote`, as it was when it was fetched.

    `commit` is None where there is no such branch yet.
    """

    git: Git
    remote: str
    name: str
    commit: str | None

    @property
    def ref(self) -> str:
        return f"refs/heads/{self.name}"

    @classmethod
    def fetch(cls, git: Git, remote: str, name: str) -> Branch:
        """Ask the remote. Raises `GitError` where it cannot be reached."""
        ref = f"refs/heads/{name}"
        if not git("ls-remote", remote, ref):
            return cls(git, remote, name, None)
        tracking = f"refs/remotes/{remote}/{name}"
        git("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", remote, f"+{ref}:{tracking}")
        return cls(git, remote, name, git("rev-parse", tracking))

    def files(self) -> dict[str, str]:
        """The branch's files: the blob of each path."""
        return tree_files(self.git, self.commit) if self.commit else {}

    def push(self, commit: str) -> None:
        """Make `commit` the branch's; raises `RejectedError` if it is not what was fetched."""
        try:
            self.git("push", "--porcelain", self.remote, f"{commit}:{self.ref}")
        except GitError as error:
            # How git words it depends on who noticed first, so the remote is asked.
            found = self.git("ls-remote", self.remote, self.ref).partition("\t")[0]
            if found != (self.commit or ""):
                raise RejectedError(str(error)) from error
            raise

    def undo(self, commit: str) -> str:
        """The command that takes `commit` back, unless somebody has pushed another since."""
        lease = f"--force-with-lease={self.name}:{commit}"
        return f"git push {lease} {self.remote} {self.commit or ''}:{self.ref}"


def tree_files(git: Git, tree: str) -> dict[str, str]:
    """The blob of each path of a commit or tree."""
    files = {}
    for line in git.lines("ls-tree", "-r", "-z", "--full-tree", tree):
        about, _, path = line.partition("\t")
        files[path] = about.split()[2]
    return files


def write_files(git: Git, folder: Path) -> dict[str, str]:
    """Store every file below `folder`, byte for byte: the blob of each path from there."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    names = "".join(f"{_quoted(path)}\n" for path in paths)
    blobs = git.output(
        "hash-object", "-w", "--no-filters", "--stdin-paths",
        stdin=names.encode("utf-8", "surrogateescape"),
    ).decode().split()  # fmt: skip
    return {
        path.relative_to(folder).as_posix(): blob for path, blob in zip(paths, blobs, strict=True)
    }


def completed(git: Git, files: dict[str, str], before: dict[str, str]) -> dict[str, str]:
    """The site's files with what its host needs: no Jekyll, and the domain that the branch had."""
    blob = git.output("hash-object", "-w", "--no-filters", "--stdin").decode().strip()
    kept = {DOMAIN: before[DOMAIN]} if DOMAIN in before else {}
    return {NOJEKYLL: blob, **kept, **files}


def write_commit(git: Git, files: dict[str, str], parent: str | None, message: str) -> str:
    """A commit of exactly `files`; nothing points to it yet."""
    with tempfile.TemporaryDirectory() as scratch:
        env = {"GIT_INDEX_FILE": str(Path(scratch) / "index")}
        git.output("update-index", "-z", "--index-info", stdin=index_info(files.items()), env=env)
        tree = git("write-tree", env=env)
    parents = ("-p", parent) if parent else ()
    return git("commit-tree", tree, *parents, "-m", message)


def _quoted(path: Path) -> str:
    """A path in a list of one a line: git reads one in quotes as a C string."""
    text = str(path)
    if text[0] != '"' and not any(mark in text for mark in '\n\\"'):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
