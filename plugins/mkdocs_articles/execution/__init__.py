"""Runnable snippets with frozen outputs: the Markdown extension `mkdocs_articles.execution`.

```python {.run alt="…"}
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mkdocs_articles.execution.extension import ExecutionExtension

# The environment decides whether snippets run: no article and no mkdocs.yml can.
VARIABLE = "ARTICLES_EXECUTE"


def may_run() -> bool:
    """Whether rendering a page may run its snippets."""
    return os.environ.get(VARIABLE) in ("auto", "force")


def makeExtension(**options: Any) -> ExecutionExtension:  # noqa: N802
    """What Python-Markdown calls; options as in `ExecutionExtension`."""
    from mkdocs_articles.execution.extension import ExecutionExtension

    return ExecutionExtension(**options)
