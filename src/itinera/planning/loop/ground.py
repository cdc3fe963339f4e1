"""The ground of a loop: the ball round its start with what the objective wants to know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import FIXED_PER_DEGREE, metres_per_degree, to_fixed
from itinera.osm.codes import Highway

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray, IntArray, LongArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.graph.snap import Snap
    from itinera.planning.loop.request import Attraction, Prizes
    from itinera.search.ball import Ball
    from itinera.search.loop_arrays import Ground

SAMPLE_M = 20.0  # metres between the samples that the corridor is measured on
CORRIDOR_M = 40.0  # metres; nearer to an earlier part is in its corridor
PARTS = 64  # a share of an edge is counted in these
DRAW = 2.0  # an edge of full attraction costs a leg 1 / (1 + this) of its felt length
SMOOTHED = 4  # times that what ways are worth is laid upon those they lead to
PER_CELL = 4.0  # nodes in a cell of the grid of vias, about
#: Roads that one would rather not cross: secondary and bigger.
BIG_ROADS = tuple(c for c in Highway if Highway.UNKNOWN < c <= Highway.SECONDARY_LINK)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A ball with geometry: what every search from one start and of one length shares.

    Attributes
    ----------
    ball
        The network.
    metres : float64, shape (n_edges of the ball,)
        Length of each edge, or part of one.
    ground
        The same for the kernels.
    """

    ball: Ball
    metres: FloatArray
    ground: Ground


def edge_metres(ball: Ball, graph: RouteGraph) -> FloatArray:
    """Return the length of every edge of a ball, or of its part beside the start."""
    low, high = _spans(ball)
    metres: FloatArray = np.asarray(graph.edges.length_m)[ball.edges] * (high - low)
    return metres


def survey(
    graph: RouteGraph,
    ball: Ball,
    vias: IntArray,
    ends: tuple[Snap, Snap],
    felt: FloatArray,
    attraction: Attraction,
) -> Surroundings:
    """Lay out what the kernels read.

    Parameters
    ----------
    vias : int32
        Nodes of the ball where a via may stand.
    ends
        Where walks begin and where they end.
    felt : float64, shape (n_arcs of the graph,)
        Cost of the profile.
    attraction
        What draws loops.
    """
    from itinera.search.loop_arrays import Ground

    plane = _Plane.at(ends[0].lonlat)
    x, y = plane.nodes(graph, ball)
    x[-1], y[-1] = plane.point(ends[1].lonlat)
    drawn = _drawn(attraction, ball)
    cost = ball.cost / (1.0 + DRAW * drawn[ball.edge])
    leaves, enters = _directions(graph, ball, plane)
    metres = edge_metres(ball, graph)
    columns = (
        ball.offsets,
        ball.tail,
        ball.head,
        ball.edge,
        (ball.arc & 1) == 0,
        cost,
        felt[ball.arc] * (ball.high - ball.low),
        ball.amount,
        _climbs(graph, ball),
        leaves,
        enters,
        x,
        y,
        _choices(ball),
        _big_nodes(graph, ball),
        metres,
        drawn,
        np.isin(np.asarray(graph.edges.highway)[ball.edges], BIG_ROADS),
        np.zeros(len(metres), dtype=np.bool_),
        *_sampled(graph, ball, plane),
        *_grid(x, y, vias),
        *_prizes(graph, ball, attraction.places, vias),
        np.array([ball.start, ball.finish], dtype=np.int32),
        _charm(ball, felt, metres, drawn),
        _slope(ball, cost, x, y),
    )
    return Surroundings(ball, metres, Ground._make(columns))


@dataclass(frozen=True, slots=True)
class _Plane:
    """A plane that touches the Earth at the start; metres east and north of it."""

    origin: FloatArray  # 1e-7 degrees
    scale: FloatArray  # metres per 1e-7 degree

    @classmethod
    def at(cls, lonlat: tuple[float, float]) -> _Plane:
        """Touch the Earth at a place."""
        scale = np.array(metres_per_degree(lonlat[1])) / FIXED_PER_DEGREE
        return cls(to_fixed(lonlat).astype(np.float64), scale)

    def point(self, lonlat: tuple[float, float]) -> FloatArray:
        """Place a point."""
        xy: FloatArray = (to_fixed(lonlat).astype(np.float64) - self.origin) * self.scale
        return xy

    def nodes(self, graph: RouteGraph, ball: Ball) -> tuple[FloatArray, FloatArray]:
        """Place the nodes of a ball; start and finish are at (0, 0)."""
        xy = np.zeros((ball.n_nodes, 2))
        node = graph_nodes(graph, ball)
        xy[:-2] = (np.asarray(graph.nodes.lonlat)[node] - self.origin) * self.scale
        return np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1])


def graph_nodes(graph: RouteGraph, ball: Ball) -> IntArray:
    """Return the node of the graph at each node of a ball but the last two, from the arcs."""
    node = np.zeros(ball.n_nodes, dtype=np.int32)
    ends = np.asarray(graph.edges.nodes)
    node[ball.tail] = ends[ball.arc >> 1, ball.arc & 1]
    node[ball.head] = ends[ball.arc >> 1, 1 - (ball.arc & 1)]
    return node[:-2]


def _spans(ball: Ball) -> tuple[FloatArray, FloatArray]:
    """Return from where to where each edge of a ball reaches, shares in its forward direction."""
    backward = (ball.arc & 1).astype(np.bool_)
    low, high = np.zeros(len(ball.edges)), np.ones(len(ball.edges))
    low[ball.edge] = np.where(backward, 1.0 - ball.high, ball.low)
    high[ball.edge] = np.where(backward, 1.0 - ball.low, ball.high)
    return low, high


def _drawn(attraction: Attraction, ball: Ball) -> FloatArray:
    """Return the attraction of each edge of a ball."""
    if attraction.ways is None:
        return np.zeros(len(ball.edges))
    return np.asarray(attraction.ways, dtype=np.float64)[ball.edges]


def _sampled(
    graph: RouteGraph, ball: Ball, plane: _Plane
) -> tuple[LongArray, FloatArray, FloatArray, FloatArray, LongArray, IntArray, IntArray]:
    """Return the samples of the edges, and the rows of what runs beside each."""
    from itinera.search import _ball_kernels

    offsets = np.asarray(graph.geometry_offsets)
    begin, count = offsets[ball.edges], offsets[ball.edges + 1] - offsets[ball.edges]
    last = np.cumsum(count)
    points = np.repeat(begin - last + count, count) + np.arange(count.sum())
    samples = _ball_kernels.samples(
        np.asarray(graph.geometry)[points], last - count, last, *_spans(ball),
        plane.scale, plane.origin, SAMPLE_M,
    )  # fmt: skip
    return *samples, *_ball_kernels.near_edges(*samples[:3], CORRIDOR_M, PARTS)


def _directions(graph: RouteGraph, ball: Ball, plane: _Plane) -> tuple[FloatArray, FloatArray]:
    """Return the direction of each arc where it begins and where it ends, in radians."""
    offsets, edge = np.asarray(graph.geometry_offsets), ball.arc >> 1
    first, last = offsets[edge], offsets[edge + 1] - 1
    backward = (ball.arc & 1).astype(np.bool_)
    geometry = np.asarray(graph.geometry)

    def direction(a: LongArray, b: LongArray) -> FloatArray:
        step = (geometry[b].astype(np.float64) - geometry[a]) * plane.scale
        return np.arctan2(step[:, 1], step[:, 0])

    leaves = direction(np.where(backward, last, first), np.where(backward, last - 1, first + 1))
    enters = direction(np.where(backward, first + 1, last - 1), np.where(backward, first, last))
    return leaves, enters


def _choices(ball: Ball) -> BoolArray:
    """Mark the nodes where three streets or more meet."""
    pairs = np.unique(ball.place[ball.tail] * np.int64(len(ball.edges)) + ball.edge)
    streets = np.bincount(pairs // max(1, len(ball.edges)), minlength=int(ball.place.max()) + 1)
    meeting: BoolArray = (streets >= 3)[ball.place]
    return meeting


def _big_nodes(graph: RouteGraph, ball: Ball) -> BoolArray:
    """Mark the nodes on big roads; start and finish are none, nobody crosses there."""
    big = np.zeros(ball.n_nodes, dtype=np.bool_)
    big[:-2] = np.isin(np.asarray(graph.nodes.road)[graph_nodes(graph, ball)], BIG_ROADS)
    return big


def _climbs(graph: RouteGraph, ball: Ball) -> FloatArray:
    """Return the climb along each arc, 0 where no height is known."""
    heights = getattr(graph, "heights", None)
    if heights is None:
        return np.zeros(len(ball.arc))
    climb: FloatArray = np.asarray(heights.climb_m, np.float64)[ball.arc] * (ball.high - ball.low)
    return climb


def _grid(x: FloatArray, y: FloatArray, vias: IntArray) -> tuple[LongArray, IntArray, FloatArray]:
    """Sort the nodes where a via may stand into cells."""
    if len(vias) == 0:
        empty = np.zeros(2, dtype=np.int64), np.zeros(0, dtype=np.int32)
        return *empty, np.array([0.0, 0.0, 1.0, 1.0, 1.0])
    west, south = x[vias].min(), y[vias].min()
    width, height = x[vias].max() - west, y[vias].max() - south
    side = max(20.0, np.sqrt(PER_CELL * max(width, 1.0) * max(height, 1.0) / len(vias)))
    columns, rows = int(width // side) + 1, int(height // side) + 1
    cell = ((y[vias] - south) // side * columns + (x[vias] - west) // side).astype(np.int64)
    offsets = np.zeros(columns * rows + 1, dtype=np.int64)
    np.cumsum(np.bincount(cell, minlength=columns * rows), out=offsets[1:])
    order = np.argsort(cell, kind="stable")
    return offsets, vias[order], np.array([west, south, side, columns, rows], dtype=np.float64)


def _prizes(
    graph: RouteGraph, ball: Ball, places: Prizes, vias: IntArray
) -> tuple[LongArray, IntArray, FloatArray, IntArray]:
    """Return which prizes each edge collects, their values, and a node to go by for each."""
    row = np.repeat(np.arange(len(places.value)), np.diff(places.offsets))
    local = np.full(graph.n_edges, -1, dtype=np.int32)
    local[ball.edges] = np.arange(len(ball.edges), dtype=np.int32)
    edge = local[places.edges]
    row, edge = row[edge >= 0], edge[edge >= 0]
    known, prize = np.unique(row, return_inverse=True)
    order = np.argsort(edge, kind="stable")
    offsets = np.zeros(len(ball.edges) + 1, dtype=np.int64)
    np.cumsum(np.bincount(edge, minlength=len(ball.edges)), out=offsets[1:])
    near = np.full(len(ball.edges), -1, dtype=np.int32)
    inside = np.isin(ball.tail, vias)
    near[ball.edge[inside]] = ball.tail[inside]
    by_prize = np.full(len(known), -1, dtype=np.int32)
    by_prize[prize[near[edge] >= 0]] = near[edge][near[edge] >= 0]
    return (
        offsets, prize[order].astype(np.int32), places.value[known].astype(np.float64),
        by_prize[by_prize >= 0],
    )  # fmt: skip


def _charm(ball: Ball, felt: FloatArray, metres: FloatArray, drawn: FloatArray) -> FloatArray:
    """Return what a loop of ways like those around each node would be worth, in points."""
    from itinera.planning.loop.objective import Weights

    weights = Weights()
    worth = 100.0 * weights.attraction * drawn[ball.edge] * metres[ball.edge]
    worth -= weights.cost * felt[ball.arc] * (ball.high - ball.low)
    length = metres[ball.edge]
    whole = np.maximum(1e-9, np.bincount(ball.tail, weights=length, minlength=ball.n_nodes))

    def mean(weights: FloatArray) -> FloatArray:
        total = np.bincount(ball.tail, weights=weights, minlength=ball.n_nodes)
        return total.astype(np.float64) / whole

    charm = mean(worth)
    for _ in range(SMOOTHED - 1):
        charm = 0.5 * (charm + mean(length * charm[ball.head]))
    return charm


def _slope(ball: Ball, cost: FloatArray, x: FloatArray, y: FloatArray) -> float:
    """Return what a metre of straight line costs on every second arc.

    As a bound for A* that is too much: legs come out a little dearer than the cheapest,
    and half as much is searched. The objective judges what they are, not how they came.
    """
    straight = np.hypot(x[ball.head] - x[ball.tail], y[ball.head] - y[ball.tail])
    some = straight > 1.0
    return float(np.median(cost[some] / straight[some])) if some.any() else 0.0
