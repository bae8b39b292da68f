"""What a Jinja template reads, found in its source and in that of all that it includes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    TemplateNotFound,
    TemplateSyntaxError,
    Undefined,
    meta,
    nodes,
)
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.filters import FILTERS
from jinja2.tests import TESTS

from mkdocs_articles import inputs

_TRANSLATIONS = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
_BY_CHANCE = {"random", "lipsum"}
# Of other pages than the one that is written, nobody wants to compare so much.
_LARGE = {"content", "markdown", "toc", "content_string", "content_bytes"}
_POINTS = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)


@dataclass(frozen=True)
class Reads:
    """The `names` that a template and what it includes look up; `unknown` says why its output may
    depend on more than on these, and is empty if it does not.
    """

    names: frozenset[str]
    unknown: str = ""


def reads_of(
    env: Environment, name: str, modules: tuple[str, ...], constants: Mapping[str, Any]
) -> Reads:
    """What the template `name` reads; `modules` are those whose filters are known, and `constants`
    what is the same for all pages: a template that is chosen by them is known.
    """
    names: set[str] = set()
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        try:
            source, filename, _ = env.loader.get_source(env, current)  # type: ignore[union-attr]
            if "{" not in source:  # an icon
                continue
            tree = env.parse(source)
        except TemplateNotFound:
            continue  # it may be missing: a template says so, or fails
        except TemplateSyntaxError as error:
            return Reads(frozenset(), f"{current}: {error}")
        names |= meta.find_undeclared_variables(tree)
        for problem in _problems(env, tree, modules):
            return Reads(frozenset(), f"{current} ({filename}): {problem}")
        own = {node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"}
        known = {key: value for key, value in constants.items() if key not in own}
        for point in tree.find_all(_POINTS):
            found = _targets(env, point.template, known)  # type: ignore[attr-defined]
            if found is None:
                return Reads(frozenset(), f"{current}: it includes what it computes")
            waiting += found
    return Reads(frozenset(names))


def _problems(env: Environment, tree: nodes.Template, known: tuple[str, ...]) -> Iterator[str]:
    """Why the output may depend on more than on names."""
    for node in tree.find_all((nodes.Filter, nodes.Test)):
        name = node.name
        own, builtin = _own_and_builtin(env)[not isinstance(node, nodes.Filter)]
        if not _is_known_function(own.get(name), builtin.get(name), known):
            yield f"the filter {name} is not known"
        if name in _BY_CHANCE:
            yield f"{name} is chance"
        arguments = node.args
        if name == "attr" and arguments and _constant(arguments[0]) in _LARGE:
            yield f"it reads {_constant(arguments[0])} of something"
    # These do not count as undeclared.
    loaded = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
    for name in sorted(loaded & env.globals.keys()):
        is_known = env.globals[name] is DEFAULT_NAMESPACE.get(name) or name in _TRANSLATIONS
        if not is_known or name in _BY_CHANCE:
            yield f"the function {name} is not known"
    read = [(part.attr, part.node) for part in tree.find_all(nodes.Getattr)]
    read += [(_constant(part.arg), part.node) for part in tree.find_all(nodes.Getitem)]
    for name, of in read:
        if name in _LARGE and not _is_plain(of):
            yield f"it reads {name} of something"


def is_known(env: Environment, modules: tuple[str, ...]) -> bool:
    """Whether all filters and tests are Jinja's own, or of these modules; and no syntax was added."""
    return all(
        _is_known_function(function, builtin.get(name), modules)
        for own, builtin in _own_and_builtin(env)
        for name, function in own.items()
    ) and all(name.startswith("jinja2.") for name in env.extensions)


def _own_and_builtin(env: Environment) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    return (env.filters, FILTERS), (env.tests, TESTS)


def _is_known_function(own: Any, builtin: Any, modules: tuple[str, ...]) -> bool:
    return own is builtin or str(getattr(own, "__module__", "")).startswith(modules)


def _is_plain(node: nodes.Node) -> bool:
    """Whether it is the page itself, or something in the configuration."""
    if isinstance(node, nodes.Name) and node.name == "page":
        return True
    while isinstance(node, (nodes.Getattr, nodes.Getitem)):
        node = node.node
    return isinstance(node, nodes.Name) and node.name == "config"


def _constant(node: nodes.Node) -> Any:
    return node.value if isinstance(node, nodes.Const) else None


def _targets(env: Environment, node: nodes.Node, constants: Mapping[str, Any]) -> list[str] | None:
    """The templates that a tag may mean; None if it may be any."""

    def targets(node: nodes.Node) -> list[str] | None:
        return _targets(env, node, constants)

    if isinstance(node, nodes.Const):
        return [node.value] if isinstance(node.value, str) else list(node.value)
    if isinstance(node, (nodes.List, nodes.Tuple)):
        found = [targets(item) for item in node.items]
        return None if None in found else [name for names in found for name in names or ()]
    if isinstance(node, nodes.CondExpr):
        found = [targets(node.expr1), targets(node.expr2) if node.expr2 else []]
        return None if None in found else [name for names in found for name in names or ()]
    if isinstance(node, nodes.Concat):
        parts = [_value(env, part, constants) for part in node.nodes]
        if all(isinstance(part, str) for part in parts):
            return ["".join(parts)]
        pattern = "".join("*" if part is None else str(part) for part in parts)
        return None if pattern.startswith("*") else _matching(env, pattern)
    return None


def _value(env: Environment, node: nodes.Node, constants: Mapping[str, Any]) -> Any:
    """What an expression is for all pages: a constant or a part of one; None if it is not known."""
    if isinstance(node, nodes.Const):
        return node.value
    if isinstance(node, nodes.Name):
        return constants.get(node.name)
    if isinstance(node, nodes.Getattr):
        whole = _value(env, node.node, constants)
        found = None if whole is None else env.getattr(whole, node.attr)
        return None if isinstance(found, Undefined) else found
    return None


def _matching(env: Environment, pattern: str) -> list[str] | None:
    """The templates whose names match; icons of packages, of which none is a template, are left out."""
    if not isinstance(env.loader, FileSystemLoader):
        return None
    found = []
    below = os.path.dirname(pattern.partition("*")[0])
    for folder in map(os.path.abspath, env.loader.searchpath):
        if pattern.endswith(".svg") and inputs.is_installed(os.path.join(folder, "")):
            continue
        for where, _, files in os.walk(os.path.join(folder, below)):
            start = os.path.relpath(where, folder).replace(os.sep, "/")
            found += [f"{start}/{name}" for name in sorted(files)]
    return [name for name in found if fnmatchcase(name, pattern)]
