"""From a draft to a tour: legs between stops, what was met, what was left out and at what cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import FIXED_PER_DEGREE, metres_per_degree
from itinera.itinerary import Stop
from itinera.itinerary.shares import repeated_metres
from itinera.itinerary.track import lay_track
from itinera.planning.journey.tour.detours import detours
from itinera.planning.journey.tour.draft import length_m
from itinera.planning.journey.tour.model import LeftOut, Tour
from itinera.search.path import Path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import FloatArray, IntArray
    from itinera.planning.journey.request import JourneyRequest
    from itinera.planning.journey.tour.draft import Draft
    from itinera.planning.journey.tour.places import Spot
    from itinera.planning.planner import Planner
    from itinera.search.router import Router

TOUCH_M = 0.5  # to spare where "near enough" is measured on the line that was drawn


def tour_of(
    planner: Planner,
    request: JourneyRequest,
    draft: Draft,
    spots: Sequence[Spot],
    missed: Sequence[LeftOut],
) -> Tour:
    """Put a draft into a tour."""
    stops, legs = joined(draft, request)
    track = lay_track(planner.graph, legs)
    met = met_along(request, track.fixed, {spot.visit for spot in draft.spots if spot.visit >= 0})
    left = [*missed]
    others = [spot for spot in spots if spot.visit >= 0 and spot.visit not in met]
    for spot, (extra_m, _) in zip(others, detours(draft, others), strict=True):
        left.append(LeftOut(spot.visit, extra_m, "length"))
    taken = tuple(sorted(met, key=lambda visit: (met[visit], visit)))
    length, repeated = float(track.at_m[-1]), repeated_metres(track)
    wishes = sum(request.visits[i].prize for i in taken if not request.visits[i].must)
    score = {
        "prize": float(wishes),
        "taken": float(len(taken)),
        "cost": float(sum(leg.cost for leg in legs)),
        "repeated_share": repeated / length if length else 0.0,
        "searches": float(draft.spent),
    }
    return Tour(
        tuple(stops), tuple(legs), taken, tuple(sorted(left, key=lambda one: one.visit)),
        length, repeated, score,
    )  # fmt: skip


def joined(draft: Draft, request: JourneyRequest) -> tuple[list[Stop], list[Path]]:
    """Return the stops that were asked for and the paths between them.

    Paths are joined where the tour only passes: at free vias, and at the ends of stretches.
    """
    end = request.start if request.end is None else request.end
    stops, legs = [request.start], []
    open_legs: list[Path] = []
    for i in range(len(draft.legs)):
        open_legs.append(draft.legs[i])
        spot = draft.spots[i + 1]
        inner = draft.choice(i + 1).inner
        if inner is not None:
            open_legs.append(inner)
        last = i == len(draft.legs) - 1
        if not last and spot.visit < 0:
            continue
        for k, path in enumerate(_merged(draft.router, open_legs)):
            if k:
                stops.append(Stop("", _begin_of(draft.router, path)))
            legs.append(path)
        stops.append(end if last or spot.stop is None else spot.stop)
        open_legs = []
    return stops, legs


def _merged(router: Router, paths: Sequence[Path]) -> list[Path]:
    """Join paths that go on where the one before ends, and drop those without length."""
    some = [path for path in paths if length_m(router, path) > 0.0] or list(paths[:1])
    found = some[:1]
    for path in some[1:]:
        both = _join(router, found[-1], path)
        found[-1:] = [found[-1], path] if both is None else [both]
    return found


def _join(router: Router, one: Path, two: Path) -> Path | None:
    """Return two paths as one, None where the second turns round inside an edge."""
    arcs = None
    if one.end_fraction == 1.0 and two.start_fraction == 0.0:
        arcs = np.concatenate((one.arcs, two.arcs))
    elif one.arcs[-1] == two.arcs[0] and abs(one.end_fraction - two.start_fraction) < 1e-9:
        arcs = np.concatenate((one.arcs, two.arcs[1:]))
    if arcs is None:
        return None
    cost = router.path_cost(arcs, one.start_fraction, two.end_fraction)
    return Path(arcs, one.start_fraction, two.end_fraction, cost)


def _begin_of(router: Router, path: Path) -> tuple[float, float]:
    """Return (lon, lat) where a path begins."""
    fixed = lay_track(router.network.graph, [path]).fixed[0]
    lon, lat = (fixed / FIXED_PER_DEGREE).tolist()
    return lon, lat


def met_along(request: JourneyRequest, fixed: IntArray, led: set[int]) -> dict[int, int]:
    """Return the visits that a line makes, with the piece of it that is nearest.

    Parameters
    ----------
    fixed : int32, shape (n, 2)
        The line in 1e-7 degrees.
    led
        Visits that it was led through, which count however near they are.
    """
    lonlat = fixed / FIXED_PER_DEGREE
    scale = np.array(metres_per_degree(float(np.median(lonlat[:, 1]))))
    line = lonlat * scale
    met = {}
    for number, visit in enumerate(request.visits):
        at, off = _nearest(line, np.array(visit.stop.lonlat) * scale)
        if number in led or off <= visit.within_m + TOUCH_M:
            met[number] = at
    return met


def _nearest(line: FloatArray, spot: FloatArray) -> tuple[int, float]:
    """Return the piece of a line that is nearest to a spot, and how far off it is."""
    begin, step = line[:-1], np.diff(line, axis=0)
    square = np.maximum((step**2).sum(axis=1), 1e-12)
    share = np.clip(((spot - begin) * step).sum(axis=1) / square, 0.0, 1.0)
    off = np.hypot(*(begin + step * share[:, None] - spot).T)
    at = int(np.argmin(off))
    return at, float(off[at])
