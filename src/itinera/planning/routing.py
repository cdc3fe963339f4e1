"""Paths through vias in order, and other ways that differ."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import InputError, NoRouteError
from itinera.planning.errors import AvoidedViaError, SameViaError, UnconnectedError
from itinera.planning.refused import what_stops
from itinera.planning.request import MAX_ALTERNATIVES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.graph.snap import Snap
    from itinera.itinerary import Stop
    from itinera.planning.request import RouteRequest, Traveller
    from itinera.planning.travel import Travel
    from itinera.search.path import Path

FEWEST_VIAS = 2
SAME_M = 1.0  # vias nearer to each other on the network than this are one place


def check_vias(request: RouteRequest) -> None:
    """Refuse a request that cannot be meant, before anything is computed.

    Raises
    ------
    InputError
        For fewer than two vias, or a number of alternatives out of range.
    SameViaError, AvoidedViaError
        For two equal vias in a row, and for a via in an avoided area.
    """
    if len(request.vias) < FEWEST_VIAS:
        raise InputError(
            f"A route needs at least {FEWEST_VIAS} vias, {len(request.vias)} given.",
            remedy="Give a start and an end.",
        )
    if not 0 <= request.alternatives <= MAX_ALTERNATIVES:
        raise InputError(
            f"{request.alternatives} alternatives cannot be had.",
            remedy=f"Ask for 0 to {MAX_ALTERNATIVES}.",
        )
    for number, (one, other) in enumerate(zip(request.vias, request.vias[1:], strict=False), 1):
        if one.lonlat == other.lonlat:
            raise _same(one, other, number)
    check_not_avoided(request.vias, request.traveller)


def check_not_avoided(stops: Sequence[Stop], traveller: Traveller) -> None:
    """Refuse places that lie in an avoided area.

    Raises
    ------
    AvoidedViaError
        Naming the place.
    """
    if not traveller.avoid:
        return
    from shapely import Point

    for stop in stops:
        if any(area.covers(Point(stop.lonlat)) for area in traveller.avoid):
            raise AvoidedViaError(
                f"{called(stop)} lies in an area that is to be avoided.",
                remedy="Move it out of the area, or make the area smaller.",
            )


def paths_of(travel: Travel, snaps: Sequence[Snap], request: RouteRequest) -> list[list[Path]]:
    """Return the legs of the best way, then those of each alternative.

    Raises
    ------
    SameViaError
        If two vias in a row come onto the same spot of the network.
    UnconnectedError
        If no path leads from one via to the next.
    """
    vias = request.vias
    pairs = list(itertools.pairwise(snaps))
    for number, (start, end) in enumerate(pairs, 1):
        if start.edge == end.edge and _apart_m(travel, start, end) < SAME_M:
            raise _same(vias[number - 1], vias[number], number)
    ways = [
        ways_of_leg(travel, start, end, names=pair, count=request.alternatives)
        for (start, end), pair in zip(pairs, itertools.pairwise(vias), strict=True)
    ]
    offered = [[leg[0] for leg in ways]]
    for rank in range(1, request.alternatives + 1):
        other = [leg[min(rank, len(leg) - 1)] for leg in ways]
        if all(_differ(travel, other, better) for better in offered):
            offered.append(other)
    return offered


def ways_of_leg(
    travel: Travel, start: Snap, end: Snap, *, names: tuple[Stop, Stop], count: int = 0
) -> list[Path]:
    """Return the best path from one place to the next, and up to `count` others.

    Raises
    ------
    UnconnectedError
        If there is none; the nearest place that can be reached stands in `nearest`.
    """
    try:
        if not count:
            return [travel.router.route(start, end)]
        from itinera.search.alternatives import alternatives

        return alternatives(travel.router, start, end, count)
    except NoRouteError as error:
        raise UnconnectedError(
            f"No way leads from {called(names[0])} to {called(names[1])} "
            f"for profile {travel.profile.name!r}. {error.problem}{what_stops(travel, start, end)}",
            remedy=error.remedy,
            nearest=error.nearest,
        ) from error


def _differ(travel: Travel, legs: Sequence[Path], others: Sequence[Path]) -> bool:
    """Tell whether two ways through the same vias share little enough of their length."""
    from itinera.search.alternatives import MOST_SHARED, travelled

    edges = np.concatenate([path.arcs >> 1 for path in legs])
    metres = np.concatenate([travelled(travel.router, path) for path in legs])
    theirs = np.concatenate([path.arcs >> 1 for path in others])
    total = sum(float(travelled(travel.router, path).sum()) for path in others)
    shared = metres[np.isin(edges, theirs)].sum()
    return bool(shared <= MOST_SHARED * min(float(metres.sum()), total))


def called(stop: Stop) -> str:
    """Say which place is meant, as people type it."""
    place = "{1:.6f},{0:.6f}".format(*stop.lonlat)
    return f"{stop.name!r} ({place})" if stop.name else place


def _apart_m(travel: Travel, start: Snap, end: Snap) -> float:
    """Return the metres between two snaps of one edge."""
    length_m = float(travel.router.network.graph.edges.length_m[start.edge])
    return abs(start.fraction - end.fraction) * length_m


def _same(one: Stop, other: Stop, number: int) -> SameViaError:
    """Return the error for two equal vias in a row."""
    return SameViaError(
        f"Vias {number} and {number + 1} are the same place: {called(one)} and {called(other)}.",
        remedy="Give two different places; for a round trip, put a via between them.",
    )
