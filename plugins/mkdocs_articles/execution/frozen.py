"""Frozen outputs: a JSON record an article, figures beside it, made to be committed and reviewed.

`_frozen/posts/a.md.json` below the docs folder belongs to `posts/a.md`; its figures are in
`_frozen/posts/a/`. Sorted keys, one line of output a line, no times and no paths.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_args

from mkdocs_articles.execution.cells import SCHEMA, Kind, Output, Outputs
from mkdocs_articles.execution.figures import FILE_NAME, file_name

FOLDER = "_frozen"


@dataclass(frozen=True)
class Record:
    """The outputs of an article's cells by their keys, in order, and the versions of the packages
    that gave them; `broken` says why it could not be read.
    """

    outputs: Mapping[str, Outputs] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    broken: str = ""


def record_path(docs_dir: Path, uri: str) -> Path:
    """The record of the page `uri` ("posts/a.md")."""
    return docs_dir / FOLDER / f"{uri}.json"


def figure_uri(uri: str, name: str) -> str:
    """A figure's path below the docs folder, and so its address below the site."""
    stem = uri.rpartition(".")[0]
    return f"{FOLDER}/{stem}/{name}"


def load(docs_dir: Path, uri: str) -> Record:
    """Read the record of a page; one that does not exist is empty, a cell whose figure is gone is
    not in it.
    """
    folder = docs_dir / figure_uri(uri, "")
    try:
        data = json.loads(record_path(docs_dir, uri).read_text(encoding="utf-8"))
        if data["schema"] != SCHEMA:
            return Record(broken="another version of this software wrote them")
        cells = {cell["key"]: tuple(map(_output, cell["outputs"])) for cell in data["cells"]}
        versions = dict(data["versions"])
    except FileNotFoundError:
        return Record()
    except (json.JSONDecodeError, UnicodeDecodeError, OSError) as error:
        return Record(broken=str(getattr(error, "strerror", None) or error))
    except (KeyError, TypeError, ValueError):
        return Record(broken="they are not in the form in which they were written")
    return Record({key: cell for key, cell in cells.items() if _is_whole(cell, folder)}, versions)


def save(
    docs_dir: Path,
    uri: str,
    keys: Sequence[str],
    outputs: Sequence[Outputs],
    versions: Mapping[str, str],
) -> tuple[Outputs, ...]:
    """Write the record of a page and its figures; return the outputs as they were frozen.

    The record is put in place last and in one step: an interrupt leaves the old one as it was.
    Figures that it does not show any more stay: a build may be about to copy them.
    """
    folder = docs_dir / figure_uri(uri, "")
    frozen = tuple(tuple(_freeze(item, folder) for item in cell) for cell in outputs)
    _write(docs_dir, uri, Record(dict(zip(keys, frozen, strict=True)), versions))
    return frozen


def trim(docs_dir: Path, uri: str, keys: Sequence[str]) -> None:
    """Forget cells that the page no longer has; `keys` are those that it has, all frozen."""
    record = load(docs_dir, uri)
    if len(record.outputs) > len(keys):
        _write(docs_dir, uri, replace(record, outputs={key: record.outputs[key] for key in keys}))


def records(docs_dir: Path) -> Iterator[str]:
    """The pages that have a record. Other files in the folder are none of ours."""
    base = docs_dir / FOLDER
    uris = [path.relative_to(base).with_suffix("").as_posix() for path in base.rglob("*.json")]
    for uri in sorted(uris):
        if not load(docs_dir, uri).broken:
            yield uri


def drop_figures(docs_dir: Path, uri: str) -> None:
    """Remove a page's figures that its record does not show; nothing else is touched."""
    record, folder = load(docs_dir, uri), docs_dir / figure_uri(uri, "")
    if record.broken:
        return
    shown = {item.text for cell in record.outputs.values() for item in cell if _is_figure(item)}
    for path in folder.glob("*.svg"):
        if path.name not in shown and re.fullmatch(FILE_NAME, path.name):
            path.unlink()
    _remove_empty(folder)


def remove(docs_dir: Path, uri: str) -> None:
    """Forget a page's outputs, figures included."""
    record_path(docs_dir, uri).unlink(missing_ok=True)
    drop_figures(docs_dir, uri)
    _remove_empty(record_path(docs_dir, uri).parent)


def write_atomically(path: Path, text: str) -> None:
    """Write a file in one step, readers see the old content or the new; the same is not written."""
    content = text.encode()
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _write(docs_dir: Path, uri: str, record: Record) -> None:
    cells = [
        {"key": key, "outputs": [_item(item) for item in cell]}
        for key, cell in record.outputs.items()
    ]
    data = {"schema": SCHEMA, "versions": dict(record.versions), "cells": cells}
    text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    write_atomically(record_path(docs_dir, uri), text)


def _freeze(output: Output, folder: Path) -> Output:
    if not _is_figure(output):
        return output
    name = file_name(output.text)
    write_atomically(folder / name, output.text)
    return replace(output, text=name)


def _is_figure(output: Output) -> bool:
    return output.kind == "figure"


def _is_whole(cell: Outputs, folder: Path) -> bool:
    """Whether all figures of a cell are there."""
    return all((folder / item.text).is_file() for item in cell if _is_figure(item))


def _remove_empty(folder: Path) -> None:
    while folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _item(output: Output) -> dict[str, Any]:
    if _is_figure(output):
        return {"kind": "figure", "file": output.text, "width": output.width,
                "height": output.height}  # fmt: skip
    return {"kind": output.kind, "text": output.text.split("\n")}


def _output(item: Mapping[str, Any]) -> Output:
    """Read an output; raises KeyError, TypeError or ValueError where it is none."""
    if item["kind"] not in get_args(Kind):
        raise ValueError("unknown kind of output")
    if item["kind"] != "figure":
        return Output(item["kind"], "\n".join(item["text"]))
    if not re.fullmatch(FILE_NAME, item["file"]):
        raise ValueError("not the name of a figure")
    return Output("figure", item["file"], int(item["width"]), int(item["height"]))
