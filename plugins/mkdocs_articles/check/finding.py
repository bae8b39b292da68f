"""What `articles check` finds: rules, how grave they are, and what mends them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from mkdocs_articles.errors import Problem
from mkdocs_articles.suggest import did_you_mean

ERROR, WARNING, HINT, OFF = "error", "warning", "hint", "off"
SEVERITIES = (ERROR, WARNING, HINT, OFF)

# What each rule is about, and how grave it is unless a site says otherwise. Errors are what fails a
# strict build, or what a reader finds broken.
RULES: dict[str, str] = {
    "address": ERROR,  # two pages with one address; an alias that is none
    "alt": WARNING,  # an image without an alternative text
    "anchor": ERROR,  # a link to a place that its page does not have
    "build": ERROR,  # what MkDocs, a plugin or a theme warns of
    "configuration": ERROR,
    "date": WARNING,  # updated before it was created
    "derived-pages": WARNING,  # a built site without the pages of the taxonomies
    "directive": WARNING,  # a comment for `articles check` that names no rule
    "file": ERROR,  # one that cannot be read, or lies outside of the site
    "formula": ERROR,
    "front-matter": ERROR,  # values that cannot be used, dates among them
    "heading": WARNING,  # a heading that skips a level
    "history": ERROR,  # dates that git does not know
    "html": ERROR,  # what `safe_html` refuses
    "image": ERROR,  # an image that is not there
    "image-size": WARNING,  # an image that takes long to load
    "include": ERROR,  # a file that is not put in where a page asks for it
    "key": WARNING,  # a key of front matter that is like a known one
    "link": ERROR,
    "listing": ERROR,
    "notebook": ERROR,
    "placeholder": WARNING,  # a text that `articles new` wrote; a heading without one
    "scheduled": HINT,  # an article that is not published yet
    "slug": WARNING,  # two articles with the same last part of their addresses
    "snippet": ERROR,  # outputs that are missing or stale, options that are wrong
    "spacing": HINT,  # no space between Chinese and Latin
    "title": WARNING,  # two articles of one title
    "unused-output": WARNING,  # frozen outputs of nothing
}


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """In `line`, at `column` (both from 1, in the file as it is on disk), `old` becomes `new`."""

    line: int
    column: int
    old: str
    new: str


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A problem, the rule that found it, and the edits of its file that mend it, if any can."""

    problem: Problem
    rule: str
    severity: str = ""
    edits: tuple[Edit, ...] = field(default=(), compare=False)


def judged(
    findings: Iterable[Finding],
    severities: Mapping[str, str],
    silenced: Mapping[str, frozenset[str]],
) -> list[Finding]:
    """The findings in the order of files and lines, each once and with its severity, without those
    of rules that are off: for the site (`severities`), or for a file (`silenced`, by its path).
    """
    wanted = {**RULES, **severities}
    graded = {
        replace(one, severity=wanted[one.rule])
        for one in findings
        if one.rule not in silenced.get(one.problem.path, ())
    }
    return sorted(one for one in graded if one.severity != OFF)


DIRECTIVE = re.compile(r"<!--\s*articles-check\s*:\s*off\s*=\s*(?P<rules>[^>]*?)\s*-->")


def directives(text: str, shown: str) -> tuple[frozenset[str], list[Finding]]:
    """The rules that a file's comments `<!-- articles-check: off=alt,spacing -->` switch off in it,
    and what is wrong with these comments.
    """
    rules: set[str] = set()
    wrong: list[Finding] = []
    for match in DIRECTIVE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        names = [name.strip() for name in match["rules"].split(",")]
        rules.update(names)
        wrong += _unknown(names, shown, line)
    return frozenset(rules), wrong


def _unknown(names: Iterable[str], shown: str, line: int) -> Iterator[Finding]:
    for name in names:
        if name not in RULES:
            problem = Problem(
                shown, line, 0, f"`articles check` has no rule `{name}`", did_you_mean(name, RULES)
            )
            yield Finding(problem, "directive")
