"""What is read of a way once, and what its tags say before directions are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from itinera.osm.access.barriers import across_way
from itinera.osm.access.kinds import CLIMBS, GONE, MOTORWAYS, WALKWAYS, Kind
from itinera.osm.access.oneway import (
    Directions,
    Lanes,
    bicycle_directions,
    cycle_lanes,
    foot_directions,
)
from itinera.osm.access.verdict import Verdict
from itinera.osm.codes import PASSABLE, Access, Mode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from itinera.osm.access.values import Explicit

#: construction=* values of work beside the traffic (wiki Key:construction).
_HARMLESS_WORK = frozenset({"no", "minor", "widening", "completed", "yes;no"})
_MILITARY = frozenset({"danger_area", "training_area", "range", "base", "barracks", "airfield"})
#: sac_scale T4 and above: hands are needed, a bicycle cannot be brought.
_SCRAMBLES = frozenset({"alpine_hiking", "demanding_alpine_hiking", "difficult_alpine_hiking"})


class Way(NamedTuple):
    """What is read of a way once, for both directions."""

    tags: Mapping[str, str]
    kind: Kind
    mode: Mode
    ban: tuple[str, ...]  #: tags of a ban that only a tag of the mode itself lifts
    directions: Directions
    walking: Directions
    lanes: Lanes


def read_way(tags: Mapping[str, str], kind: Kind, mode: Mode) -> Way:
    """Read a way for one mode."""
    directions = bicycle_directions(tags)
    walking = foot_directions(tags)
    if kind.name == "ferry" and not walking.rule:
        walking = directions  # nobody walks back over the water
    lanes = cycle_lanes(tags, directions)
    return Way(tags, kind, mode, _ban(tags, kind), directions, walking, lanes)


def blocked(tags: Mapping[str, str], kind: Kind) -> Verdict | None:
    """Return the verdict of ways where nobody gets along, whatever access tags say."""
    if kind.name in GONE:
        return Verdict(Access.NO, GONE[kind.name], (kind.tag,))
    work = tags.get("construction")
    if work and work not in _HARMLESS_WORK:
        return Verdict(Access.NO, "not_built", (kind.tag, f"construction={work}"))
    for tag in (("impassable", "yes"), ("status", "impassable"), ("closed", "yes")):
        if tags.get(tag[0]) == tag[1]:
            return Verdict(Access.NO, "impassable", (f"{tag[0]}={tag[1]}",))
    return None


def _ban(tags: Mapping[str, str], kind: Kind) -> tuple[str, ...]:
    """Return the tags that forbid walkers and cyclists by law, empty if none does."""
    if kind.name in MOTORWAYS:
        return (kind.tag,)
    if tags.get("motorroad") == "yes":
        return (kind.tag, "motorroad=yes")
    return ()


def permission(way: Way, explicit: Explicit | None) -> Verdict:
    """Return what access tags and defaults say, before directions are looked at."""
    if explicit is None:
        return default_verdict(way)
    if explicit.access < PASSABLE:
        return Verdict(explicit.access, refusal(explicit), (way.kind.tag, explicit.tag))
    default = default_verdict(way)
    if explicit.general and _general_is_too_weak(way):
        return default
    if explicit.access is Access.UNKNOWN:
        if default.access < Access.UNKNOWN:
            return default
        return Verdict(Access.UNKNOWN, "unreadable_access", (way.kind.tag, explicit.tag))
    return Verdict(explicit.access, "access_tag", (way.kind.tag, explicit.tag))


def refusal(explicit: Explicit) -> str:
    """Name the rule of an access tag that refuses."""
    if explicit.value == "use_sidepath":
        return "use_sidepath"
    return "private" if explicit.access is Access.PRIVATE else "forbidden"


def _general_is_too_weak(way: Way) -> bool:
    """Return True where `access=yes` does not say that this mode may."""
    if way.ban:
        return True
    return (
        way.mode is Mode.BICYCLE
        and way.kind.bicycle < Access.UNKNOWN
        and (way.kind.name in WALKWAYS or way.kind.name in CLIMBS)
    )


def default_verdict(way: Way) -> Verdict:
    """Return who may pass where no access tag speaks."""
    tags, kind = way.tags, way.kind
    special = _special_ground(way)
    if special is not None:
        return special
    access = kind.foot if way.mode is Mode.FOOT else kind.bicycle
    if access >= PASSABLE and tags.get("service") == "driveway":
        return Verdict(Access.DESTINATION, "driveway", (kind.tag, "service=driveway"))
    barrier = across_way(tags, way.mode)
    if barrier is not None and barrier.access < access:
        return Verdict(barrier.access, barrier.rule, (kind.tag, *barrier.tags))
    return Verdict(access, _default_rule(kind, access), (kind.tag,))


def _special_ground(way: Way) -> Verdict | None:
    """Return what a tag beside the kind says of who may pass, None if none does."""
    tags, kind, riding = way.tags, way.kind, way.mode is Mode.BICYCLE
    if way.ban:
        return Verdict(Access.NO, "motorway", way.ban)
    if tags.get("landuse") == "military" or tags.get("military") in _MILITARY:
        key = "landuse" if tags.get("landuse") == "military" else "military"
        return Verdict(Access.NO, "military", (kind.tag, f"{key}={tags[key]}"))
    if riding and tags.get("sac_scale") in _SCRAMBLES and "mtb:scale" not in tags:
        return Verdict(Access.NO, "scramble", (kind.tag, f"sac_scale={tags['sac_scale']}"))
    if not riding and kind.name == "cycleway" and tags.get("segregated") in ("yes", "no"):
        # Nobody says how walkers and cyclists are kept apart where no walker may be.
        return Verdict(Access.YES, "shared", (kind.tag, f"segregated={tags['segregated']}"))
    return None


def _default_rule(kind: Kind, access: Access) -> str:
    """Name the rule of a default."""
    if kind.name == "pedestrian" and access is Access.YES:
        return "pedestrian_area"
    if access < PASSABLE:
        return "default_no"
    return "default_push" if access is Access.PUSH else "default_yes"
