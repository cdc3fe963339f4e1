"""Turning collected rows into sorted columns, each object once, in its newest version."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np

from itinera.osm.extract import NOWHERE, NodeTable, NumberTable, PlaceTable, TaggedNodes, Ways
from itinera.osm.opl import way_refs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from itinera.geodesy import BoolArray, IntArray, LongArray
    from itinera.osm.clip import Clip

Numbered = tuple[int, int, int, tuple[tuple[int, int], ...]]
"""Version, longitude, latitude and the (network, number) pairs of a numbered node."""

MAX_LON, MAX_LAT = 1_800_000_000, 900_000_000  # 1e-7 degrees


class NodeRefs:
    """Growing lists of nodes, one list a row, kept as text until there are many."""

    CHUNK = 20_000  # rows of text turned into numbers at once

    def __init__(self) -> None:
        self._counts = array("i")
        self._waiting: list[str] = []
        self._done: list[LongArray] = []

    def add(self, body: str) -> None:
        """Add a row: "n1,n2,n3", or "" for none."""
        self._counts.append(body.count("n"))
        self._waiting.append(body)
        if len(self._waiting) == self.CHUNK:
            self._flush()

    def refs(self) -> LongArray:
        """Return the node ids of all rows."""
        self._flush()
        self._done = [np.concatenate(self._done)] if self._done else [np.zeros(0, dtype=np.int64)]
        return self._done[0]

    def counts(self) -> LongArray:
        """Return how many nodes each row has."""
        return np.asarray(self._counts, dtype=np.int64)

    def _flush(self) -> None:
        """Turn waiting text into numbers."""
        if self._waiting:
            self._done.append(way_refs(self._waiting))
            self._waiting = []


class WayRows:
    """Growing columns of `extract.Ways`, duplicates included."""

    def __init__(self) -> None:
        self.osm_id = array("q")
        self.version = array("q")
        self.tagset = array("i")
        self.name = array("i")
        self.ref = array("i")
        self.nodes = NodeRefs()


class PlaceRows:
    """Growing columns of places: a point each, or the nodes of a way whose centre counts."""

    def __init__(self) -> None:
        self.kind = array("B")
        self.osm_type = array("B")
        self.osm_id = array("q")
        self.version = array("q")
        self.name = array("i")
        self.tagset = array("i")
        self.lon = array("i")
        self.lat = array("i")
        self.nodes = NodeRefs()


def on_earth(lonlat: IntArray) -> BoolArray:
    """Tell which points (int32 (n, 2), 1e-7 degrees) have a possible place."""
    return (np.abs(lonlat[:, 0].astype(np.int64)) <= MAX_LON) & (
        np.abs(lonlat[:, 1].astype(np.int64)) <= MAX_LAT
    )


def finish_ways(rows: WayRows, names: IntArray, tags: IntArray) -> tuple[Ways, int]:
    """Return the ways by id, and how many doubles were left out."""
    osm_id = np.asarray(rows.osm_id, dtype=np.int64)
    count = rows.nodes.counts()
    keep = newest(osm_id, np.asarray(rows.version, dtype=np.int64), count)
    refs, offsets = gather(rows.nodes.refs(), count, keep)
    ways = Ways(
        osm_id=osm_id[keep],
        tagset=tags[np.asarray(rows.tagset, dtype=np.int32)[keep]],
        name=names[np.asarray(rows.name, dtype=np.int32)[keep]],
        ref=names[np.asarray(rows.ref, dtype=np.int32)[keep]],
        offsets=offsets,
        refs=refs,
    )
    return ways, len(osm_id) - len(keep)


def ways_touching(ways: Ways, nodes: NodeTable) -> Ways:
    """Return the ways with at least one located node."""
    row = nodes.rows(ways.refs)
    inside = np.append(0, np.cumsum(nodes.located[row] & (row >= 0)))
    keep = np.flatnonzero(inside[ways.offsets[1:]] > inside[ways.offsets[:-1]])
    refs, offsets = gather(ways.refs, np.diff(ways.offsets), keep)
    return Ways(
        ways.osm_id[keep], ways.tagset[keep], ways.name[keep], ways.ref[keep], offsets, refs
    )


def nodes_touching(tagged: TaggedNodes, nodes: NodeTable) -> TaggedNodes:
    """Return the tagged nodes that are located on a way."""
    row = nodes.rows(tagged.osm_id)
    keep = nodes.located[row] & (row >= 0)
    return TaggedNodes(tagged.osm_id[keep], tagged.tagset[keep])


def newest(osm_id: LongArray, version: LongArray, size: LongArray) -> LongArray:
    """Return, by id, the row of each id's newest version (the larger one of equals)."""
    order = np.lexsort((size, version, osm_id))
    last = np.append(osm_id[order][1:] != osm_id[order][:-1], True)[: len(order)]
    rows: LongArray = order[last]
    return rows


def gather(values: LongArray, count: LongArray, rows: LongArray) -> tuple[LongArray, LongArray]:
    """Return the values of ragged rows, in the order of `rows`, and their new offsets."""
    begins = np.cumsum(count) - count
    offsets = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum(count[rows], out=offsets[1:])
    take = np.repeat(begins[rows] - offsets[:-1], count[rows]) + np.arange(offsets[-1])
    return values[take], offsets


def finish_passing(passing: Mapping[int, tuple[int, int]], tags: IntArray) -> TaggedNodes:
    """Return the nodes that stand in somebody's way, by id."""
    ids = sorted(passing)
    return TaggedNodes(
        np.array(ids, dtype=np.int64),
        tags[np.array([passing[i][1] for i in ids], dtype=np.int32)],
    )


def finish_numbers(
    numbered: Mapping[int, Numbered], clip: Clip | None, names: IntArray
) -> NumberTable:
    """Return the numbered nodes by id, one row per number."""
    rows = sorted(
        (osm_id, names[network], names[number], lon, lat)
        for osm_id, (_, lon, lat, numbers) in numbered.items()
        for network, number in numbers
    )
    table = np.array(rows, dtype=np.int64).reshape(-1, 5)
    lonlat = table[:, 3:].astype(np.int32)
    keep = on_earth(lonlat)
    if clip is not None:
        keep &= clip.contains(lonlat)
    table = table[keep]
    return NumberTable(
        osm_id=table[:, 0].copy(),
        lonlat=lonlat[keep],
        network=table[:, 1].astype(np.int32),
        number=table[:, 2].astype(np.int32),
    )


def finish_places(
    rows: PlaceRows, nodes: NodeTable, clip: Clip | None, names: IntArray, tags: IntArray
) -> PlaceTable:
    """Return the places by kind of object and id; a way stands in the middle of its box."""
    osm_type = np.asarray(rows.osm_type, dtype=np.uint8)
    osm_id = np.asarray(rows.osm_id, dtype=np.int64)
    count = rows.nodes.counts()
    lonlat = np.stack([np.asarray(rows.lon), np.asarray(rows.lat)], axis=1).astype(np.int32)
    lonlat[count > 0] = _middles(rows, nodes, count[count > 0])
    key = osm_id * 4 + osm_type
    keep = newest(key, np.asarray(rows.version, dtype=np.int64), count)
    keep = keep[on_earth(lonlat[keep])]
    if clip is not None:
        keep = keep[clip.contains(lonlat[keep])]
    keep = keep[np.lexsort((osm_id[keep], osm_type[keep]))]
    return PlaceTable(
        lonlat=lonlat[keep],
        kind=np.asarray(rows.kind, dtype=np.uint8)[keep],
        osm_type=osm_type[keep],
        osm_id=osm_id[keep],
        name=names[np.asarray(rows.name, dtype=np.int32)[keep]],
        tagset=tags[np.asarray(rows.tagset, dtype=np.int32)[keep]],
    )


def _middles(rows: PlaceRows, nodes: NodeTable, count: LongArray) -> IntArray:
    """Return the middle of the box of each way that is a place, `NOWHERE` without nodes."""
    if not len(count):
        return np.zeros((0, 2), dtype=np.int32)
    row = nodes.rows(rows.nodes.refs())
    known = nodes.located[row] & (row >= 0)
    points = nodes.lonlat[row].astype(np.int64)
    begins = np.cumsum(count) - count
    low = np.minimum.reduceat(np.where(known[:, None], points, NOWHERE), begins)
    high = np.maximum.reduceat(np.where(known[:, None], points, -NOWHERE), begins)
    middle = np.where(high >= low, (low + high) // 2, NOWHERE)
    return middle.astype(np.int32)
