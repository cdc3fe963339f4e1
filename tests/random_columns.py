"""Route graphs whose columns are drawn at random: every value that a column may hold."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from itinera.graph import routegraph as rg
from itinera.osm import codes

_SIZES: dict[str, int] = {
    "highway": len(codes.Highway),
    "surface": len(codes.Surface),
    "smoothness": len(codes.Smoothness),
    "tracktype": len(codes.TrackType),
    "sac_scale": len(codes.SacScale),
    "mtb_scale": 8,
    "visibility": len(codes.TrailVisibility),
    "lit": len(codes.Lit),
    "areas": 64,
    "lanes": 5,
    "maxspeed_kmh": 131,
    "fwd_cycleway": len(codes.Cycleway),
    "bwd_cycleway": len(codes.Cycleway),
    "fwd_foot": len(codes.Access),
    "bwd_foot": len(codes.Access),
    "fwd_bicycle": len(codes.Access),
    "bwd_bicycle": len(codes.Access),
}


def random_graph(n_edges: int, seed: int, routes: int = 4) -> rg.RouteGraph:
    """Return a graph of random columns; its geometry means nothing."""
    rng = np.random.default_rng(seed)
    n_nodes = max(2, n_edges // 2)
    ends = rng.integers(0, n_nodes, (n_edges, 2)).astype(np.int32)
    columns: dict[str, Any] = {
        name: rng.integers(0, size, n_edges).astype(np.uint8) for name, size in _SIZES.items()
    }
    edges = rg.Edges(
        nodes=ends,
        way=np.arange(n_edges, dtype=np.int64),
        length_m=rng.uniform(0.0, 500.0, n_edges),
        width_cm=rng.choice([0, 30, 90, 250], n_edges).astype(np.uint16),
        incline_pct=rng.choice([-128, -30, -5, 0, 5, 30], n_edges).astype(np.int8),
        flags=rng.integers(0, 65536, n_edges).astype(np.uint16),
        name=np.zeros(n_edges, np.int32),
        ref=np.zeros(n_edges, np.int32),
        tagset=np.zeros(n_edges, np.int32),
        dated=np.full(n_edges, -1, np.int32),
        **columns,
    )
    nodes = rg.Nodes(
        lonlat=np.zeros((n_nodes, 2), np.int32),
        osm_id=np.arange(n_nodes, dtype=np.int64),
        foot=rng.integers(0, len(codes.Access), n_nodes).astype(np.uint8),
        bicycle=rng.integers(0, len(codes.Access), n_nodes).astype(np.uint8),
        barrier=rng.integers(0, len(codes.Barrier), n_nodes).astype(np.uint8),
        crossing=rng.integers(0, len(codes.Crossing), n_nodes).astype(np.uint8),
        tagset=np.zeros(n_nodes, np.int32),
        road=_biggest(ends, columns["highway"], n_nodes),
    )
    return _around(nodes, edges, rng, routes)


def _biggest(ends: np.ndarray, highway: np.ndarray, n_nodes: int) -> np.ndarray:
    """Return the least class code (the biggest road) at each node, as the builder does."""
    road = np.full(n_nodes, 255, np.uint8)
    for side in (0, 1):
        np.minimum.at(road, ends[:, side], np.where(highway == 0, 255, highway))
    return np.where(road == 255, 0, road).astype(np.uint8)


def _around(
    nodes: rg.Nodes, edges: rg.Edges, rng: np.random.Generator, routes: int
) -> rg.RouteGraph:
    """Return the graph of these nodes and edges, with marked routes and nothing else."""
    n_edges = len(edges.way)
    counts = rng.integers(0, 3, n_edges) if routes else np.zeros(n_edges, int)
    networks = ("icn", "rwn", "lcn", "", "iwn", "rcn")
    none = np.zeros(0, np.int32)
    return rg.RouteGraph(
        nodes=nodes,
        edges=edges,
        geometry_offsets=np.arange(0, 2 * n_edges + 1, 2, dtype=np.int64),
        geometry=np.zeros((2 * n_edges, 2), np.int32),
        out_offsets=np.zeros(len(nodes.osm_id) + 1, np.int64),
        out_arcs=none,
        names=rg.StringPool.of([""]),
        tagsets=rg.StringPool.of(["{}"]),
        dated=(),
        node_dated={},
        routes=tuple(
            rg.MarkedRoute(
                i, ("bicycle", "hiking", "mtb")[i % 3], networks[i % 6], f"R{i}", "", False
            )
            for i in range(routes)
        ),
        memberships=rg.Memberships(
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            rng.integers(0, max(routes, 1), int(counts.sum())).astype(np.int32),
            rng.integers(0, 3, int(counts.sum())).astype(np.uint8),
        ),
        turns=rg.ForbiddenTurns(
            np.zeros(1, np.int64),
            none,
            none.astype(np.uint8),
            none.astype(np.uint8),
            none.astype(np.int64),
        ),
        places=rg.Places(
            np.zeros((0, 2), np.int32),
            none.astype(np.uint8),
            none.astype(np.uint8),
            none.astype(np.int64),
            none,
            none,
        ),
        numbered=rg.NumberedNodes(
            none, np.zeros((0, 2), np.int32), none.astype(np.int64), none, none
        ),
        ways=rg.WayIndex(none.astype(np.int64), none, none.astype(np.int64), none),
        source=rg.Source((), (), "", (), "0" * 16, True, ""),
    )


def with_columns(graph: rg.RouteGraph, **columns: Any) -> rg.RouteGraph:
    """Return the graph with columns of its edges replaced (a number fills a column)."""
    filled = {
        name: np.full_like(getattr(graph.edges, name), value) for name, value in columns.items()
    }
    return dataclasses.replace(graph, edges=dataclasses.replace(graph.edges, **filled))


def plain_graph(**columns: int) -> rg.RouteGraph:
    """Return one edge of 1 km, a cycleway of asphalt of which nothing else is known."""
    nothing = dict.fromkeys((*_SIZES, "flags", "width_cm"), 0)
    access = dict.fromkeys(("fwd_foot", "bwd_foot", "fwd_bicycle", "bwd_bicycle"), codes.Access.YES)
    edge = {"highway": codes.Highway.CYCLEWAY, "surface": codes.Surface.ASPHALT, "length_m": 1000}
    graph = random_graph(1, 0, routes=0)
    graph = with_columns(graph, **{**nothing, **access, **edge, "incline_pct": -128, **columns})
    nodes = dataclasses.replace(
        graph.nodes,
        foot=np.full(2, codes.Access.YES, np.uint8),
        bicycle=np.full(2, codes.Access.YES, np.uint8),
        barrier=np.zeros(2, np.uint8),
        crossing=np.zeros(2, np.uint8),
        road=np.zeros(2, np.uint8),
    )
    return dataclasses.replace(graph, nodes=nodes)
