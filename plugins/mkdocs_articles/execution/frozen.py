"""Frozen outputs: a JSON record an article, figures beside it, made to be committed and reviewed.

`_frozen/posts/a.md.json` below the docs folder belongs to `posts/a.md`; its figures are in
`_frozen/posts/a/`. Sorted keys, one line of output a line, no times and no paths.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mkdocs_articles.execution.cells import SCHEMA, Output, Outputs
from mkdocs_articles.execution.figures import file_name

FOLDER = "_frozen"


@dataclass(frozen=True)
class Record:
    """The outputs of an article's cells by their keys; `broken` says why it could not be read."""

    outputs: Mapping[str, Outputs] = field(default_factory=dict)
    broken: str = ""


def record_path(docs_dir: Path, uri: str) -> Path:
    """The record of the page `uri` ("posts/a.md")."""
    return docs_dir / FOLDER / f"{uri}.json"


def figure_uri(uri: str, name: str) -> str:
    """A figure's path below the docs folder, and so its address below the site."""
    stem = uri.rpartition(".")[0]
    return f"{FOLDER}/{stem}/{name}"


def load(docs_dir: Path, uri: str) -> Record:
    """Read the record of a page; one that does not exist is empty."""
    try:
        data = json.loads(record_path(docs_dir, uri).read_text(encoding="utf-8"))
        if data["schema"] != SCHEMA:
            return Record()
        outputs = {
            cell["key"]: tuple(_output(item) for item in cell["outputs"]) for cell in data["cells"]
        }
    except FileNotFoundError:
        return Record()
    except (OSError, ValueError, KeyError, TypeError) as error:
        return Record(broken=f"{type(error).__name__}: {error}")
    return Record(outputs)


def save(
    docs_dir: Path,
    uri: str,
    keys: Sequence[str],
    outputs: Sequence[Outputs],
    versions: Mapping[str, str],
) -> tuple[Outputs, ...]:
    """Write the record of a page and its figures; return the outputs as they were frozen.

    The record is put in place last and in one step: an interrupt leaves the old one as it was.
    """
    folder = docs_dir / figure_uri(uri, "")
    frozen = tuple(tuple(_freeze(item, folder) for item in cell) for cell in outputs)
    cells = [
        {"key": key, "outputs": [_item(item) for item in cell]}
        for key, cell in zip(keys, frozen, strict=True)
    ]
    data = {"schema": SCHEMA, "versions": dict(versions), "cells": cells}
    path = record_path(docs_dir, uri)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    write_atomically(path, text)
    _drop_figures(folder, {item.text for cell in frozen for item in cell if item.kind == "figure"})
    return frozen


def records(docs_dir: Path) -> Iterator[tuple[str, Path]]:
    """The pages that have a record, and its path."""
    base = docs_dir / FOLDER
    for path in sorted(base.rglob("*.json")):
        yield path.relative_to(base).as_posix().removesuffix(".json"), path


def remove(docs_dir: Path, uri: str) -> None:
    """Forget a page's outputs, figures included."""
    record_path(docs_dir, uri).unlink(missing_ok=True)
    _drop_figures(docs_dir / figure_uri(uri, ""), set())


def write_atomically(path: Path, text: str) -> None:
    """Write a file in one step: readers see the old content or the new, never half of it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text, encoding="utf-8", newline="\n")
    temporary.replace(path)


def _freeze(output: Output, folder: Path) -> Output:
    if output.kind != "figure":
        return output
    folder.mkdir(parents=True, exist_ok=True)
    name = file_name(output.text)
    if not (folder / name).exists():
        write_atomically(folder / name, output.text)
    return Output("figure", name, output.width, output.height)


def _drop_figures(folder: Path, kept: set[str]) -> None:
    """Remove the figures that no cell shows any more; nothing else is touched."""
    for path in folder.glob("*.svg"):
        if path.name not in kept:
            path.unlink()
    while folder.is_dir() and not any(folder.iterdir()):
        shutil.rmtree(folder)
        folder = folder.parent


def _item(output: Output) -> dict[str, Any]:
    if output.kind == "figure":
        return {"kind": "figure", "file": output.text, "width": output.width,
                "height": output.height}  # fmt: skip
    return {"kind": output.kind, "text": output.text.split("\n")}


def _output(item: Mapping[str, Any]) -> Output:
    if item["kind"] == "figure":
        return Output("figure", str(item["file"]), int(item["width"]), int(item["height"]))
    return Output(item["kind"], "\n".join(item["text"]))
