"""Who may pass along a way, in each direction."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from itinera.osm.access.barriers import across_way
from itinera.osm.access.dated import way_rules
from itinera.osm.access.kinds import CLIMBS, GONE, MOTORWAYS, ROADS, WALKWAYS, Kind, way_kind
from itinera.osm.access.oneway import (
    Directions,
    Lanes,
    bicycle_directions,
    cycle_lanes,
    foot_directions,
)
from itinera.osm.access.values import Explicit, find_access
from itinera.osm.access.verdict import Verdict, WayAccess
from itinera.osm.codes import PASSABLE, Access, Mode

if TYPE_CHECKING:
    from collections.abc import Mapping

#: construction=* values of work beside the traffic (wiki Key:construction).
_HARMLESS_WORK = frozenset({"no", "minor", "widening", "completed", "yes;no"})
_MILITARY = frozenset({"danger_area", "training_area", "range", "base", "barracks", "airfield"})
#: sac_scale T4 and above: hands are needed, a bicycle cannot be brought.
_SCRAMBLES = frozenset({"alpine_hiking", "demanding_alpine_hiking", "difficult_alpine_hiking"})
_SIDEWALKS = ("sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right")


class _Way(NamedTuple):
    """What is read of a way once, for both directions."""

    tags: Mapping[str, str]
    kind: Kind
    mode: Mode
    ban: tuple[str, ...]  #: tags of a ban that only a tag of the mode itself lifts
    directions: Directions
    walking: Directions
    lanes: Lanes


def way_access(tags: Mapping[str, str], mode: Mode) -> WayAccess:
    """Decide who may pass along a way.

    Parameters
    ----------
    tags
        All tags of the way.
    mode
        Who asks.

    Returns
    -------
    WayAccess
        A verdict per direction (in the direction of the way and against it) as
        it holds without regard to the date, and the dated rules that change it.

    Notes
    -----
    The rules and their sources stand in `docs/access.md`.

    Examples
    --------
    >>> access = way_access({"highway": "primary", "oneway": "yes"}, Mode.BICYCLE)
    >>> access.forward.access.name, access.backward.access.name
    ('YES', 'PUSH')
    """
    forward, backward = _verdicts(tags, mode)
    return WayAccess(forward, backward, way_rules(tags, mode, (forward, backward), _verdicts))


def _verdicts(tags: Mapping[str, str], mode: Mode) -> tuple[Verdict, Verdict]:
    """Return the undated verdicts, forward and backward."""
    kind = way_kind(tags)
    stop = _blocked(tags, kind)
    if stop is not None or kind is None:
        stop = stop or Verdict(Access.NO, "not_a_way")
        return stop, stop
    directions = bicycle_directions(tags)
    way = _Way(
        tags,
        kind,
        mode,
        _ban(tags, kind),
        directions,
        foot_directions(tags),
        cycle_lanes(tags, directions),
    )
    decide = _walk if mode is Mode.FOOT else _ride
    return decide(way, False), decide(way, True)


def _blocked(tags: Mapping[str, str], kind: Kind | None) -> Verdict | None:
    """Return the verdict of ways where nobody gets along, whatever access tags say."""
    if kind is None:
        return None
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


def _permission(way: _Way, explicit: Explicit | None) -> Verdict:
    """Return what access tags and defaults say, before directions are looked at."""
    if explicit is None:
        return _default(way)
    if explicit.access < PASSABLE:
        return Verdict(explicit.access, _refusal(explicit), (way.kind.tag, explicit.tag))
    default = _default(way)
    if explicit.general and _general_is_too_weak(way):
        return default
    if explicit.access is Access.UNKNOWN:
        if default.access < Access.UNKNOWN:
            return default
        return Verdict(Access.UNKNOWN, "unreadable_access", (way.kind.tag, explicit.tag))
    return Verdict(explicit.access, "access_tag", (way.kind.tag, explicit.tag))


def _refusal(explicit: Explicit) -> str:
    """Name the rule of an access tag that refuses."""
    if explicit.value == "use_sidepath":
        return "use_sidepath"
    return "private" if explicit.access is Access.PRIVATE else "forbidden"


def _general_is_too_weak(way: _Way) -> bool:
    """Return True where `access=yes` does not say that this mode may."""
    if way.ban:
        return True
    return (
        way.mode is Mode.BICYCLE
        and way.kind.bicycle < Access.UNKNOWN
        and (way.kind.name in WALKWAYS or way.kind.name in CLIMBS)
    )


def _default(way: _Way) -> Verdict:
    """Return who may pass where no access tag speaks."""
    tags, kind, mode = way.tags, way.kind, way.mode
    if way.ban:
        return Verdict(Access.NO, "motorway", way.ban)
    if tags.get("landuse") == "military" or tags.get("military") in _MILITARY:
        key = "landuse" if tags.get("landuse") == "military" else "military"
        return Verdict(Access.NO, "military", (kind.tag, f"{key}={tags[key]}"))
    access = kind.foot if mode is Mode.FOOT else kind.bicycle
    if mode is Mode.BICYCLE and tags.get("sac_scale") in _SCRAMBLES:
        return Verdict(Access.NO, "scramble", (kind.tag, f"sac_scale={tags['sac_scale']}"))
    if access >= PASSABLE and tags.get("service") == "driveway":
        return Verdict(Access.DESTINATION, "driveway", (kind.tag, "service=driveway"))
    barrier = across_way(tags, mode)
    if barrier is not None and barrier.access < access:
        return Verdict(barrier.access, barrier.rule, (kind.tag, *barrier.tags))
    return Verdict(access, _default_rule(kind, access), (kind.tag,))


def _default_rule(kind: Kind, access: Access) -> str:
    """Name the rule of a default."""
    if kind.name == "pedestrian" and access is Access.YES:
        return "pedestrian_area"
    if access < PASSABLE:
        return "default_no"
    return "default_push" if access is Access.PUSH else "default_yes"


def _walk(way: _Way, backward: bool) -> Verdict:
    """Decide for somebody on foot."""
    explicit = find_access(way.tags, Mode.FOOT, backward=backward)
    verdict = _permission(way, explicit)
    if verdict.access < PASSABLE:
        return verdict
    if explicit is None or explicit.general:
        pavement = _separate_pavement(way)
        if pavement:
            return Verdict(Access.NO, "pavement_apart", (way.kind.tag, pavement))
    open_ = way.walking.backward if backward else way.walking.forward
    if open_ or (explicit is not None and explicit.directional):
        return verdict
    return Verdict(Access.NO, way.walking.rule, (way.kind.tag, *way.walking.tags))


def _separate_pavement(way: _Way) -> str:
    """Return the tag of a pavement that is mapped as a way of its own, "" if none is."""
    if way.kind.name in ROADS:
        for key in _SIDEWALKS:
            if way.tags.get(key) == "separate":
                return f"{key}=separate"
    return ""


def _ride(way: _Way, backward: bool) -> Verdict:
    """Decide for somebody with a bicycle."""
    explicit = find_access(way.tags, Mode.BICYCLE, backward=backward)
    if explicit is not None and explicit.access <= PASSABLE:
        if explicit.access < PASSABLE:
            return Verdict(explicit.access, _refusal(explicit), (way.kind.tag, explicit.tag))
        return Verdict(Access.PUSH, "dismount", (way.kind.tag, explicit.tag))
    verdict = _unridable(way, _on_lane(way, _permission(way, explicit), backward))
    open_ = way.directions.backward if backward else way.directions.forward
    if explicit is not None and explicit.directional:
        open_ = True
    if verdict.access > Access.PUSH and open_:
        return _reversible(way, _contraflow(way, verdict, backward))
    if _may_push(way, verdict, open_, backward):
        return _pushed(way, verdict, open_)
    if open_ and verdict.access != Access.PUSH:
        return verdict
    return _no_pushing(way, verdict, open_, backward)


def _on_lane(way: _Way, verdict: Verdict, backward: bool) -> Verdict:
    """Let bicycles ride where the road has a lane for them."""
    lane = way.lanes.backward if backward else way.lanes.forward
    if lane and verdict.access < Access.UNKNOWN and way.kind.name not in GONE:
        return Verdict(Access.YES, "cycle_lane", (way.kind.tag, *way.lanes.tags))
    return verdict


def _unridable(way: _Way, verdict: Verdict) -> Verdict:
    """Take the saddle away where the ground does not let one ride."""
    if verdict.access <= Access.PUSH:
        return verdict
    if way.kind.name == "steps":
        return Verdict(Access.PUSH, "steps", verdict.tags)
    if way.tags.get("smoothness") == "impassable":
        return Verdict(Access.PUSH, "no_wheels", (way.kind.tag, "smoothness=impassable"))
    return verdict


def _contraflow(way: _Way, verdict: Verdict, backward: bool) -> Verdict:
    """Name the rule that lets a bicycle ride against a oneway."""
    if way.directions.against == (1 if backward else -1):
        return Verdict(verdict.access, "contraflow", (way.kind.tag, *way.directions.tags))
    return verdict


def _reversible(way: _Way, verdict: Verdict) -> Verdict:
    """Doubt a oneway whose direction changes during the day."""
    if way.tags.get("oneway") == "reversible" and verdict.access > Access.UNKNOWN:
        return Verdict(Access.UNKNOWN, "reversible", (way.kind.tag, "oneway=reversible"))
    return verdict


def _may_push(way: _Way, verdict: Verdict, open_: bool, backward: bool) -> bool:
    """Return True where one may walk beside the bicycle."""
    if not _may_walk_beside(way, backward):
        return False
    if way.kind.name in WALKWAYS:
        return verdict.access >= PASSABLE
    if way.directions.implied and not open_:
        return False
    if verdict.access >= PASSABLE:
        return True
    foot = find_access(way.tags, Mode.FOOT, backward=backward)
    return foot is not None and not foot.general and foot.access > Access.UNKNOWN


def _may_walk_beside(way: _Way, backward: bool) -> bool:
    """Return False where the ground or a tag for walkers keeps a pushed bicycle out."""
    if way.kind.name in CLIMBS or way.tags.get("conveying", "no") != "no":
        return False
    foot = find_access(way.tags, Mode.FOOT, backward=backward)
    if foot is not None and foot.access < PASSABLE:
        return False
    return way.walking.backward if backward else way.walking.forward


def _pushed(way: _Way, verdict: Verdict, open_: bool) -> Verdict:
    """Return the verdict of walking beside the bicycle."""
    if verdict.access is Access.PUSH:
        return verdict
    if not open_ and verdict.access > Access.PUSH:
        return Verdict(Access.PUSH, "push_against", (way.kind.tag, *way.directions.tags))
    foot = tuple(f"{k}={v}" for k, v in way.tags.items() if k.startswith("foot"))
    return Verdict(Access.PUSH, "push_where_walkers", (way.kind.tag, *foot))


def _no_pushing(way: _Way, verdict: Verdict, open_: bool, backward: bool) -> Verdict:
    """Return the refusal where one may neither ride nor push."""
    if not open_ and verdict.access > Access.PUSH:
        return Verdict(Access.NO, way.directions.rule, (way.kind.tag, *way.directions.tags))
    if verdict.access < PASSABLE:
        return verdict
    foot = find_access(way.tags, Mode.FOOT, backward=backward)
    read = way.walking.tags if foot is None else (foot.tag,)
    return Verdict(Access.NO, "no_pushing", (way.kind.tag, *read))
