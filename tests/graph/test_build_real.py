"""Graphs of real extracts against counts made straight from the files."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import osmium
import pytest
from pyproj import Geod

from conftest import shared_path
from itinera.graph.build import build_graph
from itinera.graph.routegraph import RouteGraph
from itinera.osm.access import node_access, way_access
from itinera.osm.codes import Access, Mode

EXTRACTS = [
    "graphhopper-andorra.osm.pbf",
    "graphhopper-north-bayreuth.osm.gz",
    "ors-heidelberg.test.osm.pbf",
    "valhalla-liechtenstein.osm.pbf",
]
GEOD = Geod(ellps="WGS84")


@cache
def graph_of(name: str) -> RouteGraph:
    """Return the graph of an extract."""
    return build_graph([shared_path("data", "osm", name)])


@cache
def ways_of(name: str) -> dict[int, tuple[dict[str, str], list[tuple[float, float] | None]]]:
    """Return way → tags and points (None where the node is missing), with osmium alone."""
    path = str(shared_path("data", "osm", name))
    found = {}
    for way in osmium.FileProcessor(path, osmium.osm.NODE | osmium.osm.WAY).with_locations():
        if way.is_way() and "highway" in way.tags:
            points = [(n.lon, n.lat) if n.location.valid() else None for n in way.nodes]
            found[way.id] = (dict(way.tags), points)
    return found


@cache
def metres_of(name: str) -> dict[int, float]:
    """Return the geodesic length of the sound segments of each way."""
    found = dict.fromkeys(ways_of(name), 0.0)
    rows = [
        (osm_id, *a, *b)
        for osm_id, (_, points) in ways_of(name).items()
        for a, b in pairwise(points)
        if a and b
    ]
    table = np.array([row[1:] for row in rows])
    _, _, steps = GEOD.inv(*table.T)
    for row, step in zip(rows, steps.tolist(), strict=True):
        found[row[0]] += step
    return found


@pytest.mark.parametrize("name", EXTRACTS)
def test_no_metre_of_any_way_is_lost_or_doubled(name: str) -> None:
    graph = graph_of(name)
    ways, where = np.unique(graph.edges.way, return_inverse=True)
    ours = dict(zip(ways.tolist(), np.bincount(where, graph.edges.length_m).tolist(), strict=True))
    wrong = [
        (osm_id, metres, ours[osm_id])
        for osm_id, metres in metres_of(name).items()
        if osm_id in ours and abs(metres - ours[osm_id]) > 0.02 + 1e-4 * ours[osm_id]
    ]
    assert not wrong
    assert len(ours) > 1000


@pytest.mark.parametrize("name", EXTRACTS)
def test_the_ways_in_the_graph_are_those_that_somebody_may_pass(name: str) -> None:
    graph = graph_of(name)
    drawn = {osm_id for osm_id, metres in metres_of(name).items() if metres}
    expected = set()
    for osm_id in drawn:
        answers = [way_access(ways_of(name)[osm_id][0], mode) for mode in Mode]
        best = max(max(a.forward.access, a.backward.access) for a in answers)
        if best > Access.NO or any(a.dated for a in answers):
            expected.add(osm_id)
    assert set(graph.edges.way.tolist()) & drawn == expected
    assert set(graph.ways.way.tolist()) >= set(ways_of(name))


@pytest.mark.parametrize("name", EXTRACTS)
def test_access_columns_are_what_the_rules_say_of_the_full_tags(name: str) -> None:
    """The tags that were thrown away while reading decide nothing."""
    graph = graph_of(name)
    columns = {
        Mode.FOOT: (graph.edges.fwd_foot, graph.edges.bwd_foot),
        Mode.BICYCLE: (graph.edges.fwd_bicycle, graph.edges.bwd_bicycle),
    }
    _, first = np.unique(graph.edges.way, return_index=True)
    for edge in first.tolist():
        found = ways_of(name).get(int(graph.edges.way[edge]))
        for mode, (forward, backward) in columns.items():
            if found is not None:
                answer = way_access(found[0], mode)
                told = (int(forward[edge]), int(backward[edge]))
                assert told == (answer.forward.access, answer.backward.access), found[0]


@pytest.mark.parametrize("name", EXTRACTS)
def test_every_barrier_on_a_way_is_a_node_of_the_graph(name: str) -> None:
    graph = graph_of(name)
    nodes = {int(n): i for i, n in enumerate(graph.nodes.osm_id)}
    on_edges = set(map(tuple, graph.geometry.tolist()))
    path = str(shared_path("data", "osm", name))
    seen = 0
    for node in osmium.FileProcessor(path, osmium.osm.NODE).with_filter(
        osmium.filter.KeyFilter("barrier")
    ):
        tags = dict(node.tags)
        if (node.location.x, node.location.y) in on_edges and tags["barrier"] != "no":
            seen += 1
            row = nodes[node.id]
            assert graph.nodes.barrier[row] > 0
            assert graph.nodes.foot[row] == node_access(tags, Mode.FOOT).access
            assert graph.nodes.bicycle[row] == node_access(tags, Mode.BICYCLE).access
    assert seen > 5


@pytest.mark.parametrize("name", EXTRACTS)
def test_lengths_are_within_a_thousandth_of_proj(name: str) -> None:
    graph = graph_of(name)
    lon, lat = graph.geometry.T / 1e7
    steps = np.append(GEOD.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2], 0.0)
    steps[graph.geometry_offsets[1:] - 1] = 0.0
    exact = np.add.reduceat(steps, graph.geometry_offsets[:-1])
    far = exact > 0.01
    assert np.abs(graph.edges.length_m[far] / exact[far] - 1).max() < 1e-6
    assert graph.edges.length_m.sum() == pytest.approx(exact.sum(), rel=1e-7)
