"""What a drawn line is, and what the ground is."""

from __future__ import annotations

from enum import IntEnum


class Kind(IntEnum):
    """A drawn line. The greater roads come first, so that `<` means "more important"."""

    MOTORWAY = 0
    TRUNK = 1
    PRIMARY = 2
    SECONDARY = 3
    TERTIARY = 4
    UNCLASSIFIED = 5
    STREET = 6
    SERVICE = 7
    GREENWAY = 8  # cycleway or path on an old railway
    TOWPATH = 9
    TRACK = 10
    PATH = 11
    FOOTWAY = 12
    STEPS = 13
    SLIP = 14  # motorway_link
    PIER = 15  # ferry line
    CANAL = 20
    RIVER = 21
    STREAM = 22
    RAIL = 23
    SIDING = 24  # former railway that nobody passes
    GHOST = 30  # bounds a face, is not on the map


#: Lines that streets do not join: they stop short of them or bridge them.
SOLID = frozenset({Kind.MOTORWAY, Kind.CANAL, Kind.RIVER, Kind.STREAM, Kind.RAIL, Kind.SIDING})
WATER = frozenset({Kind.CANAL, Kind.RIVER, Kind.STREAM})
ROADS = frozenset(range(Kind.TRUNK, Kind.STREET + 1))


class Ground(IntEnum):
    """What covers the ground."""

    FIELD = 0
    CORE = 1
    TOWN = 2
    SUBURB = 3
    CITE = 4  # miners' rows and garden cities
    WOOD = 5
    MARSH = 6
    MEADOW = 7
    INDUSTRY = 8
    TERRIL = 9
    POND = 10
    OUTSIDE = 11


BUILT = frozenset({Ground.CORE, Ground.TOWN, Ground.SUBURB, Ground.CITE})
