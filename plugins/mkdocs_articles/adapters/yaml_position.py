"""What is wrong with a plugin's options, and where in `mkdocs.yml` they stand."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import yaml
from mkdocs.config.defaults import MkDocsConfig

from mkdocs_articles.errors import Problem, report
from mkdocs_articles.settings import Complaint


def report_options(plugin: str, complaints: Iterable[Complaint], config: MkDocsConfig) -> None:
    """Report wrong options of `plugin` with their lines."""
    file = config.config_file_path
    shown = Path(file).name if file else "mkdocs.yml"
    found = (
        Problem(shown, option_line(file, plugin, c.name), 0, c.message, c.hint) for c in complaints
    )
    report(found, "configuration")


def option_line(config_file: str | None, plugin: str, option: str) -> int:
    """The line (from 1) of `option` of `plugin`; 0 where it cannot be told."""
    try:
        text = Path(config_file or "").read_text(encoding="utf-8-sig")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (OSError, ValueError, yaml.YAMLError):
        return 0
    for node in _values(root, "plugins"):
        entries = node.value if isinstance(node, yaml.SequenceNode) else [node]
        for entry in entries:
            for options in _values(entry, plugin):
                if isinstance(options, yaml.MappingNode):
                    for key, _ in options.value:
                        if key.value == option:
                            return int(key.start_mark.line) + 1
    return 0


def _values(node: yaml.Node | None, key: str) -> list[yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        return []
    return [value for name, value in node.value if name.value == key]
