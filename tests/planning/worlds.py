"""A small town for the tests of planning and of its commands."""

from __future__ import annotations

from itinera.itinerary import Stop
from sketch import World, sketch

TOWN = """
A--B--C--D
|  |  |  |
E--F--G--H

X--Y
"""


def town() -> World:
    """Return eight junctions of streets, and an island that no street leads to."""
    return sketch(TOWN, step_m=400.0, tags={"XY": {"highway": "path"}})


def stop(world: World, letter: str, name: str | None = None) -> Stop:
    """Return a place at a letter."""
    return Stop(letter if name is None else name, world.lonlat(letter))


def beside(world: World, letter: str, *, east_m: float = 0.0, north_m: float = 0.0) -> Stop:
    """Return a place some metres from a letter."""
    lon, lat = world.lonlat(letter)
    return Stop(letter, (lon + east_m / 71_000.0, lat + north_m / 111_240.0))
