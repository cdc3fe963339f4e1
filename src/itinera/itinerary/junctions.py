"""What a traveller sees at each junction: the turn taken, and the ways not taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import metres_per_degree

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray, IntArray, LongArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.itinerary.track import Track
    from itinera.profile.weighting import Weighting

LOOK_M = 12.0  # how far people look along a way to see where it goes; mappers' kinks are shorter
TWIN_M = 0.1  # two ways between the same nodes that differ less in length are one on the ground
KINK_M = 5.0  # a first point nearer than this does not tell where a way goes


@dataclass(frozen=True, slots=True)
class Junctions:
    """One row for each place between two pieces of a track.

    Attributes
    ----------
    node : int32, shape (n - 1,)
        Node of the graph, -1 where a leg ends inside an edge.
    turn : float64, shape (n - 1,)
        Degrees turned there, positive to the right, -180 < turn <= 180.
    others : int64, shape (n - 1,)
        How many other ways lead on from there (not counting the way back).
    straightest : float64, shape (n - 1,)
        The turn of the other way that turns least, infinite where there is none.
    straightest_arc : int64, shape (n - 1,)
        Its arc, -1 where there is none.
    exit_piece, exit_arc : int64, shape (n_others,)
        All other ways, by row of the junction and arc.
    """

    node: IntArray
    turn: FloatArray
    others: LongArray
    straightest: FloatArray
    straightest_arc: LongArray
    exit_piece: LongArray
    exit_arc: LongArray


def junctions_of(graph: RouteGraph, weighting: Weighting, track: Track) -> Junctions:
    """Look at every place between two pieces of a track.

    Another way counts where this traveller may use it: its cost is finite.
    """
    node = track.node
    arrive, leave = _bearings(track)
    piece, arc = _others(graph, weighting, track)
    turned = wrapped(_first_bearing(graph, arc) - arrive[piece])
    n = len(node)
    straightest, which = np.full(n, np.inf), np.full(n, -1, dtype=np.int64)
    order = np.lexsort((np.abs(turned), piece))
    firsts = order[np.unique(piece[order], return_index=True)[1]]
    straightest[piece[firsts]] = turned[firsts]
    which[piece[firsts]] = arc[firsts]
    others = np.bincount(piece, minlength=n)
    turn = wrapped(leave - arrive)
    return Junctions(node, turn, others, straightest, which, piece, arc)


def wrapped(degrees: FloatArray) -> FloatArray:
    """Bring angles into ]-180, 180]."""
    return np.asarray(180.0 - np.mod(180.0 - degrees, 360.0), dtype=np.float64)


def plane(track: Track) -> FloatArray:
    """Return the line in metres on a plane, good for angles, shape (n_points, 2)."""
    lat = float(track.fixed[:, 1].mean()) / 1e7
    return np.asarray(track.fixed * (np.array(metres_per_degree(lat)) / 1e7))


def depart_bearing(track: Track) -> float:
    """Return the compass bearing of the first metres, in degrees."""
    xy = plane(track)
    way = np.hypot(*(xy - xy[0]).T)
    far = int(np.argmax(way >= min(LOOK_M, float(way.max()))))
    return float(np.degrees(np.arctan2(*(xy[far] - xy[0]))) % 360.0)


def _bearings(track: Track) -> tuple[FloatArray, FloatArray]:
    """Return the bearings of arriving at and leaving each inner piece border, in degrees."""
    xy = plane(track)
    along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))))
    at = along[track.point]
    inner = track.point[1:-1]
    back = np.maximum(at[1:-1] - LOOK_M, at[:-2])
    ahead = np.minimum(at[1:-1] + LOOK_M, at[2:])
    here = xy[inner]
    before = np.stack([np.interp(back, along, xy[:, i]) for i in (0, 1)], axis=1)
    after = np.stack([np.interp(ahead, along, xy[:, i]) for i in (0, 1)], axis=1)
    return _bearing(here - before), _bearing(after - here)


def _bearing(step: FloatArray) -> FloatArray:
    """Return the bearings of steps (east, north) in degrees."""
    return np.asarray(np.degrees(np.arctan2(step[:, 0], step[:, 1])), dtype=np.float64)


def _others(graph: RouteGraph, weighting: Weighting, track: Track) -> tuple[LongArray, LongArray]:
    """Return the arcs that lead away from each junction, besides the one taken and the way back."""
    node = track.node
    rows = np.flatnonzero(node >= 0)
    begin = graph.out_offsets[node[rows]]
    counts = graph.out_offsets[node[rows] + 1] - begin
    piece = np.repeat(rows, counts)
    place = np.repeat(begin - np.cumsum(counts) + counts, counts) + np.arange(len(piece))
    arc = np.asarray(graph.out_arcs[place], dtype=np.int64)
    back, taken = track.arcs[piece] ^ 1, track.arcs[piece + 1]
    passable = np.isfinite(weighting.cost[arc])
    twin = _alike(graph, arc, back) | _alike(graph, arc, taken)
    kept: BoolArray = passable & ~twin
    return piece[kept], arc[kept]


def _alike(graph: RouteGraph, arcs: LongArray, others: IntArray) -> BoolArray:
    """Tell which arcs are the same as others, or lie on top of them: mapped twice."""
    edges, other_edges = arcs >> 1, others >> 1
    heads = graph.edges.nodes[edges, 1 - (arcs & 1)]
    other_heads = graph.edges.nodes[other_edges, 1 - (others & 1)]
    length, other_length = graph.edges.length_m[edges], graph.edges.length_m[other_edges]
    return np.asarray((heads == other_heads) & (np.abs(length - other_length) < TWIN_M))


def _first_bearing(graph: RouteGraph, arcs: LongArray) -> FloatArray:
    """Return the bearing in which each arc sets out, past a kink at its very beginning."""
    begin, end = graph.geometry_offsets[arcs >> 1], graph.geometry_offsets[(arcs >> 1) + 1]
    backward = (arcs & 1).astype(bool)
    first, sign = np.where(backward, end - 1, begin), np.where(backward, -1, 1)
    points = np.asarray(graph.geometry)
    origin = points[first]
    lat = float(origin[:, 1].mean()) / 1e7 if len(arcs) else 0.0
    scale = np.array(metres_per_degree(lat)) / 1e7
    second = (points[first + sign] - origin) * scale
    third = (points[first + sign * np.minimum(2, end - begin - 1)] - origin) * scale
    near = np.hypot(second[:, 0], second[:, 1]) < KINK_M
    return _bearing(np.where(near[:, None], third, second))
