"""Which tags are kept: those that decide who may pass, how it goes, and what lies there.

A key is relevant by itself or by its root: "cycleway:left:oneway" has the root
"cycleway". Everything else (names apart, which have a pool of their own) is
forgotten while reading.
"""

from __future__ import annotations

from functools import cache

#: Keys that matter together with all their `key:suffix` forms.
ROOTS = frozenset({
    "access", "vehicle", "bicycle", "foot", "oneway", "cycleway", "motorroad", "motor_vehicle",
    "sidewalk", "footway", "pedestrian", "psv", "bus", "maxspeed", "surface", "smoothness",
    "tracktype", "width", "lit", "ramp", "sac_scale", "mtb", "incline", "cyclestreet",
    "bicycle_road", "crossing", "wheelchair", "stroller", "mountain_hiking",
})  # fmt: skip

#: Keys that matter as they stand.
EXACT = frozenset({
    "highway", "route", "ferry", "railway", "man_made", "public_transport", "barrier", "ford",
    "construction", "proposed", "disused", "abandoned", "junction", "area", "bridge", "tunnel",
    "covered", "indoor", "level", "service", "trail_visibility",
    "informal", "lanes", "embedded_rails", "segregated", "embankment", "towpath",
    "waterway", "hazard", "locked", "est_width", "maxwidth", "maxwidth:physical",
    "state", "operational_status", "seasonal", "traffic_calming",
    "conveying", "via_ferrata_scale", "opening_hours", "duration",
    "military", "landuse", "entrance", "kerb", "opening", "spacing", "cycle_barrier", "bollard",
    "dyke", "dam", "flood_prone", "tidal", "network:type", "leisure", "sport",
    "amenity", "shop", "tourism", "office",
    "impassable", "status", "closed", "sensory", "end_date", "construction:conditional",
    "temporary:access", "temporary:foot", "temporary:bicycle", "temporary:vehicle",
    "temporary:date_on", "temporary:date_off",
})  # fmt: skip

#: Suffixed keys of these roots say nothing about passing; they would only multiply the tag sets.
IDLE = frozenset({
    "maxspeed:type", "maxspeed:source", "maxspeed:variable", "maxspeed:hgv", "surface:note",
    "surface:colour", "lit:perceived", "bus:lanes", "psv:lanes", "vehicle:lanes",
    "access:lanes", "bicycle:lanes", "width:carriageway", "width:lanes", "mtb:name",
    "wheelchair:description", "motor_vehicle:lanes", "bus:name",
    "wheelchair:rental", "lit:source", "bridge:name", "tunnel:name",
})  # fmt: skip


@cache
def is_relevant(key: str) -> bool:
    """Tell whether a tag of a way or a node is kept for access and costs."""
    if key in EXACT:
        return True
    if key in IDLE or key.startswith(("source", "note", "name", "was:", "old_")):
        return False
    root, _, suffix = key.partition(":")
    return root in ROOTS and not (suffix.startswith("lanes") or suffix == "source")


#: Tags of a point of interest that are worth keeping beside its name.
PLACE_KEYS = frozenset({
    "amenity", "shop", "tourism", "railway", "highway", "historic", "natural", "place", "leisure",
    "man_made", "emergency", "drinking_water", "access", "fee", "opening_hours", "seasonal",
    "bottle", "shelter_type", "religion", "information", "capacity", "ele", "wheelchair",
    "population", "cuisine", "service:bicycle:repair", "service:bicycle:pump", "bicycle_parking",
    "school:FR", "isced:level", "public_transport", "station", "train", "tents", "backpack",
    "heritage", "covered", "website", "phone", "building", "mine", "disused",
})  # fmt: skip
