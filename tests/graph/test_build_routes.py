"""Marked routes: which run over each edge, nested, in which sense."""

from __future__ import annotations

import numpy as np
import osmium
import pytest

from conftest import shared_path
from itinera.geodesy import length
from itinera.graph.build import build_graph
from sketch import Relation, World, marked, sketch


def routes_of(world: World, stretch: str) -> dict[str, int]:
    """Return route → direction of one edge."""
    graph, edge = world.graph, world.edge(stretch)
    rows = slice(graph.memberships.offsets[edge], graph.memberships.offsets[edge + 1])
    pairs = zip(graph.memberships.route[rows], graph.memberships.direction[rows], strict=True)
    return {graph.routes[int(r)].key: int(d) for r, d in pairs}


GR = {"route": "hiking", "network": "nwn", "ref": "GR 121"}


def test_a_route_lies_on_the_edges_of_its_ways() -> None:
    world = sketch("A-B-C-D", relations=[marked("ABC", **GR)])
    assert routes_of(world, "AB") == routes_of(world, "BC") == {"nwn:GR 121": 0}
    assert routes_of(world, "CD") == {}
    assert world.graph.routes[0].kind == "hiking"


def test_roles_tell_the_sense() -> None:
    there = Relation({"type": "route", **GR}, (("AB", "forward"), ("BC", "backward")))
    world = sketch("A-B-C", relations=[there])
    assert routes_of(world, "AB") == {"nwn:GR 121": 1}
    assert routes_of(world, "BC") == {"nwn:GR 121": 2}


def test_there_and_back_is_both() -> None:
    both = Relation({"type": "route", **GR}, (("AB", "forward"), ("AB", "backward")))
    assert routes_of(sketch("A-B", relations=[both]), "AB") == {"nwn:GR 121": 0}


def test_a_long_route_holds_the_edges_of_its_stages() -> None:
    stage = marked("AB", route="bicycle", network="icn", ref="EV5-1")
    part = Relation(
        {"type": "superroute", "route": "bicycle", "network": "icn", "ref": "EV5-FR"},
        ((stage, ""), ("BC", "")),
    )
    whole = Relation(
        {"type": "superroute", "route": "bicycle", "network": "icn", "ref": "EV5"}, ((part, ""),)
    )
    world = sketch("A-B-C", relations=[stage, part, whole])
    assert set(routes_of(world, "AB")) == {"icn:EV5", "icn:EV5-FR", "icn:EV5-1"}
    assert set(routes_of(world, "BC")) == {"icn:EV5", "icn:EV5-FR"}
    by_ref = {route.ref: route for route in world.graph.routes}
    assert by_ref["EV5-1"].parents == (world.graph.routes.index(by_ref["EV5-FR"]),)


def test_routes_that_hold_one_another_do_not_hang() -> None:
    a = Relation({"type": "superroute", **GR, "ref": "a"}, (("AB", ""),))
    b = Relation({"type": "superroute", **GR, "ref": "b"}, ((a, ""),))
    object.__setattr__(a, "members", (("AB", ""), (b, "")))
    world = sketch("A-B", relations=[a, b])
    assert set(routes_of(world, "AB")) == {"nwn:a", "nwn:b"}


@pytest.mark.parametrize("tags", [{"route": "bus"}, {"route": "railway"}, {}])
def test_other_routes_are_left_out(tags: dict[str, str]) -> None:
    assert sketch("A-B", relations=[marked("AB", **tags)]).graph.routes == ()


def test_a_route_without_an_edge_here_is_left_out_and_its_members_counted() -> None:
    world = sketch("A-B-C", tags={"BC": {"highway": "motorway"}}, relations=[marked("BC", **GR)])
    assert world.graph.routes == ()
    assert dict(world.graph.notes) == {"route_members_elsewhere": 1}


def test_a_numbered_node_network_is_known_as_one() -> None:
    stretch = marked(
        "AB", route="bicycle", network="rcn", ref="07-12", **{"network:type": "node_network"}
    )
    assert sketch("A-B", relations=[stretch]).graph.routes[0].node_network


def test_km_of_a_real_route_agree_with_its_relation() -> None:
    """The metres of each route in Liechtenstein, counted straight from the file."""
    path = shared_path("data", "osm", "valhalla-liechtenstein.osm.pbf")
    graph = build_graph([path])
    index = {route.osm_id: i for i, route in enumerate(graph.routes)}
    metres: dict[int, float] = {}
    for way in osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations():
        if way.is_way():
            points = [(n.lon, n.lat) for n in way.nodes if n.location.valid()]
            metres[way.id] = length(np.array(points)) if len(points) == len(way.nodes) else 0.0
    edge_of = np.repeat(np.arange(graph.n_edges), np.diff(graph.memberships.offsets))
    in_graph = set(graph.edges.way.tolist())
    compared = 0
    for relation in osmium.FileProcessor(str(path), osmium.osm.RELATION):
        ways = {m.ref for m in relation.members if m.type == "w" and m.ref in in_graph}
        if relation.id in index and not any(m.type == "r" for m in relation.members):
            edges = edge_of[graph.memberships.route == index[relation.id]]
            assert set(graph.edges.way[edges].tolist()) == ways
            if all(metres[w] for w in ways):
                compared += 1
                expected = sum(metres[w] for w in ways)
                assert graph.edges.length_m[edges].sum() == pytest.approx(expected, rel=1e-4)
    assert compared > 50
