"""Who may pass through a node: barriers and access tags on points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.osm.access.barriers import NARROW, barrier_verdict
from itinera.osm.access.dated import node_rules
from itinera.osm.access.values import Explicit, find_access
from itinera.osm.access.verdict import NodeAccess, Verdict
from itinera.osm.codes import PASSABLE, Access, Mode

if TYPE_CHECKING:
    from collections.abc import Mapping

_FREE = Verdict(Access.YES, "free_node")
_CROSSINGS = ("crossing", "traffic_signals")
_FREE_NODE = NodeAccess(_FREE)


def node_access(tags: Mapping[str, str], mode: Mode) -> NodeAccess:
    """Decide who may pass through a node.

    Parameters
    ----------
    tags
        All tags of the node.
    mode
        Who asks.

    Returns
    -------
    NodeAccess
        The verdict without regard to the date, and the dated rules that change it.

    Examples
    --------
    >>> node_access({"barrier": "stile"}, Mode.BICYCLE).verdict.rule
    'barrier_lift'
    """
    if not tags:
        return _FREE_NODE
    verdict = _verdict(tags, mode)
    return NodeAccess(verdict, node_rules(tags, mode, verdict, _verdict))


def _verdict(tags: Mapping[str, str], mode: Mode) -> Verdict:
    """Return the undated verdict of a node."""
    barrier = barrier_verdict(tags, mode)
    if barrier is None and tags.get("highway") in _CROSSINGS:
        # Its access tags speak of who crosses there, not of who passes along the road.
        return Verdict(Access.YES, "crossing_node", (f"highway={tags['highway']}",))
    explicit = find_access(tags, mode)
    if explicit is None:
        return barrier or _FREE
    return _with_tag(tags, explicit, barrier)


def _with_tag(tags: Mapping[str, str], explicit: Explicit, barrier: Verdict | None) -> Verdict:
    """Weigh an access tag against what stands there."""
    read = (explicit.tag,) if barrier is None else (*barrier.tags, explicit.tag)
    if explicit.access < PASSABLE:
        rule = "private" if explicit.access is Access.PRIVATE else "forbidden"
        return Verdict(explicit.access, rule, read)
    if explicit.access is Access.PUSH:
        return Verdict(Access.PUSH, "dismount", read)
    if barrier is not None and barrier.access < Access.UNKNOWN:
        narrow = explicit.general and tags["barrier"] in NARROW
        if narrow or explicit.access is Access.UNKNOWN:
            return barrier
    if explicit.access is Access.UNKNOWN:
        return Verdict(Access.UNKNOWN, "unreadable_access", read)
    return Verdict(explicit.access, "access_tag", read)
