"""Hooks, extensions and themes of which nothing is known are never the reason for a wrong page."""

from __future__ import annotations

from pathlib import Path

import pytest

from cache.corpus import CLOCK, contents, plain
from sites import Site

HEAD = """\
site_name: Others
theme: {name: mkdocs, custom_dir: overrides}
hooks: [hooks.py]
plugins: [articles-cache]
markdown_extensions: [tables]
"""
FILES: dict[str, str | bytes] = {
    "mkdocs.yml": HEAD,
    "docs/index.md": "# Home\n\nText.\n",
    "docs/a.md": "# A\n\n[b](b.md)\n",
    "docs/b.md": "# B\n",
    "overrides/main.html": '{% extends "base.html" %}\n',
    "hooks.py": "",
}
# Each reads a file, `now`, in a way that nobody sees.
READ = "import pathlib\ndef now():\n    return pathlib.Path('now').read_text()\n"
HOOKS = {
    "on_page_markdown": "def on_page_markdown(markdown, **_): return markdown + now()",
    "on_page_content": "def on_page_content(html, **_): return html + now()",
    "on_page_context": "def on_page_context(context, page, **_): page.meta['title'] = now()",
    "on_post_page": "def on_post_page(output, **_): return output.replace('</body>', now())",
    "on_post_build": "def on_post_build(config):\n"
    "    path = pathlib.Path(config.site_dir, 'a/index.html')\n"
    "    path.write_text(path.read_text() + now())",
    "on_env": "def on_env(env, **_): env.globals['now'] = now",
    "on_env, filter": "def on_env(env, **_): env.filters['now'] = lambda _: now()",
    "on_config": "def on_config(config): config.extra['now'] = now()",
    "on_nav": "def on_nav(nav, **_): nav.pages[0].title = now()",
}
SHOWN = {
    "on_env": "{{ now() }}",
    "on_env, filter": "{{ 1 | now }}",
    "on_config": "{{ config.extra.now }}",
}


@pytest.mark.parametrize("hook", HOOKS)
def test_hooks(hook: str, tmp_path: Path) -> None:
    """What a hook does is done in every build."""
    block = f"{{% block footer %}}{SHOWN.get(hook, '')}{{% endblock %}}"
    site = Site.write(
        tmp_path / "site-under-test",
        FILES
        | {"hooks.py": f"{READ}{HOOKS[hook]}\n", "now": "one"}
        | {"overrides/main.html": f'{{% extends "base.html" %}}{block}\n'},
        "",
    )
    assert site.build(**CLOCK).returncode == 0
    assert any(b"one" in content for content in contents(site.folder / "site").values())
    (site.folder / "now").write_text("two")
    assert site.build(**CLOCK).returncode == 0
    assert contents(site.folder / "site") == plain(site, tmp_path / "plain")[0]


EXTENSION = """\
import functools, pathlib
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
{cache}
def now():
    return pathlib.Path("now").read_text()
class Now(Postprocessor):
    def run(self, text):
        return text + now() + "{word}"
class NowExtension(Extension):
    def extendMarkdown(self, md):
        md.postprocessors.register(Now(md), "now", 0)
def makeExtension(**options):
    return NowExtension(**options)
"""


def test_an_unknown_extension(tmp_path: Path) -> None:
    """It may remember between pages what it has read: so no page is kept, and that is said."""
    config = HEAD.replace("[tables]", "[tables, nowext]")
    files: dict[str, str | bytes] = {"mkdocs.yml": config, "now": "one"}
    files["nowext.py"] = EXTENSION.format(cache="@functools.cache", word="")
    site = Site.write(tmp_path / "site-under-test", FILES | files, "")
    done = site.build(**CLOCK)
    assert "articles-cache: pages are not kept: of the Markdown extension nowext" in done.stderr
    (site.folder / "now").write_text("two")
    site.build(**CLOCK)
    assert contents(site.folder / "site") == plain(site, tmp_path / "plain")[0]


def test_an_extension_that_is_named(tmp_path: Path) -> None:
    """What it reads is seen, and so is a change of its code."""
    config = HEAD.replace("[tables]", "[tables, nowext]")
    config = config.replace("[articles-cache]", "[{articles-cache: {extensions: [nowext]}}]")
    files: dict[str, str | bytes] = {"mkdocs.yml": config, "now": "one"}
    files["nowext.py"] = EXTENSION.format(cache="", word="1")
    site = Site.write(tmp_path / "site-under-test", FILES | files, "")
    assert "not kept" not in site.build(**CLOCK).stderr
    assert (
        "3 kept" in site.build("-v", **CLOCK).stderr or "3 kept" in site.build("-v", **CLOCK).stderr
    )
    for name, text in (("now", "two"), ("nowext.py", EXTENSION.format(cache="", word="2"))):
        (site.folder / name).write_text(text)
        site.build(**CLOCK)
        assert contents(site.folder / "site") == plain(site, tmp_path / "plain")[0]


def test_snippets_run_once(tmp_path: Path) -> None:
    """Whether they run is for the environment to say; a page that ran is not brought back."""
    ran = tmp_path / "ran"
    fence = "# {n}\n\n```python {{.run}}\nopen({ran!r}, 'a').write('{n} ') and {n}\n```\n"
    pages = {f"docs/{n:02}.md": fence.format(n=n, ran=str(ran)) for n in range(20)}
    config = HEAD.replace("tables", "mkdocs_articles.execution").replace("hooks: [hooks.py]\n", "")
    site = Site.write(tmp_path / "site-under-test", FILES | pages | {"mkdocs.yml": config}, "")
    for _ in range(2):
        assert site.build(ARTICLES_EXECUTE="force").returncode == 0
        assert ran.read_text() == "".join(f"{n} " for n in range(20))
        ran.write_text("")
    (site.folder / "docs/_frozen/07.md.json").unlink()
    assert len(site.warnings()) == 1
    assert site.build("--strict", ARTICLES_EXECUTE="auto").returncode == 0
    assert ran.read_text() == "7 "
    assert site.warnings("--strict") == []
    assert '<pre class="cell-text cell-result" tabindex="0">7</pre>' in site.page("07")
