"""Out to networkx and OSMnx, and back in."""

from __future__ import annotations

import warnings
from pathlib import Path

import networkx as nx
import numpy as np
import osmnx
import pytest

from itinera.errors import InputError
from itinera.graph.bridge import from_osmnx, to_networkx
from itinera.graph.build import build_graph
from itinera.graph.routegraph import RouteGraph
from itinera.osm.codes import PASSABLE, Access
from itinera.profile import load_profile, weigh
from sketch import World, marked, sketch

LADDER = """
A>>B--+
|  |  |
C--D--E
|
F
"""


@pytest.fixture(scope="module")
def world() -> World:
    """A oneway, a bend, steps, a private street and a gate."""
    return sketch(
        LADDER,
        tags={
            "AB": {"name": "Rue à sens unique", "surface": "sett", "oneway:bicycle": "no"},
            "DC": {"oneway": "-1", "maxspeed": "30", "lanes": "2"},
            "DE": {"highway": "steps"},
            "CF": {"access": "private"},
            "BD": {"bridge": "yes", "ref": "D 55"},
        },
        nodes={"D": {"barrier": "gate", "access": "yes"}},
    )


@pytest.fixture(scope="module")
def andorra(shared: Path) -> RouteGraph:
    """A real extract, mountainous and small."""
    return build_graph([shared / "data" / "osm" / "graphhopper-andorra.osm.pbf"])


def data(graph: nx.MultiDiGraph[int], name: str) -> dict[str, object]:
    """Return the attributes of the one arc between two letters."""
    (found,) = graph[ord(name[0])][ord(name[1])].values()
    return dict(found)


def test_attributes_are_those_of_osmnx(world: World) -> None:
    """Ids, lengths, tags as text, truth as truth."""
    graph = to_networkx(world.graph)
    street = data(graph, "AB")
    assert street["osmid"] == world.way_ids["AB"]
    assert street["length"] == pytest.approx(300.0, rel=1e-3)
    assert (street["highway"], street["surface"]) == ("residential", "sett")
    assert (street["oneway"], street["reversed"]) == (True, False)
    assert street["name"] == "Rue à sens unique"
    assert (data(graph, "BD")["bridge"], data(graph, "BD")["ref"]) == ("yes", "D 55")
    assert (data(graph, "DB")["reversed"], data(graph, "DB")["oneway"]) == (True, False)
    assert data(graph, "DC")["maxspeed"] == "30"
    node = graph.nodes[ord("D")]
    assert (node["x"], node["y"]) == pytest.approx(world.lonlat("D"), abs=1e-7)
    assert (node["street_count"], node["barrier"]) == (3, "gate")
    assert graph.graph["crs"] == "epsg:4326"
    assert graph.graph["simplified"] is True


def test_geometry_runs_along_its_arc(world: World) -> None:
    """The arc against the way has its points turned round."""
    graph = to_networkx(world.graph)
    there, back = data(graph, "BE")["geometry"], data(graph, "EB")["geometry"]
    assert len(there.coords) == 3
    assert list(there.coords) == list(back.coords)[::-1]
    assert there.coords[0] == pytest.approx(world.lonlat("B"), abs=1e-7)


def test_arcs_that_nobody_may_pass_are_left_out(world: World) -> None:
    """The private street is gone, and so is its dead end."""
    graph = to_networkx(world.graph)
    assert ord("F") not in graph
    assert graph.has_edge(ord("B"), ord("A"))  # on foot, and by bicycle


def test_a_mode_gets_its_own_arcs(world: World) -> None:
    """A oneway binds bicycles, unless they are let in; not walkers."""
    walk, ride = to_networkx(world.graph, mode="foot"), to_networkx(world.graph, mode="bicycle")
    assert walk.has_edge(ord("D"), ord("C"))
    assert ride.has_edge(ord("C"), ord("D"))
    assert data(walk, "DC")["oneway"] is False
    assert ride.has_edge(ord("B"), ord("A"))
    riding = world.graph.arc_access("bicycle") >= PASSABLE
    assert ride.number_of_edges() == np.count_nonzero(riding)


def test_an_unknown_mode_is_refused(world: World) -> None:
    """With the modes there are."""
    with pytest.raises(InputError, match="no mode 'car'"):
        to_networkx(world.graph, mode="car")


def costs(graph: RouteGraph, profile: str) -> nx.DiGraph[int]:
    """Return the cheapest arcs between OSM nodes for a profile."""
    weighting = weigh(load_profile(profile), graph)
    ids = graph.nodes.osm_id
    result: nx.DiGraph[int] = nx.DiGraph()
    result.add_nodes_from(ids.tolist())
    tails, heads = ids[graph.arc_tails()], ids[graph.arc_heads()]
    through = weighting.node_cost[graph.arc_heads()]
    for u, v, c, n in zip(tails, heads, weighting.cost, through, strict=True):
        cost = float(c + n)
        if np.isfinite(cost) and cost < result.get_edge_data(u, v, {"cost": np.inf})["cost"]:
            result.add_edge(int(u), int(v), cost=cost)
    return result


def assert_same_costs(one: RouteGraph, other: RouteGraph, profile: str, starts: int) -> None:
    """Shortest paths from several places cost the same in both graphs."""
    first, second = costs(one, profile), costs(other, profile)
    common = sorted(set(first) & set(second))
    assert len(common) > 3
    for start in common[:: max(1, len(common) // starts)]:
        here = nx.single_source_dijkstra_path_length(first, start, weight="cost")
        there = nx.single_source_dijkstra_path_length(second, start, weight="cost")
        assert here == pytest.approx(there), f"from {start}"


@pytest.mark.parametrize("profile", ["hike", "touring_bike", "stroller"])
def test_there_and_back_costs_the_same(world: World, profile: str) -> None:
    """Same junctions, same lengths, same shortest paths."""
    back = from_osmnx(to_networkx(world.graph))
    assert set(back.nodes.osm_id.tolist()) == {ord(c) for c in "ABCDE"}
    known = {ord(c) for c in "ABCDE"}
    ends = world.graph.nodes.osm_id[world.graph.edges.nodes]
    kept = np.isin(ends, list(known)).all(axis=1)
    assert sorted(back.edges.length_m) == pytest.approx(sorted(world.graph.edges.length_m[kept]))
    assert sorted(back.edges.way) == sorted(world.graph.edges.way[kept])
    assert_same_costs(world.graph, back, profile, 5)


@pytest.mark.parametrize("profile", ["hike", "touring_bike"])
def test_a_real_extract_comes_back_the_same(andorra: RouteGraph, profile: str) -> None:
    """Every column that a profile reads survives, edge by edge."""
    graph = to_networkx(andorra)
    back = from_osmnx(graph)
    assert set(back.nodes.osm_id.tolist()) == set(graph)
    arcs = to_networkx(back)
    lengths = [sorted(d["length"] for *_, d in g.edges(data=True)) for g in (graph, arcs)]
    assert lengths[0] == pytest.approx(lengths[1])
    assert back.routes == andorra.routes
    assert_same_costs(andorra, back, profile, 6)


def test_graphml_keeps_it(world: World, tmp_path: Path) -> None:
    """Saved and loaded by OSMnx, still the same graph."""
    osmnx.save_graphml(to_networkx(world.graph), tmp_path / "world.graphml")
    back = from_osmnx(osmnx.load_graphml(tmp_path / "world.graphml"))
    assert_same_costs(world.graph, back, "touring_bike", 5)
    assert back.source.invented is world.graph.source.invented
    assert back.source.attribution == world.graph.source.attribution


def test_osmnx_plots_it(world: World) -> None:
    """A picture, where matplotlib is installed."""
    pytest.importorskip("matplotlib").use("Agg")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, axes = osmnx.plot_graph(to_networkx(world.graph), show=False, close=True)
    assert len(axes.collections) > 0


def test_osmnx_measures_it(world: World) -> None:
    """Statistics, tables and nearest edges."""
    graph = to_networkx(world.graph)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        stats = osmnx.stats.basic_stats(graph)
        nodes, edges = osmnx.convert.graph_to_gdfs(graph)
    assert (stats["n"], stats["m"]) == (5, graph.number_of_edges())
    assert stats["street_length_total"] == pytest.approx(1600.0, rel=0.2)
    assert len(nodes) == 5
    assert edges.loc[(ord("A"), ord("B"), 0), "name"] == "Rue à sens unique"
    lon, lat = world.lonlat("A")
    near = osmnx.distance.nearest_edges(graph, lon + 1e-4, lat + 1e-5)
    assert set(near[:2]) == {ord("A"), ord("B")}


def unsimplified() -> nx.MultiDiGraph[int]:
    """A street of three pieces that a path joins in the middle, as OSMnx downloads it."""
    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph(crs="epsg:4326", simplified=False)
    for n in range(5):
        graph.add_node(n + 1, x=2.8 + 0.001 * n, y=50.4 + (0.0003 if n == 1 else 0.0))
    graph.add_node(9, x=2.802, y=50.401)
    for u, v in ((1, 2), (2, 3), (3, 4), (4, 5)):
        graph.add_edge(u, v, osmid=7, highway="tertiary", oneway=True, reversed=False, length=80.0)
    for u, v, turned in ((3, 9, False), (9, 3, True)):
        graph.add_edge(u, v, osmid=8, highway="path", oneway=False, reversed=turned, length=111.0)
    return graph


def test_an_unsimplified_graph_is_joined_at_plain_points() -> None:
    """Nodes 2 and 4 are points of the street's shape, 3 is a junction."""
    graph = from_osmnx(unsimplified())
    assert sorted(graph.nodes.osm_id.tolist()) == [1, 3, 5, 9]
    assert sorted(graph.edges.way.tolist()) == [7, 7, 8]
    assert sorted(len(graph.edge_lonlat(e)) for e in range(3)) == [2, 3, 3]


def test_a_long_street_in_pieces_is_one_edge() -> None:
    """However many points it has; also as a ring, which is cut in two."""
    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph(crs="epsg:4326", simplified=False)
    count = 5000
    angle = np.linspace(0.0, 6.0, count)
    for n in range(count):
        graph.add_node(n, x=2.8 + 0.01 * float(np.cos(angle[n])), y=50.4 + float(angle[n]) / 100)
    for n in range(count - 1):
        graph.add_edge(n, n + 1, osmid=3, highway="path", reversed=False)
        graph.add_edge(n + 1, n, osmid=3, highway="path", reversed=True)
    back = from_osmnx(graph)
    assert (back.n_edges, back.n_nodes, len(back.geometry)) == (1, 2, count)
    graph.add_edge(count - 1, 0, osmid=3, highway="path", reversed=False)
    graph.add_edge(0, count - 1, osmid=3, highway="path", reversed=True)
    ring = from_osmnx(graph)
    assert (ring.n_edges, ring.n_nodes, len(ring.geometry)) == (2, 2, count + 2)


def test_a_oneway_without_its_other_arc_may_be_walked_against() -> None:
    """`oneway=True` speaks of vehicles."""
    graph = from_osmnx(unsimplified())
    street = graph.edges.way == 7
    assert (graph.edges.fwd_bicycle[street] >= PASSABLE).all()
    assert (graph.edges.bwd_bicycle[street] == Access.PUSH).all()
    assert (graph.edges.bwd_foot[street] >= PASSABLE).all()


def test_an_arc_that_was_taken_out_is_closed_to_all() -> None:
    """A path without its way back, and no oneway."""
    graph = unsimplified()
    graph.remove_edge(9, 3)
    back = from_osmnx(graph)
    path = back.edges.way == 8
    assert (back.edges.bwd_foot[path] < PASSABLE).all()
    assert (back.edges.fwd_foot[path] >= PASSABLE).all()


def test_an_arc_taken_out_of_ours_is_closed_to_all(world: World) -> None:
    """Our arcs say who may pass; one that is not there says nobody, oneway or not."""
    graph = to_networkx(world.graph)
    graph.remove_edge(ord("B"), ord("A"))
    back = from_osmnx(graph)
    street = back.edges.way == world.way_ids["AB"]
    assert back.edges.fwd_foot[street] >= PASSABLE
    assert back.edges.bwd_foot[street] == Access.NO


def test_a_lone_arc_against_its_way_keeps_the_way(world: World) -> None:
    """The street stays as OSM drew it, bend and all; only its direction is closed."""
    graph = to_networkx(world.graph)
    graph.remove_edge(ord("B"), ord("E"))
    back = from_osmnx(graph)
    (street,) = np.flatnonzero(back.edges.way == world.way_ids["BE"])
    assert back.edges.fwd_foot[street] == Access.NO
    assert back.edges.bwd_foot[street] >= PASSABLE
    assert back.edge_lonlat(street) == pytest.approx(world.graph.edge_lonlat(world.edge("BE")))
    assert back.nodes.osm_id[back.edges.nodes[street]].tolist() == [ord("B"), ord("E")]


def test_a_lone_bent_arc_of_several_points_keeps_its_order() -> None:
    """Points inside an arc follow the street, whichever arc brought them."""
    world = sketch("A-+\n  |\nB-+")
    there, back = to_networkx(world.graph), to_networkx(world.graph)
    there.remove_edge(ord("B"), ord("A"))
    back.remove_edge(ord("A"), ord("B"))
    for graph in (there, back):
        assert from_osmnx(graph).edges.length_m[0] == pytest.approx(600.0, rel=1e-3)


def test_a_graph_simplified_by_osmnx_has_the_same_streets() -> None:
    """Geometry instead of pieces; the same lengths."""
    simple = from_osmnx(osmnx.simplify_graph(unsimplified()))
    assert sorted(simple.nodes.osm_id.tolist()) == [1, 3, 5, 9]
    assert sorted(simple.edges.length_m) == pytest.approx(
        sorted(from_osmnx(unsimplified()).edges.length_m)
    )


def test_merged_streets_take_the_strictest_access_and_the_biggest_class() -> None:
    """Lists are what OSMnx makes of ways that it merges."""
    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph(crs="epsg:4326", simplified=True)
    graph.add_node(1, x=2.8, y=50.4)
    graph.add_node(2, x=2.81, y=50.4)
    both = {"osmid": [11, 12], "length": 709.0, "oneway": False, "width": float("nan")}
    tags = {"highway": ["path", "tertiary"], "bicycle": ["yes", "no"], "name": ["Un", "Deux"]}
    graph.add_edge(1, 2, **both, **tags, reversed=[True, False])
    graph.add_edge(2, 1, **both, **tags, reversed=[False, True])
    back = from_osmnx(graph)
    assert back.n_edges == 1
    assert back.edges.way[0] == 11
    assert back.names[int(back.edges.name[0])] == "Un"
    assert back.tagsets[int(back.edges.tagset[0])] == '{"bicycle":"no","highway":"tertiary"}'
    assert back.edges.fwd_foot[0] >= PASSABLE
    assert back.edges.fwd_bicycle[0] <= Access.PUSH


def test_marked_routes_travel_along(tmp_path: Path) -> None:
    """Also through a file; each edge knows its routes and their direction."""
    route = marked("AB", "BC", route="hiking", network="rwn", ref="GR 121")
    away = marked("BC", role="forward", route="bicycle", network="icn", ref="EV5")
    world = sketch("A-B-C", relations=[route, away])
    osmnx.save_graphml(world.graph.to_networkx(), tmp_path / "marked.graphml")
    back = RouteGraph.from_osmnx(osmnx.load_graphml(tmp_path / "marked.graphml"))
    assert [r.key for r in back.routes] == ["rwn:GR 121", "icn:EV5"]
    assert back.memberships.offsets.tolist() == world.graph.memberships.offsets.tolist()
    assert back.memberships.route.tolist() == world.graph.memberships.route.tolist()
    assert sorted(back.memberships.direction.tolist()) == [0, 0, 1]


def test_node_ids_that_are_no_numbers_get_some() -> None:
    """networkx allows any name."""
    graph = nx.relabel_nodes(unsimplified(), {1: "one", 3: "three"})
    back = from_osmnx(graph)
    assert back.n_nodes == 4
    assert {5, 9} < set(back.nodes.osm_id.tolist())


def test_the_same_graph_gets_the_same_id(world: World) -> None:
    """And another graph another."""
    one, two = (from_osmnx(to_networkx(world.graph)).source.graph_id for _ in range(2))
    assert one == two
    assert one != from_osmnx(unsimplified()).source.graph_id


def test_what_is_no_street_network_is_refused(world: World) -> None:
    """Each with what to do."""
    with pytest.raises(InputError, match="A DiGraph is no street network"):
        from_osmnx(nx.DiGraph())
    with pytest.raises(InputError, match=r"projected \(epsg:32631\)"):
        from_osmnx(nx.MultiDiGraph(crs="epsg:32631"))
    with pytest.raises(InputError, match="no street"):
        from_osmnx(nx.MultiDiGraph(crs="epsg:4326"))
    graph = unsimplified()
    del graph.nodes[2]["x"]
    with pytest.raises(InputError, match="Node 2 has x=None"):
        from_osmnx(graph)
    graph.nodes[2]["x"] = float("nan")
    with pytest.raises(InputError, match="Node 2 has x=nan"):
        from_osmnx(graph)
