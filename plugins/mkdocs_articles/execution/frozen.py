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

from mkdocs_articles import inputs
from mkdocs_articles.execution.cells import SCHEMA, Kind, Output, Outputs
from mkdocs_articles.execution.figures import FILE_NAME

FOLDER = "_frozen"
# Kinds of text that an output may have, by the names of their media types (RFC 6838) in the record.
_TEXTS = {"text": "text/plain", "html": "text/html", "latex": "text/latex"}
_NUMBERS = ("width", "height", "cut")
_TEMPORARY = re.compile(r"\..+\.(?P<pid>[0-9]+)\.part")


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
    if record_path(docs_dir, uri).is_symlink():
        return Record(broken="a link stands in their place")
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
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, OverflowError):
        return Record(broken="they are not in the form in which they were written")
    return Record({key: cell for key, cell in cells.items() if _is_whole(cell, folder)}, versions)


def save(
    docs_dir: Path,
    uri: str,
    record: Record,
    figures: Mapping[str, bytes],
) -> None:
    """Write the record of a page and its figures, which are given by the names of their files.

    The record is put in place last and in one step: an interrupt leaves the old one as it was.
    Figures that it does not show any more stay: a build may be about to copy them.
    """
    folder = docs_dir / figure_uri(uri, "")
    for name, content in figures.items():
        write_atomically(folder / name, content)
    _write(docs_dir, uri, record)


def trim(docs_dir: Path, uri: str, keys: Sequence[str]) -> None:
    """Forget cells that the page no longer has; `keys` are those that it has, all frozen."""
    record = load(docs_dir, uri)
    if len(record.outputs) > len(keys):
        _write(docs_dir, uri, replace(record, outputs={key: record.outputs[key] for key in keys}))


def tidy(docs_dir: Path, uri: str, keys: Sequence[str]) -> None:
    """Forget what a page no longer has, if all that it has is frozen; and its unused figures."""
    if all(key in load(docs_dir, uri).outputs for key in keys):
        trim(docs_dir, uri, keys)
    drop_figures(docs_dir, uri)


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
    shown = {name for cell in record.outputs.values() for item in cell for name in _files(item)}
    for name in figures(docs_dir, uri):
        if name not in shown:
            (folder / name).unlink()
    _remove_empty(folder)


def figures(docs_dir: Path, uri: str) -> list[str]:
    """The files of figures that a page has; other files in the folder are none of ours."""
    folder = docs_dir / figure_uri(uri, "")
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    return sorted(name for name in names if FILE_NAME.fullmatch(name))


def sweep(docs_dir: Path) -> None:
    """Remove what a process that was killed has left half written."""
    for path in (docs_dir / FOLDER).rglob(".*.part"):
        if (match := _TEMPORARY.fullmatch(path.name)) and not _is_alive(int(match["pid"])):
            path.unlink(missing_ok=True)


def remove(docs_dir: Path, uri: str) -> None:
    """Forget a page's outputs, figures included."""
    record_path(docs_dir, uri).unlink(missing_ok=True)
    drop_figures(docs_dir, uri)
    _remove_empty(record_path(docs_dir, uri).parent)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file in one step, readers see the old content or the new; the same is not written."""
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
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
    write_atomically(record_path(docs_dir, uri), text.encode())


def _files(output: Output) -> list[str]:
    return [name for name in (output.file, output.dark) if name]


def _is_whole(cell: Outputs, folder: Path) -> bool:
    """Whether all figures of a cell are there."""
    names = [folder / name for item in cell for name in _files(item)]
    for path in names:
        inputs.note(path)
    return all(path.is_file() for path in names)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _remove_empty(folder: Path) -> None:
    while folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _item(output: Output) -> dict[str, Any]:
    """An output for the record; a text is a list of its lines, so that a diff shows what changed."""
    texts = {
        mime: text.split("\n")
        for name, mime in _TEXTS.items()
        if (text := getattr(output, name)) or (name == "text" and output.kind != "figure")
    }
    files = {name: getattr(output, name) for name in ("file", "dark") if getattr(output, name)}
    numbers = {name: getattr(output, name) for name in _NUMBERS if getattr(output, name)}
    return {"kind": output.kind, **texts, **files, **numbers}


def _output(item: Mapping[str, Any]) -> Output:
    """Read an output; raises KeyError, TypeError or ValueError where it is none."""
    if item["kind"] not in get_args(Kind):
        raise ValueError("unknown kind of output")
    values: dict[str, Any] = {"kind": item["kind"]}
    values |= {name: "\n".join(item[mime]) for name, mime in _TEXTS.items() if mime in item}
    values |= {name: item[name] for name in ("file", "dark") if name in item}
    values |= {name: int(item[name]) for name in _NUMBERS if name in item}
    output = Output(**values)
    if not all(FILE_NAME.fullmatch(name) for name in _files(output)):
        raise ValueError("not the name of a figure")
    if ("file" if output.kind == "figure" else "text") not in values:
        raise ValueError("nothing to show")
    return output
