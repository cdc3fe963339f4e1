"""The model terrain as files and on the graph: marked as a model, and climbed as it is drawn."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pytest
import rasterio
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from shapely import Polygon

from conftest import ROOT
from demonstration import MAP, RASTERS, demonstration_graph
from itinera.cli import main
from itinera.elevation.climb import climb_of
from itinera.elevation.terrain import open_terrain
from itinera.errors import OutsideError
from itinera.maquette import SEED
from itinera.maquette.curves import resample
from itinera.maquette.drawn import read_drawn
from itinera.maquette.facts import read_facts
from itinera.maquette.ground import pitheads
from itinera.maquette.heaps import heaps
from itinera.maquette.plane import Plane
from itinera.maquette.terrain import (
    GROUND_FILE,
    QUANTUM_M,
    TERRILS_FILE,
    Grid,
    between,
    write_terrain,
)
from itinera.maquette.tiles import ORIGIN
from itinera.osm.codes import HeightFlag

if TYPE_CHECKING:
    from pathlib import Path

    from itinera.elevation.terrain import Terrain

PLANE = Plane.at(*ORIGIN)
KNOWN_SUMMITS = {"T002": 180.0, "T003": 180.0, "T074": 184.0, "T074a": 186.0, "T075": 119.0}
KNOWN_HEIGHTS = {"T087": 100.0, "T141": 67.0, "T174": 103.0, "T042": 74.0}


@pytest.fixture(scope="module")
def terrain() -> Terrain:
    return open_terrain(RASTERS)


def terrils() -> dict[str, tuple[float, float]]:
    """Return number → (lon, lat) of the table of terrils."""
    with (ROOT / "data/waypoints/terrils.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["lat"]]
    return {row["no"]: (float(row["lon"]), float(row["lat"])) for row in rows}


def values(path: Path) -> np.ndarray:
    with rasterio.open(path) as raster:
        return raster.read(1)


def test_the_files_are_small_and_marked_as_a_model() -> None:
    assert sum(path.stat().st_size for path in RASTERS) <= 3_000_000
    assert [path.name for path in RASTERS] == [GROUND_FILE, TERRILS_FILE]
    for path in RASTERS:
        assert "modele" in path.name
        with rasterio.open(path) as raster:
            assert raster.tags()["ITINERA_MODEL"] == "yes"
            assert "no survey" in raster.tags()["TIFFTAG_IMAGEDESCRIPTION"]
            assert (raster.crs.to_epsg(), raster.units) == (4326, ("metre",))


def test_the_terrain_knows_that_it_is_a_model_and_asks_the_finer_raster_first(terrain) -> None:
    assert [source.name for source in terrain.sources] == [TERRILS_FILE, GROUND_FILE]
    assert all(source.model for source in terrain.sources)
    assert all("Mission Bassin Minier" in source.attribution for source in terrain.sources)
    assert terrain.notes == ()


def test_the_ground_stands_at_the_pitheads(terrain) -> None:
    """Where no terril was heaped over a shaft: nine in ten within 1.5 m, half within 0.5 m."""
    pits = pitheads(PLANE)
    found = terrain.heights(PLANE.lonlat(pits.xy))
    ground = np.array([source.name for source in terrain.sources])[found.source] == GROUND_FILE
    error = np.abs(found.ele_m - pits.altitude_m)[ground]
    assert ground.sum() > 450
    assert np.median(error) <= 0.5
    assert np.quantile(error, 0.9) <= 1.5


def test_the_hills_of_artois_rise_in_the_south_west_and_the_escaut_leaves_lowest(terrain) -> None:
    """GR 121 runs between 14 and 110 m; Lorette and Vimy stand above it."""
    places = {
        "Lorette": (2.7193, 50.4008), "Vimy": (2.7737, 50.3795), "Olhain": (2.587, 50.437),
        "Lens": (2.83, 50.43), "Mortagne": (3.455, 50.505), "Marchiennes": (3.28, 50.41),
    }  # fmt: skip
    heights = terrain.heights(np.array(list(places.values()))).ele_m
    of = dict(zip(places, heights, strict=True))
    assert min(of["Lorette"], of["Vimy"], of["Olhain"]) > 110.0 > of["Lens"] > 28.0
    assert 14.0 <= of["Mortagne"] < of["Marchiennes"] < 20.0


def test_waters_run_downhill(terrain) -> None:
    """All but the Rhônelle, whose invented course leads over shafts on true hills."""
    climbs = []
    for water in read_drawn(MAP, PLANE).waters:
        ele_m = terrain.heights(PLANE.lonlat(resample(water, 50.0))).ele_m
        falling = ele_m if ele_m[0] > ele_m[-1] else ele_m[::-1]
        climbs.append(climb_of(50.0 * np.arange(len(falling)), falling).climb_m)
    assert len(climbs) == 16
    assert sorted(climbs)[:15] == [0.0] * 15
    assert max(climbs) < 15.0


@pytest.mark.parametrize("number", KNOWN_SUMMITS)
def test_a_published_altitude_is_that_of_the_summit(terrain, number: str) -> None:
    """Within 2 m: between the posts of 7 m, a tip is lower than itself."""
    top = terrain.heights(np.array([terrils()[number]])).ele_m[0]
    assert top == pytest.approx(KNOWN_SUMMITS[number], abs=2.0)


@pytest.mark.parametrize("number", KNOWN_HEIGHTS)
def test_a_published_height_counts_from_the_ground(terrain, number: str) -> None:
    lon, lat = terrils()[number]
    top = terrain.heights(np.array([(lon, lat)])).ele_m[0]
    ground = values(RASTERS[0])
    with rasterio.open(RASTERS[0]) as raster:
        below = ground[raster.index(lon, lat)]
    assert top - below == pytest.approx(KNOWN_HEIGHTS[number], abs=2.5)


def test_what_was_levelled_is_level(terrain) -> None:
    with (ROOT / "data/waypoints/terrils.csv").open(encoding="utf-8", newline="") as lines:
        levelled = [r["no"] for r in csv.DictReader(lines) if r["shape"] == "Arasé" and r["lat"]]
    places = np.array([terrils()[number] for number in levelled])
    ground = open_terrain(RASTERS[:1]).heights(places).ele_m
    assert len(levelled) > 10
    assert terrain.heights(places).ele_m == pytest.approx(ground, abs=0.1)


def test_beside_a_terril_both_rasters_say_the_same(terrain) -> None:
    """A rim of 3 cm, the rounding of the files, where the finer one ends."""
    facts = read_facts()
    found = [h for h in heaps(facts.terrils, PLANE, SEED) if h.terril.number in terrils()]
    rims = [np.array(Polygon(h.foot).buffer(d).exterior.coords) for h in found for d in (5.0, 30.0)]
    around = PLANE.lonlat(np.vstack(rims))
    fine, ground = terrain.heights(around), open_terrain(RASTERS[:1]).heights(around)
    apart = np.abs(fine.ele_m - ground.ele_m)
    assert np.quantile(apart, 0.8) <= QUANTUM_M  # the others stand on a neighbour
    assert {0, 1} == set(fine.source.tolist())


def test_a_published_range_counts_with_its_middle_and_a_quarrel_not_at_all() -> None:
    altitude = {terril.number: terril.altitude_m for terril in read_facts().terrils}
    assert (altitude["T002"], altitude["T074"], altitude["T074a"]) == (180.0, 184.0, 186.0)
    assert (altitude["T042"], altitude["T001"]) == (None, None)


def test_a_grid_covers_its_box_on_whole_steps() -> None:
    grid = Grid.over((2.0, 50.0, 2.1, 50.05), (0.01, 0.005))
    assert (grid.west, grid.north) == pytest.approx((1.98, 50.07))
    last = grid.lonlat(np.array([grid.rows - 1.0]), np.array([grid.columns - 1.0]))
    assert last[0] == pytest.approx((2.12, 49.98))


@given(
    heights=arrays(np.float32, (4, 5), elements=st.floats(0.0, 200.0, width=32)),
    row=st.integers(0, 3),
    column=st.integers(0, 3),
)
def test_between_two_posts_lies_their_mean(heights: np.ndarray, row: int, column: int) -> None:
    grid = Grid(2.0, 51.0, 0.01, 0.005, 4, 5)
    at = np.array([[2.0 + 0.01 * column, 51.0 - 0.005 * row]])
    assert between(grid, heights, at)[0] == pytest.approx(heights[row, column], abs=1e-3)
    mean = (float(heights[row, column]) + float(heights[row, column + 1])) / 2.0
    assert between(grid, heights, at + np.array([0.005, 0.0]))[0] == pytest.approx(mean, abs=1e-3)


@pytest.mark.heavy
def test_every_edge_of_the_demonstration_map_has_modelled_heights() -> None:
    heights = demonstration_graph().heights
    assert heights is not None
    assert not (heights.flags & HeightFlag.UNKNOWN).any()
    assert not (heights.flags & (HeightFlag.CORRECTED | HeightFlag.BRIDGED_VOID)).any()
    assert (heights.flags & HeightFlag.MODEL).all()


def ways_called(*words: str) -> dict[str, list[int]]:
    """Return name → edges of the paths of a word ("montée", …) on terrils."""
    graph = demonstration_graph()
    found: dict[str, list[int]] = {}
    named = {i: graph.names[i] for i in np.unique(graph.edges.name)}
    wanted = {i for i, name in named.items() if name.startswith(words) and " du terril " in name}
    for edge in np.flatnonzero(np.isin(graph.edges.name, list(wanted))).tolist():
        found.setdefault(named[graph.edges.name[edge]], []).append(edge)
    return found


def wasted(edges: list[int]) -> tuple[float, float]:
    """Return the metres climbed and lost along edges that were drawn upwards."""
    graph = demonstration_graph()
    up = down = 0.0
    for edge in edges:
        ele_m = graph.heights.of_edge(edge)
        at_m = np.linspace(0.0, graph.edges.length_m[edge], len(ele_m))
        climb = climb_of(at_m, ele_m)
        up, down = up + climb.raw_climb_m, down + climb.raw_descent_m
    return up, down


@pytest.mark.heavy
def test_every_spiral_climbs_steadily() -> None:
    """What is lost on the way up is a twentieth of the climb, or a few metres at its foot."""
    spirals = ways_called("Fictif montée")
    assert len(spirals) == 34
    for name, edges in spirals.items():
        up, down = wasted(edges)
        assert up > 10.0, name
        assert down <= max(5.0, 0.05 * up), name


@pytest.mark.heavy
def test_every_stair_climbs_without_a_step_down() -> None:
    stairs = ways_called("Fictif escalier", "Fictif rampe", "Fictif raccourci")
    assert len(stairs) == 25 + 63 + 27
    for name, edges in stairs.items():
        up, down = wasted(edges)
        assert down <= 0.3 < up, name


@pytest.mark.heavy
def test_the_389_steps_of_haillicourt_climb_nearly_100_metres() -> None:
    """From about 80 m to the belvedere on top at 180 m: 25 cm a step."""
    up, down = wasted(
        ways_called("Fictif escalier du terril T002")["Fictif escalier du terril T002"]
    )
    assert up == pytest.approx(97.0, abs=6.0)
    assert down == 0.0


@pytest.mark.heavy
def test_making_the_terrain_again_gives_the_committed_heights(tmp_path: Path) -> None:
    """To the last bit on one machine; another's arithmetic may round a post the other way."""
    write_terrain(tmp_path, MAP, seed=SEED)
    for path in RASTERS:
        again, committed = values(tmp_path / path.name), values(path)
        assert again.shape == committed.shape
        off = np.abs(again - committed)
        assert off.max() <= QUANTUM_M
        assert (off > 0).mean() < 1e-3


def test_a_corner_gets_its_own_small_terrain(corner_file: Path, tmp_path: Path) -> None:
    files = write_terrain(tmp_path / "new", corner_file, seed=SEED)
    again = write_terrain(tmp_path / "again", corner_file, seed=SEED)
    assert [path.read_bytes() for path in files] == [path.read_bytes() for path in again]
    heights = open_terrain(files).heights(np.array([(3.59, 50.45)]))
    assert 14.0 < heights.ele_m[0] < 30.0


def test_the_command_writes_a_map_with_its_terrain(tmp_path: Path) -> None:
    osm_file, folder = tmp_path / "corner.osm.pbf", tmp_path / "dem"
    wish = ["maquette", "-o", str(osm_file), "--scale", "0.01", "--terrain", str(folder)]
    assert main(wish) == 0
    assert sorted(path.name for path in folder.iterdir()) == [GROUND_FILE, TERRILS_FILE]


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ([], "There is nothing to write. Say -o FILE.osm.pbf, --terrain FOLDER, or both."),
        (["--terrain", "x", "--scale", "2"], "--scale and --seed are for a new map."),
        (["--terrain", "x", "--seed", "2"], "--scale and --seed are for a new map."),
    ],
)
def test_a_wish_without_sense_is_one_line(wish: list[str], words: str, capsys) -> None:
    assert main(["maquette", *wish]) == 3
    assert words in capsys.readouterr().err


def test_a_map_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(b"no map at all")
    for path in (broken, tmp_path / "missing.osm.pbf"):
        with pytest.raises(OutsideError, match=rf"{path.name} cannot be read"):
            write_terrain(tmp_path / "dem", path, seed=1)


def test_a_folder_that_cannot_be_written_is_named(corner_file: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    with pytest.raises(OutsideError, match=r"cannot be written to .*file"):
        write_terrain(blocked, corner_file, seed=SEED)
