"""A set of tags → the small numbers of one row of `graph.routegraph.Edges`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from itinera.osm.codes import (
    SURFACE_SYNONYMS,
    Barrier,
    Crossing,
    Cycleway,
    EdgeFlag,
    Highway,
    Lit,
    SacScale,
    Smoothness,
    Surface,
    TrackType,
    TrailVisibility,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

UNKNOWN_INCLINE = -128
METRES_PER_FOOT = 0.3048
KMH_PER_MPH = 1.609344
WALK_KMH = 7  # what "walk" as a speed limit means on German signs

#: Speed limits that are named, not numbered: highway code of France, then of neighbours.
NAMED_SPEEDS = {
    "FR:urban": 50, "FR:rural": 80, "FR:motorway": 130, "FR:zone30": 30, "FR:walk": 20,
    "BE:urban": 50, "BE:rural": 90, "BE-VLG:rural": 70, "BE-WAL:rural": 90, "NL:urban": 50,
    "NL:rural": 80, "DE:urban": 50, "DE:rural": 100, "DE:living_street": WALK_KMH,
    "DE:walk": WALK_KMH, "walk": WALK_KMH, "none": 130, "FR:living_street": 20,
    "living_street": 20, "DE:zone:30": 30, "DE:zone30": 30,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WayCodes:
    """What a way's tags say of it, apart from who may pass."""

    highway: int
    surface: int
    smoothness: int
    tracktype: int
    sac_scale: int
    mtb_scale: int
    visibility: int
    lit: int
    width_cm: int
    incline_pct: int
    maxspeed_kmh: int
    lanes: int
    flags: int
    fwd_cycleway: int
    bwd_cycleway: int


def _lookup(enum: type[IntEnum]) -> dict[str, int]:
    """Return OSM value → code."""
    return {member.name.lower(): int(member) for member in enum if member}


HIGHWAYS = _lookup(Highway)
SURFACES = _lookup(Surface) | {value: int(code) for value, code in SURFACE_SYNONYMS.items()}
SMOOTHNESSES = _lookup(Smoothness)
TRACKTYPES = _lookup(TrackType)
SAC_SCALES = _lookup(SacScale)
VISIBILITIES = _lookup(TrailVisibility)
BARRIERS = _lookup(Barrier)
LIT = {"no": int(Lit.NO), "disused": int(Lit.NO)} | dict.fromkeys(
    ("yes", "24/7", "automatic", "limited", "interval", "dusk-dawn", "sunset-sunrise"), int(Lit.YES)
)
HIGHWAY_SYNONYMS = {"bus_guideway": int(Highway.BUSWAY), "unsurfaced": int(Highway.TRACK)}
CROSSINGS = {
    "traffic_signals": Crossing.TRAFFIC_SIGNALS,
    "unmarked": Crossing.UNMARKED,
    "informal": Crossing.UNMARKED,
}
CYCLEWAYS = {
    "shared_lane": Cycleway.SHARED_LANE,
    "share_busway": Cycleway.SHARED_LANE,
    "shoulder": Cycleway.SHARED_LANE,
    "soft_lane": Cycleway.SHARED_LANE,
    "lane": Cycleway.LANE,
    "track": Cycleway.TRACK,
    "sidepath": Cycleway.TRACK,
    "separate": Cycleway.SEPARATE,
}


def way_codes(tags: Mapping[str, str]) -> WayCodes:
    """Read the codes of a way.

    Examples
    --------
    >>> codes = way_codes({"highway": "track", "surface": "schist", "width": "2.5"})
    >>> Surface(codes.surface).name, codes.width_cm
    ('FINE_GRAVEL', 250)
    """
    forward, backward = cycleways(tags)
    get = tags.get
    return WayCodes(
        highway=highway_code(tags),
        surface=SURFACES.get(get("surface", "").split(";")[0].strip(), 0),
        smoothness=SMOOTHNESSES.get(get("smoothness", ""), 0),
        tracktype=TRACKTYPES.get(get("tracktype", ""), 0),
        sac_scale=SAC_SCALES.get(get("sac_scale", ""), 0),
        mtb_scale=mtb_scale(get("mtb:scale", "")),
        visibility=VISIBILITIES.get(get("trail_visibility", ""), 0),
        lit=LIT.get(get("lit", ""), 0),
        width_cm=width_cm(get("width") or get("est_width") or ""),
        incline_pct=incline_pct(get("incline", "")),
        maxspeed_kmh=maxspeed_kmh(get("maxspeed", "")),
        lanes=_small(get("lanes", "")),
        flags=edge_flags(tags),
        fwd_cycleway=int(forward),
        bwd_cycleway=int(backward),
    )


def highway_code(tags: Mapping[str, str]) -> int:
    """Return the way class; a ferry is one, a railway platform or a pier is a platform."""
    value = tags.get("highway", "")
    if value in HIGHWAYS:
        return HIGHWAYS[value]
    if value in HIGHWAY_SYNONYMS:
        return HIGHWAY_SYNONYMS[value]
    if tags.get("route") == "ferry" or "ferry" in tags:
        return int(Highway.FERRY)
    if not value and (tags.get("man_made") == "pier" or "platform" in tags.values()):
        return int(Highway.PLATFORM)
    return int(Highway.UNKNOWN)


def cycleways(tags: Mapping[str, str]) -> tuple[Cycleway, Cycleway]:
    """Return what a way offers bicycles forward and backward (traffic keeps right)."""
    both = tags.get("cycleway:both", tags.get("cycleway", ""))
    right = CYCLEWAYS.get(tags.get("cycleway:right", both), Cycleway.NONE)
    left_value = tags.get("cycleway:left", both)
    left = CYCLEWAYS.get(left_value, Cycleway.NONE)
    if tags.get("oneway") not in ("yes", "true", "1"):
        return right, left
    against = left_value.startswith("opposite") or tags.get("oneway:bicycle") == "no"
    if "cycleway:left" in tags and not against:
        two_way = tags.get("cycleway:left:oneway") in ("no", "-1")
        return max(right, left), left if two_way else Cycleway.NONE
    return right, Cycleway.CONTRAFLOW if against else Cycleway.NONE


def edge_flags(tags: Mapping[str, str]) -> int:
    """Return the yes-or-no facts of a way, as EdgeFlag bits."""
    flags = 0
    for key, value in tags.items():
        for flag, values in FLAGS_BY_KEY.get(key, ()):
            if _says(value, values):
                flags |= flag
    return flags


FLAG_TESTS: dict[EdgeFlag, tuple[tuple[str, tuple[str, ...]], ...]] = {
    EdgeFlag.BRIDGE: (("bridge", ()), ("man_made", ("bridge",))),
    EdgeFlag.TUNNEL: (("tunnel", ()),),
    EdgeFlag.FORD: (("ford", ()), ("highway", ("ford",))),
    EdgeFlag.INFORMAL: (("informal", ()),),
    EdgeFlag.ROUNDABOUT: (("junction", ("roundabout", "circular")),),
    EdgeFlag.RAMP: (
        ("ramp", ("yes", "separate")),
        ("ramp:bicycle", ()),
        ("ramp:stroller", ()),
        ("ramp:wheelchair", ()),
    ),
    EdgeFlag.FERRY: (("route", ("ferry",)), ("ferry", ())),
    EdgeFlag.INDOOR: (("indoor", ()), ("highway", ("corridor",))),
    EdgeFlag.COVERED: (("covered", ()), ("tunnel", ("building_passage",))),
    EdgeFlag.DAM: (
        ("embankment", ()),
        ("waterway", ("dam",)),
        ("man_made", ("dyke",)),
        ("dam", ()),
    ),
    EdgeFlag.CYCLE_STREET: (("cyclestreet", ()), ("bicycle_road", ())),
    EdgeFlag.EMBEDDED_RAILS: (("embedded_rails", ()), ("railway", ("tram", "rail", "light_rail"))),
    EdgeFlag.SIDEWALK: (
        ("sidewalk", ("yes", "both", "left", "right", "separate")),
        ("sidewalk:both", ()),
        ("sidewalk:left", ()),
        ("sidewalk:right", ()),
    ),
    EdgeFlag.SIDEPATH: (
        ("bicycle", ("use_sidepath", "optional_sidepath")),
        ("foot", ("use_sidepath",)),
    ),
    EdgeFlag.HAZARD: (("hazard", ()),),
    EdgeFlag.TOWPATH: (("towpath", ()), ("service", ("towpath",))),
}


FLAGS_BY_KEY: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
for _flag, _tests in FLAG_TESTS.items():
    for _key, _values in _tests:
        FLAGS_BY_KEY.setdefault(_key, []).append((int(_flag), _values))


def _says(value: str | None, values: tuple[str, ...]) -> bool:
    """Tell whether a tag has one of the values, or any but "no" where none are given."""
    if value is None:
        return False
    return value in values if values else value not in ("no", "none", "")


LENGTH = re.compile(r"(\d+(?:[.,]\d+)?)\s*(m|cm|km|ft|')?")
FEET_INCHES = re.compile(r"(\d+)'\s*(?:(\d+(?:\.\d+)?)\")?")
UNITS_CM = {"m": 100.0, "cm": 1.0, "km": 100_000.0, "ft": METRES_PER_FOOT * 100}


def width_cm(value: str) -> int:
    r"""Read a width; 0 if there is none that can be read.

    Examples
    --------
    >>> [width_cm(v) for v in ("2.5", "3 m", "80 cm", "6'6\"", "narrow")]
    [250, 300, 80, 198, 0]
    """
    text = value.strip()
    if feet := FEET_INCHES.fullmatch(text):
        inches = int(feet[1]) * 12 + float(feet[2] or 0)
        return min(round(inches * METRES_PER_FOOT / 12 * 100), 65_535)
    match = LENGTH.match(text)
    if not match:
        return 0
    return min(round(float(match[1].replace(",", ".")) * UNITS_CM[match[2] or "m"]), 65_535)


def incline_pct(value: str) -> int:
    """Read a slope along the way in per cent; "up" and "down" say nothing of how much.

    Examples
    --------
    >>> [incline_pct(v) for v in ("8%", "-12.4 %", "10°", "up")]
    [8, -12, 18, -128]
    """
    from math import radians, tan

    match = re.fullmatch(r"([+-]?\d+(?:[.,]\d+)?)\s*(%|°|deg)?", value.strip())
    if not match:
        return UNKNOWN_INCLINE
    number = float(match[1].replace(",", "."))
    if match[2] in ("°", "deg"):
        number = 100 * tan(radians(max(-50.0, min(50.0, number))))
    return round(max(-127.0, min(127.0, number)))


def maxspeed_kmh(value: str) -> int:
    """Read a speed limit; 0 if there is none that can be read.

    Examples
    --------
    >>> [maxspeed_kmh(v) for v in ("50", "30 mph", "FR:rural", "signals")]
    [50, 48, 80, 0]
    """
    if value in NAMED_SPEEDS:
        return NAMED_SPEEDS[value]
    match = re.match(r"(\d{1,3})\s*(mph|km/h)?", value)
    if not match:
        return 0
    speed = int(match[1]) * (KMH_PER_MPH if match[2] == "mph" else 1.0)
    return min(round(speed), 255)


def mtb_scale(value: str) -> int:
    """Read mtb:scale 0…6 as 1…7 ("2+" counts as 2); 0 if there is none."""
    return int(value[0]) + 1 if value[:1] in tuple("0123456") else 0


def _small(value: str) -> int:
    """Read a count of lanes."""
    match = re.match(r"\d{1,2}", value)
    return int(match[0]) if match else 0


def barrier_code(tags: Mapping[str, str]) -> int:
    """Return what stands on a node; any barrier unknown to us is OTHER."""
    value = tags.get("barrier", "no")
    return 0 if value in ("no", "") else BARRIERS.get(value, int(Barrier.OTHER))


def crossing_code(tags: Mapping[str, str]) -> int:
    """Return what is crossed at a node, and how."""
    railway = {"level_crossing": Crossing.LEVEL_CROSSING, "crossing": Crossing.RAILWAY_CROSSING}
    if tags.get("railway") in railway:
        return int(railway[tags["railway"]])
    if _says(tags.get("ford"), ()) or tags.get("highway") == "ford":
        return int(Crossing.FORD)
    return int(_road_crossing(tags))


def _road_crossing(tags: Mapping[str, str]) -> Crossing:
    """Return what helps to cross a road; a crossing of unknown make is taken as marked."""
    value = tags.get("crossing", "")
    if tags.get("highway") != "crossing" and value in ("", "no"):
        return Crossing.NONE
    if tags.get("crossing:signals") == "yes" or value == "traffic_signals":
        return Crossing.TRAFFIC_SIGNALS
    if tags.get("crossing:markings", "no") != "no":
        return Crossing.MARKED
    return CROSSINGS.get(value, Crossing.UNMARKED if value == "no" else Crossing.MARKED)
