"""Which day each stage is gone on, and what is closed on that day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from itinera.itinerary.track import lay_track
from itinera.profile import weigh

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from itinera.planning.journey.laying import Road
    from itinera.planning.journey.request import JourneyRequest
    from itinera.search.path import Path

__all__ = ["day_of", "shut_m"]


def day_of(request: JourneyRequest, number: int) -> date | None:
    """Return the day on which a stage is gone, days of rest counted; None where none is given.

    Examples
    --------
    >>> day_of(JourneyRequest(start, traveller=Traveller(on=date(2026, 5, 30))), 3)
    datetime.date(2026, 6, 1)
    """
    first = request.traveller.on
    if first is None:
        return None
    rests = sum(after < number for after in (request.stages.rest_after if request.stages else ()))
    return first + timedelta(days=number - 1 + rests)


def shut_m(road: Road, legs: Sequence[Path], day: date | None) -> float:
    """Return the metres of a stage that are closed on its own day.

    The tour was planned for the first day; a restriction of a later one is told.
    """
    if day is None or day == road.request.traveller.on:
        return 0.0
    graph = road.planner.graph
    track = lay_track(graph, legs)
    if not (np.asarray(graph.edges.dated)[track.edges] >= 0).any():
        return 0.0
    cost = np.asarray(weigh(road.travel.profile, graph, on=day).cost)
    return float(track.length_m[np.isinf(cost[track.arcs])].sum())
