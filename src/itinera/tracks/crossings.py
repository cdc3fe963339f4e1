"""Where a track crosses roads with traffic, and railways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.osm.codes import Crossing, Highway
from itinera.profile.tolls import SIZE
from itinera.tracks.words import said

if TYPE_CHECKING:
    from itinera.geodesy import LongArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.tracks.lay import Run

LEAST_SIZE = SIZE[Highway.TERTIARY]  # smaller roads are crossed without a second look
STAGGER_M = 40.0  # following the road no longer than this is crossing it
HELP = {Crossing.TRAFFIC_SIGNALS: "signals", Crossing.MARKED: "marked"}
RAILS = (Crossing.LEVEL_CROSSING, Crossing.RAILWAY_CROSSING)


@dataclass(frozen=True, slots=True)
class RoadCrossing:
    """A road or a railway that is crossed.

    Attributes
    ----------
    at_m
        Metres along the recording.
    lonlat
        (lon, lat) in degrees.
    highway
        OSM value of the road, "" for a railway.
    name
        Of the road, else its number, "" where it has neither.
    help
        "signals", "marked" or "".
    text
        The crossing in words.
    """

    at_m: float
    lonlat: tuple[float, float]
    highway: str
    name: str
    help: str
    text: str


def road_crossings(graph: RouteGraph, run: Run, lang: str) -> list[RoadCrossing]:
    """Find where a run crosses a bigger road (tertiary and up), or follows one for some metres.

    The carriageways of one road, and the two arms of a staggered crossing, count once.
    """
    track = run.track
    sizes = np.array([SIZE.get(code, 0) for code in Highway], dtype=np.int64)
    own = sizes[graph.edges.highway[track.edges]]
    met = np.where(track.node >= 0, sizes[graph.nodes.road[track.node]], 0)
    through = track.arcs[:-1] != (track.arcs[1:] ^ 1)
    plain = through & (met >= LEAST_SIZE) & (own[:-1] < met) & (own[1:] < met)
    rows = sorted({*np.flatnonzero(plain).tolist(), *_staggered(run, own)})
    found: list[RoadCrossing] = []
    for row in rows:
        one = _crossing(graph, run, row, lang)
        last = found[-1] if found else None
        again = last is not None and one.at_m - last.at_m <= STAGGER_M
        if not (
            again and last is not None and (last.name, last.highway) == (one.name, one.highway)
        ):
            found.append(one)
    return found


def level_crossings(graph: RouteGraph, run: Run, lang: str) -> list[RoadCrossing]:
    """Find where a run crosses a railway on the level."""
    track = run.track
    kind = np.where(track.node >= 0, graph.nodes.crossing[track.node], Crossing.NONE)
    rows = np.flatnonzero(np.isin(kind, RAILS)).tolist()
    text = said("rail", lang)
    return [
        RoadCrossing(
            run.recorded_at(float(track.at_m[row + 1])), track.lonlat_at(row + 1), "", "", "", text
        )
        for row in rows
    ]


def _staggered(run: Run, own: LongArray) -> list[int]:
    """Return the joints where a run comes onto a big road that it leaves at once."""
    at_m = run.track.at_m
    big = (own >= LEAST_SIZE).astype(np.int8)
    step = np.diff(big)
    onto, off = np.flatnonzero(step == 1), np.flatnonzero(step == -1)
    rows = []
    for row in onto.tolist():
        later = off[off > row]
        if len(later) and float(at_m[later[0] + 1] - at_m[row + 1]) <= STAGGER_M:
            rows.append(row)
    return rows


def _crossing(graph: RouteGraph, run: Run, row: int, lang: str) -> RoadCrossing:
    """Describe the crossing at the joint after a piece."""
    node, track = int(run.track.node[row]), run.track
    road = int(graph.nodes.road[node])
    arcs = graph.out_arcs[graph.out_offsets[node] : graph.out_offsets[node + 1]]
    edges = (arcs >> 1)[graph.edges.highway[arcs >> 1] == road]
    rows = [int(graph.edges.name[e]) or int(graph.edges.ref[e]) for e in edges.tolist()]
    name = next((graph.names[i] for i in rows if i), "")
    highway = Highway(road).name.lower()
    aid = HELP.get(Crossing(int(graph.nodes.crossing[node])), "")
    text = said("crossing", lang, road=name or highway)
    text += f" ({said(aid, lang)})" if aid else ""
    at_m = run.recorded_at(float(track.at_m[row + 1]))
    return RoadCrossing(at_m, track.lonlat_at(row + 1), highway, name, aid, text)
