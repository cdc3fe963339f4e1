"""What draws a loop: the themes of a request, laid on the graph; and whether any is near."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import distance, metres_per_degree, to_degrees
from itinera.itinerary.i18n import translator
from itinera.planning.errors import NothingNearError
from itinera.planning.routing import called

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import BoolArray, IntArray
    from itinera.itinerary import Stop
    from itinera.planning.loop.request import LoopRequest
    from itinera.planning.planner import Planner
    from itinera.planning.themes.drawn import Drawn

THERE_AND_BACK = 2.8  # times the distance of a place a loop is long that passes it
FASTEST = {"foot": 5.0, "bicycle": 14.0}  # metres per second; nobody plans faster


def themed(planner: Planner, request: LoopRequest) -> tuple[LoopRequest, tuple[str, ...]]:
    """Return a request with what its themes draw, and notes on themes with nothing near.

    A loop stays within half its length of its start, as the crow flies: a theme that has
    nothing there is left out.

    Raises
    ------
    UnknownNameError
        If a theme does not exist.
    InputError
        For a weight out of range.
    NothingNearError
        If none of the themes has anything near; `nearest` is the nearest place of them.
    """
    if not request.themes:
        return request, ()
    mode = planner.travels.of(request.traveller).profile.mode
    names = list(dict.fromkeys(name for name, _ in request.themes))
    near = _edges_within(planner, request.start.lonlat, _radius_m(request, mode))
    drawn = {name: planner.themes.of(name, mode) for name in names}
    idle = [name for name in names if not _has_some(drawn[name], near)]
    if len(idle) == len(names):
        raise _nothing(planner, request, mode)
    weights = dict[str, float]()
    for name, weight in request.themes:
        weights[name] = weights.get(name, 0.0) + weight
    t = translator(request.lang)
    notes = [t("Nothing of theme {theme} lies near enough.", theme=name) for name in idle]
    found = replace(
        request,
        attraction=planner.themes.attraction(weights, mode),
        places=planner.themes.stops(names, mode),
    )
    return found, tuple(notes)


def listed(known: Sequence[Stop], request: LoopRequest, edges: IntArray) -> tuple[Stop, ...]:
    """Return places to list: the known ones, and those of the themes that a loop passes.

    Parameters
    ----------
    known
        Listed where the loop comes near.
    request
        With the places of its themes.
    edges : int32
        What the loop travels.
    """
    prizes = request.attraction.places
    if not request.places or len(request.places) != len(prizes.value):
        return tuple(known)
    row = np.repeat(np.arange(len(prizes.value)), np.diff(prizes.offsets))
    passed = np.unique(row[np.isin(prizes.edges, edges)]).tolist()
    hazards = {stop.id: stop.hazard for stop in known}
    told = [request.places[i] for i in passed]
    told = [replace(stop, hazard=hazards.get(stop.id, stop.hazard)) for stop in told]
    own = {stop.id for stop in told}
    return (*(stop for stop in known if stop.id not in own), *told)


def _radius_m(request: LoopRequest, mode: str) -> float:
    """Return how far from its start a loop can get."""
    wished = request.length_m or (request.time_s or 0.0) * FASTEST[mode]
    return wished * (1.0 + request.tolerance_pct / 100.0) / 2.0 + request.max_snap_m


def _edges_within(planner: Planner, lonlat: tuple[float, float], radius_m: float) -> BoolArray:
    """Mark the edges whose ends both lie within a radius."""
    graph = planner.graph
    off = (to_degrees(np.asarray(graph.nodes.lonlat)) - lonlat) * metres_per_degree(lonlat[1])
    near = np.hypot(*off.T) <= radius_m
    both: BoolArray = near[np.asarray(graph.edges.nodes)].all(axis=1)
    return both


def _has_some(drawn: Drawn, near: BoolArray) -> bool:
    """Tell whether a theme has a way or a place among some edges."""
    return bool((drawn.ways[near] > 0.0).any() or near[drawn.places.edges].any())


def _nothing(planner: Planner, request: LoopRequest, mode: str) -> NothingNearError:
    """Say that no theme has anything near, and what comes nearest."""
    names = [name for name, _ in request.themes]
    start = request.start.lonlat
    stops = planner.themes.stops(names, mode)
    nearest = min(stops, key=lambda stop: distance(start, stop.lonlat), default=None)
    what, said, closest, possible = None, "", None, None
    if nearest is not None:
        off_m = distance(start, nearest.lonlat)
        what = f"{called(nearest)}, {off_m / 1000:.1f} km from the start"
        said = f"; the nearest is {what}"
        closest = {
            "code": "place",
            "id": nearest.id,
            "name": nearest.name,
            "lonlat": list(nearest.lonlat),
            "distance_m": round(off_m, 1),
        }
        possible = {"length_km": math.ceil(THERE_AND_BACK * off_m / 100.0) / 10.0}
    return NothingNearError(
        f"Nothing of theme {', '.join(map(repr, names))} lies near enough to "
        f"{called(request.start)} for such a loop{said}.",
        remedy="Ask for a longer loop, begin elsewhere, or choose another theme.",
        nearest=what,
        closest=closest,
        possible=possible if request.length_m is not None else None,
    )
