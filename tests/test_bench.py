"""The benchmarks run, and say what they measured; how fast it was, is not for a test."""

import json
import os
import socket
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.builds import Run
from benchmarks.sites import corpus, guide, scenarios, tools
from benchmarks.sites.peers import peers
from golden import Golden, load
from mkdocs_articles.math.engine import Options
from mkdocs_articles.math.formula import Formula
from mkdocs_articles.math.typesetter import Typesetter

SCRIPTS = Path(__file__).parent.parent / "scripts"


def test_math_measures_throughput_builds_and_growth(tmp_path: Path) -> None:
    target = tmp_path / "math.json"
    command = [sys.executable, "-m", "benchmarks.math", "--quick", "--json", str(target)]
    done = subprocess.run(command, cwd=SCRIPTS, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    measured = json.loads(target.read_text(encoding="utf-8"))
    assert {"cores", "python", "mkdocs", "markdown-katex"} <= set(measured["machine"])
    results = {one["what"]: one for one in measured["results"]}
    for what, one in results.items():
        assert set(one) == {"what", "median", "min", "max", "runs", "unit", "ratio", "to"}
        assert one["min"] <= one["median"] <= one["max"], what
        assert what in done.stdout
    for state in "cold", "warm":
        assert results[f"5 formulas, {state}: markdown-katex"]["median"] > 0
        ours = results[f"20 formulas, {state}: mkdocs_articles.math"]
        assert ours["median"] > 0
        assert ours["ratio"] > 0
        assert results[f"100 formulas on one site, {state}: memory"]["median"] > 0
        assert results[f"10 formulas on one page, {state}"]["median"] > 0
    assert results["refused by markdown-katex's older KaTeX"]["max"] == 0
    assert "warm build, 2 pages, CPU: 20 distinct formulas, more than words" in results


def test_execution_measures_running_and_builds(tmp_path: Path) -> None:
    target = tmp_path / "execution.json"
    command = [sys.executable, "-m", "benchmarks.execution", "--quick", "--json", str(target)]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command, cwd=SCRIPTS, capture_output=True, text=True, check=False,
        env={**os.environ, "PATH": path},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    results = {one["what"]: one for one in json.loads(target.read_text("utf-8"))["results"]}
    for what in "nbclient, a kernel an article", "articles freeze -j1", "articles freeze":
        assert results[f"2 articles, 5 cells: {what}"]["median"] > 0
    assert results["build with frozen outputs, wall"]["ratio"] > 0


def test_builds_measures_every_scenario(tmp_path: Path) -> None:
    """Ours alone: nothing is installed in a test."""
    target = tmp_path / "builds.json"
    command = [sys.executable, "-m", "benchmarks.builds", "--quick", "--only", "ours"]
    done = subprocess.run(
        [*command, "--json", str(target)], cwd=SCRIPTS, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    results = json.loads(target.read_text("utf-8"))
    assert results["corpus"]["posts"] == 6
    (ours,) = results["peers"]
    assert ours["missing"] is None
    assert ours["formulas"] == results["corpus"]["formulas"] == 6 * 12
    assert ours["pages"] > 6
    rows = {row["scenario"]: row for row in results["rows"]}
    assert list(rows) == ["cold", "unchanged", "edit", "serve"]
    for scenario, row in rows.items():
        assert row["wall"]["min"] <= row["wall"]["median"] <= row["wall"]["max"], scenario
        assert f"{scenario}, 6" in done.stdout
        if scenario == "serve":
            assert 0 < row["logged"]["median"] < row["wall"]["median"]
        else:
            assert row["cpu"]["median"] > 0.1
            assert row["memory"]["median"] > 20


def test_builds_names_the_generators_it_knows() -> None:
    command = [sys.executable, "-m", "benchmarks.builds", "--only", "ours,jekyll"]
    done = subprocess.run(command, cwd=SCRIPTS, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    known = "ours, uncached, unsearched, stock, zensical"
    assert f"no such generator: jekyll; there are {known}" in done.stderr


def test_a_generator_that_cannot_be_installed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tools, "CACHE", tmp_path)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    packages = tools.Packages(("mkdocs-articles-no-such-thing==1.0",))
    with pytest.raises(tools.UnavailableError, match=r"^ERROR: .*mkdocs-articles-no-such-thing"):
        tools.install("peer", packages)
    assert not (tmp_path / "peer" / tools.STAMP).exists()


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("Collecting x\nERROR: No wheel for x\nhint\n", "ERROR: No wheel for x"),
        ("\x1b[91mError: /some/where/a.toml: line 3\x1b[0m\n\n", "Error: …/a.toml: line 3"),
        ("npm error see https://host.example/all/x\n", "npm error see …/x"),
        ("killed\n", "killed"),
        ("", "it said nothing"),
    ],
)
def test_why_a_generator_failed_is_one_line(printed: str, said: str) -> None:
    assert tools.reason(printed) == said


def test_a_build_that_fails_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    ours = peers()["ours"]
    bad = replace(ours, name="bad", build=(sys.executable, "-c", "exit('Error: no room')"))
    good = replace(ours, name="good", serve=())
    run = Run(tmp_path, posts=2, turns=1)
    run.add(bad, 2)
    run.add(good, 2)
    run.measure()
    results = run.results({"bad": bad, "good": good})
    missing = {peer["name"]: peer["missing"] for peer in results["peers"]}
    assert missing == {"bad": "its build failed: Error: no room", "good": None}
    assert [row["peer"] for row in results["rows"]] == ["good"] * 3


def test_no_server_is_left_running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This one has not the page, and works in a process that its first one has started."""
    port = scenarios._free_port()
    monkeypatch.setattr(scenarios, "_free_port", lambda: port)
    monkeypatch.setattr(scenarios, "SERVER_LIMIT", 3)
    server = f"{sys.executable} -m http.server --bind 127.0.0.1 {port}; true"
    peer = replace(peers()["ours"], serve=("sh", "-c", server))
    site = scenarios.Site(peer, 1, tmp_path, [Path(sys.executable).parent])
    with pytest.raises(scenarios.PeerError, match="did not show <main in 3 s"):
        site.serve()
    log = (tmp_path / "server.log").read_text("utf-8")
    assert "GET /posts/p0000/" in log
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def test_posts_are_the_same_and_more_begin_with_them() -> None:
    few = list(corpus.posts(8))
    assert few == list(corpus.posts(8))
    assert few == list(corpus.posts(20))[:8]
    assert few != list(corpus.posts(8, seed=1))


def test_posts_are_what_the_guide_says() -> None:
    posts = list(corpus.posts(100))
    assert len({post.slug for post in posts}) == 100
    assert sum(map(corpus.words, posts)) / 100 == pytest.approx(1040, rel=0.05)
    for post in posts:
        kinds = Counter(type(block) for block in post.blocks)
        assert (kinds[corpus.Code], kinds[corpus.Table], kinds[corpus.Note]) == (3, 1, 1)
        assert post.date <= corpus.NEWEST
    formulas = [one.tex for post in posts for one in corpus.formulas(post)]
    assert len(formulas) == 1200
    assert len(set(formulas)) / 1200 == pytest.approx(0.6, abs=0.01)
    languages = {
        block.language for post in posts for block in post.blocks if isinstance(block, corpus.Code)
    }
    assert len(languages) > 5


def test_their_formulas_are_right(tmp_path: Path) -> None:
    formulas = {
        Formula(formula.tex, display=formula in post.blocks)
        for post in corpus.posts(60)
        for formula in corpus.formulas(post)
    }
    results = Typesetter(Options("v8"), tmp_path).typeset(sorted(formulas, key=str))
    assert len(results) == len(formulas)
    assert [typeset.error for typeset in results.values() if typeset.error] == []


def test_each_generator_gets_the_same_post_in_its_own_markdown() -> None:
    (post,) = corpus.posts(1)
    note = next(block for block in post.blocks if isinstance(block, corpus.Note))
    written = {peer.name: peer.dialect.write(post) for peer in peers().values()}
    assert f'!!! note "{note.title}"\n    {note.text}\n' in written["ours"]
    assert written["ours"] == written["stock"] == written["zensical"]
    assert f"> [!NOTE] {note.title}\n> {note.text}\n" in written["hugo"]
    assert f"::: note {note.title}\n{note.text}\n:::\n" in written["eleventy"]
    assert written["pelican"].startswith(f"Title: {post.title}\nDate: 2026-01-01\nSlug: p0000\n")
    for text in written.values():
        assert post.title in text
        assert all(tag in text for tag in post.tags)
        assert all(formula.tex in text for formula in corpus.formulas(post))
        assert all(block.text in text for block in post.blocks if isinstance(block, corpus.Code))


@pytest.mark.parametrize("case", load(Path(__file__).parent / "bench"), ids=lambda case: case.name)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_guides_page_has_tables_of_what_was_measured(case: Golden, language: str) -> None:
    """Of the page, headings, tables and what was made are compared: its prose is not the results'."""
    page = guide.page(json.loads(case.sections["results.json"]), language)
    kept = [line for line in page.splitlines() if line.startswith(("## ", "|", "- **"))]
    assert "\n".join(kept) == case.sections[f"{language}.md"]
    assert "{" not in page


def test_the_starter_lists_the_benchmarks_and_refuses_others() -> None:
    bench = [sys.executable, str(SCRIPTS / "bench")]
    listed = subprocess.run(bench, capture_output=True, text=True, check=True).stdout
    names = [line.split()[0] for line in listed.splitlines()]
    assert names == ["builds", "execution", "math", "search"]
    assert "measure" not in listed
    refused = subprocess.run([*bench, "maths"], capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    assert refused.stderr == "no such benchmark: maths; there are builds, execution, math, search\n"
