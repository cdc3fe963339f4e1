"""What can be reached from a place within minutes or kilometres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import InputError
from itinera.search.costs import TravelCosts
from itinera.search.isochrone import area, reach

if TYPE_CHECKING:
    from shapely import MultiPolygon

    from itinera.graph.snap import Snap
    from itinera.itinerary import DataSource, Stop
    from itinera.planning.request import ReachRequest
    from itinera.planning.travel import Travel

LONGEST_S = 24 * 3600.0
LONGEST_M = 300_000.0


@dataclass(frozen=True, slots=True, eq=False)
class Reachable:
    """The land within reach of a place.

    Attributes
    ----------
    start
        The place asked for.
    begin
        (lon, lat) of the point on the network where travel begins.
    seconds, metres
        The budget; one of the two is None.
    ways_m
        Metres of ways within reach, each counted once.
    area
        Polygons in (lon, lat) degrees.
    """

    start: Stop
    begin: tuple[float, float]
    profile: str
    seconds: float | None
    metres: float | None
    ways_m: float
    area: MultiPolygon
    data: DataSource


def check_budget(request: ReachRequest) -> None:
    """Refuse a budget that cannot be meant.

    Raises
    ------
    InputError
        Unless exactly one of seconds and metres is given, positive and not beyond a day
        or 300 km.
    """
    if (request.seconds is None) == (request.metres is None):
        raise InputError(
            "How far is not said, or said twice.", remedy="Give either a time or a length."
        )
    value = request.metres if request.seconds is None else request.seconds
    unit, most = ("m", LONGEST_M) if request.seconds is None else ("s", LONGEST_S)
    if value is None or not 0.0 < value <= most:
        raise InputError(
            f"A budget of {value:g} {unit} cannot be used.",
            remedy=f"Give more than 0 and at most {most:g} {unit}.",
        )


def reachable(travel: Travel, begin: Snap, request: ReachRequest, data: DataSource) -> Reachable:
    """Find the land within the budget of a request from a place on the network."""
    costs, budget = _measure(travel, request)
    graph = costs.network.graph
    found = reach(costs, begin, budget)
    return Reachable(
        start=request.start,
        begin=begin.lonlat,
        profile=travel.profile.name,
        seconds=request.seconds,
        metres=request.metres,
        ways_m=found.length_m(graph),
        area=area(graph, found),
        data=data,
    )


def _measure(travel: Travel, request: ReachRequest) -> tuple[TravelCosts, float]:
    """Return what is spent on arcs and nodes, and how much there is to spend."""
    weighting, network = travel.weighting, travel.router.network
    if request.seconds is not None:
        arcs, nodes, budget = weighting.seconds, weighting.node_seconds, request.seconds
    else:
        arcs = np.repeat(network.graph.edges.length_m, 2)
        nodes, budget = np.zeros_like(weighting.node_seconds), request.metres or 0.0
    arcs = np.where(np.isfinite(weighting.cost), arcs, np.inf)
    nodes = np.where(np.isfinite(weighting.node_cost), nodes, np.inf)
    return TravelCosts(network, arcs, nodes, weighting.mode), budget
