"""Snapping: the nearest point on an edge that may be used."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from itinera.errors import GraphStoreError, InputError, WaypointError
from itinera.geodesy import distance, length, metres_per_degree
from itinera.graph.bridge import from_osmnx
from itinera.graph.build import build_graph
from itinera.graph.locate import LocationIndex
from itinera.graph.routegraph import RouteGraph
from sketch import World, sketch

EXTRACTS = ("graphhopper-andorra.osm.pbf", "ors-heidelberg.test.osm.pbf")


@pytest.fixture(scope="module")
def world() -> World:
    """Two parallel streets 200 m apart, joined in the west; a bent one in the east."""
    return sketch("""
A---B--+
|      |
C---D  E
""")


@pytest.fixture(scope="module")
def index(world: World) -> LocationIndex:
    """The index of the drawn world."""
    return LocationIndex.of(world.graph)


@pytest.fixture(scope="module", params=EXTRACTS)
def real(request: pytest.FixtureRequest, shared: Path) -> LocationIndex:
    """The index of a real extract."""
    return LocationIndex.of(build_graph([shared / "data" / "osm" / str(request.param)]))


def every(graph: RouteGraph) -> np.ndarray:
    """Let everything be used."""
    return np.ones(graph.n_edges, dtype=np.bool_)


def beside(
    world: World, letter: str, *, east: float = 0.0, north: float = 0.0
) -> tuple[float, float]:
    """Return the place some metres from a letter."""
    lon, lat = world.lonlat(letter)
    per_lon, per_lat = metres_per_degree(lat)
    return lon + east / per_lon, lat + north / per_lat


def test_a_place_beside_a_street_is_moved_onto_it(world: World, index: LocationIndex) -> None:
    """100 m east and 30 m north of A: a quarter along AB."""
    snap = index.snap(beside(world, "A", east=100, north=30), every(world.graph))
    assert snap.edge == world.edge("AB")
    along = snap.fraction if world.arc("AB") % 2 == 0 else 1 - snap.fraction
    assert along == pytest.approx(0.25, abs=1e-3)
    assert snap.moved_m == pytest.approx(30.0, rel=1e-3)
    assert snap.lonlat == pytest.approx(beside(world, "A", east=100), abs=1e-6)


def test_the_share_counts_along_bends(world: World, index: LocationIndex) -> None:
    """The bent street BE is 300 + 200 m; 100 m below the bend are 400 of 500 m."""
    place = beside(world, "E", north=100, east=5)
    snap = index.snap(place, every(world.graph))
    assert snap.edge == world.edge("BE")
    along = snap.fraction if world.arc("BE") % 2 == 0 else 1 - snap.fraction
    assert along == pytest.approx(0.8, abs=1e-3)


def test_only_usable_edges_count(world: World, index: LocationIndex) -> None:
    """With AB closed, a place beside it goes to the street below or the one at its side."""
    usable = every(world.graph)
    usable[world.edge("AB")] = False
    assert index.snap(beside(world, "A", east=150, north=-20), usable).edge == world.edge("AC")
    usable[world.edge("AC")] = False
    assert index.snap(beside(world, "A", east=150, north=-20), usable).edge == world.edge("CD")


def test_at_a_junction_the_lowest_edge_is_taken(world: World, index: LocationIndex) -> None:
    """Ties never depend on rounding."""
    for letter in "ABC":
        node = world.node(letter)
        snap = index.snap(world.graph.node_lonlat(node), every(world.graph))
        meeting = np.flatnonzero((world.graph.edges.nodes == node).any(axis=1))
        assert snap.edge == meeting.min()
        assert snap.fraction in (0.0, 1.0)
        assert snap.moved_m == pytest.approx(0.0, abs=1e-6)


@given(st.floats(-300, -1), st.floats(-300, -1))
def test_round_a_corner_the_lowest_edge_is_taken(
    world: World, index: LocationIndex, east: float, north: float
) -> None:
    """South-west of C both its streets are equally near, but for rounding."""
    snap = index.snap(beside(world, "C", east=east, north=north), every(world.graph))
    assert snap.edge == min(world.edge("AC"), world.edge("CD"))


def test_the_limit_is_kept_and_the_nearest_distance_told(
    world: World, index: LocationIndex
) -> None:
    """The bounding box holds the place, but no street is near enough."""
    place = beside(world, "D", east=150, north=100)
    assert index.snap(place, every(world.graph), max_distance_m=101).moved_m > 99
    complaint = r"Waypoint 'here' \(50\.\d+,2\.\d+\) is 100 m from .*the limit is 60 m"
    with pytest.raises(WaypointError, match=complaint) as caught:
        index.snap(place, every(world.graph), max_distance_m=60, name="here")
    assert caught.value.nearest is not None
    assert caught.value.nearest.startswith("50.400000,2.807")


def test_a_place_off_the_map_is_told_its_box(world: World, index: LocationIndex) -> None:
    """With what the map spans, latitude first."""
    with pytest.raises(WaypointError, match=r"48\.0+,2\.0+ lies outside the map, .*50\.3982,2\.80"):
        index.snap((2.0, 48.0), every(world.graph))


def test_swapped_coordinates_are_recognised(world: World, index: LocationIndex) -> None:
    """The remedy is the pair the other way round."""
    lon, lat = world.lonlat("B")
    with pytest.raises(WaypointError, match=rf"swapped: try {lat:.6f},{lon:.6f}"):
        index.snap((lat, lon), every(world.graph))


@pytest.mark.parametrize("place", [(200.0, 50.0), (2.8, 91.0), (float("nan"), 50.0)])
def test_a_place_off_the_earth_is_refused(
    world: World, index: LocationIndex, place: tuple[float, float]
) -> None:
    """Also what is no number."""
    with pytest.raises(WaypointError, match="is not on the Earth"):
        index.snap(place, every(world.graph))


def test_a_map_closed_to_the_traveller_is_named(world: World, index: LocationIndex) -> None:
    """Nothing may be used, wherever the place is."""
    nothing = np.zeros(world.graph.n_edges, dtype=np.bool_)
    with pytest.raises(WaypointError, match="no way of this map may be used"):
        index.snap(world.lonlat("A"), nothing)


def test_a_mask_of_another_graph_is_refused(world: World, index: LocationIndex) -> None:
    """One value per edge."""
    with pytest.raises(InputError, match=r"shape \(3,\), the graph 4 edges"):
        index.snap(world.lonlat("A"), np.ones(3, dtype=np.bool_))


def test_several_places_are_snapped_in_order(world: World, index: LocationIndex) -> None:
    """The error names the one that fails."""
    usable = every(world.graph)
    places = [world.lonlat("A"), world.lonlat("E")]
    assert index.snaps(places, usable) == [index.snap(p, usable) for p in places]
    with pytest.raises(WaypointError, match="'second'"):
        index.snaps([places[0], (0.0, 0.0)], usable, names=["first", "second"])


def test_nearest_edges_come_in_order_of_distance(world: World, index: LocationIndex) -> None:
    """50 m inside the corner at A, 30 m below AB: AB, AC, then CD across."""
    place = beside(world, "A", east=50, north=-30)
    found = index.nearest_edges(place, every(world.graph), count=9, radius_m=180)
    assert [s.edge for s in found] == [world.edge("AB"), world.edge("AC"), world.edge("CD")]
    assert [s.moved_m for s in found] == pytest.approx([30, 50, 170], rel=1e-2)
    assert index.nearest_edges(place, every(world.graph), count=1, radius_m=180) == found[:1]
    assert index.nearest_edges(place, every(world.graph), count=9, radius_m=20) == []


def test_a_stored_index_finds_the_same(world: World, index: LocationIndex, tmp_path: Path) -> None:
    """Opened memory-mapped."""
    index.save(tmp_path)
    opened = LocationIndex.open(tmp_path, world.graph)
    assert isinstance(opened.pieces, np.memmap)
    for letter in "ABCDE":
        place = beside(world, letter, east=17, north=11)
        assert opened.snap(place, every(world.graph)) == index.snap(place, every(world.graph))


def test_a_damaged_index_is_named(world: World, index: LocationIndex, tmp_path: Path) -> None:
    """Missing, cut short, or of another graph."""
    with pytest.raises(GraphStoreError, match="cannot be read"):
        LocationIndex.open(tmp_path, world.graph)
    index.save(tmp_path)
    with pytest.raises(GraphStoreError, match="another graph"):
        LocationIndex.open(tmp_path, sketch("A-B").graph)
    (tmp_path / "locate_pieces.npy").write_bytes(b"nothing")
    with pytest.raises(GraphStoreError, match="cannot be read"):
        LocationIndex.open(tmp_path, world.graph)


def test_an_index_is_opened_where_it_is_stored(world: World) -> None:
    """A graph that was never stored gets its index built."""
    built = LocationIndex.ready(world.graph)
    assert built.snap(world.lonlat("D"), every(world.graph)).moved_m < 0.1


@given(st.floats(-400, 1100), st.floats(-600, 400), st.lists(st.booleans(), min_size=4, max_size=4))
def test_no_edge_is_nearer_than_the_one_found(
    world: World, index: LocationIndex, east: float, north: float, usable: list[bool]
) -> None:
    """Against shapely, in metres round the place, wherever it lies."""
    mask = np.array(usable)
    if not mask.any():
        return
    place = beside(world, "A", east=east, north=north)
    metres = _edge_metres(world.graph, np.array(place), np.array(metres_per_degree(place[1])))
    expected = metres[mask].min()
    assert index.snap(place, mask, max_distance_m=5000).moved_m == pytest.approx(
        expected, rel=1e-4, abs=0.02
    )


@st.composite
def scattered(draw: st.DrawFn) -> LocationIndex:
    """Straight streets thrown over 20 km, long and short, crossing without junctions."""
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph(crs="epsg:4326", simplified=True)
    for street in range(draw(st.integers(1, 60))):
        begin = np.array([2.8, 50.4]) + rng.uniform(0, 0.2, 2)
        reach = rng.choice([0.0005, 0.01, 0.2])
        end = begin + rng.normal(0, reach, 2) * rng.choice([0.0, 1.0, 1.0], 2)
        for n, (x, y) in enumerate((begin, end)):
            graph.add_node(2 * street + n, x=float(x), y=float(y))
        for arc in ((2 * street, 2 * street + 1), (2 * street + 1, 2 * street)):
            graph.add_edge(*arc, osmid=street + 1, highway="path")
    return LocationIndex.of(from_osmnx(graph))


@given(scattered(), st.integers(0, 2**32 - 1))
@settings(max_examples=40)
def test_scattered_streets_are_all_seen(index: LocationIndex, seed: int) -> None:
    """Long slanting streets cross many cells, and much of the map is empty."""
    rng = np.random.default_rng(seed)
    usable = rng.random(index.graph.n_edges) < 0.7
    usable[0] = True
    for place in np.array([2.8, 50.4]) + rng.uniform(-0.05, 0.25, (20, 2)):
        scale = np.array(metres_per_degree(place[1]))
        metres = np.where(usable, _edge_metres(index.graph, place, scale), np.inf)
        snap = index.snap((place[0], place[1]), usable, max_distance_m=1e6)
        assert metres[snap.edge] == pytest.approx(metres.min(), abs=1e-5)


def test_real_places_snap_to_what_shapely_finds(real: LocationIndex) -> None:
    """Places near streets, far from them and beyond the map; a third of the edges closed."""
    graph = real.graph
    rng = np.random.default_rng(7)
    usable = rng.random(graph.n_edges) < 2 / 3
    corner, span = graph.geometry.min(axis=0) / 1e7, np.ptp(graph.geometry, axis=0) / 1e7
    near = graph.geometry[rng.integers(0, len(graph.geometry), 30)] / 1e7
    places = np.vstack(
        [
            near + rng.normal(0, 4e-4, near.shape),
            corner + span * rng.uniform(-0.2, 1.2, (10, 2)),
        ]
    )
    for place in places:
        scale = np.array(metres_per_degree(place[1]))
        snap = real.snap((place[0], place[1]), usable, max_distance_m=1e6)
        assert usable[snap.edge]
        metres = np.where(usable, _edge_metres(graph, place, scale), np.inf)
        assert snap.edge == np.flatnonzero(metres <= metres.min() + 1e-7).min(), place
        expected = float(metres.min())
        own = LineString((graph.edge_lonlat(snap.edge) - place) * scale).distance(Point(0, 0))
        assert own == pytest.approx(expected, rel=1e-9, abs=1e-5), place


def test_a_real_snap_lies_on_its_edge_at_its_share(real: LocationIndex) -> None:
    """The length before the point is `fraction` of the whole, the distance is geodesic."""
    graph = real.graph
    rng = np.random.default_rng(11)
    near = graph.geometry[rng.integers(0, len(graph.geometry), 200)] / 1e7
    for place in near + rng.normal(0, 2e-4, near.shape):
        snap = real.snap((place[0], place[1]), every(graph))
        points = graph.edge_lonlat(snap.edge)
        line = LineString(points)
        assert line.distance(Point(snap.lonlat)) < 1e-9
        assert snap.moved_m == pytest.approx(distance((place[0], place[1]), snap.lonlat))
        before = _points_before(points, snap.lonlat)
        assert length(before) == pytest.approx(snap.fraction * length(points), abs=0.01)


def test_nearest_edges_of_a_real_place_are_those_that_shapely_finds(real: LocationIndex) -> None:
    """All within the radius, each once, best first."""
    graph = real.graph
    rng = np.random.default_rng(13)
    for place in graph.geometry[rng.integers(0, len(graph.geometry), 8)] / 1e7 + 1e-4:
        scale = np.array(metres_per_degree(place[1]))
        found = real.nearest_edges((place[0], place[1]), every(graph), count=10_000, radius_m=80.0)
        metres = _edge_metres(graph, place, scale)
        assert {s.edge for s in found} == set(np.flatnonzero(metres <= 80.0).tolist())
        assert [metres[s.edge] for s in found] == sorted(metres[s.edge] for s in found)


def _edge_metres(graph: RouteGraph, place: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Return the metres from a place to every edge, asking shapely for each."""
    edge = np.repeat(np.arange(graph.n_edges), np.diff(graph.geometry_offsets))
    lines = shapely.linestrings((graph.geometry / 1e7 - place) * scale, indices=edge)
    return np.asarray(shapely.distance(lines, Point(0, 0)))


def _points_before(points: np.ndarray, lonlat: tuple[float, float]) -> np.ndarray:
    """Return a line's points up to a place on it, the first time it passes there."""
    along = LineString(points).project(Point(lonlat))
    steps = np.append(0.0, np.cumsum(np.hypot(*np.diff(points, axis=0).T)))
    kept = points[steps < along]
    return np.vstack([kept, lonlat]) if len(kept) else np.array([points[0], lonlat])
