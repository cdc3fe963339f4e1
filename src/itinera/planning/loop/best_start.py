"""The best place near another to begin a loop: stations, car parks, whatever one arrives at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import InputError, WaypointError
from itinera.geodesy import distance, metres_per_degree, to_degrees
from itinera.itinerary import Stop
from itinera.itinerary.i18n import message, translator
from itinera.osm.codes import PlaceKind
from itinera.planning.errors import ContradictionError, NoLoopError
from itinera.planning.loop.wishes import wished
from itinera.planning.routing import called

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from itinera.planning.loop.loops import Loops
    from itinera.planning.loop.request import LoopRequest
    from itinera.planning.planner import Planner

    Plan = Callable[[LoopRequest], Loops]

#: What one may ask to begin at, and what the map calls it; waypoints of the kind count too.
START_KINDS = {
    "station": PlaceKind.STATION,
    "parking": PlaceKind.PARKING,
    "lodging": PlaceKind.LODGING,
    "campsite": PlaceKind.CAMPSITE,
    "tourist-office": PlaceKind.TOURIST_OFFICE,
}
USUAL_KINDS = ("station", "parking")
WORDS = {
    "station": message("station"),
    "parking": message("car park"),
    "lodging": message("lodging"),
    "campsite": message("campsite"),
    "tourist-office": message("tourist office"),
}
WITHIN_M = (100.0, 20_000.0)  # how far one may ask to look
SAME_M = 150.0  # two places of a kind nearer to each other are one: a station and its stop
MOST = 8  # places that are tried, the nearest of each kind in turn
CHEAP = 1  # effort of a try


@dataclass(frozen=True, slots=True)
class _Try:
    """A place with the loop that was found cheaply from there."""

    stop: Stop
    value: float


def starts_near(planner: Planner, request: LoopRequest) -> list[Stop]:
    """Return where a loop may begin near a place: the nearest of each kind in turn.

    Raises
    ------
    InputError
        For an unknown kind, or a distance out of range.
    ContradictionError
        If there is nothing of the kind so near; `nearest` is the nearest there is.
    """
    _check(request)
    by_kind = {kind: list(_places(planner, kind)) for kind in request.start_kinds}
    near = {
        kind: [stop for stop in stops if _off_m(stop, request) <= request.start_within_m]
        for kind, stops in by_kind.items()
    }
    if not any(near.values()):
        raise _nothing_near([s for stops in by_kind.values() for s in stops], request)
    turns = [_apart(sorted(stops, key=lambda s: _off_m(s, request))) for stops in near.values()]
    rank = [(i, k, s) for k, stops in enumerate(turns) for i, s in enumerate(stops)]
    return [stop for *_, stop in sorted(rank, key=lambda row: row[:2])][:MOST]


def best_start(
    planner: Planner, request: LoopRequest, plan: Plan
) -> tuple[LoopRequest, tuple[str, ...]]:
    """Return a request that begins at the best place near its start, and a note that says why.

    From each place a loop is planned cheaply; the one of the highest value wins, the nearest
    of equals.

    Parameters
    ----------
    plan
        Plans a request without such a wish.

    Raises
    ------
    InputError, ContradictionError
        As `starts_near`.
    NoLoopError
        If from none of them such a loop leads, with what is nearest from the nearest of them.
    """
    if not request.start_kinds:
        return request, ()
    tries: list[_Try] = []
    first: NoLoopError | None = None
    for stop in starts_near(planner, request):
        cheap = replace(request, start=stop, start_kinds=(), count=1, effort=CHEAP)
        try:
            loop = plan(cheap).itineraries[0]
        except WaypointError:  # off the map, or beside every way that may be used
            continue
        except NoLoopError as error:
            first = first or error
            continue
        tries.append(_Try(stop, (loop.score or {}).get("value", 0.0)))
    if not tries:
        raise first or _nothing_near([], request)
    tries.sort(key=lambda one: -one.value)
    found = replace(request, start=tries[0].stop, start_kinds=())
    return found, (_why(tries, request),)


def _why(tries: Sequence[_Try], request: LoopRequest) -> str:
    """Say which place was chosen, out of how many, and what it is better by."""
    t = translator(request.lang)
    best = tries[0].stop
    told = {
        "place": best.name or t(WORDS[best.kind]),
        "distance": t.distance(_off_m(best, request)),
    }
    if len(tries) == 1:
        return t("The loop begins at {place}, {distance} away, the only start found.", **told)
    other = tries[1].stop.name or t(WORDS[tries[1].stop.kind])
    points = t.number(tries[0].value - tries[1].value, 1)
    return t(
        "The loop begins at {place}, {distance} away: the best of {count} starts, "
        "{points} points before {other}.",
        count=str(len(tries)),
        points=points,
        other=other,
        **told,
    )


def _check(request: LoopRequest) -> None:
    """Refuse kinds that there are not, and distances that cannot be meant."""
    for kind in request.start_kinds:
        if kind not in START_KINDS:
            raise InputError(
                f"A loop cannot begin at a {kind!r}.", remedy=f"Use {', '.join(START_KINDS)}."
            )
    least, most = WITHIN_M
    if not least <= request.start_within_m <= most:
        raise InputError(
            f"A start cannot be looked for within {request.start_within_m:g} metres.",
            remedy=f"Give {least:g} to {most:g} metres.",
        )


def _places(planner: Planner, kind: str) -> Iterator[Stop]:
    """Yield the places of a kind: waypoints first, which have the better names."""
    for stop in planner.places:
        if stop.kind == kind:
            yield stop
    graph, places = planner.graph, planner.graph.places
    for row in np.flatnonzero(np.asarray(places.kind) == START_KINDS[kind]).tolist():
        lon, lat = to_degrees(places.lonlat[row]).tolist()
        element = ("node", "way", "relation")[int(places.osm_type[row])]
        identity = f"{element}/{int(places.osm_id[row])}"
        yield Stop(graph.names[int(places.name[row])], (lon, lat), id=identity, kind=kind)


def _off_m(stop: Stop, request: LoopRequest) -> float:
    """Return how far a place is from the one it is to be near, as the crow flies."""
    scale = metres_per_degree(request.start.lonlat[1])
    off = (np.array(stop.lonlat) - request.start.lonlat) * scale
    return float(np.hypot(*off))


def _apart(stops: Sequence[Stop]) -> list[Stop]:
    """Leave out what lies beside one of the same kind; of the two the one with a name stays."""
    kept: list[Stop] = []
    for stop in sorted(stops, key=lambda s: not s.name):
        if all(distance(stop.lonlat, one.lonlat) > SAME_M for one in kept):
            kept.append(stop)
    order = {stop: i for i, stop in enumerate(stops)}
    return sorted(kept, key=lambda stop: order[stop])


def _nothing_near(stops: Sequence[Stop], request: LoopRequest) -> ContradictionError:
    """Say that there is no such start, and where the nearest is."""
    kinds = " or ".join(request.start_kinds)
    problem = (
        f"There is no {kinds} within {request.start_within_m / 1000:g} km of "
        f"{called(request.start)} to begin a loop of {wished(request)} at."
    )
    remedy = "Look farther away, or begin at the place itself."
    nearest = min(stops, key=lambda stop: _off_m(stop, request), default=None)
    if nearest is None:
        return ContradictionError(problem, remedy=remedy)
    off_m = _off_m(nearest, request)
    return ContradictionError(
        problem,
        remedy=remedy,
        nearest=f"{called(nearest)}, {off_m / 1000:.1f} km away",
        closest={
            "code": "place",
            "id": nearest.id,
            "name": nearest.name,
            "lonlat": list(nearest.lonlat),
            "distance_m": round(off_m, 1),
        },
        possible={"start_within": float(np.ceil(off_m / 100.0) * 100.0)},
    )
