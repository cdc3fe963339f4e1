"""Who may ride or push a bicycle along a way."""

from __future__ import annotations

from itinera.osm.access.kinds import CLIMBS, WALKWAYS
from itinera.osm.access.permission import Way, permission, refusal
from itinera.osm.access.values import find_access
from itinera.osm.access.verdict import Verdict
from itinera.osm.codes import PASSABLE, Access, Mode


def ride(way: Way, backward: bool) -> Verdict:
    """Decide for somebody with a bicycle."""
    explicit = find_access(way.tags, Mode.BICYCLE, backward=backward)
    if explicit is not None and explicit.access <= PASSABLE:
        if explicit.access < PASSABLE:
            return Verdict(explicit.access, refusal(explicit), (way.kind.tag, explicit.tag))
        return Verdict(Access.PUSH, "dismount", (way.kind.tag, explicit.tag))
    verdict = _unridable(way, _on_lane(way, permission(way, explicit), backward))
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


def _on_lane(way: Way, verdict: Verdict, backward: bool) -> Verdict:
    """Let bicycles ride where the road has a lane for them."""
    lane = way.lanes.backward if backward else way.lanes.forward
    if lane and verdict.access < Access.UNKNOWN:
        return Verdict(Access.YES, "cycle_lane", (way.kind.tag, *way.lanes.tags))
    return verdict


def _unridable(way: Way, verdict: Verdict) -> Verdict:
    """Take the saddle away where the ground does not let one ride."""
    if verdict.access <= Access.PUSH:
        return verdict
    if way.kind.name == "steps":
        return Verdict(Access.PUSH, "steps", verdict.tags)
    if way.tags.get("smoothness") == "impassable":
        return Verdict(Access.PUSH, "no_wheels", (way.kind.tag, "smoothness=impassable"))
    return verdict


def _contraflow(way: Way, verdict: Verdict, backward: bool) -> Verdict:
    """Name the rule that lets a bicycle ride against a oneway."""
    if way.directions.against == (1 if backward else -1):
        return Verdict(verdict.access, "contraflow", (way.kind.tag, *way.directions.tags))
    return verdict


def _reversible(way: Way, verdict: Verdict) -> Verdict:
    """Doubt a oneway whose direction changes during the day."""
    if way.tags.get("oneway") == "reversible" and verdict.access > Access.UNKNOWN:
        return Verdict(Access.UNKNOWN, "reversible", (way.kind.tag, "oneway=reversible"))
    return verdict


def _may_push(way: Way, verdict: Verdict, open_: bool, backward: bool) -> bool:
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


def _may_walk_beside(way: Way, backward: bool) -> bool:
    """Return False where the ground or a tag for walkers keeps a pushed bicycle out."""
    if way.kind.name in CLIMBS or way.tags.get("conveying", "no") != "no":
        return False
    foot = find_access(way.tags, Mode.FOOT, backward=backward)
    if foot is not None and foot.access < PASSABLE:
        return False
    return way.walking.backward if backward else way.walking.forward


def _pushed(way: Way, verdict: Verdict, open_: bool) -> Verdict:
    """Return the verdict of walking beside the bicycle."""
    if verdict.access is Access.PUSH:
        return verdict
    if not open_ and verdict.access > Access.PUSH:
        return Verdict(Access.PUSH, "push_against", (way.kind.tag, *way.directions.tags))
    foot = tuple(f"{k}={v}" for k, v in way.tags.items() if k.startswith("foot"))
    return Verdict(Access.PUSH, "push_where_walkers", (way.kind.tag, *foot))


def _no_pushing(way: Way, verdict: Verdict, open_: bool, backward: bool) -> Verdict:
    """Return the refusal where one may neither ride nor push."""
    if not open_ and verdict.access > Access.PUSH:
        return Verdict(Access.NO, way.directions.rule, (way.kind.tag, *way.directions.tags))
    if verdict.access < PASSABLE:
        return verdict
    foot = find_access(way.tags, Mode.FOOT, backward=backward)
    read = way.walking.tags if foot is None else (foot.tag,)
    return Verdict(Access.NO, "no_pushing", (way.kind.tag, *read))
