"""A loop like another one: its line draws the new one, its figures are changed as wished."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import InputError
from itinera.geodesy import distance, metres_per_degree, segment_lengths
from itinera.itinerary import Stop
from itinera.itinerary.i18n import translator
from itinera.planning.errors import ContradictionError
from itinera.planning.loop.request import Attraction

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from itinera.geodesy import BoolArray, FloatArray
    from itinera.itinerary import Itinerary
    from itinera.itinerary.itinerary import LonLat
    from itinera.planning.loop.request import LoopRequest
    from itinera.planning.planner import Planner

CHANGES = ("shorter", "longer", "hillier", "flatter")
LENGTH = {"shorter": 0.8, "longer": 1.25}
CLIMB = {"hillier": 1.35, "flatter": 0.65}
LEAST_CLIMB_M = 25.0  # that is more, or less: below the terrain's own noise nobody notices
CLOSED_M = 100.0  # ends of a line nearer to each other than this are one place
VIA_M = 800.0  # how far off the places of the former loop the new one may stay
SHORT_VIA_M = 5000.0  # and how far a shorter one may
POINTS = 6  # of the line that the search begins with
LITTLE = 0.5  # of the line on the network: less is said


@dataclass(frozen=True, slots=True)
class Former:
    """An itinerary to be changed.

    Attributes
    ----------
    name
        What it is called.
    line
        (lon, lat) in degrees, in order of travel.
    climb_m
        Metres, None where unknown.
    musts
        Places that it was led through.
    start
        Where it begins, by name; "" takes the beginning of the line.
    profile
        Whose it is, "" where nobody knows.
    """

    name: str
    line: tuple[LonLat, ...]
    climb_m: float | None = None
    musts: tuple[Stop, ...] = ()
    start: Stop | None = None
    profile: str = ""

    @classmethod
    def of(cls, itinerary: Itinerary, musts: Sequence[Stop] = ()) -> Former:
        """Take an itinerary that was planned."""
        line = tuple((lon, lat) for lon, lat in itinerary.lonlat.tolist())
        return cls(itinerary.name, line, itinerary.climb_m, tuple(musts), profile=itinerary.profile)

    @property
    def length_m(self) -> float:
        """Metres of the line."""
        return float(segment_lengths(np.array(self.line)).sum())

    @property
    def begins(self) -> Stop:
        """Where it begins."""
        return self.start or Stop("", self.line[0])

    @property
    def ends(self) -> Stop | None:
        """Where it ends, None for a loop."""
        closed = distance(self.line[0], self.line[-1]) < CLOSED_M
        return None if closed else Stop("", self.line[-1])


def changed(request: LoopRequest, former: Former, wishes: Collection[str]) -> LoopRequest:
    """Return a request for a loop like a former one, in the wanted sense another.

    What the request says outright (length, time, climb, places to pass) stands; the rest is
    taken from the former loop. Its start is not: the request has one.

    Parameters
    ----------
    wishes
        Of CHANGES.

    Raises
    ------
    InputError
        For a wish that there is not, a line that is none, or a climb that nobody knows.
    ContradictionError
        For shorter and longer, or hillier and flatter, at once.
    """
    _check(former, wishes)
    length_m = former.length_m
    asked = request.length_m is None and request.time_s is None
    for wish, factor in LENGTH.items():
        length_m *= factor if wish in wishes else 1.0
    climb_m = request.climb_m
    if climb_m is None and not CLIMB.keys().isdisjoint(wishes):
        climb_m = _climb_wished(former, wishes, (request.length_m or length_m) / former.length_m)
    within_m = SHORT_VIA_M if "shorter" in wishes else VIA_M
    kept = former.musts and not request.musts
    return replace(
        request,
        length_m=length_m if asked else request.length_m,
        climb_m=climb_m,
        like=former.line,
        musts=former.musts if kept else request.musts,
        must_within_m=max(within_m, request.must_within_m) if kept else request.must_within_m,
    )


def kept_to(planner: Planner, request: LoopRequest) -> tuple[LoopRequest, tuple[str, ...]]:
    """Return a request that the line it is to be like attracts, and a note where it is off the map.

    Raises
    ------
    InputError
        If none of the line is on the network.
    """
    if not request.like:
        return request, ()
    on_line, share = _edges_along(planner, request)
    if not on_line.any():
        raise InputError(
            "The line to keep to is nowhere on this map.",
            remedy="Give one that lies on it, or leave it out.",
        )
    ways = request.attraction.ways
    drawn: FloatArray = np.zeros(len(on_line)) if ways is None else np.array(ways)
    drawn[on_line] = 1.0
    notes: tuple[str, ...] = ()
    if share < LITTLE:
        t = translator(request.lang)
        told = t("Only {pct} % of the former line is on the network.", pct=t.number(100 * share))
        notes = (told,)
    return replace(request, attraction=Attraction(drawn, request.attraction.places)), notes


def points_of(line: Sequence[LonLat], start: LonLat) -> tuple[tuple[float, float], ...]:
    """Return points at equal distances along a line, in metres east and north of a start."""
    lonlat = np.array(line)
    xy = (lonlat - start) * np.array(metres_per_degree(start[1]))
    at_m = np.concatenate(([0.0], np.cumsum(segment_lengths(lonlat))))
    wanted = at_m[-1] * np.arange(1, POINTS + 1) / (POINTS + 1)
    x, y = (np.interp(wanted, at_m, column).tolist() for column in xy.T)
    return tuple(zip(x, y, strict=True))


def _check(former: Former, wishes: Collection[str]) -> None:
    """Refuse wishes that there are not, or that exclude each other, and lines of no length."""
    for wish in wishes:
        if wish not in CHANGES:
            raise InputError(f"A loop cannot be {wish!r}.", remedy=f"Use {', '.join(CHANGES)}.")
    for one, other in (("shorter", "longer"), ("hillier", "flatter")):
        if one in wishes and other in wishes:
            raise ContradictionError(
                f"A loop cannot be {one} and {other} at once.", remedy="Wish for one of them."
            )
    if len(former.line) < 2 or former.length_m <= 0.0:
        raise InputError(
            f"{former.name or 'The line'} has no length.", remedy="Give a line of several points."
        )


def _climb_wished(former: Former, wishes: Collection[str], longer: float) -> float:
    """Return how much the new loop is to climb."""
    if former.climb_m is None:
        raise InputError(
            f"Nobody knows how much {former.name or 'the line'} climbs.",
            remedy="Say with --climb-m how much the loop is to climb.",
        )
    climb_m = former.climb_m * longer
    for wish, factor in CLIMB.items():
        if wish in wishes:
            least = LEAST_CLIMB_M if factor > 1.0 else -LEAST_CLIMB_M
            more = max(climb_m * (factor - 1.0), least, key=abs)
            climb_m = max(0.0, climb_m + more)
    return climb_m


def _edges_along(planner: Planner, request: LoopRequest) -> tuple[BoolArray, float]:
    """Match the line on the network: which edges, and how much of it lies on them."""
    from itinera.tracks.match import match
    from itinera.tracks.read import Recorded

    lonlat = np.array(request.like)
    track = Recorded(
        "",
        lonlat,
        None,
        np.zeros(len(lonlat), dtype=np.int32),
        np.zeros(len(lonlat), dtype=np.int64),
    )
    travel = planner.travels.of(request.traveller)
    found = match(track, planner.index, travel.weighting)
    edges = np.zeros(planner.graph.n_edges, dtype=np.bool_)
    length_m = planner.graph.edges.length_m
    matched_m = 0.0
    for stretch in found.stretches:
        for move in stretch.moves:
            edges[move.edge] = True
            matched_m += abs(move.end - move.begin) * float(length_m[move.edge])
    return edges, matched_m / max(float(track.step_m().sum()), 1e-9)
