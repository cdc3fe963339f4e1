"""Places as people type them, and the waypoints that itineraries list where they meet them."""

from __future__ import annotations

from functools import cache

from itinera.itinerary import Stop

#: A commune's centre is a place to name, not a sight to be met.
UNSEEN = ("commune",)


def stop_of(text: str) -> Stop:
    """Return the place that a text means: LAT,LON, or the id or name of a waypoint.

    Raises
    ------
    WaypointError
        If the coordinates are malformed, or several waypoints are called so.
    UnknownNameError
        If no waypoint is called so.
    """
    from itinera.waypoints import load_waypoints, parse_place

    lonlat, waypoint = parse_place(text, load_waypoints())
    if waypoint is None:
        return Stop("", lonlat)
    return Stop(waypoint.name, lonlat, id=waypoint.id, kind=waypoint.kind)


@cache
def basin_places() -> tuple[Stop, ...]:
    """Return the waypoints of the territory as places to be met."""
    from itinera.waypoints import load_waypoints

    return tuple(
        Stop(w.name, w.lonlat, id=w.id, kind=w.kind)
        for w in load_waypoints()
        if w.lonlat is not None and w.kind not in UNSEEN
    )
