"""Several rasters that answer as one: seams, priority, voids, and any number of places."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawn_rasters import write_asc, write_hgt, write_tif
from itinera.elevation import sampling
from itinera.elevation.heights import NO_SOURCE, Heights
from itinera.elevation.terrain import Terrain, check_rasters, open_terrain
from itinera.errors import InputError, RasterError

SECOND = 1 / 3600


def plane(lonlat: np.ndarray) -> np.ndarray:
    """A surface that is even in degrees: 200 m at 2 E 50 N."""
    return 200.0 + 700.0 * (lonlat[..., 0] - 2.0) + 300.0 * (lonlat[..., 1] - 50.0)


def tile(
    path: Path, west: float, north: float, shape: tuple[int, int], step: tuple[float, float]
) -> Path:
    """Write a tile of the plane: its first post, rows and columns, steps across and down."""
    rows, cols = np.indices(shape)
    lonlat = np.stack((west + cols * step[0], north - rows * step[1]), axis=-1)
    return write_tif(
        path, plane(lonlat).astype(np.float64), first=(west, north), step=(step[0], -step[1])
    )


def four_tiles(folder: Path) -> list[Path]:
    """Write four tiles round 2.03 E 50.03 N as Copernicus does: none has the other's posts.

    Those in the north have wider steps across (1.5 for 1), as they have beyond 50 N.
    """
    n = 108  # posts of 0.03 degrees
    return [
        tile(folder / "sw.tif", 2.0, 50.03, (n, n), (SECOND, SECOND)),
        tile(folder / "se.tif", 2.03, 50.03, (n, n), (SECOND, SECOND)),
        tile(folder / "nw.tif", 2.0, 50.06, (n, n * 2 // 3), (1.5 * SECOND, SECOND)),
        tile(folder / "ne.tif", 2.03, 50.06, (n, n * 2 // 3), (1.5 * SECOND, SECOND)),
    ]


def test_four_tiles_that_do_not_overlap_leave_no_gap(tmp_path: Path) -> None:
    """Between the last posts of one and the first of the next the plane goes on."""
    four_tiles(tmp_path)
    terrain = open_terrain([tmp_path])
    near = np.linspace(-2 * SECOND, 2 * SECOND, 81)
    cross = np.stack(np.meshgrid(2.03 + near, 50.03 + near), axis=-1).reshape(-1, 2)
    found = terrain.heights(cross)
    assert found.tally().known == len(cross)
    assert found.covered.all()
    assert not found.bridged.any()
    assert found.ele_m == pytest.approx(plane(cross), abs=1e-3)
    assert terrain.notes == ()


@settings(max_examples=30)
@given(places=st.lists(st.tuples(st.floats(2.0, 2.059), st.floats(50.0004, 50.06)), min_size=1))
def test_a_plane_in_four_tiles_comes_out_as_a_plane(
    tmp_path_factory: pytest.TempPathFactory, places: list[tuple[float, float]]
) -> None:
    folder = tmp_path_factory.getbasetemp() / "four"
    if not folder.exists():
        folder.mkdir()
        four_tiles(folder)
    lonlat = np.array(places)
    assert open_terrain([folder]).heights(lonlat).ele_m == pytest.approx(plane(lonlat), abs=1e-3)


def test_without_its_neighbour_a_tile_ends_at_its_last_post(tmp_path: Path) -> None:
    """Nothing is drawn on beyond what is known."""
    alone = four_tiles(tmp_path)[0]
    last = 2.03 - SECOND
    found = open_terrain([alone]).heights(
        np.array([[last, 50.01], [last + 1e-6, 50.01], [2.0, 50.03 + 1e-6], [2.0, 50.03]])
    )
    assert np.isfinite(found.ele_m).tolist() == [True, False, False, True]
    assert found.covered.tolist() == [True, False, False, True]
    assert found.source.tolist() == [0, NO_SOURCE, NO_SOURCE, 0]


def test_tiles_of_ign_side_by_side_leave_no_gap(tmp_path: Path) -> None:
    """The first row of one stands a step below the last of the other; cells meet."""
    rows, cols = np.indices((40, 40))
    north, south = (500.0 - 2.0 * (rows + add) + cols for add in (0, 40))
    write_asc(tmp_path / "n.asc", north, corner=(684_000, 7_032_000), step=25.0)
    write_asc(tmp_path / "s.asc", south, corner=(684_000, 7_031_000), step=25.0)
    terrain = open_terrain([tmp_path], crs="EPSG:2154")
    grid = next(r.grid for r in terrain._mosaic.rasters if r.name == "n.asc")
    down = np.linspace(38.0, 41.0, 31)
    found = terrain.heights(grid.lonlat(down, np.full(31, 20.0)))
    assert found.ele_m == pytest.approx(520.0 - 2.0 * down, abs=1e-3)
    assert terrain.notes == ()


def test_hgt_tiles_meet(tmp_path: Path) -> None:
    """East and north neighbours, packed differently; the corner belongs to all four."""
    for x, y, ending in ((0, 0, "hgt"), (1, 0, "hgt.gz"), (0, 1, "hgt.zip"), (1, 1, "hgt")):
        heights = 1200 * x + 600 * y

        def hill(lon: np.ndarray, lat: np.ndarray, base: int = heights) -> np.ndarray:
            return base + 1200 * lon + 600 * lat

        write_hgt(tmp_path / f"N5{y}E00{2 + x}.{ending}", hill)
    near = np.linspace(-1e-3, 1e-3, 9)
    cross = np.stack(np.meshgrid(3.0 + near, 51.0 + near), axis=-1).reshape(-1, 2)
    found = open_terrain([tmp_path]).heights(cross)
    wanted = 1200 * (cross[:, 0] - 2) + 600 * (cross[:, 1] - 50)
    assert found.ele_m == pytest.approx(wanted, abs=0.75)  # posts are whole metres


def coarse_and_fine(folder: Path, hole: bool = False) -> Terrain:
    """Lay a fine raster of 50 m upon a coarse one of 90 m, the coarse one named first."""
    coarse = write_tif(
        folder / "coarse.tif", np.full((30, 30), 90.0), first=(2.0, 50.1), step=(3e-3, -3e-3)
    )
    posts = np.full((40, 40), 50.0)
    if hole:
        posts[10:30, 10:30] = -32768
    fine = write_tif(folder / "fine.tif", posts, first=(2.02, 50.08), step=(1e-3, -1e-3))
    return open_terrain([coarse, fine])


def test_the_finest_raster_is_asked_first(tmp_path: Path) -> None:
    terrain = coarse_and_fine(tmp_path)
    found = terrain.heights(np.array([[2.04, 50.06], [2.01, 50.06], [2.5, 50.06]]))
    assert [source.name for source in terrain.sources] == ["fine.tif", "coarse.tif"]
    assert found.ele_m == pytest.approx([50.0, 90.0, np.nan], nan_ok=True)
    assert found.source.tolist() == [0, 1, NO_SOURCE]


def test_where_the_finest_says_nothing_the_next_is_asked(tmp_path: Path) -> None:
    """A void is filled from what another raster knows before anything is bridged."""
    found = coarse_and_fine(tmp_path, hole=True).heights(
        np.array([[2.04, 50.06], [2.0205, 50.0795]])
    )
    assert found.ele_m.tolist() == [90.0, 50.0]
    assert found.source.tolist() == [1, 0]
    assert not found.bridged.any()


def test_of_equals_the_one_named_first_is_asked_first(tmp_path: Path) -> None:
    one, two = (
        write_tif(
            tmp_path / f"{name}.tif", np.full((9, 9), metres), first=(2, 50), step=(0.01, -0.01)
        )
        for name, metres in (("z", 1.0), ("a", 2.0))
    )
    place = np.array([[2.02, 49.98]])
    assert open_terrain([one, two]).heights(place).ele_m.tolist() == [1.0]
    assert open_terrain([two, one]).heights(place).ele_m.tolist() == [2.0]
    assert open_terrain([tmp_path]).heights(place).ele_m.tolist() == [2.0]  # by name


def test_steps_that_hardly_differ_are_equal(tmp_path: Path) -> None:
    """Two per cent finer is no reason to go first; ten per cent is."""
    place = np.array([[2.02, 49.98]])
    for share, wanted in ((0.98, 1.0), (0.9, 2.0)):
        one, two = (
            write_tif(
                tmp_path / f"{metres}.tif",
                np.full((9, 9), metres),
                first=(2, 50),
                step=(step, -step),
            )
            for metres, step in ((1.0, 0.01), (2.0, 0.01 * share))
        )
        assert open_terrain([one, two]).heights(place).ele_m.tolist() == [wanted]


def holed(folder: Path, width: int) -> Terrain:
    """A ramp of 10 m a column with steps of 71 by 111 m, and so many columns void."""
    posts = np.tile(np.arange(60.0) * 10, (60, 1))
    posts[:, 30 : 30 + width] = -32768
    return open_terrain(
        [write_tif(folder / "a.tif", posts, first=(2.0, 50.06), step=(1e-3, -1e-3))]
    )


def test_a_short_void_is_bridged_and_says_so(tmp_path: Path) -> None:
    """Three columns: 4 x 71.6 m from post to post, less than 300 m."""
    found = holed(tmp_path, 3).heights(np.array([[2.0295, 50.03], [2.031, 50.03], [2.034, 50.03]]))
    assert found.ele_m == pytest.approx([295.0, 310.0, 340.0], abs=1e-6)
    assert found.bridged.tolist() == [True, True, False]
    assert found.tally().bridged == 2


def test_a_void_of_more_than_300_m_stays_unknown(tmp_path: Path) -> None:
    """Four columns: 5 x 71.6 m."""
    found = holed(tmp_path, 4).heights(np.array([[2.0295, 50.03], [2.031, 50.03], [2.035, 50.03]]))
    assert np.isnan(found.ele_m).tolist() == [True, True, False]
    assert not found.bridged.any()
    assert found.tally() == found.tally().__class__(known=1, bridged=0, void=2, uncovered=0)


def test_a_void_across_a_seam_is_bridged_as_elsewhere(tmp_path: Path) -> None:
    """Two tiles that do not overlap; the last column of one and the first of the other void."""
    for name, first in (("w", 0), ("e", 20)):
        posts = np.tile(np.arange(first, first + 20) * 10.0, (20, 1))
        posts[:, 0 if first else -1] = -32768
        write_tif(
            tmp_path / f"{name}.tif", posts, first=(2.0 + first * 1e-3, 50.0), step=(1e-3, -1e-3)
        )
    along = np.linspace(2.0175, 2.0215, 41)
    found = open_terrain([tmp_path]).heights(np.column_stack((along, np.full(41, 49.99))))
    assert found.ele_m == pytest.approx((along - 2.0) * 1e4, abs=1e-4)
    assert found.bridged.tolist() == ((along > 2.018 + 1e-9) & (along < 2.021 - 1e-9)).tolist()


def rough(folder: Path) -> Terrain:
    """Two tiles of noise with voids of all sizes over a coarse one."""
    rng = np.random.default_rng(7)
    for name, west in (("w", 2.0), ("e", 2.09)):
        posts = rng.uniform(0, 100, (90, 90))
        posts[rng.random((90, 90)) < 0.1] = -32768
        posts[40:60, 70:] = -32768
        write_tif(folder / f"{name}.tif", posts, first=(west, 50.0), step=(1e-3, -1e-3))
    coarse = rng.uniform(0, 100, (12, 9))
    write_tif(folder / "c.tif", coarse, first=(2.0, 50.0), step=(1e-2, -1e-2))
    return open_terrain([folder])


def same(one: Heights, other: Heights) -> bool:
    """Tell whether two answers are the same to the bit."""
    return all(
        np.array_equal(getattr(one, name), getattr(other, name), equal_nan=name == "ele_m")
        for name in ("ele_m", "bridged", "source", "covered")
    )


@pytest.mark.parametrize(("slab", "window"), [(1, 512), (17, 7), (100, 13), (1 << 20, 1)])
def test_heights_depend_on_their_place_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slab: int, window: int
) -> None:
    """Not on order, company, slabs or windows."""
    terrain = rough(tmp_path)
    rng = np.random.default_rng(3)
    places = rng.uniform((1.99, 49.9), (2.19, 50.01), (400, 2)).round(7)
    whole = terrain.heights(places)
    assert 0 < whole.tally().bridged < whole.tally().known
    assert whole.tally().void > 0
    monkeypatch.setattr(sampling, "SLAB", slab)
    monkeypatch.setattr(sampling, "WINDOW", window)
    order = rng.permutation(400)
    again = terrain.heights(places[order])
    parts = (whole.ele_m[order], whole.bridged[order], whole.source[order], whole.covered[order])
    assert same(again, Heights(*parts))


def test_memory_does_not_grow_with_the_raster(tmp_path: Path) -> None:
    """Places in every corner of 64 MB of posts: windows are read, not the whole."""
    import rasterio
    from rasterio.transform import Affine

    path = tmp_path / "big.tif"
    with rasterio.open(
        path, "w", driver="GTiff", dtype="int16", count=1, height=4096, width=8192,
        crs="EPSG:4326", transform=Affine(1e-4, 0, 2.0, 0, -1e-4, 50.0), tiled=True,
        compress="deflate",
    ) as dataset:  # fmt: skip
        for top in range(0, 4096, 512):
            block = np.full((512, 8192), top, dtype=np.int16)
            dataset.write(block, 1, window=((top, top + 512), (0, 8192)))
    terrain = open_terrain([path])
    places = np.random.default_rng(1).uniform((2.01, 49.6), (2.81, 49.99), (20_000, 2))
    tracemalloc.start()
    found = terrain.heights(places)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.tally().known == 20_000
    assert most < 16e6


def test_places_that_are_none_have_no_height(tmp_path: Path) -> None:
    terrain = holed(tmp_path, 3)
    found = terrain.heights(np.array([[np.nan, 50.0], [np.inf, 50.0], [2.01, 50.03]]))
    assert np.isnan(found.ele_m).tolist() == [True, True, False]
    assert np.isnan(terrain.heights(np.array([[np.nan, np.nan]])).ele_m).all()
    assert terrain.heights(np.empty((0, 2))).ele_m.shape == (0,)


def test_places_have_two_columns(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"the shape \(3,\), not \(n, 2\)"):
        holed(tmp_path, 3).heights(np.zeros(3))


@pytest.mark.parametrize(
    ("box", "share"),
    [
        ((2.0, 50.0, 2.06, 50.06), 1.0),
        ((2.01, 50.01, 2.05, 50.05), 1.0),
        ((2.03, 50.0, 2.09, 50.06), 0.5),
        ((2.0, 49.9, 2.03, 50.03), 3 / 13),
        ((3.0, 50.0, 3.1, 50.1), 0.0),
        ((2.01, 50.01, 2.01, 50.01), 1.0),
    ],
)
def test_the_share_that_is_covered(tmp_path: Path, box: tuple[float, ...], share: float) -> None:
    """Seams between tiles are no holes; a single place is covered or not."""
    four_tiles(tmp_path)
    west, south, east, north = box
    found = open_terrain([tmp_path]).covering((west, south, east, north))
    assert found == pytest.approx(share, abs=0.01)


def test_rasters_elsewhere_are_left_out(tmp_path: Path) -> None:
    four_tiles(tmp_path)
    terrain = open_terrain([tmp_path], box=(2.0, 50.04, 2.01, 50.05))
    assert [source.name for source in terrain.sources] == ["nw.tif"]


def test_a_raster_elsewhere_that_was_named_itself_is_a_note(tmp_path: Path) -> None:
    """A folder may hold more than the map; who names a file means it."""
    four_tiles(tmp_path)
    box = (2.0, 50.04, 2.01, 50.05)
    terrain = open_terrain([tmp_path / "nw.tif", tmp_path / "se.tif"], box=box)
    assert terrain.notes == (
        "se.tif lies elsewhere and is not used: is its coordinate system right?",
    )
    assert open_terrain([tmp_path], box=box).notes == ()


def test_rasters_in_the_wrong_place_are_told_with_both_places(tmp_path: Path) -> None:
    four_tiles(tmp_path)
    with pytest.raises(
        RasterError,
        match=r"ne\.tif, nw\.tif, se\.tif and 1 more lie elsewhere: from 50\.000,2\.000 to "
        r"50\.060,2\.060, the map from 42\.000,1\.000 to 43\.000,2\.000 .*--dem-crs",
    ):
        open_terrain([tmp_path], box=(1.0, 42.0, 2.0, 43.0))


def test_a_raster_of_nothing_but_void_is_told(tmp_path: Path) -> None:
    path = write_hgt(tmp_path / "N50E002.hgt", -32768)
    with pytest.raises(RasterError, match=r"N50E002\.hgt: no post has a height"):
        open_terrain([path])


def test_a_void_raster_beside_a_good_one_is_a_note(tmp_path: Path) -> None:
    """A tile of the open sea may lie in a folder."""
    write_hgt(tmp_path / "N50E002.hgt", -32768)
    write_hgt(tmp_path / "N50E003.hgt", 5)
    terrain = open_terrain([tmp_path])
    assert terrain.notes == ("N50E002.hgt has no height at all.",)
    assert [source.name for source in terrain.sources] == ["N50E003.hgt"]


def test_a_single_known_post_is_enough(tmp_path: Path) -> None:
    """Wherever it stands."""
    posts = np.full((1201, 1201), -32768)
    posts[1180, 3] = 12
    terrain = open_terrain([write_hgt(tmp_path / "N50E002.hgt", posts)])
    place = np.array([[2 + 3 / 1200, 51 - 1180 / 1200]])
    assert terrain.heights(place).ele_m.tolist() == [12.0]


def test_checksums_are_those_of_the_files(tmp_path: Path) -> None:
    import hashlib

    path = write_hgt(tmp_path / "N50E003.hgt.gz", 5)
    assert open_terrain([path]).sources[0].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_look_at_rasters_tells_what_opening_them_would(tmp_path: Path) -> None:
    """Cheaply, for whoever has much to do before the heights are wanted."""
    four_tiles(tmp_path)
    check_rasters([tmp_path])
    write_asc(tmp_path / "z.asc", np.ones((5, 5)), corner=(684_000, 7_032_000), step=25.0)
    with pytest.raises(RasterError, match=r"z\.asc does not say its coordinate system"):
        check_rasters([tmp_path])
    check_rasters([tmp_path], crs="EPSG:2154")
