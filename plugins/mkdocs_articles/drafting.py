"""The file that an article begins as: its name, its front matter, and something to write over."""

from __future__ import annotations

import json
import posixpath
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import yaml

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


def folder_of(globs: Iterable[str]) -> str:
    """The folder below the docs folder in which articles are, by the first glob for Markdown:
    `notes/**/*.md` gives `notes`.
    """
    for glob in globs:
        parts = glob.lstrip("/").split("/")
        if glob.startswith("!") or posixpath.splitext(parts[-1])[1] not in ("", ".md"):
            continue
        fixed = parts[:-1]
        while fixed and any(map(_SPECIAL.search, fixed)):
            fixed.pop()
        return "/".join(fixed)
    return FOLDER


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
