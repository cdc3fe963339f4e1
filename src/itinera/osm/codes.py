"""Small whole numbers for the tag values that routing needs.

Every enumeration begins with 0 = unknown (or none), so that a column of zeros
means "nothing is known". The lower-case name of a member is the OSM value it
stands for; other values of the same meaning are in the `*_SYNONYMS` tables.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag


class Mode(IntEnum):
    """What access rules speak of."""

    FOOT = 0
    BICYCLE = 1


class Access(IntEnum):
    """May one pass here? One value per mode and direction (ways) or per mode (nodes)."""

    NO = 0  # forbidden, or physically impossible
    PRIVATE = 1  # with the owner's leave only (private, customers, delivery, permit…): not passable
    PUSH = 2  # bicycle only: on foot beside the bicycle
    DESTINATION = 3  # only to reach something on it
    UNKNOWN = 4  # passable as far as is known, but the tag says something unreadable or "unknown"
    PERMISSIVE = 5
    YES = 6
    DESIGNATED = 7


#: The least value that lets a traveller pass (pushing included).
PASSABLE = Access.PUSH


class Highway(IntEnum):
    """The way class, after the `highway` tag (ferries and platforms beside it)."""

    UNKNOWN = 0
    MOTORWAY = 1
    MOTORWAY_LINK = 2
    TRUNK = 3
    TRUNK_LINK = 4
    PRIMARY = 5
    PRIMARY_LINK = 6
    SECONDARY = 7
    SECONDARY_LINK = 8
    TERTIARY = 9
    TERTIARY_LINK = 10
    UNCLASSIFIED = 11
    RESIDENTIAL = 12
    LIVING_STREET = 13
    SERVICE = 14
    PEDESTRIAN = 15
    TRACK = 16
    PATH = 17
    FOOTWAY = 18
    CYCLEWAY = 19
    BRIDLEWAY = 20
    STEPS = 21
    ROAD = 22
    BUSWAY = 23
    CORRIDOR = 24
    PLATFORM = 25
    ELEVATOR = 26
    VIA_FERRATA = 27
    FERRY = 28  # route=ferry


class Surface(IntEnum):
    """The surface class; `unknown` where nothing is tagged."""

    UNKNOWN = 0
    ASPHALT = 1
    CONCRETE = 2
    PAVED = 3
    PAVING_STONES = 4
    SETT = 5
    COBBLESTONE = 6
    CONCRETE_LANES = 7
    COMPACTED = 8
    FINE_GRAVEL = 9
    GRAVEL = 10
    PEBBLESTONE = 11
    UNPAVED = 12
    GROUND = 13
    GRASS = 14
    GRASS_PAVER = 15
    SAND = 16
    MUD = 17
    ROCK = 18
    WOOD = 19
    METAL = 20


SURFACE_SYNONYMS: dict[str, Surface] = {
    "chipseal": Surface.ASPHALT,
    "paved;unpaved": Surface.UNKNOWN,
    "concrete:plates": Surface.CONCRETE,
    "concrete:lanes": Surface.CONCRETE_LANES,
    "paving_stones:lanes": Surface.PAVING_STONES,
    "bricks": Surface.PAVING_STONES,
    "brick": Surface.PAVING_STONES,
    "cobblestone:flattened": Surface.SETT,
    "unhewn_cobblestone": Surface.COBBLESTONE,
    "crushed_limestone": Surface.FINE_GRAVEL,
    "shells": Surface.FINE_GRAVEL,
    "dirt": Surface.GROUND,
    "earth": Surface.GROUND,
    "soil": Surface.GROUND,
    "clay": Surface.GROUND,
    "woodchips": Surface.GROUND,
    "dirt/sand": Surface.GROUND,
    "stone": Surface.ROCK,
    "rocky": Surface.ROCK,
    "scree": Surface.ROCK,
    "rubber": Surface.PAVED,
    "tartan": Surface.PAVED,
    "acrylic": Surface.PAVED,
    "artificial_turf": Surface.GRASS,
    "metal_grid": Surface.METAL,
    "schist": Surface.FINE_GRAVEL,  # the red schist of the Bassin minier's paths
}


class Smoothness(IntEnum):
    """How even the surface is, best first."""

    UNKNOWN = 0
    EXCELLENT = 1
    GOOD = 2
    INTERMEDIATE = 3
    BAD = 4
    VERY_BAD = 5
    HORRIBLE = 6
    VERY_HORRIBLE = 7
    IMPASSABLE = 8


class TrackType(IntEnum):
    """How firm a track is, best first."""

    UNKNOWN = 0
    GRADE1 = 1
    GRADE2 = 2
    GRADE3 = 3
    GRADE4 = 4
    GRADE5 = 5


class SacScale(IntEnum):
    """Swiss hiking scale, T1 to T6."""

    UNKNOWN = 0
    HIKING = 1
    MOUNTAIN_HIKING = 2
    DEMANDING_MOUNTAIN_HIKING = 3
    ALPINE_HIKING = 4
    DEMANDING_ALPINE_HIKING = 5
    DIFFICULT_ALPINE_HIKING = 6


class TrailVisibility(IntEnum):
    """How easily a trail is followed, best first."""

    UNKNOWN = 0
    EXCELLENT = 1
    GOOD = 2
    INTERMEDIATE = 3
    BAD = 4
    HORRIBLE = 5
    NO = 6


class Lit(IntEnum):
    """Street lamps."""

    UNKNOWN = 0
    NO = 1
    YES = 2


class Cycleway(IntEnum):
    """What a road offers bicycles in one direction."""

    NONE = 0
    SHARED_LANE = 1
    LANE = 2
    TRACK = 3
    SEPARATE = 4  # mapped as a way of its own
    CONTRAFLOW = 5  # against a oneway, with or without a marked lane


class EdgeFlag(IntFlag):
    """Yes-or-no facts of an edge, as bits of one uint16."""

    BRIDGE = 1
    TUNNEL = 2
    FORD = 4
    INFORMAL = 8
    ROUNDABOUT = 16
    RAMP = 32  # steps with a ramp for wheels
    FERRY = 64
    INDOOR = 128
    COVERED = 256
    DAM = 512  # dam, dyke or canal bank: drawn flat by the elevation model
    CYCLE_STREET = 1024
    EMBEDDED_RAILS = 2048
    SIDEWALK = 4096  # a sidewalk on at least one side
    SIDEPATH = 8192  # bicycle=use_sidepath or foot=use_sidepath: a better way lies beside
    HAZARD = 16384
    TOWPATH = 32768


class AreaFlag(IntFlag):
    """What an edge runs through, as bits of one uint8."""

    WOOD = 1
    WATER = 2  # within 40 m of open water, a canal or a river
    PROTECTED = 4
    BUILT_UP = 8
    PARK = 16
    SPOIL_HEAP = 32


#: Beside AreaFlag in `AreaShapes.flag`: the line of a canal. No edge is flagged with it.
CANAL_LINE = 64


class HeightFlag(IntFlag):
    """How the heights of an edge came about, as bits of one uint8; 0 = as the terrain says."""

    UNKNOWN = 1  # some samples have no height
    BRIDGED_VOID = 2  # a short hole in the raster was bridged
    CORRECTED = 4  # raised to a spoil heap's known shape
    FLAT = 8  # dam, dyke or towpath: drawn flat or evenly sloped
    SPANNED = 16  # bridge, tunnel or ferry: straight between its ends
    MODEL = 32  # from an invented or modelled terrain


class Barrier(IntEnum):
    """What stands on a node (or across a way)."""

    NONE = 0
    OTHER = 1
    GATE = 2
    LIFT_GATE = 3
    SWING_GATE = 4
    BOLLARD = 5
    CYCLE_BARRIER = 6
    STILE = 7
    KISSING_GATE = 8
    TURNSTILE = 9
    BLOCK = 10
    MOTORCYCLE_BARRIER = 11
    CATTLE_GRID = 12
    CHAIN = 13
    ENTRANCE = 14
    TOLL_BOOTH = 15
    BORDER_CONTROL = 16
    SALLY_PORT = 17
    FULL_HEIGHT_TURNSTILE = 18
    HAMPSHIRE_GATE = 19
    LOG = 20
    DEBRIS = 21
    FENCE = 22
    WALL = 23
    HEDGE = 24
    DITCH = 25
    KERB = 26
    WICKET_GATE = 27
    SLIDING_GATE = 28
    BUS_TRAP = 29
    HEIGHT_RESTRICTOR = 30
    HORSE_STILE = 31
    ROPE = 32
    JERSEY_BARRIER = 33
    SUMP_BUSTER = 34
    BUMP_GATE = 35
    SPIKES = 36
    CITY_WALL = 37
    RETAINING_WALL = 38
    GUARD_RAIL = 39


class Crossing(IntEnum):
    """What helps (or threatens) whoever crosses at a node."""

    NONE = 0
    UNMARKED = 1
    MARKED = 2
    TRAFFIC_SIGNALS = 3
    LEVEL_CROSSING = 4  # a road over a railway
    RAILWAY_CROSSING = 5  # a path over a railway
    FORD = 6  # not a crossing of traffic, but of water


class PlaceKind(IntEnum):
    """Points of interest that a traveller asks for."""

    OTHER = 0
    DRINKING_WATER = 1
    TOILETS = 2
    SHELTER = 3
    FOOD = 4  # restaurants, cafés, bars, fast food
    SHOP = 5  # bakeries, supermarkets, groceries
    LODGING = 6
    CAMPSITE = 7
    STATION = 8
    PARKING = 9
    BIKE_REPAIR = 10
    BIKE_RENTAL = 11
    TOURIST_OFFICE = 12
    SCHOOL = 13
    VIEWPOINT = 14
    PICNIC = 15
    HERITAGE = 16
    PEAK = 17
    PLACE_OF_WORSHIP = 18
    HOSPITAL = 19
    PHARMACY = 20
    DEFIBRILLATOR = 21
    SETTLEMENT = 22  # place=city, town, village, hamlet…
    GUIDEPOST = 23
    ATTRACTION = 24
    BENCH = 25
