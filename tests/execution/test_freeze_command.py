"""`articles freeze` on sites as authors have them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mkdocs_articles.commands import main
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
        return Done(ended.value.code, told.out, told.err.splitlines())

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
    pytest.importorskip("matplotlib")
    code = "import matplotlib.pyplot as plt\nplt.plot([1, 2])"
    folder = make({"docs/posts/a.md": article(code)})
    freeze(folder)
    (old,) = (name for name in records(folder) if name.endswith(".svg"))
    (folder / "docs/posts/a.md").write_text(article(code.replace("1, 2", "2, 1")))
    assert freeze(folder, "--check").status == 1
    assert old in records(folder)
    assert freeze(folder).status == 0
    assert old not in records(folder)
    assert len(records(folder)) == 2


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


# The program itself


def test_the_program(make: Make) -> None:
    """Its output is its own: MkDocs and its plugins are not heard."""
    folder = make({
        "docs/posts/a.md": article("print('printed')") + "\n[broken](nowhere.md)\n",
        "docs/posts/n.md": article("import os; os.system('echo noise >&2')"),
    }, "nonsense: true\n")  # fmt: skip
    environment = {**os.environ, "ARTICLES_EXECUTE": "nonsense", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [*PROGRAM, "freeze"], cwd=folder / "docs", env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (
        0, "2 articles with snippets, 2 frozen\n", "",
    )  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_an_interrupt(make: Make, tmp_path: Path) -> None:
    """What is finished is kept, what runs is ended, the author is told in a line."""
    pid = tmp_path / "pid"
    code = f"import os, time\nopen({str(pid)!r}, 'w').write(str(os.getpid()))\ntime.sleep(300)"
    folder = make({"docs/posts/a.md": article("1"), "docs/posts/b.md": article(code)})
    process = subprocess.Popen(
        [*PROGRAM, "freeze"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while process.poll() is None and not (pid.exists() and pid.read_text()):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, out) == (130, "")
    assert err == "articles: interrupted; what was finished is kept\n"
    assert records(folder) == ["posts/a.md.json"]
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)
