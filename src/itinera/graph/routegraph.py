"""The route graph: what the ground offers, as plain numpy columns.

Nodes are junctions, dead ends and places where something changes that a route
must know (a barrier, a level crossing, a numbered node). Edges are the
stretches between. Edge ``e`` has two arcs: ``2e`` in the direction of the OSM
way, ``2e + 1`` against it. An arc that nobody may pass still exists; whether a
traveller may use it stands in the access columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import to_degrees

if TYPE_CHECKING:
    import networkx as nx
    import numpy.typing as npt

    from itinera.geodesy import ByteArray, FloatArray, IntArray, LongArray
    from itinera.graph.edgeheights import EdgeHeights

    UShortArray = npt.NDArray[np.uint16]
    ShortArray = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class StringPool:
    """Many strings as one block of bytes; string 0 is empty.

    Attributes
    ----------
    offsets : int64, shape (n_strings + 1,)
        Where each string begins in `data`.
    data : uint8, shape (n_bytes,)
        UTF-8.
    """

    offsets: LongArray
    data: ByteArray

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, index: int) -> str:
        begin, end = int(self.offsets[index]), int(self.offsets[index + 1])
        return self.data[begin:end].tobytes().decode("utf-8")

    @classmethod
    def of(cls, strings: list[str]) -> StringPool:
        """Pack `strings` in the given order."""
        encoded = [s.encode("utf-8") for s in strings]
        offsets = np.zeros(len(encoded) + 1, dtype=np.int64)
        np.cumsum([len(b) for b in encoded], out=offsets[1:])
        return cls(offsets, np.frombuffer(b"".join(encoded), dtype=np.uint8))


@dataclass(frozen=True, slots=True)
class Nodes:
    """One row per node of the graph."""

    lonlat: IntArray  #: int32 (n, 2), longitude and latitude in 1e-7 degrees
    osm_id: LongArray  #: int64 (n,)
    foot: ByteArray  #: uint8 (n,), Access of passing through on foot
    bicycle: ByteArray  #: uint8 (n,), Access of passing through with a bicycle
    barrier: ByteArray  #: uint8 (n,), codes.Barrier
    crossing: ByteArray  #: uint8 (n,), codes.Crossing
    tagset: IntArray  #: int32 (n,), index into RouteGraph.tagsets, 0 = no tags that matter
    road: ByteArray  #: uint8 (n,), codes.Highway of the biggest road here, also of one closed to us


@dataclass(frozen=True, slots=True)
class Edges:
    """One row per edge; columns named `fwd_…` and `bwd_…` hold per direction what differs."""

    nodes: IntArray  #: int32 (n, 2), the node where the edge begins and where it ends
    way: LongArray  #: int64 (n,), OSM way id
    length_m: FloatArray  #: float64 (n,), geodesic metres along the full geometry
    highway: ByteArray  #: uint8, codes.Highway
    surface: ByteArray  #: uint8, codes.Surface
    smoothness: ByteArray  #: uint8, codes.Smoothness
    tracktype: ByteArray  #: uint8, codes.TrackType
    sac_scale: ByteArray  #: uint8, codes.SacScale
    mtb_scale: ByteArray  #: uint8, 0 unknown, 1…7 = mtb:scale 0…6
    visibility: ByteArray  #: uint8, codes.TrailVisibility
    lit: ByteArray  #: uint8, codes.Lit
    width_cm: UShortArray  #: uint16, 0 unknown
    incline_pct: npt.NDArray[np.int8]  #: int8, tagged slope along the way, -128 unknown
    maxspeed_kmh: ByteArray  #: uint8, 0 unknown
    lanes: ByteArray  #: uint8, 0 unknown
    flags: UShortArray  #: uint16, codes.EdgeFlag bits
    areas: ByteArray  #: uint8, codes.AreaFlag bits
    fwd_cycleway: ByteArray  #: uint8, codes.Cycleway
    bwd_cycleway: ByteArray  #: uint8, codes.Cycleway
    fwd_foot: ByteArray  #: uint8, codes.Access
    bwd_foot: ByteArray  #: uint8, codes.Access
    fwd_bicycle: ByteArray  #: uint8, codes.Access
    bwd_bicycle: ByteArray  #: uint8, codes.Access
    name: IntArray  #: int32, index into RouteGraph.names, 0 = no name
    ref: IntArray  #: int32, index into RouteGraph.names, 0 = no road number
    tagset: IntArray  #: int32, index into RouteGraph.tagsets
    dated: IntArray  #: int32, index into RouteGraph.dated, -1 = no dated restriction


@dataclass(frozen=True, slots=True)
class DatedRestriction:
    """Who may pass only at some times (the time part is kept as OSM writes it).

    Attributes
    ----------
    mode
        "foot" or "bicycle".
    direction
        "forward", "backward" or "both".
    access
        The codes.Access value while `condition` holds.
    condition
        Opening-hours expression, for example "Mar 01-Jul 31" or "2026 Sep 01-2026 Dec 31".
    tag
        The tag it was read from, "key=value".
    """

    mode: str
    direction: str
    access: int
    condition: str
    tag: str


@dataclass(frozen=True, slots=True)
class MarkedRoute:
    """A marked route (a relation): `EV5`, `GR 121`, the walking network of a valley.

    Attributes
    ----------
    osm_id
        Relation id.
    kind
        hiking, foot, bicycle or mtb.
    network
        iwn, nwn, rwn, lwn, icn, ncn, rcn, lcn or "" where untagged.
    ref, name
        As tagged, "" where untagged.
    node_network
        True for a stretch of a numbered-node network (network:type=node_network).
    parents
        Indices of the marked routes that hold this one as a member.
    """

    osm_id: int
    kind: str
    network: str
    ref: str
    name: str
    node_network: bool
    parents: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """`NETWORK:REF` as in results, for example "icn:EV5" (the name where no ref is)."""
        return f"{self.network or self.kind}:{self.ref or self.name}"


@dataclass(frozen=True, slots=True)
class Memberships:
    """Which marked routes run over each edge, as compressed rows.

    ``route[offsets[e]:offsets[e + 1]]`` are the indices of the routes of edge e
    (nested parents included), ``direction`` says in which sense of the edge the
    route runs: 0 both, 1 only with the edge, 2 only against it.
    """

    offsets: LongArray  #: int64 (n_edges + 1,)
    route: IntArray  #: int32 (n_memberships,)
    direction: ByteArray  #: uint8 (n_memberships,)


@dataclass(frozen=True, slots=True)
class ForbiddenTurns:
    """Sequences of arcs that may not be travelled one after another.

    Row i forbids the arcs ``arcs[offsets[i]:offsets[i + 1]]`` (two for a plain
    turn, more through via ways). Mandatory turns ("only_…") are stored as the
    turns that they forbid.
    """

    offsets: LongArray  #: int64 (n_turns + 1,)
    arcs: IntArray  #: int32
    foot: ByteArray  #: uint8 (n_turns,), 1 where it binds walkers
    bicycle: ByteArray  #: uint8 (n_turns,), 1 where it binds riders
    relation: LongArray  #: int64 (n_turns,), OSM relation id


@dataclass(frozen=True, slots=True)
class Places:
    """Points of interest, one row each."""

    lonlat: IntArray  #: int32 (n, 2), 1e-7 degrees
    kind: ByteArray  #: uint8 (n,), codes.PlaceKind
    osm_type: ByteArray  #: uint8 (n,), 0 node, 1 way, 2 relation
    osm_id: LongArray  #: int64 (n,)
    name: IntArray  #: int32 (n,), index into RouteGraph.names
    tagset: IntArray  #: int32 (n,), index into RouteGraph.tagsets


@dataclass(frozen=True, slots=True)
class NumberedNodes:
    """Nodes of numbered-node networks, one row per number that a node bears."""

    node: IntArray  #: int32 (n,), node of the graph, -1 where the place is off the network
    lonlat: IntArray  #: int32 (n, 2), 1e-7 degrees
    osm_id: LongArray  #: int64 (n,)
    network: IntArray  #: int32 (n,), index into RouteGraph.names ("rcn", "rwn", "lcn"…)
    number: IntArray  #: int32 (n,), index into RouteGraph.names (numbers are text: "07", "12a")


@dataclass(frozen=True, slots=True)
class WayIndex:
    """Every highway-like way of the file, passable or not, for `explain`: sorted by id."""

    way: LongArray  #: int64 (n,)
    tagset: IntArray  #: int32 (n,)
    node: LongArray  #: int64 (m,), every node with tags that matter (barriers…), sorted
    node_tagset: IntArray  #: int32 (m,)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a graph comes from; what results and files say of their data.

    Attributes
    ----------
    files
        Names of the OSM files, without folders.
    sha256
        Checksum of each file.
    osm_timestamp
        The newest moment that the files claim for their data, ISO 8601 in UTC, "" if unknown.
    options
        Build options that change the result (bbox, clip, …), sorted.
    graph_id
        First 16 hex digits of a checksum over format version, files and options.
    invented
        True for the demonstration map, whose network does not exist.
    attribution
        What must stand wherever the data is shown.
    """

    files: tuple[str, ...]
    sha256: tuple[str, ...]
    osm_timestamp: str
    options: tuple[tuple[str, str], ...]
    graph_id: str
    invented: bool
    attribution: str


@dataclass(frozen=True, slots=True)
class RouteGraph:
    """The whole network of an area. Read `docs/architecture.md` for the idea.

    Attributes
    ----------
    geometry_offsets : int64, shape (n_edges + 1,)
        Where the points of each edge begin in `geometry`.
    geometry : int32, shape (n_points, 2)
        Longitude and latitude in 1e-7 degrees, both end nodes included.
    out_offsets : int64, shape (n_nodes + 1,)
        Where the arcs that leave each node begin in `out_arcs`.
    out_arcs : int32, shape (n_arcs,)
        Arc ids, grouped by tail, ascending within a node.
    folder
        Where the graph was opened from, None for one that was never stored.
    """

    nodes: Nodes
    edges: Edges
    geometry_offsets: LongArray
    geometry: IntArray
    out_offsets: LongArray
    out_arcs: IntArray
    names: StringPool
    tagsets: StringPool  #: each a JSON object of tags with sorted keys; 0 is "{}"
    dated: tuple[tuple[DatedRestriction, ...], ...]
    node_dated: dict[int, tuple[DatedRestriction, ...]]
    routes: tuple[MarkedRoute, ...]
    memberships: Memberships
    turns: ForbiddenTurns
    places: Places
    numbered: NumberedNodes
    ways: WayIndex
    source: Source
    heights: EdgeHeights | None = None  #: None for a graph that was built without a terrain
    folder: Path | None = None
    notes: tuple[tuple[str, int], ...] = ()  #: what was left out or repaired, and how often

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.nodes.osm_id)

    @property
    def n_edges(self) -> int:
        """Number of edges; there are twice as many arcs."""
        return len(self.edges.way)

    @property
    def n_arcs(self) -> int:
        """Number of arcs: two per edge."""
        return 2 * self.n_edges

    def arc_tails(self) -> IntArray:
        """Return the node where each arc begins, int32 of shape (n_arcs,)."""
        return np.ascontiguousarray(self.edges.nodes, dtype=np.int32).reshape(-1).copy()

    def arc_heads(self) -> IntArray:
        """Return the node where each arc ends, int32 of shape (n_arcs,)."""
        return np.ascontiguousarray(self.edges.nodes[:, ::-1], dtype=np.int32).reshape(-1).copy()

    def arc_access(self, mode: str) -> ByteArray:
        """Return codes.Access per arc for "foot" or "bicycle", uint8 of shape (n_arcs,)."""
        forward = self.edges.fwd_foot if mode == "foot" else self.edges.fwd_bicycle
        backward = self.edges.bwd_foot if mode == "foot" else self.edges.bwd_bicycle
        return np.stack([forward, backward], axis=1).reshape(-1)

    def node_lonlat(self, node: int) -> tuple[float, float]:
        """Return (lon, lat) of a node in degrees."""
        lon, lat = to_degrees(self.nodes.lonlat[node])
        return float(lon), float(lat)

    def edge_lonlat(self, edge: int) -> FloatArray:
        """Return the points of an edge in its forward direction, degrees, shape (n, 2)."""
        begin, end = int(self.geometry_offsets[edge]), int(self.geometry_offsets[edge + 1])
        return to_degrees(self.geometry[begin:end])

    def arc_lonlat(self, arc: int) -> FloatArray:
        """Return the points of an arc in its direction of travel, degrees, shape (n, 2)."""
        points = self.edge_lonlat(arc >> 1)
        return points[::-1] if arc & 1 else points

    def to_networkx(self, *, mode: str | None = None) -> nx.MultiDiGraph[int]:
        """Return the graph under OSMnx's attribute names; see `itinera.graph.bridge`."""
        from itinera.graph.bridge import to_networkx

        return to_networkx(self, mode=mode)

    @classmethod
    def from_osmnx(cls, graph: nx.MultiDiGraph[int]) -> RouteGraph:
        """Return the RouteGraph of a graph of OSMnx; see `itinera.graph.bridge`."""
        from itinera.graph.bridge import from_osmnx

        return from_osmnx(graph)
