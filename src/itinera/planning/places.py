"""Places as people type them, and the waypoints that itineraries list where they meet them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from itinera.itinerary import Stop
from itinera.waypoints import WaypointTable, load_waypoints, parse_place

if TYPE_CHECKING:
    from itinera.waypoints import Waypoint

#: A commune is an area: coming within 100 m of the middle of it is no event.
NOT_MET = ("commune",)
#: What the tables say of a spoil heap that is closed, in part or whole.
SHUT = ("no", "partial")


def stop_of(text: str) -> Stop:
    """Return the place that a text means: LAT,LON, or the id or name of a waypoint.

    Raises
    ------
    WaypointError
        If the coordinates are malformed or off the Earth, or no position is known.
    UnknownNameError
        If no waypoint is called so.
    """
    # Coordinates need no table, which takes as long to read as a route to find.
    bare = "," in text and not any(letter.isalpha() for letter in text)
    lonlat, waypoint = parse_place(text, WaypointTable(()) if bare else load_waypoints())
    if waypoint is None:
        return Stop("", lonlat)
    return stop_of_waypoint(waypoint, lonlat)


@cache
def basin_places() -> tuple[Stop, ...]:
    """Return the waypoints of the territory that an itinerary may meet."""
    return tuple(
        stop_of_waypoint(waypoint, waypoint.lonlat)
        for waypoint in load_waypoints()
        if waypoint.lonlat is not None and waypoint.kind not in NOT_MET
    )


def stop_of_waypoint(waypoint: Waypoint, lonlat: tuple[float, float]) -> Stop:
    """Return a waypoint as a place of an itinerary."""
    return Stop(waypoint.name, lonlat, id=waypoint.id, kind=waypoint.kind, hazard=_hazard(waypoint))


def _hazard(waypoint: Waypoint) -> str:
    """Return what is known to be wrong with a spoil heap: "burning", "closed" or nothing."""
    if waypoint.kind != "terril":
        return ""
    if "combustion" in waypoint.note:
        return "burning"
    return "closed" if any(access in SHUT for _, access in waypoint.access) else ""
