"""Ways and relations as text: libosmium's "object per line" format, taken apart here.

Handing over each way's nodes as Python objects costs more than all the rest of
reading (0.9 s of 1.1 s on Heidelberg). Written as text by libosmium and split
in Python, the same ways take 0.4 s. The text goes through a file in memory.

Format: https://osmcode.org/opl-file-format/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import osmium

from itinera.osm.extract import Member, Tags
from itinera.osm.scratch import scratch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from itinera.geodesy import LongArray

METADATA = "opl,add_metadata=version+timestamp"
ESCAPED = re.compile(r"%([0-9a-f]*)%")


class OplObject(NamedTuple):
    """A way or a relation: `kind` is "w" or "r", `body` its nodes or members as text."""

    kind: str
    osm_id: int
    version: int
    timestamp: str
    tags: Tags
    body: str


def read_objects(
    path: Path, keys: tuple[str, ...], locations: osmium.NodeLocationsForWays
) -> Iterator[OplObject]:
    """Yield the ways and relations of a file that have one of `keys`.

    `locations` is a handler that wants to see the ways (it is how libosmium
    learns that all nodes have been read).
    """
    with scratch(path) as text:
        _write(path, text, keys, locations)
        with text.open(encoding="utf-8", newline="\n") as lines:
            for line in lines:
                yield _parse(line)


def _write(
    path: Path, text: Path, keys: tuple[str, ...], locations: osmium.NodeLocationsForWays
) -> None:
    """Let libosmium write the objects as text."""
    writer = osmium.SimpleWriter(osmium.io.File(str(text), METADATA), overwrite=True)
    try:
        with osmium.io.Reader(str(path), osmium.osm.WAY | osmium.osm.RELATION) as reader:
            osmium.apply(reader, osmium.filter.KeyFilter(*keys), locations, writer)
    finally:
        writer.close()


def _parse(line: str) -> OplObject:
    """Take a line apart: id, version, visibility, time, tags and body, each behind a letter."""
    first, version, _, stamp, tags, body = line.rstrip("\n").split(" ")
    return OplObject(
        first[0], int(first[1:]), int(version[1:]), stamp[1:], _tags(tags[1:]), body[1:]
    )


def _tags(text: str) -> Tags:
    """Return tags from "key=value,key=value"."""
    if not text:
        return {}
    pairs = [pair.split("=") for pair in text.split(",")]
    if "%" in text:
        return {unescape(key): unescape(value) for key, value in pairs}
    return dict(pairs)  # each pair has two


def unescape(text: str) -> str:
    """Replace %hex% by the character of that code point."""
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "%" in text else text


def way_refs(bodies: list[str]) -> LongArray:
    """Return the node ids of many ways, each "n1,n2,n3", as one int64 array."""
    text = ",".join(body for body in bodies if body).replace("n", "")
    return np.fromstring(text, dtype=np.int64, sep=",")


def members(body: str) -> tuple[Member, ...]:
    """Return the members from "w12@outer,n3@"."""
    found = []
    for text in body.split(",") if body else ():
        what, _, role = text.partition("@")
        found.append(Member(what[0], int(what[1:]), unescape(role)))
    return tuple(found)
