"""Findings for people, for programs, and for GitHub's pages of changes."""

from __future__ import annotations

import json
from collections.abc import Sequence

from mkdocs_articles.check.finding import ERROR, HINT, WARNING, Finding

_PLURALS = {ERROR: "errors", WARNING: "warnings", HINT: "hints"}
# https://docs.github.com/actions/reference/workflow-commands-for-github-actions
_COMMANDS = {ERROR: "error", WARNING: "warning", HINT: "notice"}


def as_text(findings: Sequence[Finding]) -> str:
    """A line for each, `path:line:column: message; hint [rule]`; what is no error says so."""
    return "".join(f"{_line(one)}\n" for one in findings)


def _line(finding: Finding) -> str:
    text, place = str(finding.problem), _place(finding)
    grade = "" if finding.severity == ERROR else f"{finding.severity}: "
    return f"{place}: {grade}{text[len(place) + 2 :]} [{finding.rule}]"


def _place(finding: Finding) -> str:
    problem = finding.problem
    numbers = [problem.line, problem.column] if problem.column else [problem.line]
    return ":".join([problem.path, *(str(one) for one in numbers if problem.line)])


def as_json(findings: Sequence[Finding]) -> str:
    """A list of `{path, line, column, rule, severity, message, hint}`."""
    made = [
        {
            "path": one.problem.path, "line": one.problem.line, "column": one.problem.column,
            "rule": one.rule, "severity": one.severity,
            "message": " ".join(one.problem.message.split()), "hint": one.problem.hint,
        }
        for one in findings
    ]  # fmt: skip
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def as_github(findings: Sequence[Finding], folder: str = "") -> str:
    """Workflow commands, which GitHub shows as annotations; `folder` is that of `mkdocs.yml` in the
    repository, "" or with a slash at its end.
    """
    lines = []
    for one in findings:
        problem = one.problem
        place = {"file": folder + problem.path, "line": problem.line, "col": problem.column}
        properties = {name: value for name, value in place.items() if value} | {"title": one.rule}
        told = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
        text = "; ".join(filter(None, (" ".join(problem.message.split()), problem.hint)))
        lines.append(f"::{_COMMANDS[one.severity]} {told}::{_data(text)}\n")
    return "".join(lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def summary(findings: Sequence[Finding], pages: int) -> str:
    """`2 errors, 1 hint in 2 files`, or that nothing is to be mended."""
    if findings:
        return count(findings)
    return f"{pages} {'page' if pages == 1 else 'pages'}: nothing to mend"


def count(findings: Sequence[Finding]) -> str:
    """How many there are of each severity, and in how many files."""
    counts = {grade: sum(one.severity == grade for one in findings) for grade in _PLURALS}
    told = [
        f"{count} {grade if count == 1 else _PLURALS[grade]}"
        for grade, count in counts.items()
        if count
    ]
    files = len({one.problem.path for one in findings})
    return f"{', '.join(told)} in {files} {'file' if files == 1 else 'files'}"
