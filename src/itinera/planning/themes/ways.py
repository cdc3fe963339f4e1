"""What ways are worth to a theme: a number from 0 to 1 for every edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import FIXED_PER_DEGREE, metres_per_degree
from itinera.osm.codes import AreaFlag, EdgeFlag, Highway
from itinera.profile.stress import stress

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, ByteArray, FloatArray, LongArray
    from itinera.graph.routegraph import MarkedRoute, RouteGraph
    from itinera.planning.themes.model import WayRule

BUSY = 3  # level of traffic stress from which on nothing beside a road makes it a joy
BUSY_FACTOR = 0.25
CELL_M = 250.0  # of the grid that tells the height of the ground around
AROUND_CELLS = 4  # in each direction: a square of 2.25 km


def worth_of_ways(graph: RouteGraph, rule: WayRule, mode: str, *, shut: BoolArray) -> FloatArray:
    """Return what every edge is worth to a theme.

    Parameters
    ----------
    mode
        "foot" or "bicycle", for the traffic that one has to bear.
    shut : bool, shape (n_edges,)
        Edges on spoil heaps that are closed, which are worth nothing as spoil heaps.

    Returns
    -------
    float64, shape (n_edges,)
        0 to 1: the best of what the rule names, a quarter of it beside much traffic.
    """
    edges = graph.edges
    worth = np.zeros(graph.n_edges)
    areas = np.asarray(edges.areas)
    for flag, value in rule.areas:
        inside = (areas & flag) > 0
        if flag == AreaFlag.SPOIL_HEAP:
            inside &= ~shut
        np.maximum(worth, value * inside, out=worth)
    if rule.towpath:
        on = (np.asarray(edges.flags) & EdgeFlag.TOWPATH) > 0
        np.maximum(worth, rule.towpath * on, out=worth)
    if rule.highways:
        np.maximum(worth, _by_class(rule)[np.asarray(edges.highway)], out=worth)
    if rule.networks:
        np.maximum(worth, _by_route(graph, rule), out=worth)
    if rule.high_ground:
        np.maximum(worth, rule.high_ground * high_ground(graph, rule.high_m), out=worth)
    level = _level(graph, mode)
    for number, value in enumerate(rule.calm, 1):
        np.maximum(worth, value * (level == number), out=worth)
    worth[level >= BUSY] *= BUSY_FACTOR
    worth[(areas & AreaFlag.BUILT_UP) > 0] *= rule.built_up
    return worth


def high_ground(graph: RouteGraph, high_m: float) -> FloatArray:
    """Return how high every edge lies over the ground around, 0 to 1.

    The ground around is the mean of all ways within a square of 2.25 km; 1 stands for
    `high_m` metres over it and more. 0 everywhere on a graph without heights.
    """
    if graph.heights is None:
        return np.zeros(graph.n_edges)
    height = top_heights(graph)
    known = np.isfinite(height)
    middle = np.asarray(graph.geometry)[np.asarray(graph.geometry_offsets)[:-1]]
    lat = float(middle[:, 1].mean()) / FIXED_PER_DEGREE
    cell = ((middle - middle.min(axis=0)) / FIXED_PER_DEGREE * metres_per_degree(lat)) // CELL_M
    column, row = cell.T.astype(np.int64)
    shape = (int(column.max()) + 1, int(row.max()) + 1)
    at = (column * shape[1] + row)[known]
    size = shape[0] * shape[1]
    count = _around(np.bincount(at, minlength=size).reshape(shape))
    total = _around(np.bincount(at, weights=height[known], minlength=size).reshape(shape))
    around = total[column, row] / np.maximum(count[column, row], 1.0)
    over: FloatArray = np.clip(np.where(known, height - around, 0.0) / high_m, 0.0, 1.0)
    return over


def top_heights(graph: RouteGraph) -> FloatArray:
    """Return the highest point of every edge in metres, not a number where unknown."""
    from itinera.graph.edgeheights import UNKNOWN_DM

    heights = graph.heights
    if heights is None:
        return np.full(graph.n_edges, np.nan)
    rise = np.maximum.reduceat(np.asarray(heights.rise_dm), np.asarray(heights.offsets)[:-1])
    top: FloatArray = (np.asarray(heights.base_dm) + rise.astype(np.float64)) / 10.0
    top[rise == UNKNOWN_DM] = np.nan
    return top


def _around(cells: FloatArray | LongArray) -> FloatArray:
    """Sum every cell up with those around it."""
    side = 2 * AROUND_CELLS + 1
    total = np.pad(cells.astype(np.float64), AROUND_CELLS)
    total = np.pad(total, ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
    whole: FloatArray = (
        total[side:, side:] - total[:-side, side:] - total[side:, :-side] + total[:-side, :-side]
    )
    return whole


def _by_class(rule: WayRule) -> FloatArray:
    """Return the worth of every way class."""
    table = np.zeros(len(Highway))
    for code, value in rule.highways:
        table[code] = value
    return table


def _by_route(graph: RouteGraph, rule: WayRule) -> FloatArray:
    """Return the worth of the best marked route on every edge."""
    worth = np.zeros(graph.n_edges)
    by_route = np.array([_of_route(route, rule) for route in graph.routes])
    if not by_route.any():
        return worth
    rows = graph.memberships
    edge = np.repeat(np.arange(graph.n_edges), np.diff(rows.offsets))
    np.maximum.at(worth, edge, by_route[rows.route])
    return worth


def _of_route(route: MarkedRoute, rule: WayRule) -> float:
    """Return what a marked route is worth."""
    given = dict(rule.networks)
    names = (route.key, route.network, route.kind)
    return next((given[name] for name in names if name in given), 0.0)


def _level(graph: RouteGraph, mode: str) -> ByteArray:
    """Return the level of traffic stress in the better direction."""
    edges = graph.edges
    one, other = (stress(edges, mode, way) for way in (edges.fwd_cycleway, edges.bwd_cycleway))
    return np.minimum(one, other)
