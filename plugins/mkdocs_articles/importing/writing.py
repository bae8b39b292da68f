"""Put what was planned on the disk: never over something, never outside the docs folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from mkdocs_articles.errors import Problem
from mkdocs_articles.importing.model import Article, Plan
from mkdocs_articles.importing.tree import Tree

_SUFFIXES = (".md", ".markdown", ".ipynb")


@dataclass
class Written:
    """What came of it: paths below the docs folder, how many files were there already as they are,
    and the problems, those of articles that were written included.
    """

    articles: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)


def write(plan: Plan, docs: Path, shown: Callable[[str], str], tree: Tree, *, dry: bool) -> Written:
    """Write all files of `plan` that are not there yet; none if `dry`, but say the same."""
    written = Written(problems=list(plan.problems))
    for article in plan.articles:
        _write_article(article, docs, shown, tree, written, dry)
    return written


def _write_article(
    article: Article,
    docs: Path,
    shown: Callable[[str], str],
    tree: Tree,
    written: Written,
    dry: bool,
) -> None:
    stem = article.path.removesuffix(".md")
    there = next((p for s in _SUFFIXES if _exists(docs / (p := stem + s))), "")
    if there:
        if _content(docs / there) == article.text.encode():
            written.unchanged += 1
        else:
            message = f"not written: {article.post.document.path} would become it"
            hint = "it is there already; move it away to have the post again"
            written.problems.append(Problem(shown(there), 0, 0, message, hint))
            return
    elif _put(docs, article.path, article.text.encode(), shown, written, dry):
        written.articles.append(article.path)
        written.problems += article.problems
    else:
        return
    for copy in article.copies:
        source = tree.find(copy.source)
        content = _content(source) if source else None
        if content is None:
            message = "cannot be read: not copied"
            written.problems.append(
                Problem(tree.shown(copy.source), 0, 0, message, "check the file")
            )
        elif not _exists(docs / copy.path):
            if _put(docs, copy.path, content, shown, written, dry):
                written.files.append(copy.path)
        elif _content(docs / copy.path) != content:
            message = f"not written: {copy.source} would become it"
            hint = "it is there already; move one of them away"
            written.problems.append(Problem(shown(copy.path), 0, 0, message, hint))


def _put(
    docs: Path, path: str, content: bytes, shown: Callable[[str], str], written: Written, dry: bool
) -> bool:
    """Write one new file; whether that was (or, if `dry`, would be) done."""
    target = docs / path
    try:
        if not target.parent.resolve().is_relative_to(docs.resolve()):
            raise OSError(0, "a link leads out of the docs folder")
        if not dry:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                file.write(content)
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problem = Problem(
            shown(path), 0, 0, f"not written: {reason}", "mend that, and run this again"
        )
        written.problems.append(problem)
        return False
    return True


def _exists(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
