"""What is kept of OSM files: plain columns, sorted by id, ready for the graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from itinera.geodesy import BoolArray, ByteArray, IntArray, LongArray

Tags = dict[str, str]
NOWHERE = int(np.iinfo(np.int32).max)  # a coordinate that no place has


@dataclass(frozen=True, slots=True)
class Ways:
    """Every highway-like way, one row each, sorted by id."""

    osm_id: LongArray  #: int64 (n,)
    tagset: IntArray  #: int32 (n,), index into OsmExtract.tagsets
    name: IntArray  #: int32 (n,), index into OsmExtract.names, 0 = no name
    ref: IntArray  #: int32 (n,), index into OsmExtract.names, 0 = no road number
    offsets: LongArray  #: int64 (n + 1,), where the nodes of each way begin in `refs`
    refs: LongArray  #: int64 (n_refs,), OSM node ids in the order of the way


@dataclass(frozen=True, slots=True)
class NodeTable:
    """Every node that a kept way or relation speaks of, sorted by id."""

    osm_id: LongArray  #: int64 (n,)
    lonlat: IntArray  #: int32 (n, 2), 1e-7 degrees
    located: BoolArray  #: bool (n,), False where the file has no (usable) place for the node

    def rows(self, osm_id: LongArray) -> IntArray:
        """Return the row of each node id, -1 where it is not in the table."""
        if not len(self.osm_id):
            return np.full(len(osm_id), -1, dtype=np.int32)
        rows = np.searchsorted(self.osm_id, osm_id)
        rows = np.minimum(rows, len(self.osm_id) - 1)
        return np.where(self.osm_id[rows] == osm_id, rows, -1).astype(np.int32)


@dataclass(frozen=True, slots=True)
class TaggedNodes:
    """Nodes whose tags matter to who passes (barriers, crossings, fords), sorted by id."""

    osm_id: LongArray  #: int64 (n,)
    tagset: IntArray  #: int32 (n,), index into OsmExtract.tagsets


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a relation: `kind` is "n", "w" or "r"."""

    kind: str
    ref: int
    role: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation with the tags that matter."""

    osm_id: int
    tags: Tags
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class PlaceTable:
    """Points of interest, sorted by kind of object and id."""

    lonlat: IntArray  #: int32 (n, 2), 1e-7 degrees
    kind: ByteArray  #: uint8 (n,), codes.PlaceKind
    osm_type: ByteArray  #: uint8 (n,), 0 node, 1 way, 2 relation
    osm_id: LongArray  #: int64 (n,)
    name: IntArray  #: int32 (n,), index into OsmExtract.names
    tagset: IntArray  #: int32 (n,), index into OsmExtract.tagsets


@dataclass(frozen=True, slots=True)
class NumberTable:
    """Numbers of node networks, one row per number, sorted by node id."""

    osm_id: LongArray  #: int64 (n,)
    lonlat: IntArray  #: int32 (n, 2), 1e-7 degrees
    network: IntArray  #: int32 (n,), index into OsmExtract.names ("rcn", "rwn"…)
    number: IntArray  #: int32 (n,), index into OsmExtract.names


@dataclass(frozen=True, slots=True)
class AreaShapes:
    """Shapes with a flag each, sorted by kind of object and id.

    Attributes
    ----------
    flag : uint8, shape (n,)
        codes.AreaFlag bits, and codes.CANAL_LINE.
    wkb
        Multipolygons, and lines of rivers and canals, in degrees.
    """

    flag: ByteArray
    wkb: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class OsmExtract:
    """Everything kept of one or several OSM files.

    Attributes
    ----------
    names
        Sorted, ``names[0] == ""``.
    tagsets
        Distinct sets of relevant tags in the order of their JSON, ``tagsets[0] == {}``.
    routes, restrictions
        Relations of marked routes and of turn restrictions, sorted by id.
    tagset_texts
        The same as JSON.
    timestamp
        Newest moment that the files claim for their data, ISO 8601 in UTC, "" if unknown.
    invented
        True if the files say that they are the demonstration map.
    notes
        How often something had to be left out or repaired, by what it was.
    """

    ways: Ways
    nodes: NodeTable
    tagged_nodes: TaggedNodes
    routes: tuple[Relation, ...]
    restrictions: tuple[Relation, ...]
    places: PlaceTable
    numbers: NumberTable
    areas: AreaShapes

    names: list[str]
    tagsets: list[Tags]
    tagset_texts: list[str]
    timestamp: str
    invented: bool
    notes: Mapping[str, int]
