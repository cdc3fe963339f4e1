"""Why somebody may pass a way or a node of a graph, or may not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import InputError, UnknownNameError
from itinera.osm.access import DatedRule, Verdict, node_access, way_access
from itinera.osm.codes import Access, Mode
from itinera.osm.conditional import access_on

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from itinera.geodesy import IntArray, LongArray
    from itinera.graph.routegraph import RouteGraph

#: Name of the only direction that a node has.
THROUGH = "through"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Who decided about a way or a node.

    Attributes
    ----------
    element
        "way/123" or "node/456".
    mode
        Whose access it is.
    tags
        The tags that were kept of it.
    verdicts
        Direction ("forward" and "backward" of a way, "through" of a node) → verdict
        without regard to the date.
    dated
        What changes the verdicts at some times.
    edges : int32, shape (n,)
        Its edges in the graph, for a way; empty where nobody may ever pass.
    nodes : int32, shape (n,)
        Its node in the graph, for a node; empty where it is no node of the graph.
    """

    element: str
    mode: Mode
    tags: Mapping[str, str]
    verdicts: Mapping[str, Verdict]
    dated: tuple[DatedRule, ...]
    edges: IntArray
    nodes: IntArray

    def on(self, day: date) -> tuple[dict[str, Access], tuple[str, ...]]:
        """Return the access of each direction on a day, and the conditions nobody can decide."""
        answers, unknown = {}, dict[str, None]()
        for direction, verdict in self.verdicts.items():
            rules = [
                (rule.access, rule.condition)
                for rule in self.dated
                if rule.direction in (direction, "both")
            ]
            answers[direction], undecided = access_on(verdict.access, rules, day)
            unknown |= dict.fromkeys(undecided)
        return answers, tuple(unknown)


def explain(graph: RouteGraph, element: str, mode: Mode) -> Explanation:
    """Say who may pass a way or a node, and why.

    Parameters
    ----------
    graph
        Where.
    element
        "way/ID" or "node/ID" with the number that OSM gives.
    mode
        Who asks.

    Returns
    -------
    Explanation
        Also of ways that nobody may pass and that are no part of the network.

    Raises
    ------
    InputError
        If `element` is not of the form "way/123" or "node/123".
    UnknownNameError
        If the map of the graph has no such way or node.
    """
    kind, slash, number = element.strip().partition("/")
    if kind not in ("way", "node") or not slash or not number.isdecimal():
        raise InputError(
            f"{element!r} is neither a way nor a node.",
            remedy="Write way/ID or node/ID with the number that OpenStreetMap gives it.",
        )
    return (_way if kind == "way" else _node)(graph, int(number), mode)


def _way(graph: RouteGraph, osm_id: int, mode: Mode) -> Explanation:
    """Explain a way."""
    index = _position(graph.ways.way, osm_id)
    if index is None:
        raise UnknownNameError(
            f"Way {osm_id} is not in this graph's map, or is no road, path or ferry.",
            remedy="Check the number and which extract the graph was built from.",
        )
    tags = _tags(graph, int(graph.ways.tagset[index]))
    access = way_access(tags, mode)
    edges = np.flatnonzero(graph.edges.way == osm_id).astype(np.int32)
    verdicts = {"forward": access.forward, "backward": access.backward}
    return Explanation(f"way/{osm_id}", mode, tags, verdicts, access.dated, edges, _nothing())


def _node(graph: RouteGraph, osm_id: int, mode: Mode) -> Explanation:
    """Explain a node; one without tags that matter is known if it is a node of the graph."""
    index = _position(graph.ways.node, osm_id)
    nodes = np.flatnonzero(graph.nodes.osm_id == osm_id).astype(np.int32)
    if index is None and not len(nodes):
        raise UnknownNameError(
            f"Node {osm_id} is not in this graph's map, or is neither a junction nor a barrier.",
            remedy="Check the number and which extract the graph was built from.",
        )
    tags = {} if index is None else _tags(graph, int(graph.ways.node_tagset[index]))
    access = node_access(tags, mode)
    return Explanation(
        f"node/{osm_id}", mode, tags, {THROUGH: access.verdict}, access.dated, _nothing(), nodes
    )


def _position(ids: LongArray, osm_id: int) -> int | None:
    """Return where a sorted column holds an id, None if it does not."""
    index = int(np.searchsorted(ids, osm_id))
    return index if index < len(ids) and ids[index] == osm_id else None


def _tags(graph: RouteGraph, tagset: int) -> dict[str, str]:
    """Return a tag set of the graph."""
    tags: dict[str, str] = json.loads(graph.tagsets[tagset])
    return tags


def _nothing() -> IntArray:
    """Return an empty column."""
    return np.zeros(0, dtype=np.int32)
