"""Marked routes: relations → which routes run over each edge, and in which sense."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.graph.routegraph import MarkedRoute, Memberships

if TYPE_CHECKING:
    from collections.abc import Mapping

    from itinera.graph.build_lookup import Lookup
    from itinera.osm.extract import Relation

KINDS = {"hiking": "hiking", "foot": "foot", "walking": "foot", "running": "foot",
         "bicycle": "bicycle", "mtb": "mtb"}  # fmt: skip
BOTH, WITH, AGAINST = 0, 1, 2
DIRECTIONS = {"forward": WITH, "backward": AGAINST}


def marked_routes(
    relations: tuple[Relation, ...], lookup: Lookup, n_edges: int
) -> tuple[tuple[MarkedRoute, ...], Memberships, int]:
    """Lay marked routes over the edges.

    A route that is a member of another (EV5 of its stages) hands its edges up,
    at any depth. Routes without any edge here are left out.

    Returns
    -------
    routes
        Sorted by relation id.
    memberships
        Sorted by edge, then route.
    outside : int
        Way members that are not in the graph.
    """
    by_id = {relation.osm_id: relation for relation in relations}
    parents = _parents(relations, by_id)
    senses: dict[int, dict[int, int]] = {osm_id: {} for osm_id in by_id}  # route → edge → sense
    outside = 0
    for relation in relations:
        holders = [relation.osm_id, *_ancestors(relation.osm_id, parents)]
        ways = [member for member in relation.members if member.kind == "w"]
        laid = lookup.edges_of_each([member.ref for member in ways])
        outside += sum(not edges for edges in laid)
        for member, edges in zip(ways, laid, strict=True):
            sense = _sense(member.role)
            for holder in holders:
                _join(senses[holder], edges, sense)
    kept = [relation for relation in relations if senses[relation.osm_id]]
    index = {relation.osm_id: i for i, relation in enumerate(kept)}
    routes = tuple(_route(relation, parents, index) for relation in kept)
    return routes, _memberships([senses[r.osm_id] for r in kept], n_edges), outside


def _parents(
    relations: tuple[Relation, ...], by_id: Mapping[int, Relation]
) -> dict[int, list[int]]:
    """Return relation → the relations that hold it, sorted."""
    parents: dict[int, set[int]] = {osm_id: set() for osm_id in by_id}
    for relation in relations:
        for member in relation.members:
            if member.kind == "r" and member.ref in by_id and member.ref != relation.osm_id:
                parents[member.ref].add(relation.osm_id)
    return {osm_id: sorted(found) for osm_id, found in parents.items()}


def _ancestors(osm_id: int, parents: Mapping[int, list[int]]) -> list[int]:
    """Return everything above a relation, each once, even where relations hold one another."""
    seen = {osm_id}
    waiting, found = list(parents[osm_id]), []
    while waiting:
        above = waiting.pop()
        if above not in seen:
            seen.add(above)
            found.append(above)
            waiting += parents[above]
    return found


def _sense(role: str) -> int:
    """Return the sense in which a member is travelled ("forward", "main:backward"…)."""
    return next((DIRECTIONS[word] for word in role.split(":") if word in DIRECTIONS), BOTH)


def _join(senses: dict[int, int], edges: list[int], sense: int) -> None:
    """Add edges to a route; once with and once against makes both."""
    for edge in edges:
        senses[edge] = sense if senses.get(edge, sense) == sense else BOTH


def _route(
    relation: Relation, parents: Mapping[int, list[int]], index: Mapping[int, int]
) -> MarkedRoute:
    """Return the description of a marked route."""
    tags = relation.tags
    values = tags.get("route", tags.get("superroute", "")).split(";")
    return MarkedRoute(
        osm_id=relation.osm_id,
        kind=next((KINDS[value] for value in values if value in KINDS), ""),
        network=tags.get("network", ""),
        ref=tags.get("ref", ""),
        name=tags.get("name", ""),
        node_network=tags.get("network:type") == "node_network",
        parents=tuple(index[parent] for parent in parents[relation.osm_id] if parent in index),
    )


def _memberships(senses: list[dict[int, int]], n_edges: int) -> Memberships:
    """Return the routes of each edge as compressed rows."""
    rows = [(edge, route, s) for route, row in enumerate(senses) for edge, s in row.items()]
    table = np.array(sorted(rows), dtype=np.int64).reshape(-1, 3)
    offsets = np.zeros(n_edges + 1, dtype=np.int64)
    np.cumsum(np.bincount(table[:, 0], minlength=n_edges), out=offsets[1:])
    return Memberships(
        offsets=offsets,
        route=table[:, 1].astype(np.int32),
        direction=table[:, 2].astype(np.uint8),
    )
