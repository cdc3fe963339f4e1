"""Places as people type them, and the waypoints that itineraries list where they meet them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from itinera.itinerary import Stop

if TYPE_CHECKING:
    from itinera.waypoints import Waypoint


def stop_of(text: str) -> Stop:
    """Return the place that a text means: LAT,LON, or the id or name of a waypoint.

    Raises
    ------
    WaypointError
        If it is neither.
    """
    from itinera.waypoints import parse_place

    return _stop(parse_place(text))


@cache
def basin_places() -> tuple[Stop, ...]:
    """Return the waypoints of the territory as places to be met."""
    from itinera.waypoints import all_waypoints

    return tuple(_stop(waypoint) for waypoint in all_waypoints())


def _stop(waypoint: Waypoint) -> Stop:
    """Return a waypoint as a place of an itinerary."""
    return Stop(waypoint.name, waypoint.lonlat, id=waypoint.id, kind=waypoint.kind)
