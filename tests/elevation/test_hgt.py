"""SRTM tiles: known heights of real ones, and every way to be no tile."""

from __future__ import annotations

import gzip
import struct
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest

from conftest import shared_path
from drawn_rasters import SIDE, write_hgt
from itinera.elevation.hgt import open_hgt
from itinera.elevation.terrain import open_terrain
from itinera.errors import OutsideError, RasterError


def post_of(tile: str, row: int, col: int) -> int:
    """Read one post of a real tile the plain way: row from the north, column from the west."""
    with zipfile.ZipFile(shared_path("data", "dem", f"{tile}.hgt.zip")) as archive:
        data = archive.read(f"{tile}.hgt")
    return int(struct.unpack_from(">h", data, 2 * (row * SIDE + col))[0])


@pytest.mark.parametrize(
    ("tile", "row", "col"),
    [
        ("N42E001", 0, 0),
        ("N42E001", 1200, 1200),
        ("N42E001", 592, 626),
        ("N49E011", 70, 690),
        ("N50E011", 1200, 0),
        ("N50E011", 333, 999),
    ],
)
def test_posts_of_real_tiles(tile: str, row: int, col: int) -> None:
    """On a post the height is the post, and west of the corner lies the west."""
    south, west = float(tile[1:3]), float(tile[4:7])
    place = np.array([[west + col / 1200, south + 1 - row / 1200]])
    terrain = open_terrain([shared_path("data", "dem", f"{tile}.hgt.zip")])
    assert terrain.heights(place).ele_m.tolist() == [post_of(tile, row, col)]


def test_between_posts_of_a_real_tile_by_hand() -> None:
    """Andorra la Vella, 42.5075 N 1.5218 E: between four posts, weights worked out by hand.

    Row (43 - 42.5075) x 1200 = 591.0; column 0.5218 x 1200 = 626.16. So the place
    lies on row 591, 0.16 of the way from column 626 to 627.
    """
    by_hand = 0.84 * post_of("N42E001", 591, 626) + 0.16 * post_of("N42E001", 591, 627)
    terrain = open_terrain([shared_path("data", "dem")])
    found = terrain.heights(np.array([[1.5218, 42.5075]]))
    assert found.ele_m == pytest.approx([by_hand], abs=1e-6)
    assert terrain.sources[int(found.source[0])].name == "N42E001.hgt.zip"
    assert 1000.0 < by_hand < 1100.0  # the town lies at 1,023 m


def test_voids_of_a_real_tile_are_unknown_or_marked() -> None:
    """At every post that holds -32768 the height is unknown, or bridged and says so."""
    with zipfile.ZipFile(shared_path("data", "dem", "N42E001.hgt.zip")) as archive:
        posts = np.frombuffer(archive.read("N42E001.hgt"), ">i2").reshape(SIDE, SIDE)
    rows, cols = np.nonzero(posts == -32768)
    found = open_terrain([shared_path("data", "dem", "N42E001.hgt.zip")]).heights(
        np.column_stack((1 + cols / 1200, 43 - rows / 1200))
    )
    tally = found.tally()
    assert len(rows) > 1000
    assert min(tally.bridged, tally.void) > 0
    assert tally.uncovered == 0
    assert (np.isnan(found.ele_m) | found.bridged).all()
    assert np.nanmin(found.ele_m) > 300.0  # no zero, no -32768


def test_the_seam_of_two_real_tiles_has_no_gap() -> None:
    """N49E011 and N50E011 share the row at 50 N: no step, no unknown, no note."""
    terrain = open_terrain([shared_path("data", "dem")])
    lons = np.linspace(11.001, 11.999, 500)
    north, south = (
        terrain.heights(np.column_stack((lons, np.full(500, lat)))).ele_m
        for lat in (50 + 1e-7, 50 - 1e-7)
    )
    assert np.abs(north - south).max() < 0.01
    assert terrain.notes == ()


def hill(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Rise by 1,200 m to the east and 600 m to the north of a tile."""
    return 1200 * x + 600 * y


@pytest.mark.parametrize("ending", [".hgt", ".hgt.gz", ".hgt.zip", ".zip"])
def test_packed_or_not_a_tile_says_the_same(tmp_path: Path, ending: str) -> None:
    inside = "S01W072.hgt"
    path = write_hgt(tmp_path / f"S01W072{ending}", hill, inside=inside)
    found = open_terrain([path]).heights(np.array([[-71.75, -0.5], [-71.0, -1.0], [-70.9, -0.5]]))
    assert found.ele_m == pytest.approx([600.0, 1200.0, np.nan], nan_ok=True)


def test_a_tile_of_one_second_has_3601_posts(tmp_path: Path) -> None:
    posts = np.full((3601, 3601), 7)
    posts[0, 3600] = 99
    path = tmp_path / "N50E002.hgt"
    posts.astype(">i2").tofile(path)
    grid, _ = open_hgt(path)
    assert grid.n_rows == 3601
    assert grid.bounds == (2.0, 50.0, 3.0, 51.0)
    assert grid.resolution_m == pytest.approx(30.9, abs=0.1)
    assert open_terrain([path]).heights(np.array([[3.0, 51.0]])).ele_m.tolist() == [99.0]


def test_longer_names_of_tiles_are_understood(tmp_path: Path) -> None:
    """As USGS names them."""
    path = write_hgt(tmp_path / "n50e002.SRTMGL3.hgt.zip", 5, inside="N50E002.hgt")
    assert open_hgt(path)[0].bounds == (2.0, 50.0, 3.0, 51.0)


@pytest.mark.parametrize("name", ["tile.hgt", "N91E002.hgt", "N50E181.hgt", "N50E0021.hgt"])
def test_a_name_without_a_corner_is_no_place(tmp_path: Path, name: str) -> None:
    with pytest.raises(RasterError, match=f"name of .*{name} does not tell where"):
        open_hgt(write_hgt(tmp_path / name, 1))


@pytest.mark.parametrize(
    ("size", "told"), [(0, "0"), (1201 * 1201, "1,442,401"), (3601 * 3601 * 2 + 2, "more than")]
)
def test_a_tile_of_a_wrong_size_is_refused(tmp_path: Path, size: int, told: str) -> None:
    path = tmp_path / "N50E002.hgt"
    path.write_bytes(bytes(size))
    with pytest.raises(RasterError, match=rf"N50E002.hgt holds {told}.*; a tile has 2,884,802 or"):
        open_hgt(path)


@pytest.mark.parametrize("ending", ["gz", "zip"])
def test_a_packed_tile_that_is_too_long_is_not_unpacked_further(
    tmp_path: Path, ending: str
) -> None:
    """A bomb of zeros costs no more memory than a tile."""
    path = tmp_path / f"N50E002.hgt.{ending}"
    if ending == "gz":
        path.write_bytes(gzip.compress(bytes(120_000_000), 1))
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("N50E002.hgt", bytes(120_000_000))
    tracemalloc.start()
    with pytest.raises(RasterError, match="holds more than 25,934,402 bytes"):
        open_hgt(path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 100e6


@pytest.mark.parametrize("ending", [".hgt.gz", ".hgt.zip"])
def test_a_packed_tile_that_was_cut_is_damaged(tmp_path: Path, ending: str) -> None:
    path = write_hgt(tmp_path / f"N50E002{ending}", hill)
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(RasterError, match=r"N50E002\.hgt\.\w+ is damaged: .*Fetch or copy"):
        open_hgt(path)


def test_a_packed_tile_with_a_wrong_byte_is_damaged(tmp_path: Path) -> None:
    """The checksum of the archive tells."""
    path = write_hgt(tmp_path / "N50E002.hgt.zip", hill)
    data = bytearray(path.read_bytes())
    data[20_000] ^= 255
    path.write_bytes(data)
    with pytest.raises(RasterError, match="is damaged"):
        open_hgt(path)


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ([], "no .hgt file"),
        (["readme.txt"], "no .hgt file"),
        (["N50E002.hgt", "N50E003.hgt"], r"2 .hgt files \(N50E002.hgt, N50E003.hgt\)"),
    ],
)
def test_an_archive_holds_one_tile(tmp_path: Path, members: list[str], told: str) -> None:
    path = tmp_path / "N50E002.hgt.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in members:
            archive.writestr(name, bytes(SIDE * SIDE * 2))
    with pytest.raises(RasterError, match=f"holds {told}, one is wanted"):
        open_hgt(path)


def test_an_archive_and_its_tile_tell_the_same_corner(tmp_path: Path) -> None:
    path = write_hgt(tmp_path / "N50E002.hgt.zip", 1, inside="N50E003.hgt")
    with pytest.raises(RasterError, match=r"N50E002.hgt.zip holds N50E003.hgt: .*different corn"):
        open_hgt(path)


def test_a_tile_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match=r"N50E002\.hgt cannot be read: No such file"):
        open_hgt(tmp_path / "N50E002.hgt")


def test_a_folder_named_like_a_tile_is_no_tile(tmp_path: Path) -> None:
    (tmp_path / "N50E002.hgt").mkdir()
    with pytest.raises(OutsideError, match=r"N50E002\.hgt cannot be read"):
        open_hgt(tmp_path / "N50E002.hgt")


def test_a_tile_that_changes_is_read_anew(tmp_path: Path) -> None:
    """Nothing stale is kept under the same name."""
    place = np.array([[2.5, 50.5]])
    path = write_hgt(tmp_path / "N50E002.hgt.gz", 5)
    assert open_terrain([path]).heights(place).ele_m.tolist() == [5.0]
    write_hgt(path, hill)
    assert open_terrain([path]).heights(place).ele_m.tolist() == [900.0]
