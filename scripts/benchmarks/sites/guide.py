"""The guide's page about performance, made from the results of a run of `builds`.

`performance.*.md` here are its texts, with `{cold}` and so on in the place of the tables' lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.measure import SCRIPTS, short

GUIDE = SCRIPTS.parent / "docs" / "guide"
PAGES = {"zh": GUIDE / "performance.md", "en": GUIDE / "en" / "performance.md"}
SCENARIOS = ("cold", "unchanged", "edit", "serve")
_NAMES = {
    "zh": {
        "cold": "冷构建", "unchanged": "什么都没改", "missing": "：没有测量：{missing}",
        "made": "：{pages:,} 页，{formulas:,} 个公式；{note}",
    },
    "en": {
        "cold": "cold", "unchanged": "nothing changed", "missing": ": not measured: {missing}",
        "made": ": {pages:,} pages, {formulas:,} formulas; {note}",
    },
}  # fmt: skip


def write(results: Path) -> None:
    """Write the pages from the JSON of a run."""
    read = json.loads(results.read_text("utf-8"))
    for language, path in PAGES.items():
        path.write_text(page(read, language), "utf-8")


def page(results: Mapping[str, Any], language: str) -> str:
    """The page as Markdown; `language` is `zh` or `en`. What was not measured has no section."""
    names = _NAMES[language]
    labels = {peer["name"]: peer["label"] for peer in results["peers"]}
    rows = [row for row in results["rows"] if "growth" not in row]
    tables = {
        scenario: _lines(
            [labels[row["peer"]], *_costs(row)] for row in rows if row["scenario"] == scenario
        )
        for scenario in SCENARIOS
    }
    tables["growth"] = _lines(
        [f"{row['posts']:,}", names[row["scenario"]], short(row["wall"]["median"]),
         short(row["memory"]["median"]), short(row["growth"])]
        for row in results["rows"] if "growth" in row
    )  # fmt: skip
    tables["equal"] = "\n".join(_work(peer, language) for peer in results["peers"])
    facts = {**results["corpus"], **results["machine"], "turns": results["turns"], **tables}
    text = Path(__file__).with_name(f"performance.{language}.md").read_text("utf-8")
    empty = [f"\n{{{name}}}\n" for name, lines in tables.items() if not lines]
    sections = [one for one in text.split("\n## ") if not any(name in one for name in empty)]
    return "\n## ".join(sections).format(**facts)


def _costs(row: Mapping[str, Any]) -> list[str]:
    """Time, spread and ratios; then CPU and memory, or of a server what it logs."""
    wall = row["wall"]
    cells = [short(wall["median"]), f"{short(wall['min'])}–{short(wall['max'])}"]
    cells += [_ratio(wall, reference) for reference in ("stock", "zensical")]
    if row["scenario"] == "serve":
        return [*cells, short(row["logged"]["median"]) if row["logged"] else ""]
    for metric in "cpu", "memory":
        ratio = _ratio(row[metric], "stock")
        cells.append(short(row[metric]["median"]) + (f" ({ratio})" if ratio else ""))
    return cells


def _ratio(metric: Mapping[str, Any], reference: str) -> str:
    return short(metric["ratios"][reference]) if reference in metric["ratios"] else ""


def _work(peer: Mapping[str, Any], language: str) -> str:
    """What a generator made, and what it did not."""
    said = _NAMES[language]["missing" if peer["missing"] else "made"]
    return f"- **{peer['label']}** {peer['version']}" + said.format(
        note=peer["notes"][language], **peer
    )


def _lines(lines: Iterable[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
