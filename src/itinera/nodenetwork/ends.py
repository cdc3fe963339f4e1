"""Nodes that a file does not hold, where only one place can be meant.

An extract often ends in the middle of a network: a route "12-34" is there with all
its ways, node 34 is not. Where its ways have exactly one free end besides node 12,
that end is taken to be node 34, and is marked as inferred.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.geodesy import distance
from itinera.nodenetwork.legs import nodes_on, wanted_numbers
from itinera.nodenetwork.model import JUNCTION_M, Fact, NetworkNode, mode_of
from itinera.nodenetwork.numbers import key_of, pair_of
from itinera.nodenetwork.pieces import cut_into_pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.nodenetwork.legs import NumberedRoute
    from itinera.osm.relations import Point


def with_inferred_ends(
    nodes: list[NetworkNode], routes: Sequence[NumberedRoute]
) -> tuple[list[NetworkNode], list[Fact]]:
    """Add nodes at free ends until no route gives another one.

    Returns
    -------
    nodes, facts
        The nodes given and those inferred; a fact for each of the latter.
    """
    nodes = list(nodes)
    facts: list[Fact] = []
    open_routes = [route for route in routes if wanted_numbers(route)]
    while True:
        places = {(node.network, _fixed(node)): i for i, node in enumerate(nodes)}
        left, added = [], []
        for route in open_routes:
            on_it = nodes_on(route, places, nodes)
            borne = {key_of(nodes[node].number) for node in on_it.values()}
            missing = set(wanted_numbers(route)) - borne
            if len(missing) == 1 and len(set(wanted_numbers(route))) == 2:
                added += _inferred(route, on_it, nodes, missing.pop())
            elif missing:
                left.append(route)
        fresh = {(node.network, _fixed(node)): node for node in added}
        fresh = {key: node for key, node in fresh.items() if key not in places}
        if not fresh:
            return nodes, facts
        nodes += fresh.values()
        facts += [_fact(node) for node in fresh.values()]
        open_routes = left


def _inferred(
    route: NumberedRoute, on_it: dict[Point, int], nodes: Sequence[NetworkNode], key: str
) -> list[NetworkNode]:
    """Return nodes for the number that a route misses: its free ends, if they are one spot."""
    ways = cut_into_pieces(route.members, set(on_it), mode_of(route.network))
    known = [nodes[node].lonlat for node in on_it.values()]
    free = [place for place in ways.free_ends() if place not in on_it]
    free = [p for p in free if all(distance(_degrees(p), at) > JUNCTION_M for at in known)]
    if not free or any(distance(_degrees(p), _degrees(free[0])) > JUNCTION_M for p in free):
        return []
    number = next(text for text in pair_of(route.name) or () if key_of(text) == key)
    return [
        NetworkNode(
            number,
            route.network,
            _degrees(place),
            route.node_members.get(place, 0),
            route.state if route.state == "proposed" else "",
            inferred=True,
        )
        for place in free
    ]


def _fact(node: NetworkNode) -> Fact:
    lon, lat = node.lonlat
    text = f"No node bears {node.number!r}; taken to be at {lat:.7f},{lon:.7f}, where a route ends."
    about = f"node/{node.osm_id}" if node.osm_id else f"{node.network}:{node.number}"
    return Fact("inferred_node", about, text)


def _fixed(node: NetworkNode) -> Point:
    return round(node.lonlat[0] * 1e7), round(node.lonlat[1] * 1e7)


def _degrees(place: Point) -> tuple[float, float]:
    return place[0] / 1e7, place[1] / 1e7
