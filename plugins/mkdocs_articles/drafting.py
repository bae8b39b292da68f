"""The file that an article begins as: its name, its front matter, and something to write over."""

from __future__ import annotations

import json
import posixpath
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from pathspec import GitIgnoreSpec

from mkdocs_articles import front_matter as matter
from mkdocs_articles.article import Moment
from mkdocs_articles.slug import slugify

FOLDER = "posts"  # where no glob names one
_SPECIAL = re.compile(r"[*?\[!]")
_SENTENCE = {
    "zh": "先用两三句话说清楚：这篇文章回答什么问题，读者读完能做什么。",
    "en": "Two or three sentences first: which question does this answer, and what can be done then?",
}


@dataclass(frozen=True)
class Draft:
    """What is said of an article before it is written; an empty text says nothing."""

    title: str
    created: Moment
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    is_draft: bool = False


SENTENCES = tuple(_SENTENCE.values())  # by which what is not begun is known


def ascii_slug(title: str) -> str:
    """`GBDT 与决策树` gives `gbdt-yu-jue-ce-shu`: Chinese as pinyin without tones, other letters
    without their marks; empty where nothing is left.
    """
    from pypinyin import lazy_pinyin  # its tables take long to load

    words = lazy_pinyin(title, errors=lambda text: f" {text} ")
    slug = slugify(" ".join(" ".join(words).split()))
    plain = re.sub(r"[^a-z0-9.+-]+", "-", _without_marks(slug))
    return re.sub(r"-{2,}", "-", plain).strip("-.")


def _without_marks(text: str) -> str:
    return "".join(
        one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one)
    )


def path_of(
    name: str, suffix: str, include: Sequence[str], exclude: Sequence[str], year: int
) -> str | None:
    """Where an article of that name is one, below the docs folder: the first place that the globs
    name and do not exclude; None where there is none.

    `posts/**` gives `posts/name.md`, `blog/*/*.md` `blog/2026/name.md`, `notes/*/index.md`
    `notes/name/index.md`.
    """
    included, excluded = GitIgnoreSpec.from_lines(include), GitIgnoreSpec.from_lines(exclude)
    for folder in _folders(include, str(year)) or [FOLDER]:
        for path in (f"{name}{suffix}", f"{name}/index{suffix}"):
            uri = posixpath.join(folder, path)
            if included.match_file(uri) and not excluded.match_file(uri):
                return uri
    return None


def _folders(globs: Iterable[str], year: str) -> list[str]:
    """Folders that globs may mean, the likeliest first: what is before a wildcard, what is written,
    and a folder of the year.
    """
    found: dict[str, None] = {}
    for glob in globs:
        parts = glob.strip("/").split("/")
        if glob.startswith("!"):
            continue
        if _SPECIAL.search(parts[-1]) or "." in parts[-1]:
            parts.pop()
        is_fixed = [not _SPECIAL.search(part) for part in parts]
        fixed = parts[: is_fixed.index(False)] if False in is_fixed else parts
        written = [part for part, plain in zip(parts, is_fixed, strict=True) if plain]
        dated = [part if plain else year for part, plain in zip(parts, is_fixed, strict=True)]
        found |= dict.fromkeys("/".join(one) for one in (fixed, written, dated))
    return list(found)


def front_matter(draft: Draft) -> str:
    """YAML, a line for each thing that is known."""
    fields: list[tuple[str, Any]] = [
        ("title", draft.title), ("date", draft.created), ("categories", draft.categories),
        ("tags", draft.tags), ("draft", draft.is_draft),
    ]  # fmt: skip
    return "".join(f"{name}: {_yaml(value)}\n" for name, value in fields if value)


def _yaml(value: Any) -> str:
    """As it would be written by hand: with quotes only where YAML would take it for something else."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(_yaml, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        return str(value)
    try:
        is_plain = yaml.safe_load(f"a: [{value}, {value}]") == {"a": [value, value]}
        is_plain &= yaml.safe_load(f"a: {value}") == {"a": value}
    except (yaml.YAMLError, ValueError):
        is_plain = False
    return value if is_plain else json.dumps(value, ensure_ascii=False)


def body(language: str) -> str:
    """What to write over."""
    return f"{_SENTENCE['zh' if language.startswith('zh') else 'en']}\n\n<!-- more -->\n\n## \n"


def filled(template: str, draft: Draft) -> str:
    """An author's own template: `{{ title }}`, `{{ date }}`, `{{ categories }}` and `{{ tags }}` are
    replaced; a template without front matter gets ours.
    """
    values = {
        "title": _yaml(draft.title), "date": str(draft.created),
        "categories": _yaml(draft.categories), "tags": _yaml(draft.tags),
    }  # fmt: skip
    text = re.sub(r"\{\{\s*(\w+)\s*\}\}", lambda match: values.get(match[1], match[0]), template)
    return text if text.startswith("---") else markdown(draft, text)


def body_of(text: str) -> str:
    """A text without its front matter."""
    return matter.split(text)[1]


def markdown(draft: Draft, text: str) -> str:
    """A Markdown file."""
    return f"---\n{front_matter(draft)}---\n{text}"


def notebook(draft: Draft, text: str) -> str:
    """A notebook (nbformat 4.5) whose first raw cell is the front matter."""
    cells = [
        ("raw", f"---\n{front_matter(draft)}---"), ("markdown", text.strip()), ("code", ""),
    ]  # fmt: skip
    made = {
        "cells": [
            {
                "cell_type": kind, "id": f"{kind}-{number}", "metadata": {},
                "source": source.splitlines(keepends=True),
                **({"execution_count": None, "outputs": []} if kind == "code" else {}),
            }
            for number, (kind, source) in enumerate(cells)
        ],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4, "nbformat_minor": 5,
    }  # fmt: skip
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"
