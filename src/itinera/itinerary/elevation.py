"""The elevation of a way: heights along a track, and what they add up to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from itinera.elevation.climb import Filtered
from itinera.elevation.gradients import climbs_in, gradients_in
from itinera.elevation.telling import telling_rows
from itinera.geodesy import metres_per_degree, to_degrees
from itinera.graph.edgeheights import UNKNOWN_DM
from itinera.osm.codes import HeightFlag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.elevation.climb import Climb
    from itinera.elevation.gradients import Ascent, Gradients
    from itinera.geodesy import FloatArray, IntArray, LongArray
    from itinera.graph.edgeheights import EdgeHeights
    from itinera.itinerary.itinerary import MetWaypoint
    from itinera.itinerary.track import Track

TOP_NEAR_M = 200.0  # along the way: a place nearer to the top than this gives a climb its name,
HEAP_NEAR_M = 500.0  # a spoil heap from farther, since long ones are known by their middle
#: Kinds of places that say nothing of a hill, though they may stand on one.
SERVICES = ("drinking_water", "toilets", "shelter", "bike_repair")
LINE_OFF_M = 1.0  # the line gets points where its own would show a height wrong by more,
LINE_OWN_M = 1.0  # unless it has one of its own so near along the way


@dataclass(frozen=True, slots=True)
class NamedClimb:
    """A climb of the way, and the place at its top.

    Attributes
    ----------
    ascent
        From where to where, how high and how steep.
    name, id
        Of the waypoint or place at the top, "" where none is known.
    """

    ascent: Ascent
    name: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Elevation:
    """What is known of the ups and downs of an itinerary.

    Attributes
    ----------
    climb
        Climb and descent, raw, smoothed and by the threshold, with the rule.
    gradients
        Metres by gradient class and direction.
    climbs
        Those of 10 m and more, in order.
    at_m, ele_m : float64, shape (n,)
        Heights along the whole way, 10 m apart at most; not a number where unknown.
    bridged_m, corrected_m, model_m
        Metres of ways where a short hole of the raster was bridged, where the ground was
        raised to the known shape of a spoil heap, and where the terrain is a model.
    """

    climb: Climb
    gradients: Gradients
    climbs: tuple[NamedClimb, ...]
    at_m: FloatArray
    ele_m: FloatArray
    bridged_m: float = 0.0
    corrected_m: float = 0.0
    model_m: float = 0.0

    @property
    def longest(self) -> NamedClimb | None:
        """Return the longest climb, None where there is none."""
        return max(self.climbs, key=lambda one: one.ascent.length_m, default=None)

    @property
    def steepest(self) -> NamedClimb | None:
        """Return the climb with the greatest mean gradient, None where there is none."""
        return max(self.climbs, key=lambda one: one.ascent.mean_pct, default=None)


def elevation_of(
    heights: EdgeHeights | None, track: Track, met: Sequence[MetWaypoint] = ()
) -> Elevation | None:
    """Return the elevation of a track.

    Parameters
    ----------
    heights
        Of the graph that the track lies on; None for a graph without terrain.
    track
        What is travelled.
    met
        Places along it, whose names climbs take.

    Returns
    -------
    Elevation or None
        None where no stretch of the track has known heights.
    """
    if heights is None:
        return None
    at_m, ele_m = heights_along(heights, track)
    found = elevation_on(at_m, ele_m, met, closed=track.closed)
    if found is None:
        return None
    flags = heights.flags[track.edges]
    bridged, corrected, model = (
        float(track.length_m[(flags & flag) != 0].sum())
        for flag in (HeightFlag.BRIDGED_VOID, HeightFlag.CORRECTED, HeightFlag.MODEL)
    )
    return replace(found, bridged_m=bridged, corrected_m=corrected, model_m=model)


def elevation_on(
    at_m: FloatArray,
    ele_m: FloatArray,
    met: Sequence[MetWaypoint] = (),
    *,
    closed: bool,
    model_m: float = 0.0,
) -> Elevation | None:
    """Return the elevation of a way whose heights are known.

    Parameters
    ----------
    at_m, ele_m : float64, shape (n,)
        As `heights_on` gives them.
    met
        Places along it, whose names climbs take.
    closed
        Does it end where it begins?
    model_m
        Metres where the terrain is a model.

    Returns
    -------
    Elevation or None
        None where no height is known.
    """
    profile = Filtered.of(at_m, ele_m)
    climb = profile.climb(closed=closed)
    if climb is None:
        return None
    return Elevation(
        climb=climb,
        gradients=gradients_in(profile),
        climbs=tuple(_named(one, met) for one in climbs_in(profile)),
        at_m=at_m,
        ele_m=ele_m,
        model_m=model_m,
    )


def heights_along(heights: EdgeHeights, track: Track) -> tuple[FloatArray, FloatArray]:
    """Return the heights along a track; see `heights_on`."""
    return heights_on(heights, track.arcs, track.low, track.high, track.length_m)


def heights_on(
    heights: EdgeHeights, arcs: IntArray, low: FloatArray, high: FloatArray, length_m: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the heights along arcs in a row, at the samples of edges and the ends of pieces.

    Parameters
    ----------
    heights
        Of the graph.
    arcs : int32, shape (n,)
        What is travelled, in order.
    low, high, length_m : float64, shape (n,)
        Share of each arc where travel begins and ends (low < high), metres travelled.

    Returns
    -------
    at_m : float64, shape (m,)
        Metres from the start, never falling.
    ele_m : float64, shape (m,)
        Heights in metres, not a number where unknown.
    """
    edges = arcs >> 1
    last = heights.offsets[edges + 1] - heights.offsets[edges] - 1
    low, high = low * last, high * last
    inner = np.floor(low).astype(np.int64) + 1
    counts = np.maximum(np.ceil(high).astype(np.int64) - inner, 0) + 2
    piece = np.repeat(np.arange(len(edges)), counts)
    ends = np.cumsum(counts)
    number = np.arange(len(piece)) - (ends - counts)[piece]
    row = (inner[piece] + number - 1).astype(np.float64)
    row[ends - counts], row[ends - 1] = low, high
    share = (row - low[piece]) / (high - low)[piece]
    begin = np.concatenate(([0.0], np.cumsum(length_m)))
    at_m = np.where(share < 1.0, begin[piece] + share * length_m[piece], begin[piece + 1])
    ele_m = _read(heights, arcs, piece, row)
    same = (np.diff(at_m) == 0.0) & (
        (np.diff(ele_m) == 0.0) | (np.isnan(ele_m[1:]) & np.isnan(ele_m[:-1]))
    )
    kept = np.concatenate(([True], ~same))
    return at_m[kept], ele_m[kept]


def line_with_heights(
    track: Track, at_m: FloatArray, ele_m: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the line of a track with the height of each point.

    Where the way runs straight over a crest or through a hollow, points are added, so
    that whoever reads only the line finds the same climb.

    Parameters
    ----------
    at_m, ele_m
        As `heights_along` gives them.

    Returns
    -------
    lonlat : float64, shape (n_points, 2)
        Degrees.
    ele : float64, shape (n_points,)
        Metres, not a number where unknown.
    """
    lonlat, along = to_degrees(track.fixed), _metres_at_points(track)
    ele = np.interp(along, at_m, ele_m)
    turns = telling_rows(at_m, ele_m, LINE_OFF_M)
    turns = turns[np.isfinite(ele_m[turns])]
    rows = np.clip(np.searchsorted(along, at_m[turns]), 1, len(along) - 1)
    nearest = np.minimum(np.abs(along[rows] - at_m[turns]), np.abs(along[rows - 1] - at_m[turns]))
    more = turns[nearest > LINE_OWN_M]
    if not len(more):
        return lonlat, ele
    places = [np.round(np.interp(at_m[more], along, lonlat[:, i]), 7) for i in (0, 1)]
    rows = np.searchsorted(along, at_m[more])
    lonlat = np.insert(lonlat, rows, np.stack(places, axis=1), axis=0)
    return lonlat, np.insert(ele, rows, ele_m[more])


def _read(heights: EdgeHeights, arcs: IntArray, piece: LongArray, row: FloatArray) -> FloatArray:
    """Return the heights at rows (in part) of the samples of pieces, in direction of travel."""
    edges = arcs >> 1
    begin, end = heights.offsets[edges], heights.offsets[edges + 1]
    backward = (arcs & 1).astype(bool)
    low = row.astype(np.int64)
    sign, first = np.where(backward, -1, 1), np.where(backward, end - 1, begin)
    base = np.asarray(heights.base_dm)[edges]

    def metres(sample: LongArray, of: LongArray) -> FloatArray:
        rise = heights.rise_dm[sample]
        return np.where(rise == UNKNOWN_DM, np.nan, (base[of] + rise.astype(np.float64)) / 10.0)

    sample = first[piece] + sign[piece] * low
    ele_m = metres(sample, piece)
    between = np.flatnonzero(row > low)  # only where a way begins or ends inside an edge
    if len(between):
        of = piece[between]
        beyond = metres(sample[between] + sign[of], of) - ele_m[between]
        ele_m[between] += (row - low)[between] * beyond
    return ele_m


def _metres_at_points(track: Track) -> FloatArray:
    """Return metres from the start to each point of the line: exact per piece, planar inside."""
    scale = np.array(metres_per_degree(float(track.fixed[:, 1].mean()) / 1e7)) / 1e7
    steps = np.hypot(*(np.diff(track.fixed, axis=0) * scale).T)
    planar = np.concatenate(([0.0], np.cumsum(steps)))
    return np.interp(planar, planar[track.point], track.at_m)


def _named(ascent: Ascent, met: Sequence[MetWaypoint]) -> NamedClimb:
    """Name a climb after the place nearest to its top, a spoil heap before all else."""
    near = []
    for place in met:
        heap, apart_m = place.kind == "terril", abs(place.at_m - ascent.to_m)
        close = apart_m <= (HEAP_NEAR_M if heap else TOP_NEAR_M)
        if close and place.name and place.kind not in SERVICES:
            near.append((not heap, apart_m, place.name, place.id))
    return NamedClimb(ascent, *min(near)[2:]) if near else NamedClimb(ascent)
