"""Who may pass along a way, in each direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.osm.access.dated import way_rules
from itinera.osm.access.kinds import ROADS, way_kind
from itinera.osm.access.permission import Way, blocked, permission, read_way
from itinera.osm.access.ride import ride
from itinera.osm.access.values import find_access
from itinera.osm.access.verdict import Verdict, WayAccess
from itinera.osm.codes import PASSABLE, Access, Mode

if TYPE_CHECKING:
    from collections.abc import Mapping

_SIDEWALKS = ("sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right")


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
    if kind is None:
        stop = Verdict(Access.NO, "not_a_way")
        return stop, stop
    closed = blocked(tags, kind)
    if closed is not None:
        return closed, closed
    way = read_way(tags, kind, mode)
    decide = _walk if mode is Mode.FOOT else ride
    return decide(way, False), decide(way, True)


def _walk(way: Way, backward: bool) -> Verdict:
    """Decide for somebody on foot."""
    explicit = find_access(way.tags, Mode.FOOT, backward=backward)
    verdict = permission(way, explicit)
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


def _separate_pavement(way: Way) -> str:
    """Return the tag of a pavement that is mapped as a way of its own, "" if none is."""
    if way.kind.name in ROADS:
        for key in _SIDEWALKS:
            if way.tags.get(key) == "separate":
                return f"{key}=separate"
    return ""
