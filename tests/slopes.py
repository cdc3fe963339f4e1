"""Heights for drawn and random graphs, edge by edge, as the builder would lay them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np

from itinera.graph.edgeheights import UNKNOWN_DM, EdgeHeights
from itinera.graph.routegraph import RouteGraph
from itinera.graph.steepness import steepest


def with_heights(graph: RouteGraph, heights: Sequence[Sequence[float]]) -> RouteGraph:
    """Return the graph with heights in metres at even steps along each edge (nan: unknown)."""
    counts = [len(row) for row in heights]
    flat = np.array([h for row in heights for h in row])
    known = np.isfinite(flat)
    rise = np.where(known, np.rint(np.where(known, flat, 0.0) * 10), UNKNOWN_DM)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    stored = np.where(known, rise / 10.0, np.nan)
    steepest_pct = steepest(offsets, stored, graph.edges.length_m) if counts else np.zeros((0, 2))
    return dataclasses.replace(
        graph,
        heights=EdgeHeights(
            offsets=offsets,
            base_dm=np.zeros(len(heights), np.int32),
            rise_dm=rise.astype(np.int16),
            climb_m=np.array(
                [climb_m(row[::side]) for row in heights for side in (1, -1)], np.float32
            ),
            steepest_pct=steepest_pct.reshape(-1).astype(np.float32),
            flags=np.zeros(len(heights), np.uint8),
        ),
    )


def climb_m(row: Sequence[float]) -> float:
    """Add up what rises from sample to sample."""
    steps = np.diff(np.array(row))
    return float(steps[steps > 0].sum())


def sloped(graph: RouteGraph, pct: float) -> RouteGraph:
    """Return the graph with every edge rising evenly along its direction."""
    rows = [
        np.linspace(0.0, length * pct / 100.0, max(2, int(np.ceil(length / 10.0)) + 1)).tolist()
        for length in graph.edges.length_m.tolist()
    ]
    return with_heights(graph, [_lifted(row) for row in rows])


def _lifted(row: list[float]) -> list[float]:
    """Return heights above their lowest."""
    lowest = min(row)
    return [h - lowest for h in row]


def rolling(graph: RouteGraph, seed: int) -> RouteGraph:
    """Return the graph with random heights along every edge, some of them unknown."""
    rng = np.random.default_rng(seed)
    rows = []
    for length in graph.edges.length_m.tolist():
        count = max(2, int(np.ceil(length / 10.0)) + 1)
        row = np.abs(np.cumsum(rng.normal(0.0, 1.5, count)))
        row[rng.random(count) < 0.03] = np.nan
        rows.append(row.tolist())
    return with_heights(graph, rows)


def over(graph: RouteGraph, height: Callable[[float, float], float]) -> RouteGraph:
    """Return the graph with heights that are a function of (lon, lat), sampled every 10 m."""
    rows = []
    for edge, length in enumerate(graph.edges.length_m.tolist()):
        line = graph.edge_lonlat(edge)
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
        count = max(2, int(np.ceil(length / 10.0)) + 1)
        at = np.linspace(0.0, along[-1], count)
        lon, lat = (np.interp(at, along, line[:, axis]) for axis in (0, 1))
        rows.append([height(x, y) for x, y in zip(lon.tolist(), lat.tolist(), strict=True)])
    return with_heights(graph, rows)
