"""The guide's page about what readers are promised, made from the figures of an audit.

`quality.*.md` here are its texts: `{figure[layout shift][home, phone]}` stands for one,
`[all]` for the largest of its kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import environment

GUIDE = environment.ROOT / "docs" / "guide"
PAGES = {"zh": GUIDE / "quality.md", "en": GUIDE / "en" / "quality.md"}


def write(results: Mapping[str, Any]) -> None:
    """Write the pages from the JSON of an audit."""
    for language, path in PAGES.items():
        path.write_text(page(results, language), "utf-8")


def template(language: str) -> str:
    """The page with places for figures."""
    return Path(__file__).with_name(f"quality.{language}.md").read_text("utf-8")


def page(results: Mapping[str, Any], language: str) -> str:
    """The page as Markdown; `language` is `zh` or `en`."""
    shown: dict[str, dict[str, str]] = defaultdict(dict)
    largest: dict[str, float] = {}
    for one in results["figures"]:
        what, value = one["what"], one["value"]
        shown[what][one["where"]] = _text(what, value)
        largest[what] = max(largest.get(what, value), value)
    for what, value in largest.items():
        shown[what]["all"] = _text(what, value)
    return template(language).format(figure=shown, runs=results["runs"], **results["machine"])


def _text(what: str, value: float) -> str:
    return f"{value / 1000:.3g} kB" if what.startswith("bytes") else f"{round(value, 4):g}"
