"""Configuration and templates of the sites that peers build."""

from __future__ import annotations

import re
from collections.abc import Sequence

from benchmarks.measure import SCRIPTS

OWN_CONFIG = SCRIPTS.parent / "mkdocs.yml"
BLOG = (
    "search: {lang: [zh, en]}",
    'blog: {blog_dir: ".", post_dir: posts, post_url_format: "posts/{slug}", pagination_per_page: 12}',
)
# What the sites of MkDocs, Zensical and Pelican have in common.
_EXTENSIONS = (
    "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables",
    "toc: {permalink: true}", "pymdownx.betterem", "pymdownx.details",
    "pymdownx.highlight: {anchor_linenums: true}", "pymdownx.inlinehilite",
    "pymdownx.superfences", "pymdownx.tabbed: {alternate_style: true}",
    "pymdownx.tasklist: {custom_checkbox: true}",
)  # fmt: skip
OWN_EXTENSIONS = (*_EXTENSIONS, "mkdocs_articles.math", "mkdocs_articles.execution")
CLIENT_EXTENSIONS = (*_EXTENSIONS, "pymdownx.arithmatex: {generic: true}")


def own_plugins() -> list[str]:
    """The plugins of this repository's own site with their options, but without notebooks and without
    pictures for links (`cards`), which no other generator makes here.
    """
    block = re.search(r"^plugins:\n((?: +.*\n)+)", OWN_CONFIG.read_text("utf-8"), re.M)
    assert block
    items = re.split(r"^  - ", block[1], flags=re.M)[1:]
    items = [item.rstrip() for item in items if not item.startswith("mkdocs-jupyter")]
    return [
        f"{item}\n      cards: false" if item.startswith("articles:") else item for item in items
    ]


def mkdocs(plugins: Sequence[str], extensions: Sequence[str]) -> str:
    """A mkdocs.yml; posts stay out of the navigation, where a thousand of them would cost much."""
    lines = [
        "site_name: Benchmark", "site_url: https://example.org/",
        "theme: {name: material, font: false, language: zh}", "nav: [index.md]",
        "validation: {omitted_files: ignore}",
        "plugins:", *(f"  - {one}" for one in plugins),
        "markdown_extensions:", *(f"  - {one}" for one in extensions),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


PELICAN = """\
SITENAME = "Benchmark"
SITEURL = "https://example.org"
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_LANG = "zh"
DEFAULT_PAGINATION = 12
ARTICLE_URL = "posts/{slug}/"
ARTICLE_SAVE_AS = "posts/{slug}/index.html"
CACHE_CONTENT = LOAD_CONTENT_CACHE = True
MARKDOWN = {
    "extensions": [
        "markdown.extensions.meta", "abbr", "admonition", "attr_list", "def_list", "footnotes",
        "md_in_html", "tables", "toc", "pymdownx.betterem", "pymdownx.details",
        "pymdownx.highlight", "pymdownx.inlinehilite", "pymdownx.superfences",
        "pymdownx.tabbed", "pymdownx.tasklist", "pymdownx.arithmatex",
    ],
    "extension_configs": {
        "toc": {"permalink": True},
        "pymdownx.highlight": {"anchor_linenums": True},
        "pymdownx.arithmatex": {"generic": True},
    },
    "output_format": "html5",
}
"""

_PAGE = """\
<!doctype html>
<html lang="zh">
<head><meta charset="utf-8"><title>{title}</title><link rel="stylesheet" href="/katex.css"></head>
<body><header><a href="/">Benchmark</a></header><main>{main}</main></body>
</html>
"""

ELEVENTY = {
    "package.json": '{"type": "module"}\n',
    "eleventy.config.js": """\
import { createRequire } from "node:module";
import { delimiter, dirname } from "node:path";
import { pathToFileURL } from "node:url";

// The packages are beside the program, not beside the site.
const programs = process.env.PATH.split(delimiter).find((one) => one.includes("node_modules"));
const require = createRequire(`${dirname(programs)}/`);
const load = async (name) => (await import(pathToFileURL(require.resolve(name)))).default;
const highlight = await load("@11ty/eleventy-plugin-syntaxhighlight");
const container = await load("markdown-it-container");
const { katex } = await import(pathToFileURL(require.resolve("@mdit/plugin-katex")));

export default function (config) {
  config.addPlugin(highlight);
  config.amendLibrary("md", (md) => md.use(katex).use(container, "note"));
  config.addCollection("posts", (all) => all.getFilteredByGlob("posts/*.md").reverse());
  config.setFrontMatterParsingOptions({ excerpt: true, excerpt_separator: "<!-- more -->" });
  return { markdownTemplateEngine: false };
}
""",
    "posts/posts.json": '{"layout": "post.njk"}\n',
    "_includes/post.njk": _PAGE.format(
        title="{{ title }}",
        main="<h1>{{ title }}</h1><p>{{ categories }} {{ tags }}</p>{{ content | safe }}",
    ),
    "index.njk": """\
---
pagination: {data: collections.posts, size: 12, alias: listed}
permalink: "{% if pagination.pageNumber %}page/{{ pagination.pageNumber + 1 }}/{% endif %}index.html"
---
"""
    + _PAGE.format(
        title="Benchmark",
        main="{% for post in listed %}<h2><a href='{{ post.url }}'>{{ post.data.title }}</a></h2>"
        "{{ post.page.excerpt }}{% endfor %}",
    ),
}

_HUGO_LIST = """\
{{ range .Paginator.Pages }}<h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2>
<time>{{ .Date.Format "2006-01-02" }}</time>{{ .Summary }}{{ end }}
{{ with .Paginator.Next }}<a rel="next" href="{{ .URL }}">→</a>{{ end }}"""
HUGO = {
    "hugo.toml": """\
baseURL = "https://example.org/"
title = "Benchmark"
locale = "zh"
hasCJKLanguage = true
[pagination]
pagerSize = 12
[taxonomies]
category = "categories"
tag = "tags"
[markup.highlight]
noClasses = false
[markup.goldmark.extensions.passthrough]
enable = true
[markup.goldmark.extensions.passthrough.delimiters]
block = [['$$', '$$']]
inline = [['$', '$']]
""",
    "layouts/_default/single.html": _PAGE.format(
        title="{{ .Title }}", main="<h1>{{ .Title }}</h1>{{ .TableOfContents }}{{ .Content }}"
    ),
    "layouts/_default/list.html": _PAGE.format(title="{{ .Title }}", main=_HUGO_LIST),
    "layouts/index.html": _PAGE.format(
        title="{{ .Title }}",
        main=_HUGO_LIST.replace(".Paginator.Pages", "(.Paginate .Site.RegularPages).Pages"),
    ),
    "layouts/_default/_markup/render-passthrough.html": """\
{{- $options := dict "output" "htmlAndMathml" "displayMode" (eq .Type "block") -}}
{{- with try (transform.ToMath .Inner $options) -}}
{{- with .Err }}{{ errorf "%s" . }}{{ else }}{{ .Value }}{{ end -}}
{{- end -}}
""",
    "layouts/_default/_markup/render-blockquote.html": """\
<div class="{{ .AlertType }}"><p>{{ .AlertTitle }}</p>{{ .Text }}</div>
""",
}  # fmt: skip
