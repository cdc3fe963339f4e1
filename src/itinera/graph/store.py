"""A graph on disk: a folder of `.npy` files, opened memory-mapped, and a manifest.

The folder is written beside its final place and renamed, so that an interrupted
build leaves the old graph or none. Opening checks version, names, shapes and
sizes; `verify_graph` also reads every byte.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from itinera.errors import GraphStoreError, InputError, OutsideError
from itinera.graph.edgeheights import EdgeHeights
from itinera.graph.routegraph import (
    DatedRestriction,
    Edges,
    ForbiddenTurns,
    MarkedRoute,
    Memberships,
    Nodes,
    NumberedNodes,
    Places,
    RouteGraph,
    Source,
    StringPool,
    WayIndex,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT_VERSION = 1
MANIFEST = "manifest.json"
REBUILD = "Build it again with `itinera graph build`."

#: Part of the graph → its columns, each a file PART.COLUMN.npy.
TABLES: dict[str, type] = {
    "nodes": Nodes,
    "edges": Edges,
    "names": StringPool,
    "tagsets": StringPool,
    "memberships": Memberships,
    "turns": ForbiddenTurns,
    "places": Places,
    "numbered": NumberedNodes,
    "ways": WayIndex,
}
#: Parts that a graph may do without: all their columns are there, or none.
OPTIONAL: dict[str, type] = {"heights": EdgeHeights}
COLUMNS = ("geometry_offsets", "geometry", "out_offsets", "out_arcs")


@contextmanager
def writing(folder: Path) -> Iterator[Path]:
    """Yield an empty folder beside `folder` that takes its place at success.

    Whatever goes wrong inside leaves `folder` as it was. Leftovers of builds
    that were killed are removed.

    Raises
    ------
    InputError
        If `folder` holds other files than a graph.
    OutsideError
        If the disk is full or refuses.
    """
    folder = folder.absolute()
    temporary = _temporary_beside(folder)
    try:
        with disk_errors(folder):
            yield temporary
            _replace(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def check_writable(folder: Path) -> None:
    """Refuse a folder that could not be written, before hours go into its content.

    Raises
    ------
    InputError
        If it holds other files than a graph: it would be replaced as a whole.
    OutsideError
        If there is a file in its place, or the disk refuses.
    """
    shutil.rmtree(_temporary_beside(folder.absolute()), ignore_errors=True)


@contextmanager
def disk_errors(place: Path) -> Iterator[None]:
    """Turn what a disk refuses into an OutsideError that names the place."""
    try:
        yield
    except OSError as error:
        if isinstance(error, OutsideError):
            raise
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        full = full or (error.errno is None and "requested and" in str(error))  # numpy's words
        reason = "the disk is full" if full else error.strerror or str(error)
        raise OutsideError(
            f"{str(place)!r} cannot be written: {reason}.",
            remedy="Free some space." if full else "Check the path and its rights.",
        ) from error


def _temporary_beside(folder: Path) -> Path:
    """Make a temporary folder next to `folder`, after removing forgotten ones."""
    with disk_errors(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.exists() and not folder.is_dir():
            raise OutsideError(
                f"{str(folder)!r} is a file, not a folder.", remedy="Choose another folder."
            )
        if folder.exists() and any(folder.iterdir()) and not (folder / MANIFEST).exists():
            raise InputError(
                f"{str(folder)!r} holds other files than a graph, which would be lost.",
                remedy="Choose a new folder.",
            )
        for left in folder.parent.glob(f".{folder.name}.*.tmp"):
            if not _alive(left):
                shutil.rmtree(left, ignore_errors=True)
        made = tempfile.mkdtemp(f".{os.getpid()}.tmp", f".{folder.name}.", folder.parent)
        return Path(made)


def _alive(left: Path) -> bool:
    """Tell whether the process that made a temporary folder still runs."""
    try:
        os.kill(int(left.name.split(".")[-2]), 0)
    except (ValueError, IndexError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def _replace(temporary: Path, folder: Path) -> None:
    """Put a finished folder in its place; the old one stands aside until that is done."""
    temporary.chmod(0o755)
    if not folder.exists():
        temporary.rename(folder)
        return
    aside = Path(tempfile.mkdtemp(f".{os.getpid()}.tmp", f".{folder.name}.", folder.parent))
    folder.rename(aside / "old")
    try:
        temporary.rename(folder)
    except OSError:
        (aside / "old").rename(folder)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def save_graph(graph: RouteGraph, folder: Path) -> None:
    """Write a graph into a folder of its own, replacing what was there.

    Raises
    ------
    OutsideError
        If the disk is full or refuses.
    """
    with writing(folder) as temporary:
        write_graph(graph, temporary)


def write_graph(graph: RouteGraph, folder: Path) -> None:
    """Write a graph's files into an existing folder (inside `writing`, beside other files)."""
    columns = {name: getattr(graph, name) for name in COLUMNS}
    present = {part: t for part, t in OPTIONAL.items() if getattr(graph, part) is not None}
    for name, part, column in _column_names({**TABLES, **present}):
        columns[name] = getattr(getattr(graph, part), column)
    listed = {name: _write_column(folder, name, column) for name, column in columns.items()}
    rest = {
        "dated": [[asdict(rule) for rule in group] for group in graph.dated],
        "node_dated": [
            [node, [asdict(rule) for rule in group]]
            for node, group in sorted(graph.node_dated.items())
        ],
        "routes": [asdict(route) for route in graph.routes],
    }
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True).encode()
    (folder / "tables.json").write_bytes(text)
    manifest = {
        "format": FORMAT_VERSION,
        "source": asdict(graph.source),
        "notes": graph.notes,
        "tables_sha256": hashlib.sha256(text).hexdigest(),
        "columns": listed,
    }
    with (folder / MANIFEST).open("w", encoding="utf-8") as stream:
        json.dump(manifest, stream, ensure_ascii=False, sort_keys=True, indent=1)


def _column_names(tables: dict[str, type]) -> list[tuple[str, str, str]]:
    """Return (PART.COLUMN, PART, COLUMN) of every column of some tables."""
    return [(f"{p}.{f.name}", p, f.name) for p, table in tables.items() for f in fields(table)]


def _write_column(folder: Path, name: str, column: np.ndarray[Any, Any]) -> dict[str, Any]:
    """Write one column; return what the manifest says of it."""
    column = np.ascontiguousarray(column)
    with (folder / f"{name}.npy").open("wb") as stream:
        np.save(stream, column, allow_pickle=False)
    return {
        "dtype": column.dtype.str,
        "shape": list(column.shape),
        "sha256": hashlib.sha256(column.data if column.size else b"").hexdigest(),
    }


def open_graph(folder: Path) -> RouteGraph:
    """Open a stored graph; its columns are read-only and stay on disk until touched.

    Raises
    ------
    GraphStoreError
        If there is no graph, or it is of another version or damaged.
    """
    manifest = read_manifest(folder)
    listed = manifest["columns"]
    columns = {name: _open_column(folder, name, listed[name]) for name in listed}
    parts: dict[str, Any] = {name: columns[name] for name in COLUMNS}  # Any: tables and arrays
    for part, table in {**TABLES, **OPTIONAL}.items():
        found = {f.name: columns.get(f"{part}.{f.name}") for f in fields(table)}
        known = all(column is not None for column in found.values())
        parts[part] = table(**found) if known else None
    rest = _read_tables(folder)
    return RouteGraph(
        **parts,
        dated=tuple(_dated(group) for group in rest["dated"]),
        node_dated={node: _dated(group) for node, group in rest["node_dated"]},
        routes=tuple(
            MarkedRoute(**{**route, "parents": tuple(route["parents"])}) for route in rest["routes"]
        ),
        source=_source(manifest["source"]),
        notes=tuple((key, count) for key, count in manifest["notes"]),
        folder=folder,
    )


def verify_graph(folder: Path) -> None:
    """Read every byte of a stored graph and compare its checksums.

    Raises
    ------
    GraphStoreError
        If a file differs from what was written.
    """
    open_graph(folder)
    manifest = read_manifest(folder)
    for name, row in manifest["columns"].items():
        column = np.load(folder / f"{name}.npy", allow_pickle=False)
        if hashlib.sha256(column.data if column.size else b"").hexdigest() != row["sha256"]:
            raise _damaged(folder, f"{name}.npy", "its checksum differs")
    text = (folder / "tables.json").read_bytes()
    if hashlib.sha256(text).hexdigest() != manifest["tables_sha256"]:
        raise _damaged(folder, "tables.json", "its checksum differs")


def read_manifest(folder: Path) -> dict[str, Any]:  # Any: parsed JSON
    """Return the manifest of a stored graph.

    Raises
    ------
    GraphStoreError
        If there is none, or it is damaged or of another version.
    """
    path = folder / MANIFEST
    if not path.exists():
        raise GraphStoreError(
            f"There is no graph in {str(folder)!r}.",
            remedy="Build one with `itinera graph build`, or name another folder.",
        )
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        version = manifest["format"]
        complete = _complete(set(manifest["columns"])) and {"source", "notes"} <= set(manifest)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(folder, MANIFEST, str(error)) from error
    if version != FORMAT_VERSION:
        raise GraphStoreError(
            f"The graph in {str(folder)!r} has format {version}; this itinera reads "
            f"{FORMAT_VERSION}.",
            remedy=REBUILD,
        )
    if not complete:
        raise _damaged(folder, MANIFEST, "its list of columns is not that of this version")
    return manifest


def _complete(listed: set[str]) -> bool:
    """Tell whether the columns are those of a graph, each optional part whole or missing."""
    missing = set(COLUMNS) | {name for name, _, _ in _column_names(TABLES)}
    for part, table in OPTIONAL.items():
        names = {name for name, _, _ in _column_names({part: table})}
        missing |= names if names & listed else set()
    return missing == listed


def _open_column(folder: Path, name: str, row: dict[str, Any]) -> np.ndarray[Any, Any]:
    """Open one column and check that it is what the manifest says."""
    file = f"{name}.npy"
    try:
        shape = tuple(row["shape"])
        empty = 0 in shape  # nothing to map into memory
        column = np.load(folder / file, mmap_mode=None if empty else "r", allow_pickle=False)
    except (OSError, ValueError, EOFError, KeyError, TypeError) as error:
        raise _damaged(folder, file, str(error)) from error
    if column.shape != shape or column.dtype.str != row["dtype"]:
        raise _damaged(
            folder, file, f"it holds {column.dtype.str} {column.shape}, not {row['dtype']} {shape}"
        )
    return np.asarray(column)


def _read_tables(folder: Path) -> dict[str, Any]:
    """Return what is not in columns: dated restrictions and marked routes."""
    try:
        tables: dict[str, Any] = json.loads((folder / "tables.json").read_bytes())
        if not {"dated", "node_dated", "routes"} <= set(tables):
            raise ValueError("a table is missing")
    except (OSError, ValueError, TypeError) as error:
        raise _damaged(folder, "tables.json", str(error)) from error
    return tables


def _dated(group: list[dict[str, Any]]) -> tuple[DatedRestriction, ...]:
    """Return a group of dated restrictions from JSON."""
    return tuple(DatedRestriction(**rule) for rule in group)


def _source(row: dict[str, Any]) -> Source:
    """Return the source from JSON."""
    return Source(
        **{
            **row,
            "files": tuple(row["files"]),
            "sha256": tuple(row["sha256"]),
            "options": tuple((key, value) for key, value in row["options"]),
        }
    )


def _damaged(folder: Path, file: str, reason: str) -> GraphStoreError:
    """Return the error for a file of a graph that is not as it was written."""
    return GraphStoreError(
        f"{file!r} of the graph in {str(folder)!r} is damaged ({reason}).", remedy=REBUILD
    )
