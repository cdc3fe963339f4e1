"""What is within reach: the ways, and an area that shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import metres_per_degree
from itinera.search import ends
from itinera.search.trees import tree_from

if TYPE_CHECKING:
    from shapely import MultiLineString, MultiPolygon

    from itinera.geodesy import FloatArray, IntArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.graph.snap import Snap
    from itinera.search.costs import TravelCosts
    from itinera.search.ends import End

WIDTH_M = 40.0  # metres on either side of a reached way that count as reached
_NOTHING = 1e-300  # an arc that costs nothing is reached whole
GAP_M = 60.0  # metres: gaps between reached ways up to twice this are closed


@dataclass(frozen=True, slots=True)
class Reach:
    """The ways within a budget of a place.

    Attributes
    ----------
    arcs : int32, shape (n,)
        Arcs reached in whole or in part, in the direction of travel, ascending.
    begin, end : float64, shape (n,)
        Shares of each arc between which it is reached, 0 ≤ begin ≤ end ≤ 1.
    start
        (lon, lat) of the place, in degrees.
    """

    arcs: IntArray
    begin: FloatArray
    end: FloatArray
    start: tuple[float, float]

    def length_m(self, graph: RouteGraph) -> float:
        """Return the metres of ways reached, each counted once whatever the direction."""
        edges, begin, end = self.stretches()
        return float(((end - begin) * graph.edges.length_m[edges]).sum())

    def stretches(self) -> tuple[IntArray, FloatArray, FloatArray]:
        """Return what is reached of each edge: edges, and shares along the edge.

        Returns
        -------
        edges, begin, end : arrays of shape (m,)
            Sorted by edge, then by share; stretches of one edge do not overlap.
        """
        backward = (self.arcs & 1).astype(bool)
        begin = np.where(backward, 1.0 - self.end, self.begin)
        end = np.where(backward, 1.0 - self.begin, self.end)
        return _merge(self.arcs >> 1, begin, end)


def reach(costs: TravelCosts, start: Snap, budget: float) -> Reach:
    """Find the ways within a budget of a place.

    Parameters
    ----------
    costs
        What is spent: seconds for "half an hour", metres for "five kilometres".
        It is the measure itself that is minimised, not what a profile likes.
    start
        Where to begin.
    budget
        In the unit of `costs`, non-negative.

    Returns
    -------
    Reach
        More budget never reaches less.
    """
    network = costs.network
    begin = ends.departure(costs, start)
    surplus = ends.half_paid(costs, begin)
    spent = tree_from(costs, begin.stubs, bound=budget + surplus).cost - surplus
    # On leaving a tail its whole node has been paid; the start's own comes out as nothing.
    node = network.node_of[network.tail]
    leaving = spent[network.tail] + costs.node_cost[node] / 2.0
    left = np.where(costs.usable, budget - leaving, -1.0)
    cost = costs.cost[network.arc_of]
    used = np.flatnonzero((left > 0.0) & np.isfinite(cost))
    share = np.minimum(1.0, left[used] / np.maximum(cost[used], _NOTHING))
    arcs, ends_at = _widest(network.arc_of[used], share)
    whole = Reach(arcs, np.zeros(len(arcs)), ends_at, start.lonlat)
    at_open_node = begin.node >= 0 and bool(np.isfinite(costs.node_cost[begin.node]))
    return whole if at_open_node else _with_start(costs, begin, budget, whole)


def lines(graph: RouteGraph, reached: Reach) -> MultiLineString:
    """Draw the reached ways, (lon, lat) in degrees, edge by edge."""
    import shapely
    from shapely.ops import substring

    edges, begin, end = reached.stretches()
    drawn = []
    for edge, a, b in zip(edges.tolist(), begin.tolist(), end.tolist(), strict=True):
        line = shapely.LineString(graph.edge_lonlat(edge))
        drawn.append(line if a <= 0.0 and b >= 1.0 else substring(line, a, b, normalized=True))
    kept = [line for line in drawn if line.geom_type == "LineString"]
    return shapely.MultiLineString(kept)


def area(graph: RouteGraph, reached: Reach) -> MultiPolygon:
    """Draw the land along the reached ways as polygons, (lon, lat) in degrees.

    Everything within 40 m of a reached way, with the gaps between ways closed up
    to 120 m and smaller holes filled. Deterministic.
    """
    import shapely

    scale = np.array(metres_per_degree(reached.start[1]))
    origin = np.array(reached.start)
    plane = shapely.transform(lines(graph, reached), lambda p: (p - origin) * scale)
    plane = shapely.simplify(plane, WIDTH_M / 4.0)
    wide = shapely.buffer(plane, WIDTH_M + GAP_M, quad_segs=3)
    shrunk = shapely.simplify(shapely.buffer(wide, -GAP_M, quad_segs=3), WIDTH_M / 8.0)
    if shrunk.is_empty:
        shrunk = shapely.buffer(shapely.Point(0.0, 0.0), WIDTH_M, quad_segs=3)
    polygons = shapely.get_parts(shapely.transform(shrunk, lambda p: p / scale + origin))
    return shapely.MultiPolygon(list(polygons))


def _widest(arcs: IntArray, share: FloatArray) -> tuple[IntArray, FloatArray]:
    """Keep of each arc, reached from several states, what is reached most."""
    order = np.lexsort((-share, arcs))
    arcs, share = arcs[order], share[order]
    first = np.ones(len(arcs), dtype=bool)
    first[1:] = arcs[1:] != arcs[:-1]
    return arcs[first], share[first]


def _with_start(costs: TravelCosts, begin: End, budget: float, whole: Reach) -> Reach:
    """Add the stretches that begin at the start itself, inside an edge or at a blocked node."""
    own = sorted(begin.arcs.items())
    first = np.array([arc for arc, _ in own], dtype=np.int32)
    before = np.array([share for _, share in own], dtype=np.float64)
    after = np.minimum(1.0, before + budget / np.maximum(costs.cost[first], _NOTHING))
    arcs = np.concatenate([whole.arcs, first])
    begins = np.concatenate([whole.begin, before])
    stops = np.concatenate([whole.end, after])
    order = np.lexsort((stops, begins, arcs))
    return Reach(arcs[order], begins[order], stops[order], whole.start)


def _merge(
    edges: IntArray, begin: FloatArray, end: FloatArray
) -> tuple[IntArray, FloatArray, FloatArray]:
    """Unite overlapping stretches of each edge."""
    order = np.lexsort((end, begin, edges))
    edges, begin, end = edges[order].astype(np.int32), begin[order], end[order]
    # Shifted by 2 per edge, stretches of different edges cannot touch.
    shift = 2.0 * edges
    farthest = np.maximum.accumulate(end + shift) if len(edges) else end
    fresh = np.ones(len(edges), dtype=bool)
    fresh[1:] = begin[1:] + shift[1:] > farthest[:-1]
    starts = np.flatnonzero(fresh)
    stops = np.append(starts[1:], len(edges)) - 1
    united = farthest[stops] - shift[stops] if len(starts) else end
    return edges[starts], begin[starts], np.minimum(united, 1.0)
