"""What is within reach: the ways, and an area that shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import metres_per_degree
from itinera.search import ends
from itinera.search.contour import rings
from itinera.search.trees import tree_from

if TYPE_CHECKING:
    from shapely import LinearRing, MultiLineString, MultiPolygon

    from itinera.geodesy import FloatArray, IntArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.graph.snap import Snap
    from itinera.search.costs import TravelCosts
    from itinera.search.ends import End

WIDTH_M = 60.0  # metres on either side of a reached way that count as reached
CELL_M = 20.0  # metres between the grid points on which the area is drawn
MOST_CELLS = 1500  # grid points along the longer side, before they stand wider apart
SMALLEST_HOLE_M2 = 30_000.0  # smaller holes are filled
_NOTHING = 1e-300  # an arc that costs nothing is reached whole


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

    Everything within 60 m of a reached way, holes below 3 ha filled; coarser
    where more than 30 km wide. Deterministic.

    Notes
    -----
    The level line of a distance field on a grid: exact buffers of the 18,000
    ways within half an hour's ride take seconds to unite.
    """
    import shapely

    scale = np.array(metres_per_degree(reached.start[1]))
    plane = (_sampled(lines(graph, reached), scale) - reached.start) * scale
    plane = np.concatenate([plane, np.zeros((1, 2))])  # where one stands, at least
    low, high = plane.min(axis=0), plane.max(axis=0)
    cell = max(CELL_M, float((high - low).max()) / MOST_CELLS)
    width = max(WIDTH_M, 3.0 * cell)
    corner = low - width - 2.0 * cell
    shape = np.ceil((high - corner + width) / cell).astype(int) + 3
    outlines = rings(_distances((plane - corner) / cell, shape) * cell, width)
    land = _polygons([ring * cell for ring in outlines])
    parts = shapely.get_parts(shapely.simplify(land, cell / 4.0))
    degrees = shapely.transform(parts, lambda p: (p + corner) / scale + reached.start)
    return shapely.MultiPolygon(list(degrees))


def _sampled(ways: MultiLineString, scale: FloatArray) -> FloatArray:
    """Return points along lines, no farther apart than half a cell."""
    import shapely

    points, line = shapely.get_coordinates(list(ways.geoms), return_index=True)
    if not len(points):
        return np.zeros((0, 2))
    begin, step = points[:-1], np.diff(points, axis=0)
    step[line[1:] != line[:-1]] = 0.0
    pieces = np.ceil(np.hypot(*(step * scale).T) / (CELL_M / 2.0)).astype(int) + 1
    which = np.repeat(np.arange(len(begin)), pieces)
    nth = np.arange(len(which)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    inner = begin[which] + step[which] * (nth / pieces[which])[:, None]
    return np.concatenate([inner, points[-1:]])


def _distances(points: FloatArray, shape: IntArray) -> FloatArray:
    """Return the distance of grid points from the nearest of `points`, all in cells."""
    from scipy.ndimage import distance_transform_edt

    away = np.ones((int(shape[1]), int(shape[0])), dtype=np.bool_)
    column, row = np.rint(points).astype(int).T
    away[row, column] = False
    return np.asarray(distance_transform_edt(away), dtype=np.float64)


def _polygons(outlines: list[FloatArray]) -> MultiPolygon:
    """Put holes that are worth showing into the outlines that they lie in."""
    import shapely

    shells, holes = [], []
    for outline in outlines:
        ring = shapely.LinearRing(outline)
        if ring.is_ccw:
            shells.append(shapely.Polygon(ring))
        elif shapely.Polygon(ring).area >= SMALLEST_HOLE_M2:
            holes.append(ring)
    tree = shapely.STRtree(shells)
    inside: list[list[LinearRing]] = [[] for _ in shells]
    for hole in holes:
        around = tree.query(hole, predicate="within").tolist()
        inside[min(around, key=lambda i: shells[i].area)].append(hole)
    pairs = zip(shells, inside, strict=True)
    return shapely.MultiPolygon([shapely.Polygon(s.exterior, h) for s, h in pairs])


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
