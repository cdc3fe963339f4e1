"""Route graphs from bare arrays, for tests of the search alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from itinera.graph.routegraph import (
    Edges,
    ForbiddenTurns,
    Memberships,
    Nodes,
    NumberedNodes,
    Places,
    RouteGraph,
    Source,
    StringPool,
    WayIndex,
)
from itinera.graph.snap import Snap

DEGREES_PER_METRE = 1e-5  # near enough for a drawing at the equator
Turn = tuple[Sequence[int], str]  # arcs, and whom it binds: "foot", "bicycle" or "both"

_DTYPES = {
    "int32": ("name", "ref", "tagset", "dated"),
    "uint16": ("width_cm", "flags"),
    "int8": ("incline_pct",),
}


def graph_of(
    ends: Sequence[tuple[int, int]],
    lengths: Sequence[float] | None = None,
    *,
    xy: Sequence[tuple[float, float]] | None = None,
    turns: Sequence[Turn] = (),
    n_nodes: int = 0,
) -> RouteGraph:
    """Make a graph of straight edges between numbered nodes; `xy` in metres."""
    nodes = np.array(ends, dtype=np.int32).reshape(-1, 2)
    n = max(n_nodes, int(nodes.max(initial=-1)) + 1)
    places = np.array(xy if xy is not None else [(100.0 * i, 0.0) for i in range(n)], dtype=float)
    lonlat = np.rint(places * DEGREES_PER_METRE * 1e7).astype(np.int32).reshape(-1, 2)
    metres = np.array(lengths if lengths is not None else [100.0] * len(nodes), dtype=np.float64)
    offsets, arcs = _adjacency(nodes, n)
    geometry = lonlat[nodes.reshape(-1)].reshape(-1, 2)
    return RouteGraph(
        nodes=_nodes(lonlat),
        edges=_edges(nodes, metres),
        geometry_offsets=np.arange(len(nodes) + 1, dtype=np.int64) * 2,
        geometry=geometry,
        out_offsets=offsets,
        out_arcs=arcs,
        names=StringPool.of([""]),
        tagsets=StringPool.of(["{}"]),
        dated=(),
        node_dated={},
        routes=(),
        memberships=Memberships(
            np.zeros(len(nodes) + 1, dtype=np.int64), _zeros(0, "int32"), _zeros(0, "uint8")
        ),
        turns=_turns(turns),
        places=Places(
            _zeros((0, 2), "int32"), *(_zeros(0, t) for t in ("uint8", "uint8", "int64")),
            _zeros(0, "int32"), _zeros(0, "int32"),
        ),
        numbered=NumberedNodes(
            _zeros(0, "int32"), _zeros((0, 2), "int32"), _zeros(0, "int64"),
            _zeros(0, "int32"), _zeros(0, "int32"),
        ),
        ways=WayIndex(*(_zeros(0, t) for t in ("int64", "int32", "int64", "int32"))),
        source=Source((), (), "", (), "0" * 16, invented=False, attribution="none"),
    )  # fmt: skip


def inside(graph: RouteGraph, edge: int, fraction: float) -> Snap:
    """Stand on an edge."""
    points = graph.edge_lonlat(edge)
    lon, lat = points[0] + fraction * (points[-1] - points[0])
    return Snap(edge, fraction, (float(lon), float(lat)), 0.0)


def at_node(graph: RouteGraph, node: int) -> Snap:
    """Stand on a node."""
    arc = int(graph.out_arcs[graph.out_offsets[node]])
    return inside(graph, arc >> 1, float(arc & 1))


def costs_of(graph: RouteGraph, oneway: Sequence[int] = ()) -> np.ndarray:
    """Price every arc by its length; the `oneway` edges cannot be ridden backward."""
    cost = np.repeat(graph.edges.length_m, 2)
    cost[[2 * edge + 1 for edge in oneway]] = np.inf
    return cost


def _zeros(shape: int | tuple[int, int], dtype: str) -> np.ndarray:
    return np.zeros(shape, dtype=dtype)


def _adjacency(ends: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    tails = ends.reshape(-1)
    offsets = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.bincount(tails, minlength=n), out=offsets[1:])
    return offsets, np.argsort(tails, kind="stable").astype(np.int32)


def _nodes(lonlat: np.ndarray) -> Nodes:
    n = len(lonlat)
    return Nodes(**_columns(Nodes, n) | {"lonlat": lonlat, "osm_id": np.arange(n, dtype=np.int64)})


def _edges(nodes: np.ndarray, metres: np.ndarray) -> Edges:
    n = len(nodes)
    own = {"nodes": nodes, "length_m": metres, "way": np.arange(n, dtype=np.int64)}
    return Edges(**_columns(Edges, n) | own)


def _columns(table: type[Nodes] | type[Edges], n: int) -> dict[str, np.ndarray]:
    dtypes = {name: dtype for dtype, names in _DTYPES.items() for name in names}
    return {c: _zeros(n, dtypes.get(c, "uint8")) for c in table.__dataclass_fields__}


def _turns(turns: Sequence[Turn]) -> ForbiddenTurns:
    offsets = np.cumsum([0, *(len(arcs) for arcs, _ in turns)]).astype(np.int64)
    arcs = np.array([arc for row, _ in turns for arc in row], dtype=np.int32)
    foot = np.array([bound in ("foot", "both") for _, bound in turns], dtype=np.uint8)
    bicycle = np.array([bound in ("bicycle", "both") for _, bound in turns], dtype=np.uint8)
    return ForbiddenTurns(offsets, arcs, foot, bicycle, np.arange(len(turns), dtype=np.int64))
