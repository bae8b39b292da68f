"""`articles freeze` on sites as authors have them."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from execution.runs import gone
from mkdocs_articles.commands import freeze as freeze_module
from mkdocs_articles.commands import main
from mkdocs_articles.execution import process as process_module
from sites import Site

CONFIG = "theme: mkdocs\n"
HINT = "run `articles freeze {0}` and commit docs/_frozen"
PROGRAM = [sys.executable, "-c", "from mkdocs_articles.commands import main; main()"]


def article(code: str, **matter: object) -> str:
    """An article of one snippet, whose code begins at line 7."""
    front = json.dumps({"title": "A", "date": "2026-01-01", **matter})
    return f"---\n{front}\n---\n# A\n\n```python {{.run}}\n{code}\n```\n"


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    status: object
    out: str
    problems: list[str]


Freeze = Callable[..., Done]
# A line for each article that was run; how long it took is not for a test.
RAN = re.compile(r"^[^\n:]+: \d+ snippets? (?:frozen|failed), \d+\.\d s\n", re.MULTILINE)


@pytest.fixture
def freeze(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Done]:
    """Run `articles freeze` in a folder, in this process."""

    def freeze(folder: Path, *arguments: str) -> Done:
        monkeypatch.chdir(folder)
        monkeypatch.setenv("ARTICLES_EXECUTE", "off")  # the command decides by itself
        with pytest.raises(SystemExit) as ended:
            main(["freeze", *arguments])
        told = capsys.readouterr()
        return Done(ended.value.code, RAN.sub("", told.out), told.err.splitlines())

    return freeze


@pytest.fixture
def make(site: Callable[..., Site]) -> Callable[..., Path]:
    """Make a site with a light theme: its folder."""

    def make(files: dict[str, Any], config: str = "") -> Path:
        return site(files, CONFIG + config).folder

    return make


Make = Callable[..., Path]


def records(folder: Path) -> list[str]:
    base = folder / "docs/_frozen"
    return sorted(p.relative_to(base).as_posix() for p in base.rglob("*") if p.is_file())


def ran(folder: Path) -> str:
    """What snippets wrote down when they ran."""
    file = folder / "ran"
    return file.read_text() if file.exists() else ""


def noting(folder: Path, name: str) -> str:
    """Code that writes down that it ran."""
    return f"open({str(folder / 'ran')!r}, 'a').write({name!r}) and {name!r}"


def test_from_stale_to_frozen(make: Make, freeze: Freeze, tmp_path: Path) -> None:
    folder = make({"docs/posts/a.md": article(noting(tmp_path, "a")), "docs/index.md": "# Home"})
    hint = HINT.format("docs/posts/a.md")
    stale = f"docs/posts/a.md:7: this snippet has no frozen output; {hint}"
    assert freeze(folder, "--check") == Done(1, "1 article with snippets, 0 up to date\n", [stale])
    assert (ran(tmp_path), records(folder)) == ("", [])
    frozen = Done(0, "1 article with snippets, 1 frozen\n", [])
    assert freeze(folder) == frozen
    assert (ran(tmp_path), records(folder)) == ("a", ["posts/a.md.json"])
    assert freeze(folder) == frozen
    assert ran(tmp_path) == "a"
    assert freeze(folder, "--check") == Done(0, "1 article with snippets, 1 up to date\n", [])
    assert freeze(folder, "--force") == frozen
    assert ran(tmp_path) == "aa"


def test_paths_and_folders(make: Make, freeze: Freeze, tmp_path: Path) -> None:
    names = ["posts/a.md", "posts/b.md", "posts/deep/c.md", "d.md"]
    folder = make(
        {f"docs/{name}": article(noting(tmp_path, Path(name).stem)) for name in names}
        | {"docs/posts/plain.md": "# No snippet", "docs/posts/image.png": b""}
    )
    one = Done(0, "1 article with snippets, 1 frozen\n", [])
    assert freeze(folder / "docs/posts/deep", "../b.md") == one
    assert ran(tmp_path) == "b"
    assert freeze(folder / "docs", "./posts/deep") == one
    assert ran(tmp_path) == "bc"
    assert freeze(folder, str(folder / "docs/posts/../d.md"), "docs/posts/plain.md") == one
    assert ran(tmp_path) == "bcd"
    assert freeze(tmp_path, "-f", str(folder / "mkdocs.yml"), str(folder / "docs/posts")).out == (
        "3 articles with snippets, 3 frozen\n"
    )
    assert ran(tmp_path) == "bcda"


def test_unknown_paths(make: Make, freeze: Freeze, tmp_path: Path) -> None:
    folder = make({"docs/posts/a.md": article(noting(tmp_path, "a")), "README.md": "", "x/y": ""})
    missing = freeze(folder, "docs/posts/b.md", "docs/posts/a.md", "nowhere")
    assert missing == Done(
        2,
        "",
        [
            "articles: docs/posts/b.md: no such file or folder",
            "articles: nowhere: no such file or folder",
        ],
    )
    strangers = freeze(folder / "docs", "../README.md", "posts", "../x")
    assert strangers == Done(
        2,
        "",
        ["articles: README.md: no page of this site", "articles: x: no page of this site"],
    )
    assert ran(tmp_path) == ""


def test_drafts_and_the_future_have_snippets_too(make: Make, freeze: Freeze) -> None:
    folder = make({
        "docs/posts/a.md": article("1", draft=True),
        "docs/posts/b.md": article("2", date="2999-01-01"),
        "docs/page.md": article("3"),
        "docs/drafts/c.md": article("4"),
    }, "draft_docs: drafts/\n")  # fmt: skip
    assert freeze(folder).out == "4 articles with snippets, 4 frozen\n"
    assert len(records(folder)) == 4


def test_failures(make: Make, freeze: Freeze) -> None:
    """Each is a line, the others are frozen all the same."""
    folder = make({
        "docs/posts/a.md": article("1/0"),
        "docs/posts/b.md": article("2"),
        "docs/posts/c.md": article("raise ValueError('two\\nlines')"),
    })  # fmt: skip
    hint = 'mend the snippet, or write error="true" where the exception is meant'
    assert freeze(folder) == Done(
        1,
        "3 articles with snippets, 1 frozen\n",
        [
            f"docs/posts/a.md:7: ZeroDivisionError: division by zero; {hint}",
            f"docs/posts/c.md:7: ValueError: two lines; {hint}",
        ],
    )
    assert records(folder) == ["posts/b.md.json"]


def test_what_else_is_wrong_with_a_site(make: Make, freeze: Freeze) -> None:
    """It is said where it hides snippets, and is no failure; a formula is not this command's."""
    folder = make({
        "docs/posts/a.md": article("1") + "\n$\\nonsense$ [broken](nowhere.md)\n",
        "docs/posts/b.md": "---\ntitle: [\n---\n# B\n",
    })  # fmt: skip
    done = freeze(folder)
    assert (done.status, done.out) == (0, "1 article with snippets, 1 frozen\n")
    assert len(done.problems) == 1
    assert done.problems[0].startswith("docs/posts/b.md:")


def test_a_page_that_cannot_be_rendered(make: Make, freeze: Freeze) -> None:
    """The other pages are frozen all the same."""
    config = "markdown_extensions:\n  - mkdocs_articles.execution\n  - broken_extension\n"
    code = """\
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

class Broken(Preprocessor):
    def run(self, lines):
        if "BREAK" in lines:
            raise RuntimeError("two\\nlines")
        return lines

class BrokenExtension(Extension):
    def extendMarkdown(self, md):
        md.preprocessors.register(Broken(md), "broken", 100)

def makeExtension(**options):
    return BrokenExtension(**options)
"""
    folder = make({
        "docs/posts/a.md": article("1") + "\nBREAK\n",
        "docs/posts/b.md": article("2"),
        "broken_extension.py": code,
    }, config)  # fmt: skip
    sys.path.insert(0, str(folder))
    try:
        done = freeze(folder)
    finally:
        sys.path.remove(str(folder))
    assert done == Done(
        1,
        "2 articles with snippets, 1 frozen\n",
        ["docs/posts/a.md: cannot be rendered: RuntimeError: two lines"],
    )


def test_prune(make: Make, freeze: Freeze) -> None:
    folder = make({
        "docs/posts/a.md": article("0"), "docs/posts/b.md": article("1"),
        "docs/posts/z.md": article("2"), "docs/_frozen/notes.json": '{"mine": 1}',
        "docs/_frozen/posts/gone/mine.svg": "<svg/>", "docs/_frozen/x.txt": "",
    })  # fmt: skip
    freeze(folder)
    (folder / "docs/posts/a.md").rename(folder / "docs/posts/renamed.md")
    (folder / "docs/posts/b.md").write_text("# No snippet any more")
    # one address for two: the second by path is set aside, which is no reason to forget it
    (folder / "docs/posts/z.md").write_text(article("2", slug="renamed"))
    assert freeze(folder, "--check", "--prune").out == "1 article with snippets, 0 up to date\n"
    assert "posts/a.md.json" in records(folder)
    done = freeze(folder, "--prune")
    assert done.out == (
        "pruned: posts/a.md\npruned: posts/b.md\n1 article with snippets, 1 frozen\n"
    )
    assert records(folder) == [
        "notes.json", "posts/gone/mine.svg", "posts/renamed.md.json", "posts/z.md.json", "x.txt",
    ]  # fmt: skip


def test_figures(make: Make, freeze: Freeze) -> None:
    """Those that no snippet shows any more are removed, but not by a check."""
    code = "import matplotlib.pyplot as plt\nplt.plot([1, 2])"
    folder = make({"docs/posts/a.md": article(code)})
    remark = (
        "docs/posts/a.md:6: a figure has no alternative text; "
        'describe it with alt="…", or write alt="" if it only decorates'
    )
    assert freeze(folder) == Done(0, "1 article with snippets, 1 frozen\n", [remark])
    old = {name for name in records(folder) if name.endswith(".svg")}
    (folder / "docs/posts/a.md").write_text(article(code.replace("1, 2", "2, 1")))
    assert freeze(folder, "--check").status == 1
    assert old < set(records(folder))
    assert freeze(folder).status == 0
    assert not old & set(records(folder))
    assert len(records(folder)) == 3


def test_snippets_in_included_files(make: Make, freeze: Freeze) -> None:
    """`pymdownx.snippets` takes paths from where a build runs: the folder of `mkdocs.yml`."""
    config = """\
markdown_extensions:
  - pymdownx.superfences
  - pymdownx.snippets: {check_paths: true}
  - mkdocs_articles.execution
"""
    folder = make({
        "docs/posts/a.md": "# A\n\n--8<-- \"part.md\"\n",
        "part.md": "```python {.run}\n1\n```\n",
    }, config)  # fmt: skip
    assert freeze(folder / "docs/posts") == Done(0, "1 article with snippets, 1 frozen\n", [])
    assert records(folder) == ["posts/a.md.json"]


def test_another_docs_folder(make: Make, freeze: Freeze) -> None:
    folder = make({"content/posts/a.md": article("1")}, "docs_dir: content\n")
    done = freeze(folder, "--check")
    assert done.problems == [
        "content/posts/a.md:7: this snippet has no frozen output; "
        "run `articles freeze content/posts/a.md` and commit content/_frozen"
    ]
    assert freeze(folder, "content/posts/a.md").status == 0
    assert (folder / "content/_frozen/posts/a.md.json").is_file()


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("site_name: [\n", "while parsing"),
        ("- a\n- b\n", "received"),
        ("site_name: A\ntheme: nowhere\n", "Unrecognised theme name: 'nowhere'"),
        ("site_name: A\nplugins: [nowhere]\n", "\"nowhere\" plugin is not installed"),
        ("site_name: A\ndocs_dir: nowhere\n", "docs_dir"),
        ("site_name: A\nmarkdown_extensions: [nowhere]\n", "Failed to load extension 'nowhere'"),
    ],
)  # fmt: skip
def test_a_broken_configuration(tmp_path: Path, freeze: Freeze, config: str, said: str) -> None:
    (tmp_path / "mkdocs.yml").write_text(config)
    if "nowhere\n" not in config:
        (tmp_path / "docs").mkdir()
    done = freeze(tmp_path)
    assert (done.status, done.out) == (2, "")
    assert all(line.startswith("articles: ") for line in done.problems)
    assert any(said in line for line in done.problems), done.problems


def test_no_site(tmp_path: Path, freeze: Freeze) -> None:
    said = ["articles: no mkdocs.yml here or in a folder above; pass -f"]
    assert freeze(tmp_path) == Done(2, "", said)
    assert freeze(tmp_path, "-f", "nowhere.yml") == Done(2, "", said)


def test_wrong_arguments(tmp_path: Path, freeze: Freeze) -> None:
    assert freeze(tmp_path, "--nonsense").status == 2


def test_a_changed_file_runs_what_names_it(make: Make, freeze: Freeze, tmp_path: Path) -> None:
    files = {}
    for name, deps in {"a": 'deps="data.csv"', "b": 'deps="data.csv other.csv"', "c": ""}.items():
        text = article(noting(tmp_path, name)).replace("{.run}", f"{{.run {deps}}}")
        files[f"docs/posts/{name}.md"] = text
    folder = make({**files, "docs/posts/data.csv": "1", "docs/posts/other.csv": "1"})
    freeze(folder, "-j1")
    assert ran(tmp_path) == "abc"
    (folder / "docs/posts/other.csv").write_text("2")
    assert [line.partition(":")[0] for line in freeze(folder, "--check").problems] == [
        "docs/posts/b.md"
    ]
    freeze(folder, "-j1")
    (folder / "docs/posts/data.csv").write_text("2")
    (folder / "docs/posts/a.md").write_text(files["docs/posts/a.md"] + "\nMore prose.\n")
    freeze(folder, "-j1")
    (folder / "docs/posts/c.md").write_text(files["docs/posts/c.md"] + "\nMore prose.\n")
    freeze(folder, "-j1")
    assert ran(tmp_path) == "abcbab"


BAD = {
    "exit": ("import os; os._exit(3)", ":7: the process ended with status 3"),
    "flood": (
        "print('x' * 99_999_999)",
        ":6: 100,000,000 bytes of stdout, of which",
    ),
    "forever": ("import time; time.sleep(300)", ":7: stopped: the snippet ran for more than 1 s"),
    "forks": ("import os\nif os.fork(): os.wait()\nos.getpid()\n1/0", ":10: ZeroDivisionError"),
    "input": ("x = 1\ninput('name? ')", ":8: EOFError: EOF when reading a line"),
    "memory": ("x = bytearray(1 << 40)", ":7: MemoryError"),
    "syntax": ("x = (\n", ":7: SyntaxError: '(' was never closed"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="forks and limits")
@pytest.mark.parametrize("needs", ["", "import numpy\n"], ids=["fresh", "forking"])
def test_one_bad_article_does_not_stop_the_others(make: Make, freeze: Freeze, needs: str) -> None:
    """Each is a clear line, all in one run; two at a time, and forked where many need numpy."""
    files = {f"docs/posts/{name}.md": article(code) for name, (code, _) in BAD.items()}
    good = {f"docs/posts/good-{n}.md": article(f"{needs}{n}") for n in range(3)}
    files["docs/posts/forever.md"] = files["docs/posts/forever.md"].replace(
        "run}", "run timeout=1}"
    )
    folder = make(files | good)
    done = freeze(folder, "-j2")
    progress = re.compile(r": snippet \d+ of \d+, \d+ s$")  # where a machine is slow
    problems = [line for line in done.problems if not progress.search(line)]
    lines = {line.partition(".md")[0].rpartition("/")[2]: line for line in problems}
    assert len(problems) == len(lines) == len(BAD)
    for name, (_, said) in BAD.items():
        assert said in lines[name]
    assert (done.status, done.out) == (1, "10 articles with snippets, 4 frozen\n")
    assert records(folder) == [
        f"posts/{name}.md.json" for name in ("flood", "good-0", "good-1", "good-2")
    ]


def test_frozen_at_once_or_one_by_one(make: Make, freeze: Freeze) -> None:
    """The store is the same bytes however it was made."""
    plot = "import matplotlib.pyplot as plt, numpy as np\nplt.plot(np.arange({n}));"
    files = {f"docs/posts/{n}.md": article(plot.format(n=n + 2)) for n in range(4)}
    folder = make(files)

    def store() -> dict[str, bytes]:
        return {name: (folder / "docs/_frozen" / name).read_bytes() for name in records(folder)}

    freeze(folder, "-j1")
    assert len(store()) == 4 * 3
    first = store()
    for arguments in (["-j1"], ["-j2"], ["-j9"]):
        assert freeze(folder, "--force", *arguments).status == 0
        assert store() == first
    for path in files:
        freeze(folder, "--force", path)
    assert store() == first


def test_outputs_that_cannot_be_written(make: Make, freeze: Freeze) -> None:
    """The other articles are frozen, and what is in the way stays."""
    folder = make({"docs/posts/a.md": article("1"), "docs/posts/b.md": article("2"),
                   "docs/_frozen/posts/a.md.json/mine.txt": "mine"})  # fmt: skip
    done = freeze(folder)
    assert (done.status, done.out) == (1, "2 articles with snippets, 1 frozen\n")
    assert len(done.problems) == 1
    assert done.problems[0].startswith("docs/posts/a.md:7: its outputs cannot be written: Is a dir")
    assert records(folder) == ["posts/a.md.json/mine.txt", "posts/b.md.json"]


def test_another_environment(make: Make, freeze: Freeze, tmp_path: Path) -> None:
    """A real one, with a package that is nowhere else."""
    venv.create(tmp_path / "env", with_pip=False)
    (library,) = (tmp_path / "env").glob("[lL]ib/**/site-packages")
    (library / "only_there.py").write_text("__version__ = '4.2'\nvalue = 7\n")
    python = tmp_path / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    config = f"markdown_extensions:\n  - mkdocs_articles.execution: {{interpreter: {python}}}\n"
    code = "import only_there, sys\nonly_there.value, sys.prefix != sys.base_prefix"
    folder = make({"docs/posts/a.md": article(code)}, config)
    done = freeze(folder)
    assert done == Done(0, "1 article with snippets, 1 frozen\n", [])
    record = json.loads((folder / "docs/_frozen/posts/a.md.json").read_text())
    assert record["cells"][0]["outputs"][0]["text/plain"] == ["(7, True)"]
    assert record["versions"]["only_there"] == "4.2"


# The program itself


def test_the_program(make: Make) -> None:
    """Its output is its own: MkDocs and its plugins are not heard."""
    folder = make({
        "docs/posts/a.md": article("print('printed')") + "\n[broken](nowhere.md)\n",
        "docs/posts/n.md": article("import os; os.system('echo noise >&2')"),
    }, "nonsense: true\n")  # fmt: skip
    environment = {**os.environ, "ARTICLES_EXECUTE": "nonsense", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [*PROGRAM, "freeze", "-j1"], cwd=folder / "docs", env=environment, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(
        r"docs/posts/a\.md: 1 snippet frozen, \d+\.\d s\n"
        r"docs/posts/n\.md: 1 snippet frozen, \d+\.\d s\n"
        r"2 articles with snippets, 2 frozen\n",
        done.stdout,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_an_interrupt(make: Make, tmp_path: Path) -> None:
    """What is finished is kept, what runs is ended, the author is told in a line."""
    pid = tmp_path / "pid"
    code = f"import os, time\nopen({str(pid)!r}, 'w').write(str(os.getpid()))\ntime.sleep(300)"
    folder = make({"docs/posts/a.md": article("1"), "docs/posts/b.md": article(code)})
    process = subprocess.Popen(
        [*PROGRAM, "freeze", "-j1"],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while process.poll() is None and not (pid.exists() and pid.read_text()):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, RAN.sub("", out)) == (130, "")
    assert err == "articles: interrupted; what was finished is kept\n"
    assert records(folder) == ["posts/a.md.json"]
    assert gone(int(pid.read_text()))


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("needs", ["", "import numpy\n"], ids=["fresh", "forking"])
def test_killed(make: Make, tmp_path: Path, needs: str) -> None:
    """Nothing committed is lost or half written, nothing goes on, and the next run is right."""
    count = 8
    big = needs + "import time\ntime.sleep({n} / 50)\nfor n in range({n}, 3000): print(n)"
    files = {f"docs/posts/{n}.md": article(big.format(n=n)) for n in range(count)}
    folder = make(files)
    store = folder / "docs/_frozen"

    def freeze_it(*arguments: str) -> subprocess.Popen[bytes]:
        command = [*PROGRAM, "freeze", *arguments]
        return subprocess.Popen(
            command, cwd=folder, stdout=subprocess.DEVNULL, start_new_session=True
        )

    def content() -> dict[str, bytes]:
        return {name: (store / name).read_bytes() for name in records(folder)}

    assert freeze_it().wait() == 0
    wanted = content()
    assert len(wanted) == count
    generator = random.Random(7)
    for is_new in (False, True) * 3:  # the store is complete, or there is none
        if is_new:
            shutil.rmtree(store)
        else:
            assert freeze_it().wait() == 0
        process = freeze_it("--force")
        time.sleep(generator.uniform(0.3, 1.6))
        process.kill()
        process.wait()
        whole = {name: text for name, text in content().items() if not name.endswith(".part")}
        assert whole.items() <= wanted.items()
        assert is_new or whole == wanted
    assert freeze_it().wait() == 0
    assert content() == wanted
    others = subprocess.run(
        ["ps", "-eo", "args"], capture_output=True, text=True, check=True
    ).stdout
    ours = [line for line in others.splitlines() if str(process_module.CHILD) in line]
    assert [line for line in ours if str(tmp_path) in line] == []


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
def test_progress_on_a_terminal(make: Make) -> None:
    """Article, snippet and time, in a line that is gone at the end."""
    import pty

    slow = "```python {.run}\n1\n```\n\n```python {.run}\nimport time; time.sleep(1)\n```\n"
    folder = make({"docs/posts/a.md": f"# A\n\n{slow}"})
    mine, theirs = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, "freeze"], cwd=folder, stdout=subprocess.PIPE, stderr=theirs, text=True
    )
    os.close(theirs)
    told = b""
    with contextlib.suppress(OSError):  # how the end of a terminal shows
        while more := os.read(mine, 4096):
            told += more
    os.close(mine)
    assert RAN.sub("", process.communicate()[0]) == "1 article with snippets, 1 frozen\n"
    assert re.search(rb"\r\x1b\[K\[1/1\] docs/posts/a\.md: snippet 2 of 2, 0\.[1-9] s\r", told)
    assert told.endswith(b"\r\x1b[K")  # the line is gone at the end


def test_progress_where_there_is_no_terminal(
    make: Make, freeze: Freeze, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what takes long something is heard, and less and less."""
    monkeypatch.setattr(freeze_module, "LONG", 0.2)
    slow = "```python {.run}\n1\n```\n\n```python {.run}\nimport time; time.sleep(1)\n```\n"
    done = freeze(make({"docs/posts/a.md": f"# A\n\n{slow}"}))
    assert done.out == "1 article with snippets, 1 frozen\n"
    assert 1 <= len(done.problems) <= 5
    for line in done.problems:
        assert re.fullmatch(r"docs/posts/a\.md: snippet [12] of 2, \d+ s", line)
