"""A tour led past places where a stage can end, where it could not be cut without."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import distance
from itinera.itinerary import Stop
from itinera.planning.errors import NoSplitError
from itinera.planning.journey.request import PASSING_M, Visit
from itinera.planning.journey.tour.told import met_along

if TYPE_CHECKING:
    from itinera.planning.errors import NoJourneyError
    from itinera.planning.journey.ends import Surroundings
    from itinera.planning.journey.laying import Laid
    from itinera.planning.journey.offered import Offered
    from itinera.planning.journey.request import JourneyRequest

__all__ = ["led_past_beds"]

PLACES = 9  # along the gap, from its middle outwards, that a bed is looked for near
FAR_M = 10_000.0  # beds farther from the way would make another journey


def led_past_beds(laid: Laid, around: Surroundings, error: NoJourneyError) -> JourneyRequest | None:
    """Return a request that also visits the best place to sleep in the gap.

    Returns
    -------
    JourneyRequest or None
        None where the error names no gap, or nothing of the kind lies near it.
    """
    if not isinstance(error, NoSplitError) or error.gap_m is None:
        return None
    trace = laid.road.trace
    low, high = error.gap_m
    middle, half = (low + high) / 2.0, (high - low) / 4.0
    marks = np.clip(np.linspace(middle - half, middle + half, PLACES), 0.0, trace.length_m)
    spots = [trace.lonlat_at(at) for at in marks.tolist()]
    known = {visit.stop.id for visit in laid.asked.visits}
    beds = [bed for bed in _beds(laid, around) if bed.id not in known]
    apart = [(min(distance(bed.lonlat, spot) for spot in spots), bed.id, bed) for bed in beds]
    if not apart:
        return None
    metres, _, bed = min(apart, key=lambda one: one[:2])
    if metres > FAR_M:
        return None
    stop = Stop(bed.name, bed.lonlat, id=bed.id, kind=bed.kind)
    visit = Visit(stop, must=True, within_m=PASSING_M)
    visits = list(laid.asked.visits)
    visits.insert(_rank(laid, middle), visit)
    return replace(laid.asked, visits=tuple(visits))


def _rank(laid: Laid, at_m: float) -> int:
    """Return before which visit a place along the way comes: in a fixed order it must."""
    visits, track = laid.asked.visits, laid.road.trace.track
    if laid.asked.order == "free":
        return len(visits)
    met = met_along(laid.asked, track.fixed, set(range(len(visits))))
    point = int(np.searchsorted(track.at_m, at_m))
    line_point = int(track.point[min(point, len(track.point) - 1)])
    later = (i for i, visit in enumerate(visits) if visit.must and met[i] > line_point)
    return next(later, len(visits))


def _beds(laid: Laid, around: Surroundings) -> list[Offered]:
    """Return the places that a stage can end at, as far as one group of wishes goes."""
    if not around.wish.ends:
        return []
    graph = laid.road.planner.graph
    kinds = [offer.kind for offer in around.wish.ends[0]]
    return [
        near.offered(graph, index, 0.0)
        for kind in kinds
        for near in (around.nearest[kind],)
        for index in range(len(near.rows))
    ]
