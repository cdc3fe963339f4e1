"""A place as people type it: LAT,LON, or the id or name of a waypoint."""

from __future__ import annotations

import re

from itinera.errors import UnknownNameError, WaypointError
from itinera.waypoints.model import LonLat, Waypoint, WaypointTable
from itinera.waypoints.veloroutes import no_place, veloroute_called

_NUMBER = r"[-+−]?\d+(?:\.\d+)?°?"
_LATLON = re.compile(rf"({_NUMBER})(?:\s*[,;]\s*|\s+)({_NUMBER})")
_COMMA = r"[-+−]?\d+,\d+°?"
_COMMA_LATLON = re.compile(rf"({_COMMA})(?:\s*[,;]\s*|\s+)({_COMMA})")
_NO_NAME = re.compile(r"[-+−\d.,;°\s]*\d[-+−\d.,;°\s]*")  # digits and signs: meant as a position


def parse_place(text: str, table: WaypointTable) -> tuple[LonLat, Waypoint | None]:
    """Read a place.

    Parameters
    ----------
    text
        "50.4431,2.7885" (LAT,LON in decimal degrees), or what `WaypointTable.find` takes.
    table
        The waypoints that may be named.

    Returns
    -------
    lonlat
        (lon, lat) in degrees.
    waypoint
        The waypoint named, None for bare coordinates.

    Raises
    ------
    WaypointError
        If the coordinates are malformed or off the Earth, or the waypoint has no
        known position, or several are called so.
    UnknownNameError
        If no waypoint is called so; a cycle route is no place either.

    Examples
    --------
    >>> parse_place("50.4431,2.7885", WaypointTable(()))
    ((2.7885, 50.4431), None)
    """
    match = _LATLON.fullmatch(text.strip())
    if match:
        return _on_earth(_degrees(match[1]), _degrees(match[2]), text), None
    if _NO_NAME.fullmatch(text) and not text.strip().isdigit():
        raise _malformed(text)
    try:
        waypoint = table.find(text)
    except UnknownNameError as error:
        route = veloroute_called(text)
        if route is None:
            raise
        raise no_place(route) from error
    if waypoint.lonlat is None:
        raise WaypointError(
            f"The position of {waypoint.name!r} ({waypoint.id}) is not known.",
            remedy="Give LAT,LON instead.",
        )
    return waypoint.lonlat, waypoint


def _degrees(text: str) -> float:
    """Read a number of degrees, typed with a plain or a typographic minus."""
    return float(text.rstrip("°").replace("−", "-"))


def _on_earth(lat: float, lon: float, text: str) -> LonLat:
    """Return (lon, lat), or say what is out of range."""
    if abs(lat) <= 90.0 and abs(lon) <= 180.0:
        return lon, lat
    swapped = abs(lon) <= 90.0 and abs(lat) <= 180.0
    raise WaypointError(
        f"Latitude {lat:g} in {text.strip()!r} is not between -90 and 90."
        if abs(lat) > 90.0
        else f"Longitude {lon:g} in {text.strip()!r} is not between -180 and 180.",
        remedy=f"Latitude comes first: {lon:g},{lat:g}."
        if swapped
        else "Give LAT,LON in decimal degrees, for example 50.4431,2.7885.",
    )


def _malformed(text: str) -> WaypointError:
    """Say how coordinates are written."""
    comma = _COMMA_LATLON.fullmatch(text.strip())
    example = "50.4431,2.7885"
    if comma:
        example = f"{comma[1].replace(',', '.')},{comma[2].replace(',', '.')}"
    return WaypointError(
        f"{text.strip()!r} is no place.",
        remedy=f"Write LAT,LON with decimal points and one comma between: {example}.",
    )
