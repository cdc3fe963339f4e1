"""From OSM to a graph: known answers on drawn worlds, and what holds for any of them."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinera.errors import InputError, OsmFileError
from itinera.geodesy import length
from itinera.graph.build import build_graph
from itinera.graph.build_access import SILENT
from itinera.graph.lengths import lengths_between
from itinera.graph.routegraph import RouteGraph
from itinera.graph.store import save_graph
from itinera.osm.access import way_access
from itinera.osm.clip import box_clip
from itinera.osm.codes import Access, AreaFlag, Barrier, Crossing, Highway, Mode, Surface
from sketch import marked, sketch, sketch_xml

HEAD = '<osm version="0.6" generator="hand">'


def world(tmp_path: Path, nodes: str, *rest: str) -> RouteGraph:
    """Build nodes given as "1:0,0 2:0,1" (hundredths of a degree from 2.8, 50.4) and more XML."""
    text = HEAD
    for word in nodes.split():
        osm_id, place = word.split(":")
        x, y = place.split(",")
        text += (
            f'<node id="{osm_id}" lon="{2.8 + int(x) / 100:.7f}" lat="{50.4 + int(y) / 100:.7f}"/>'
        )
    path = tmp_path / "w.osm"
    path.write_text(text + "".join(rest) + "</osm>")
    return build_graph([path])


def way(osm_id: int, refs: str, **tags: str) -> str:
    """Return a way as XML."""
    nds = "".join(f'<nd ref="{r}"/>' for r in refs.split())
    rows = "".join(f'<tag k="{k}" v="{v}"/>' for k, v in (tags or {"highway": "path"}).items())
    return f'<way id="{osm_id}">{nds}{rows}</way>'


def ends(graph: RouteGraph) -> list[tuple[int, ...]]:
    """Return the OSM ids of the ends of every edge, sorted."""
    return sorted(tuple(sorted(row)) for row in graph.nodes.osm_id[graph.edges.nodes].tolist())


def check(graph: RouteGraph) -> None:
    """Check what holds for every graph."""
    begin, end = graph.geometry_offsets[:-1], graph.geometry_offsets[1:] - 1
    assert graph.geometry_offsets[0] == 0
    assert graph.geometry_offsets[-1] == len(graph.geometry)
    assert (end > begin).all()
    u, v = graph.edges.nodes.T
    assert (graph.geometry[begin] == graph.nodes.lonlat[u]).all()
    assert (graph.geometry[end] == graph.nodes.lonlat[v]).all()
    assert (u != v).all()
    tails = graph.arc_tails()
    for node in range(graph.n_nodes):
        arcs = graph.out_arcs[graph.out_offsets[node] : graph.out_offsets[node + 1]]
        assert (tails[arcs] == node).all()
        assert (np.diff(arcs) > 0).all()
    assert graph.out_offsets[-1] == graph.n_arcs
    for edge in range(graph.n_edges):
        metres = max(length(graph.edge_lonlat(edge)), 0.01)
        assert graph.edges.length_m[edge] == pytest.approx(metres, rel=1e-5, abs=1e-6)


def test_edges_end_where_streets_meet_and_nowhere_else() -> None:
    drawn = sketch("""
A--B--C
   |
   +--E
""")  # fmt: skip
    graph = drawn.graph
    check(graph)
    assert ends(graph) == [(65, 66), (66, 67), (66, 69)]
    assert graph.edges.length_m[drawn.edge("AB")] == pytest.approx(300.0, rel=1e-4)
    assert graph.edges.length_m[drawn.edge("BE")] == pytest.approx(500.0, rel=1e-4)
    assert len(graph.edge_lonlat(drawn.edge("BE"))) == 3


def test_points_within_one_way_are_no_nodes() -> None:
    assert ends(sketch("A-B-C-D", ways=["ABCD"]).graph) == [(65, 68)]


def test_streets_that_pass_over_one_another_do_not_meet() -> None:
    drawn = sketch("""
  A
  |
B-#-C
  |
  D
""")  # fmt: skip
    assert ends(drawn.graph) == [(65, 68), (66, 67)]


def test_a_barrier_and_a_level_crossing_are_nodes_of_their_own() -> None:
    drawn = sketch(
        "A-B-C-D-E",
        ways=["ABCDE"],
        nodes={"B": {"barrier": "gate"}, "C": {"highway": "crossing", "crossing": "marked"},
               "D": {"railway": "level_crossing"}},
    )  # fmt: skip
    graph = drawn.graph
    assert ends(graph) == [(65, 66), (66, 68), (68, 69)]  # a crossing of a road changes nothing
    assert graph.nodes.barrier[drawn.node("B")] == Barrier.GATE
    assert graph.nodes.crossing[drawn.node("D")] == Crossing.LEVEL_CROSSING
    assert graph.tagsets[int(graph.nodes.tagset[drawn.node("B")])] == '{"barrier":"gate"}'
    assert graph.ways.node.tolist() == [66, 67, 68]


def test_a_numbered_node_is_a_node_of_the_graph() -> None:
    drawn = sketch("A-B-C  P", ways=["ABC"], nodes={"B": {"rcn_ref": "07"}, "P": {"rwn_ref": "1"}})
    numbered = drawn.graph.numbered
    assert numbered.osm_id.tolist() == [66, 80]
    assert numbered.node.tolist() == [drawn.node("B"), -1]  # P stands off the network
    names = drawn.graph.names
    rows = {
        (names[int(n)], names[int(k)])
        for n, k in zip(numbered.network, numbered.number, strict=True)
    }
    assert rows == {("rcn", "07"), ("rwn", "1")}


def test_a_ring_is_cut_so_that_no_edge_is_a_loop(tmp_path: Path) -> None:
    graph = world(tmp_path, "1:0,0 2:1,0 3:1,1 4:0,1 5:0,9", way(10, "1 2 3 4 1"), way(11, "1 5"))
    check(graph)
    assert ends(graph) == [(1, 3), (1, 3), (1, 5)]


def test_a_lone_ring_is_cut_too(tmp_path: Path) -> None:
    graph = world(
        tmp_path, "1:0,0 2:1,0 3:1,1", way(10, "1 2 3 1", highway="pedestrian", area="yes")
    )
    check(graph)
    assert ends(graph) == [(1, 2), (1, 2)]


def test_a_way_that_crosses_itself_has_a_junction_there(tmp_path: Path) -> None:
    graph = world(tmp_path, "1:0,0 2:2,0 3:4,0 4:4,4 5:2,4 6:2,-4", way(10, "1 2 3 4 5 2 6"))
    check(graph)
    assert (1, 2) in ends(graph)
    assert (2, 6) in ends(graph)


def test_doubled_points_and_turning_back_do_no_harm(tmp_path: Path) -> None:
    graph = world(tmp_path, "1:0,0 2:1,0 3:2,0", way(10, "1 1 2 2 3 3"), way(11, "1 3 1"))
    check(graph)
    assert ends(graph) == [(1, 3), (1, 3), (1, 3)]


def test_two_nodes_on_one_spot_are_a_centimetre_apart(tmp_path: Path) -> None:
    graph = world(tmp_path, "1:0,0 2:0,0 3:1,0", way(10, "1 2"), way(11, "2 3"))
    check(graph)
    assert graph.edges.length_m.min() == 0.01


def test_sound_stretches_of_a_way_with_missing_nodes_are_kept(tmp_path: Path) -> None:
    graph = world(
        tmp_path, "1:0,0 2:1,0 4:3,0 5:4,0 7:6,0", way(10, "1 2 3 4 5 6 8 7"), way(11, "9 1")
    )
    check(graph)
    assert ends(graph) == [(1, 2), (4, 5)]
    assert dict(graph.notes)["gaps"] == 3


def test_ways_closed_to_all_stay_out_but_can_be_explained(tmp_path: Path) -> None:
    graph = world(
        tmp_path,
        "1:0,0 2:1,0 3:2,0",
        way(10, "1 2", highway="motorway"),
        way(11, "2 3", highway="proposed"),
        way(12, "1 3", highway="service", access="private"),
        way(13, "1 3", highway="tertiary"),
    )
    assert graph.edges.way.tolist() == [12, 13]
    assert graph.ways.way.tolist() == [10, 11, 12, 13]
    assert graph.tagsets[int(graph.ways.tagset[0])] == '{"highway":"motorway"}'
    assert Access.PRIVATE in graph.edges.fwd_foot


def test_a_node_knows_the_biggest_road_even_one_closed_to_us(tmp_path: Path) -> None:
    graph = world(
        tmp_path,
        "1:0,0 2:1,0 3:2,0 4:1,1 5:1,-1",
        way(10, "4 2 5", highway="trunk", foot="no", bicycle="no"),
        way(11, "1 2 3", highway="path"),
    )
    road = dict(zip(graph.nodes.osm_id.tolist(), graph.nodes.road.tolist(), strict=True))
    assert road == {1: Highway.PATH, 3: Highway.PATH} | ({2: Highway.TRUNK} if 2 in road else {})


def test_tags_become_codes() -> None:
    tags = {"highway": "track", "surface": "schist", "tracktype": "grade2", "width": "2,5 m",
            "lit": "yes", "bridge": "yes", "incline": "-8%", "mtb:scale": "1+",
            "maxspeed": "30"}  # fmt: skip
    drawn = sketch("A-B", tags={"AB": tags}, default={})
    edges, e = drawn.graph.edges, drawn.edge("AB")
    assert edges.highway[e] == Highway.TRACK
    assert edges.surface[e] == Surface.FINE_GRAVEL
    assert (edges.tracktype[e], edges.width_cm[e], edges.lit[e]) == (2, 250, 2)
    assert (edges.flags[e], edges.incline_pct[e], edges.mtb_scale[e]) == (1, -8, 2)
    assert edges.maxspeed_kmh[e] == 30


def test_a_oneway_street_is_open_to_walkers_both_ways() -> None:
    drawn = sketch("A>>B")
    e = drawn.edge("AB")
    edges = drawn.graph.edges
    assert edges.fwd_bicycle[e] == Access.YES
    assert edges.bwd_bicycle[e] < Access.DESTINATION
    assert (edges.fwd_foot[e], edges.bwd_foot[e]) == (Access.YES, Access.YES)


def test_dated_restrictions_are_kept_by_reference() -> None:
    closed = {"highway": "path", "foot:conditional": "no @ (Mar 01-Jul 31)"}
    drawn = sketch("A-B-C", tags={"AB": closed})
    graph = drawn.graph
    assert graph.edges.dated[drawn.edge("BC")] == -1
    group = graph.dated[graph.edges.dated[drawn.edge("AB")]]
    assert {rule.mode for rule in group} == {"foot"}
    assert group[0].condition == "Mar 01-Jul 31"


def test_edges_are_flagged_by_what_they_run_through(tmp_path: Path) -> None:
    wood = way(20, "11 12 13 14 11", landuse="forest")
    canal = way(21, "15 16", waterway="canal")
    graph = world(
        tmp_path,
        "1:0,5 2:10,5 3:10,20 4:20,20 11:2,0 12:8,0 13:8,10 14:2,10 15:10,19 16:20,19",
        way(10, "1 2"), way(11, "2 3"), way(12, "3 4"), wood, canal,
    )  # fmt: skip
    flags = dict(zip(graph.edges.way.tolist(), graph.edges.areas.tolist(), strict=True))
    assert flags == {10: AreaFlag.WOOD, 11: 0, 12: 0}  # the canal is 1.1 km off


def test_a_towpath_within_forty_metres_runs_along_the_water() -> None:
    for metres, flag in ((35.0, AreaFlag.WATER), (45.0, 0)):
        drawn = sketch(
            "A-----B\n\nC-----D",
            tags={"AB": {"highway": "path"}, "CD": {"waterway": "canal"}},
            default={"source": "survey"},
            step_m=metres / 2,
        )
        assert drawn.graph.edges.areas.tolist() == [flag], metres


def test_a_map_that_nobody_can_travel_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OsmFileError, match=r"Nobody can walk or ride anywhere in w\.osm"):
        world(tmp_path, "1:0,0 2:1,0", way(10, "1 2", highway="motorway"))


def test_a_box_clips_the_graph_and_is_told(tmp_path: Path) -> None:
    path = tmp_path / "w.osm"
    path.write_text(sketch_xml("A---B---C---D"))
    whole = build_graph([path])
    part = build_graph([path], bbox=(2.8, 50.39, 2.8085, 50.41))
    assert (whole.n_edges, part.n_edges) == (3, 1)
    assert part.source.options == (("bbox", "2.8000000,50.3900000,2.8085000,50.4100000"),)
    assert part.source.graph_id != whole.source.graph_id
    with pytest.raises(InputError, match="is empty"):
        build_graph([path], bbox=(3.0, 50.0, 2.0, 51.0))
    with pytest.raises(InputError, match="Both a box and a clip are given"):
        build_graph([path], bbox=(2.0, 50.0, 3.0, 51.0), clip=box_clip((2.0, 50.0, 3.0, 51.0)))


def test_the_source_tells_where_the_map_comes_from(tmp_path: Path) -> None:
    path = tmp_path / "w.osm"
    path.write_text(sketch_xml("A-B"))
    source = build_graph([path]).source
    assert source.files == ("w.osm",)
    assert source.sha256 == (hashlib.sha256(path.read_bytes()).hexdigest(),)
    assert source.osm_timestamp == "2026-01-02T03:04:05Z"
    assert not source.invented
    assert "OpenStreetMap" in source.attribution
    path.write_text(path.read_text().replace('generator="sketch"', 'generator="itinera maquette"'))
    invented = build_graph([path]).source
    assert invented.invented
    assert "Invented" in invented.attribution


ART = """
A>>B--C
|  |  |
D--E--F
"""


def digests(folder: Path) -> dict[str, str]:
    """Return the checksum of every file."""
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())}


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "w.osm"
    path.write_text(
        sketch_xml(ART, relations=[marked("ABC", route="hiking", network="lwn", ref="1")])
    )
    for name in ("one", "two"):
        save_graph(build_graph([path]), tmp_path / name)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


@st.composite
def tangles(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Nodes on a small lattice and ways that visit them in any order, some missing."""
    n = draw(st.integers(2, 8))
    places = draw(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=n, max_size=n))
    nodes = " ".join(f"{i}:{x},{y}" for i, (x, y) in enumerate(places, 1))
    walks = draw(
        st.lists(st.lists(st.integers(1, n + 1), min_size=2, max_size=8), min_size=1, max_size=4)
    )
    return nodes, [way(10 + i, " ".join(map(str, walk))) for i, walk in enumerate(walks)]


@given(tangles())
def test_any_tangle_of_ways_makes_a_sound_graph(
    tmp_path_factory: pytest.TempPathFactory, tangle: tuple[str, list[str]]
) -> None:
    """Ends, adjacency and lengths fit, and no metre of way is lost or doubled."""
    nodes, ways = tangle
    known = {word.split(":")[0]: word for word in nodes.split()}
    sound = 0.0
    for text in ways:
        refs = [part.split('"')[1] for part in text.split("<nd ")[1:]]
        for a, b in pairwise(refs):
            if a != b and a in known and b in known:
                points = [
                    [float(v) / 100 for v in known[r].split(":")[1].split(",")] for r in (a, b)
                ]
                sound += length(np.array(points) + np.array([2.8, 50.4]))
    try:
        graph = world(tmp_path_factory.mktemp("w"), nodes, *ways)
    except OsmFileError:
        return
    check(graph)
    assert graph.edges.length_m.sum() == pytest.approx(sound, rel=1e-4, abs=0.01 * graph.n_edges)


def test_lengths_agree_with_proj_from_equator_to_pole() -> None:
    rng = np.random.default_rng(3)
    a = rng.uniform([-170, -85], [170, 85], (2000, 2))
    b = a + rng.uniform(-0.09, 0.09, (2000, 2)) * rng.choice([1.0, 0.01], (2000, 1))
    fixed = [np.rint(p * 1e7).astype(np.int32) for p in (a, b)]
    ours = lengths_between(*fixed)
    exact = np.array([length(np.stack([p, q]) / 1e7) for p, q in zip(*fixed, strict=True)])
    assert np.abs(ours / exact - 1).max() < 2e-5
    mid = np.abs(a[:, 1]) < 60
    assert np.abs(ours / exact - 1)[mid].max() < 1e-6


def test_a_long_segment_is_measured_as_a_geodesic() -> None:
    a, b = np.array([[0, 500_000_000]], np.int32), np.array([[100_000_000, 520_000_000]], np.int32)
    exact = length(np.array([[0.0, 50.0], [10.0, 52.0]]))
    assert lengths_between(a, b)[0] == pytest.approx(exact, rel=1e-9)


class Spy(dict[str, str]):
    """Tags that remember which keys were asked for."""

    def __init__(self, tags: dict[str, str]) -> None:
        super().__init__(tags)
        self.asked: set[str] = set()

    def get(self, key: str, default: str | None = None) -> str | None:
        self.asked.add(key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)

    def __getitem__(self, key: str) -> str:
        self.asked.add(key)
        return super().__getitem__(key)


def test_no_access_rule_reads_the_tags_that_the_build_ignores_for_access() -> None:
    asked: set[str] = set()
    for highway in [h.name.lower() for h in Highway] + ["construction", "proposed"]:
        for more in ({}, {"oneway": "yes"}, {"access": "no"}, {"motorroad": "yes"}):
            for mode in Mode:
                spy = Spy({"highway": highway, **more})
                way_access(spy, mode)
                asked |= spy.asked
    assert "highway" in asked
    assert "oneway:bicycle" in asked
    assert not asked & SILENT
