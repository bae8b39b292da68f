"""Formulas: how many a second, what they add to a build, and how the time grows with their number.

1. Distinct formulas a second, in turns with the package markdown-katex: cold (an empty cache) and
   warm (the same again), in new processes, from the first use of the typesetter; V8's start counts,
   imports do not. markdown-katex runs its own program, which is faster than a Node in the PATH.
2. `mkdocs build` with warm caches (the plugins `articles` and `articles-cache`, the theme material), in
   turns with the same pages with a word in the place of each formula.
3. Growth. A site: as the plugin does it, without Markdown (`wait`, `typeset_waiting`, and for each
   page of 50 `results`). A page: the Markdown extension alone, from the making of the `Markdown`.
"""

from __future__ import annotations

import contextlib
import random
import re
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import (
    MAXRSS,
    SCRIPTS,
    Cost,
    Row,
    arguments,
    fresh,
    median_ratio,
    report,
    run,
    turns,
)

if TYPE_CHECKING:
    from mkdocs_articles.math.formula import Formula

FORMULAS = SCRIPTS.parent / "tests" / "math" / "formulas.txt"
PAGE = 50  # formulas on a page, where only their number on the site matters
CONFIG = """\
site_name: Benchmark
theme: {name: material, font: false, language: zh}
plugins: [articles, articles-cache]
markdown_extensions: [tables, pymdownx.superfences, mkdocs_articles.math]
"""
PHRASES = (
    "我们先固定其余的参数", "在训练集上", "由此可以看出", "这一步并不显然", "误差随样本数下降",
    "其中的常数与维度无关", "收敛的速度取决于步长", "实践中常取一个较小的值", "不妨设数据已经归一化",
    "对每一层都是如此", "梯度在这里为零", "直观地说", "于是得到下面的估计", "这与前一节的结论一致",
)  # fmt: skip
# A dollar or a comment would end a formula early on a page, a definition reach the next ones.
_UNFIT = re.compile(r"[$`%]|href|def|command|\\(?:let|label|tag)|\\@")


@dataclass(frozen=True)
class Sizes:
    """How much is measured, and how often."""

    formulas: int = 300
    theirs: int = 300  # of them, with markdown-katex
    turns: int = 7
    pages: int = 100
    on_page: int = 30
    builds: int = 9
    sites: tuple[int, ...] = (5_000, 15_000, 50_000)
    long_pages: tuple[int, ...] = (100, 300, 1_000)
    growth_turns: int = 3


QUICK = Sizes(20, 5, 1, 2, 10, 1, (100,), (10,), 1)


def main() -> None:
    options = arguments(__doc__ or "")
    sizes = QUICK if options.quick else Sizes()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for part in throughput, builds, growth:
            print(f"· {part.__name__}", file=sys.stderr, flush=True)
            rows += part(sizes, Path(folder))
    packages = ["mkdocs", "mkdocs-material", "markdown", "markdown-katex", "mini-racer"]
    report(rows, packages, options.json)


def formulas(count: int) -> list[str]:
    """`count` distinct formulas for a line of text: those of the tests, then variations of them."""
    lines = FORMULAS.read_text(encoding="utf-8").splitlines()
    given = dict.fromkeys(line for line in lines if line and not line.startswith(("%% ", "$$ ")))
    fit = [line for line in given if not _UNFIT.search(line)][:300]
    varied = (f"x_{{{n}}} + {fit[n % len(fit)]}" for n in range(len(fit), count))
    return [*fit[:count], *varied]


# 1. Formulas a second


def throughput(sizes: Sizes, folder: Path) -> list[Row]:
    """Ours does all formulas in each turn; markdown-katex, which takes so long, a part of them."""
    start: list[float] = []
    ours: dict[str, list[float]] = {"cold": [], "warm": []}
    theirs: dict[str, list[float]] = {"cold": [], "warm": []}
    their_cache, refused = folder / "theirs", 0
    their_cache.mkdir()
    for turn in turns(sizes.turns):
        start.append(fresh(typeset_ours, 1, str(folder / f"one{turn}")))
        part = formulas(sizes.theirs)[turn :: sizes.turns]
        for state in "cold", "warm":
            seconds = fresh(typeset_ours, sizes.formulas, str(folder / f"ours{turn}"))
            ours[state].append(sizes.formulas / seconds)
            seconds, done = fresh(typeset_theirs, part, TMPDIR=str(their_cache), PATH="")
            theirs[state].append(len(part) / seconds)
            refused += len(part) - len(done)
            part = done  # it does not keep what it refuses
    rows = [Row("one formula, cold: V8's start", start)]
    for state in "cold", "warm":
        rows.append(Row(f"{sizes.theirs} formulas, {state}: markdown-katex", theirs[state], "/s"))
        ratio = median_ratio(ours[state], theirs[state])
        what = f"{sizes.formulas} formulas, {state}: mkdocs_articles.math"
        rows.append(Row(what, ours[state], "/s", ratio, "markdown-katex"))
    return [*rows, Row("refused by markdown-katex's older KaTeX", [refused], "formulas")]


def typeset_ours(count: int, cache: str) -> float:
    from mkdocs_articles.math.engine import Options
    from mkdocs_articles.math.typesetter import Typesetter

    batch = _as_formulas(count)
    began = time.perf_counter()
    results = Typesetter(Options("v8"), Path(cache)).typeset(batch)
    seconds = time.perf_counter() - began
    assert not any(typeset.error for typeset in results.values())
    return seconds


def typeset_theirs(batch: list[str]) -> tuple[float, list[str]]:
    """As its extension does it for a formula in a line; its cache is in the temporary folder.

    Returned with the time are the formulas that it did not refuse.
    """
    from markdown_katex import wrapper

    done = []
    began = time.perf_counter()
    for tex in batch:
        with contextlib.suppress(wrapper.KatexError):
            wrapper.tex2html(tex, {})
            done.append(tex)
    return time.perf_counter() - began, done


def _as_formulas(count: int) -> list[Formula]:
    from mkdocs_articles.math.formula import Formula

    return [Formula(tex) for tex in formulas(count)]


# 2. What formulas add to a warm build


def builds(sizes: Sizes, folder: Path) -> list[Row]:
    total = sizes.pages * sizes.on_page
    few = max(1, total // 10)
    corpora = {
        "words": ["参数"] * total,
        f"{few} formulas ten times": [f"${tex}$" for tex in formulas(few) * 10][:total],
        f"{total} distinct formulas": [f"${tex}$" for tex in formulas(total)],
    }
    sites = {name: folder / f"site{number}" for number, name in enumerate(corpora)}
    for name, site in sites.items():
        write_site(site, corpora[name], sizes.on_page)
        build(site)  # the caches are warm from here on
    costs: dict[str, list[Cost]] = {name: [] for name in sites}
    for turn in turns(sizes.builds):
        for name in sorted(sites, reverse=bool(turn % 2)):
            costs[name].append(build(sites[name]))
    rows = []
    for kind, measured in (("wall", _wall), ("CPU", _cpu)):
        plain = [measured(cost) for cost in costs["words"]]
        where = f"warm build, {sizes.pages} pages, {kind}"
        rows.append(Row(f"{where}: {total} words", plain))
        for name in list(sites)[1:]:
            values = [measured(cost) for cost in costs[name]]
            more = [a - b for a, b in zip(values, plain, strict=True)]
            rows.append(Row(f"{where}: {name}", values, "s", median_ratio(values, plain), "words"))
            rows.append(Row(f"{where}: {name}, more than words", more))
    return rows


def write_site(folder: Path, items: Sequence[str], on_page: int) -> None:
    """Pages of Chinese prose around `items`; the same prose whatever the items."""
    chance = random.Random(1)
    posts = folder / "docs" / "posts"
    posts.mkdir(parents=True)
    for number, start in enumerate(range(0, len(items), on_page)):
        day = f"2025-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}"
        text = f"---\ntitle: 第 {number} 篇\ndate: {day}\ncategories: [札记]\n---\n"
        for item in items[start : start + on_page]:
            before, after, rest = chance.sample(PHRASES, 3)
            text += f"\n{before}，{item}，{after}。{rest}。\n"
        (posts / f"p{number}.md").write_text(text, encoding="utf-8")
    (folder / "docs" / "index.md").write_text("# 首页\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")


def build(site: Path) -> Cost:
    return run([sys.executable, "-m", "mkdocs", "-q", "build"], site, NO_MKDOCS_2_WARNING="1")[1]


def _wall(cost: Cost) -> float:
    return cost.wall


def _cpu(cost: Cost) -> float:
    return cost.cpu


# 3. Growth


def growth(sizes: Sizes, folder: Path) -> list[Row]:
    rows = []
    cases: list[tuple[str, Callable[..., tuple[float, float]], Sequence[int]]] = [
        ("site", typeset_site, sizes.sites),
        ("page", convert_page, sizes.long_pages),
    ]
    for place, measure, counts in cases:
        taken: dict[tuple[int, str], list[tuple[float, float]]] = {}
        # what takes minutes is done once
        for turn in turns(sizes.growth_turns if place == "page" else 1):
            for count in counts:
                cache = folder / f"{place}{count}-{turn}"
                for state in "cold", "warm":
                    results = taken.setdefault((count, state), [])
                    results.append(fresh(measure, count, str(cache)))
                shutil.rmtree(cache)
        for (count, state), results in taken.items():
            where = f"{count} formulas on one {place}, {state}"
            rows.append(Row(where, [s * 1000 / count for s, _ in results], "s per 1,000"))
            if count == counts[-1]:
                rows.append(Row(f"{where}: memory", [memory for _, memory in results], "MB"))
    return rows


def typeset_site(count: int, cache: str) -> tuple[float, float]:
    from mkdocs_articles.math.engine import Options
    from mkdocs_articles.math.typesetter import Typesetter

    batch = _as_formulas(count)
    began = time.perf_counter()
    typesetter = Typesetter(Options("v8"), Path(cache))
    keys = [typesetter.wait(formula) for formula in batch]
    assert not any(typeset.error for typeset in typesetter.typeset_waiting().values())
    for start in range(0, count, PAGE):
        typesetter.results(keys[start : start + PAGE])
    return time.perf_counter() - began, _peak_memory()


def convert_page(count: int, cache: str) -> tuple[float, float]:
    from markdown import Markdown

    import mkdocs_articles.math.extension  # noqa: F401 - imports do not count

    text = "".join(
        f"{PHRASES[n % len(PHRASES)]}，${tex}$。\n\n" for n, tex in enumerate(formulas(count))
    )
    options = {"mkdocs_articles.math": {"engine": "v8", "cache_dir": cache}}
    began = time.perf_counter()
    html = Markdown(extensions=list(options), extension_configs=options).convert(text)
    seconds = time.perf_counter() - began
    assert html.count("<tex-math") == count
    assert "katex-error" not in html
    return seconds, _peak_memory()


def _peak_memory() -> float:
    """Of this process, without V8's, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MAXRSS / 1e6


if __name__ == "__main__":
    main()
