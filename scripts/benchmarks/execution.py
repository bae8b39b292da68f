"""Runnable snippets: what running them takes, and what their frozen outputs add to a build.

20 articles with 50 snippets and 10 figures; all import numpy, half of them matplotlib.

1. All of them run, in turns: `articles freeze` with nothing frozen (a whole command: MkDocs' start,
   reading the site and writing the store included; figures are drawn twice, for light and for dark
   pages), and the same cells by nbclient, one kernel an article, one article after the other, as
   mkdocs-jupyter and others do it (figures drawn once, as PNG; nothing is written).
2. `mkdocs build` (the plugin `articles`, the theme material) of the frozen site, in turns with the
   same pages with ordinary fences.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Row, arguments, fresh, median_ratio, report, run, turns

CONFIG = """\
site_name: Benchmark
theme: {name: material, font: false, language: zh}
plugins: [articles]
markdown_extensions: [attr_list, tables, pymdownx.superfences, mkdocs_articles.execution]
"""
PROSE = "先固定其余的参数，再看这一步怎样改变误差；由此可以看出，收敛的速度取决于步长。" * 12


@dataclass(frozen=True)
class Sizes:
    """How much is measured, and how often."""

    articles: int = 20
    turns: int = 5
    builds: int = 21


QUICK = Sizes(2, 1, 1)


def main() -> None:
    options = arguments(__doc__ or "")
    sizes = QUICK if options.quick else Sizes()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for part in running, builds:
            print(f"· {part.__name__}", file=sys.stderr, flush=True)
            rows += part(sizes, Path(folder))
    packages = ["mkdocs", "nbclient", "ipykernel", "numpy", "matplotlib"]
    report(rows, packages, options.json)


def articles(count: int) -> list[list[str]]:
    """The cells of each article: two and three in turn, every second article with a figure."""
    return [
        [
            f"import numpy as np\nrng = np.random.default_rng({n})\nx = rng.normal(size=(200, 8))",
            "for degree in range(5):\n    print(degree, np.mean(x ** degree).round(4))",
            f"import matplotlib.pyplot as plt\nplt.plot(np.sort(x[:, 0]))\nplt.title('sample {n}');",
        ][: 2 + n % 2]
        for n in range(count)
    ]


def write_site(folder: Path, cells: Sequence[Sequence[str]], fence: str) -> None:
    """A site of these articles, whose fences begin so."""
    posts = folder / "docs" / "posts"
    posts.mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    for number, codes in enumerate(cells):
        text = f"---\ntitle: 第 {number} 篇\ndate: 2026-01-01\n---\n\n"
        text += "".join(f"## 第 {n} 节\n\n{PROSE}\n\n{fence}\n{code}\n```\n\n"
                        for n, code in enumerate(codes))  # fmt: skip
        (posts / f"{number:02}.md").write_text(text, encoding="utf-8")


# 1. Running


def running(sizes: Sizes, folder: Path) -> list[Row]:
    cells = articles(sizes.articles)
    site = folder / "running"
    write_site(site, cells, '```python {.run alt="x"}')
    ours: list[float] = []
    alone: list[float] = []
    theirs: list[float] = []
    for _ in turns(sizes.turns):
        for values, jobs in (ours, []), (alone, ["-j1"]):
            shutil.rmtree(site / "docs" / "_frozen", ignore_errors=True)
            values.append(run(["articles", "freeze", *jobs], site)[1].wall)
        theirs.append(fresh(run_notebooks, cells))
    count = sum(map(len, cells))
    what = f"{sizes.articles} articles, {count} cells"
    to = "nbclient"
    return [
        Row(f"{what}: nbclient, a kernel an article", theirs),
        Row(f"{what}: articles freeze -j1", alone, "s", median_ratio(alone, theirs), to),
        Row(f"{what}: articles freeze", ours, "s", median_ratio(ours, theirs), to),
    ]


def run_notebooks(cells: list[list[str]]) -> float:
    """Seconds for all notebooks, imports of nbclient not included."""
    import nbformat
    from nbclient import NotebookClient

    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    began = time.perf_counter()
    for codes in cells:
        cells_ = [nbformat.v4.new_code_cell(code) for code in codes]  # type: ignore[no-untyped-call]
        notebook = nbformat.v4.new_notebook(cells=cells_)  # type: ignore[no-untyped-call]
        quiet = ["--IPKernelApp.log_level=40"]
        NotebookClient(notebook, kernel_name="python3", extra_arguments=quiet).execute()
    return time.perf_counter() - began


# 2. Building


def builds(sizes: Sizes, folder: Path) -> list[Row]:
    cells = articles(sizes.articles)
    frozen, plain = folder / "frozen", folder / "plain"
    write_site(frozen, cells, '```python {.run alt="x"}')
    write_site(plain, cells, "```python")
    run(["articles", "freeze"], frozen)
    wall: dict[Path, list[float]] = {frozen: [], plain: []}
    cpu: dict[Path, list[float]] = {frozen: [], plain: []}
    for turn in turns(sizes.builds):
        for site in (frozen, plain)[:: 1 if turn % 2 else -1]:
            cost = run(["mkdocs", "build", "--quiet", "--strict"], site)[1]
            wall[site].append(cost.wall)
            cpu[site].append(cost.cpu)
    rows = []
    for what, values in {"wall": wall, "CPU": cpu}.items():
        ratio = median_ratio(values[frozen], values[plain])
        rows += [
            Row(f"build with ordinary fences, {what}", values[plain]),
            Row(f"build with frozen outputs, {what}", values[frozen], "s", ratio, "ordinary"),
        ]
    return rows


if __name__ == "__main__":
    main()
