"""What a way is, before any access tag is read, and who may use such a way by default.

The defaults are those of France (Code de la route) and, where the law is silent,
those that OSM's wiki gives for the tag.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from itinera.osm.codes import Access

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(NamedTuple):
    """A kind of way.

    Attributes
    ----------
    name
        The highway value, or what stands in its place (ferry, platform, pier…).
    tag
        The tag that tells, "key=value".
    foot, bicycle
        Who may use it where no access tag speaks.
    """

    name: str
    tag: str
    foot: Access
    bicycle: Access


_NO, _PUSH, _YES, _MADE_FOR = Access.NO, Access.PUSH, Access.YES, Access.DESIGNATED

#: highway value -> default for (foot, bicycle).
DEFAULTS: dict[str, tuple[Access, Access]] = {
    "motorway": (_NO, _NO),  # R421-2
    "motorway_link": (_NO, _NO),
    "trunk": (_NO, _NO),
    "trunk_link": (_NO, _NO),
    "primary": (_YES, _YES),
    "primary_link": (_YES, _YES),
    "secondary": (_YES, _YES),
    "secondary_link": (_YES, _YES),
    "tertiary": (_YES, _YES),
    "tertiary_link": (_YES, _YES),
    "unclassified": (_YES, _YES),
    "residential": (_YES, _YES),
    "living_street": (_YES, _YES),
    "service": (_YES, _YES),
    "pedestrian": (_MADE_FOR, _YES),  # R431-9: cyclists may, at walking pace
    "track": (_YES, _YES),
    "byway": (_YES, _YES),
    "path": (_YES, _YES),
    "footway": (_MADE_FOR, _PUSH),  # R412-34: pavements are for walkers
    "crossing": (_YES, _PUSH),
    "cycleway": (_NO, _MADE_FOR),  # R110-2: a piste cyclable is for cycles alone
    "bridleway": (_NO, _NO),  # B22c: a path for riders is forbidden to others
    "steps": (_YES, _PUSH),
    "road": (_NO, _NO),
    "busway": (_NO, _NO),
    "bus_guideway": (_NO, _NO),
    "raceway": (_NO, _NO),
    "escape": (_NO, _NO),
    "corridor": (_YES, _NO),
    "platform": (_YES, _PUSH),
    "elevator": (_YES, _PUSH),
    "ladder": (_YES, _NO),
    "via_ferrata": (_NO, _NO),
}

#: highway values of roads that are not there, yet or any more.
GONE: dict[str, str] = {
    "construction": "not_built",
    "proposed": "not_built",
    "planned": "not_built",
    "abandoned": "gone",
    "disused": "gone",
    "dismantled": "gone",
    "demolished": "gone",
    "destroyed": "gone",
    "historic": "gone",
    "razed": "gone",
    "removed": "gone",
    "closed": "gone",
    "no": "gone",
}

#: highway values that are places rather than ways.
_PLACES = frozenset(
    {
        "rest_area",
        "services",
        "bus_stop",
        "toll_gantry",
        "street_lamp",
        "emergency_bay",
        "trailhead",
    }
)

#: Roads where a separately mapped pavement binds walkers (R412-34).
ROADS = frozenset(
    f"{road}{link}"
    for road in ("trunk", "primary", "secondary", "tertiary")
    for link in ("", "_link")
) | {"unclassified", "residential", "service"}

MOTORWAYS = frozenset({"motorway", "motorway_link"})

#: Ways for walkers: a bicycle may be pushed in both directions, whatever a oneway says.
WALKWAYS = frozenset(
    {"footway", "pedestrian", "steps", "crossing", "platform", "pier", "elevator", "corridor"}
)

#: Ways that no bicycle gets along, not even pushed.
CLIMBS = frozenset({"ladder", "via_ferrata", "corridor", "running_track"})

_OLD_RAILWAYS = frozenset({"abandoned", "disused", "razed", "dismantled"})

#: Ways without a highway tag: key, value, kind, default for foot and bicycle.
_OTHER_WAYS = (
    ("route", "ferry", "ferry", _YES, _YES),
    ("railway", "platform", "platform", _YES, _PUSH),
    ("public_transport", "platform", "platform", _YES, _PUSH),
    ("man_made", "pier", "pier", _YES, _PUSH),
)

#: A way without any of these keys belongs in no graph.
WAY_KEYS = frozenset({"highway", "route", "man_made", "railway", "public_transport", "leisure"})

#: A node without any of these keys lets everybody pass.
NODE_KEYS = frozenset({"barrier", "access", "vehicle", "bicycle", "foot"})


def way_kind(tags: Mapping[str, str]) -> Kind | None:
    """Return what kind of way the tags describe, None for what is no way at all."""
    highway = tags.get("highway")
    if highway and highway not in _PLACES:
        foot, bicycle = DEFAULTS.get(highway, (_NO, _NO))
        return Kind(highway, f"highway={highway}", foot, bicycle)
    for key, value, name, foot, bicycle in _OTHER_WAYS:
        if tags.get(key) == value:
            return Kind(name, f"{key}={value}", foot, bicycle)
    return _unusual_kind(tags)


def _unusual_kind(tags: Mapping[str, str]) -> Kind | None:
    """Return the kind of what is a way only with a second tag."""
    if tags.get("leisure") == "track" and tags.get("sport", "running") in ("running", "athletics"):
        return Kind("running_track", "leisure=track", _YES, _NO)
    railway = tags.get("railway", "")
    if railway in _OLD_RAILWAYS and ("foot" in tags or "bicycle" in tags):
        return Kind("old_railway", f"railway={railway}", _NO, _NO)
    return None


def is_highway_like(tags: Mapping[str, str]) -> bool:
    """Return True for every way that `explain` should know, also those that are not built."""
    return way_kind(tags) is not None


def is_routable_way(tags: Mapping[str, str]) -> bool:
    """Return True for the ways that belong in a route graph, passable or not."""
    kind = way_kind(tags)
    return kind is not None and kind.name not in GONE
