"""Make notebooks of cells, and look at pages."""

from __future__ import annotations

import base64
import json
from typing import Any

import nbformat.v4
from bs4 import Tag

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAYAAAC56t6BAAAAEklEQVR4nGP4z8DwHwQZYAwAR8wH+UkUhGwAAAAASUVORK5CYII="
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><path d="M0 0"/></svg>'
TABLE = """<div>
<style scoped>.dataframe tbody tr th { vertical-align: top; }</style>
<table border="1" class="dataframe"><thead><tr style="text-align: right;"><th></th><th>价格</th></tr>
</thead><tbody><tr><th>0</th><td>$5 &lt; $10</td></tr></tbody></table>
<p>1 rows × 1 columns</p></div>"""

nb: Any = nbformat.v4  # without types of its own


def data(mime: str, content: str, **metadata: object) -> Any:
    return nb.new_output("display_data", {mime: content}, metadata={mime: metadata})


def result(text: str) -> Any:
    return nb.new_output("execute_result", {"text/plain": text}, execution_count=1)


def stream(text: str, name: str = "stdout") -> Any:
    return nb.new_output("stream", name=name, text=text)


def code(source: str, *outputs: Any, **metadata: object) -> Any:
    return nb.new_code_cell(source, outputs=list(outputs), metadata=metadata, execution_count=1)


def prose(text: str, **more: object) -> Any:
    return nb.new_markdown_cell(text, **more)


def write(*cells: Any, minor: int = 5, **metadata: object) -> str:
    """The file of a notebook with these cells."""
    made = nb.new_notebook(cells=list(cells), metadata=metadata)
    written = json.loads(json.dumps(made))
    written["nbformat_minor"] = minor
    for cell in written["cells"] if minor < 5 else []:
        del cell["id"]
    return json.dumps(written)


def one(tag: Tag, selector: str) -> Tag:
    (found,) = tag.select(selector)
    return found
