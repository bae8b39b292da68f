"""The benchmarks run, and say what they measured; how fast it was, is not for a test."""

import json
import os
import subprocess
import sys
from pathlib import Path

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


def test_the_starter_lists_the_benchmarks_and_refuses_others() -> None:
    bench = [sys.executable, str(SCRIPTS / "bench")]
    listed = subprocess.run(bench, capture_output=True, text=True, check=True).stdout
    assert [line.split()[0] for line in listed.splitlines()] == ["execution", "math"]
    assert "measure" not in listed
    refused = subprocess.run([*bench, "maths"], capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    assert refused.stderr == "no such benchmark: maths; there are execution, math\n"
