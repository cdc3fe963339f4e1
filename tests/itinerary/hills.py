"""Drawn worlds with hills: heights laid along the edges of a sketch by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from itinera.geodesy import FloatArray, segment_lengths
from itinera.graph.edgeheights import STEP_M, UNKNOWN_DM, EdgeHeights
from itinera.graph.routegraph import RouteGraph
from sketch import World

Ground = Callable[[FloatArray], FloatArray]  # (n, 2) degrees -> (n,) metres, NaN unknown


def raised(world: World, ground: Ground) -> World:
    """Return the world with heights: `ground` gives metres at (n, 2) degrees, NaN unknown."""
    return replace(world, graph=replace(world.graph, heights=heights_of(world.graph, ground)))


def heights_of(graph: RouteGraph, ground: Ground) -> EdgeHeights:
    """Sample a ground every 10 m along every edge, in decimetres."""
    along = [_samples(graph, edge) for edge in range(graph.n_edges)]
    offsets = np.concatenate(([0], np.cumsum([len(places) for places in along])))
    ele = [ground(places) for places in along]
    base = [0 if np.isnan(e).all() else int(np.floor(10.0 * np.nanmin(e))) for e in ele]
    rise = np.concatenate(
        [
            np.where(np.isnan(e), UNKNOWN_DM, np.rint(10.0 * e) - b)
            for e, b in zip(ele, base, strict=True)
        ]
    )
    arcs = 2 * graph.n_edges
    return EdgeHeights(
        offsets=offsets.astype(np.int64),
        base_dm=np.array(base, dtype=np.int32),
        rise_dm=rise.astype(np.int16),
        climb_m=np.zeros(arcs, dtype=np.float32),
        steepest_pct=np.zeros(arcs, dtype=np.float32),
        flags=np.zeros(graph.n_edges, dtype=np.uint8),
    )


def _samples(graph: RouteGraph, edge: int) -> FloatArray:
    """Return places evenly along an edge, at most 10 m apart."""
    lonlat = graph.edge_lonlat(edge)
    at = np.concatenate(([0.0], np.cumsum(segment_lengths(lonlat))))
    marks = np.linspace(0.0, at[-1], max(int(np.ceil(at[-1] / STEP_M)), 1) + 1)
    return np.stack([np.interp(marks, at, lonlat[:, i]) for i in (0, 1)], axis=1)
