"""Runnable snippets with frozen outputs: the Markdown extension `mkdocs_articles.execution`.

```python {.run alt="…"}
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mkdocs_articles.execution.extension import ExecutionExtension


def makeExtension(**options: Any) -> ExecutionExtension:  # noqa: N802
    """What Python-Markdown calls; options as in `ExecutionExtension`."""
    from mkdocs_articles.execution.extension import ExecutionExtension

    return ExecutionExtension(**options)
