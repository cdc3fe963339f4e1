"""Rasters that GDAL reads: planes come out as planes, and every fault has a name."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawn_rasters import write_asc, write_hgt, write_tif
from itinera.elevation.raster import _system, open_raster
from itinera.elevation.terrain import check_rasters, open_terrain
from itinera.errors import InputError, RasterError

FIRST, STEP = (2.0, 50.1), (1e-3, -1e-3)  # a small raster in the north of France
PLACE = np.array([[2.0105, 50.0905]])  # its rows and columns 9.5 and 10.5


def ramp(n: int = 40, down: float = 2.0, across: float = 3.0) -> np.ndarray:
    """Return heights that rise evenly: 100 m at the first post."""
    rows, cols = np.indices((n, n))
    return (100.0 + down * rows + across * cols).astype(np.float32)


RAMP_AT_PLACE = 100.0 + 2.0 * 9.5 + 3.0 * 10.5


def test_a_geotiff_speaks_between_the_middles_of_its_cells(tmp_path: Path) -> None:
    """A raster says the height in the middle of a cell, not at its corner."""
    terrain = open_terrain([write_tif(tmp_path / "a.tif", ramp(), first=FIRST, step=STEP)])
    assert terrain.heights(PLACE).ele_m == pytest.approx([RAMP_AT_PLACE], abs=1e-6)
    source = terrain.sources[0]
    assert source.bounds == pytest.approx((2.0, 50.061, 2.039, 50.1))
    assert source.resolution_m == pytest.approx(111.2, abs=0.1)
    assert (source.name, source.crs, source.model) == ("a.tif", "EPSG:4326", False)


def test_a_raster_that_counts_points_lies_in_the_same_place(tmp_path: Path) -> None:
    """GDAL knows PixelIsPoint; half a cell must not be added twice."""
    path = write_tif(
        tmp_path / "a.tif", ramp(), first=FIRST, step=STEP, tags={"AREA_OR_POINT": "Point"}
    )
    assert open_terrain([path]).heights(PLACE).ele_m == pytest.approx([RAMP_AT_PLACE], abs=1e-6)


def test_rows_may_run_northward_and_columns_westward(tmp_path: Path) -> None:
    turned = write_tif(
        tmp_path / "a.tif",
        ramp()[::-1, ::-1],
        first=(FIRST[0] + 39e-3, FIRST[1] - 39e-3),
        step=(-1e-3, 1e-3),
    )
    assert open_terrain([turned]).heights(PLACE).ele_m == pytest.approx([RAMP_AT_PLACE], abs=1e-6)


@pytest.mark.parametrize("kind", ["int16", "uint16", "int32", "float32", "float64"])
def test_kinds_of_numbers(tmp_path: Path, kind: str) -> None:
    path = write_tif(tmp_path / "a.tif", ramp().astype(kind), first=FIRST, step=STEP)
    assert open_terrain([path]).heights(PLACE).ele_m == pytest.approx([RAMP_AT_PLACE], abs=1e-6)


def test_values_may_be_scaled_and_shifted(tmp_path: Path) -> None:
    """Decimetres above -100 m, said so by scale and offset."""
    import rasterio

    stored = np.rint((ramp() + 100) * 10).astype(np.int16)
    path = write_tif(tmp_path / "a.tif", stored, first=FIRST, step=STEP)
    with rasterio.open(path, "r+") as dataset:
        dataset.scales, dataset.offsets = (0.1,), (-100.0,)
    assert open_terrain([path]).heights(PLACE).ele_m == pytest.approx([RAMP_AT_PLACE], abs=1e-4)


@settings(max_examples=25)
@given(
    st.floats(-0.2, 0.2),
    st.floats(-0.2, 0.2),
    st.lists(st.tuples(st.floats(0, 999), st.floats(0, 999)), min_size=1, max_size=20),
)
def test_a_plane_of_lambert_93_is_met_in_lambert_93(
    tmp_path_factory: pytest.TempPathFactory,
    east: float,
    north: float,
    metres: list[tuple[float, float]],
) -> None:
    """Heights rise evenly with the metres of EPSG:2154; places come as degrees."""
    from pyproj import Transformer

    x0, y0 = 684_000.0, 7_032_000.0  # Lens
    rows, cols = np.indices((41, 41))
    plane = 50.0 + east * cols * 25.0 - north * rows * 25.0
    path = write_tif(
        tmp_path_factory.mktemp("plane") / "a.tif",
        plane,
        first=(x0, y0),
        step=(25.0, -25.0),
        crs="EPSG:2154",
    )
    along = np.array(metres)
    lon, lat = Transformer.from_crs(2154, 4326, always_xy=True).transform(
        x0 + along[:, 0], y0 - along[:, 1]
    )
    found = open_terrain([path]).heights(np.column_stack((lon, lat)))
    wanted = 50.0 + east * along[:, 0] - north * along[:, 1]
    inside = np.isfinite(found.ele_m)  # the very border may fall out by rounding
    assert inside[((along > 0.01) & (along < 998.99)).all(axis=1)].all()
    assert found.ele_m[inside] == pytest.approx(wanted[inside], abs=1e-3)


def test_a_tile_of_ign_needs_its_system_said(tmp_path: Path) -> None:
    """RGE ALTI and BD ALTI come as .asc without a coordinate system."""
    path = write_asc(tmp_path / "a.asc", ramp(), corner=(683_987.5, 7_031_012.5), step=25.0)
    with pytest.raises(RasterError, match=r"a\.asc does not say its .* --dem-crs.*EPSG:2154"):
        open_terrain([path])
    terrain = open_terrain([path], crs="EPSG:2154")
    assert terrain.sources[0].crs == "EPSG:2154"
    assert terrain.sources[0].resolution_m == pytest.approx(25.0, abs=0.05)
    lonlat = terrain._mosaic.rasters[0].grid.lonlat(np.array([9.5]), np.array([10.5]))
    assert terrain.heights(lonlat).ele_m == pytest.approx([RAMP_AT_PLACE], abs=1e-6)


def test_a_projection_file_says_the_system_too(tmp_path: Path) -> None:
    from pyproj import CRS

    path = write_asc(tmp_path / "a.asc", ramp(), corner=(683_987.5, 7_031_012.5), step=25.0)
    path.with_suffix(".prj").write_text(CRS.from_epsg(2154).to_wkt("WKT1_ESRI"))
    west, south, *_ = open_terrain([path], crs="EPSG:4326").sources[0].bounds
    assert (west, south) == pytest.approx((2.776, 50.377), abs=1e-3)


def test_decimals_far_down_an_ascii_grid_are_kept(tmp_path: Path) -> None:
    """Whole numbers at first, tenths at the end: none is rounded."""
    posts = np.full((200, 200), 7.0)
    posts[-1, -1] = 7.25
    path = write_asc(tmp_path / "a.asc", posts, corner=(2.0, 50.0), step=1e-3, nodata=None)
    path.write_text(path.read_text().replace("7.00", "7"))
    grid, raster = open_raster(path, crs="EPSG:4326")
    assert raster.read(199, 199, 1, 1).tolist() == [[7.25]]
    assert grid.n_rows == 200


HOLES = {
    "nodata of its own": ({"nodata": -32767.0}, -32767.0),
    "void of SRTM, unsaid": ({}, -32768.0),
    "void of SRTM beside another": ({"nodata": -9999.0}, -32768.0),
    "-9999, unsaid": ({}, -9999.0),
    "not a number": ({}, np.nan),
    "beyond any ground": ({}, 3.4e38),
    "a third, which float32 rounds": ({"nodata": 1 / 3}, 1 / 3),
    "more than float32 holds": ({"nodata": -1.7e308, "dtype": "float64"}, -1.7e308),
}


@pytest.mark.parametrize(("profile", "value"), HOLES.values(), ids=HOLES)
def test_what_is_no_height_is_unknown_and_never_zero(
    tmp_path: Path, profile: dict[str, Any], value: float
) -> None:
    posts = ramp().astype(profile.get("dtype", "float32"))
    posts[5:30, 5:30] = value
    path = write_tif(tmp_path / "a.tif", posts, first=FIRST, step=STEP, **profile)
    found = open_terrain([path]).heights(np.array([PLACE[0], [2.001, 50.099]]))
    assert found.ele_m == pytest.approx([np.nan, 105.0], nan_ok=True)
    assert found.tally().void == 1


def test_a_mask_tells_what_is_known(tmp_path: Path) -> None:
    """A file may carry a mask instead of a value for "no data"."""
    import rasterio

    path = write_tif(tmp_path / "a.tif", ramp(), first=FIRST, step=STEP)
    mask = np.full((40, 40), 255, dtype=np.uint8)
    mask[5:30, 5:30] = 0
    with rasterio.open(path, "r+") as dataset:
        dataset.write_mask(mask)
    found = open_terrain([path]).heights(np.array([PLACE[0], [2.001, 50.099]]))
    assert found.ele_m == pytest.approx([np.nan, 105.0], nan_ok=True)


def test_minus_9999_is_a_height_to_nobody_but_zero_is(tmp_path: Path) -> None:
    """The sea lies at zero where the raster says so."""
    path = write_tif(tmp_path / "a.tif", ramp() * 0, first=FIRST, step=STEP, nodata=-9999)
    assert open_terrain([path]).heights(PLACE).ele_m.tolist() == [0.0]


def test_a_model_says_so_and_names_whom_to_name(tmp_path: Path) -> None:
    tags = {"ITINERA_MODEL": "yes", "TIFFTAG_COPYRIGHT": "itinera, a model"}
    path = write_tif(tmp_path / "a.tif", ramp(), first=FIRST, step=STEP, tags=tags)
    source = open_terrain([path]).sources[0]
    assert source.model
    assert source.attribution == "itinera, a model"


@pytest.mark.parametrize(
    ("units", "told"),
    [("ft", "feet"), ("US survey foot", "feet"), ("Foot", "feet"), ("cm", "'cm'")],
)
def test_heights_in_another_unit_are_refused(tmp_path: Path, units: str, told: str) -> None:
    path = write_tif(tmp_path / "a.tif", ramp(), first=FIRST, step=STEP, units=units)
    with pytest.raises(RasterError, match=rf"a\.tif has heights in {told}; metres .*Convert it"):
        open_terrain([path])


def test_a_vertical_system_in_feet_is_refused(tmp_path: Path) -> None:
    """NAVD88 height (ftUS), as part of a compound system."""
    path = write_tif(tmp_path / "a.tif", ramp(), first=FIRST, step=STEP, crs="EPSG:4326+6360")
    with pytest.raises(RasterError, match=r"heights in feet; .*A\*0\.3048"):
        open_terrain([path])


def test_a_vertical_system_in_feet_may_be_given_too(tmp_path: Path) -> None:
    path = write_asc(tmp_path / "a.asc", ramp(), corner=(2.0, 50.0), step=1e-3)
    with pytest.raises(RasterError, match="heights in feet"):
        open_terrain([path], crs="EPSG:4326+6360")


@pytest.mark.parametrize("crs", ["EPSG:4326+5773", "EPSG:4979"])
def test_a_vertical_system_in_metres_is_passed_over(tmp_path: Path, crs: str) -> None:
    """As Copernicus tiles have it."""
    path = write_tif(tmp_path / "a.tif", ramp(), first=FIRST, step=STEP, crs=crs, units="metre")
    terrain = open_terrain([path])
    assert terrain.sources[0].crs == "EPSG:4326"
    assert terrain.heights(PLACE).ele_m == pytest.approx([RAMP_AT_PLACE], abs=1e-6)


def test_feet_on_the_ground_are_no_feet_of_height(tmp_path: Path) -> None:
    """A state plane in feet with heights in metres: steps of 100 ft are 30.5 m."""
    path = write_tif(
        tmp_path / "a.tif", ramp(), first=(980_000, 200_000), step=(100, -100), crs="EPSG:2263"
    )
    assert open_terrain([path]).sources[0].resolution_m == pytest.approx(30.48, abs=0.01)


def test_a_turned_raster_is_refused(tmp_path: Path) -> None:
    path = write_tif(tmp_path / "a.tif", ramp(), first=FIRST, step=STEP, turn=1e-5)
    with pytest.raises(RasterError, match=r"a\.tif is turned: .*gdalwarp"):
        open_terrain([path])


def test_a_raster_without_a_place_is_refused(tmp_path: Path) -> None:
    """A TIFF that is a mere picture."""
    from rasterio.errors import NotGeoreferencedWarning

    with pytest.warns(NotGeoreferencedWarning):
        path = write_tif(tmp_path / "a.tif", ramp(), first=FIRST, step=STEP, transform=None)
    with pytest.raises(RasterError, match=r"a\.tif does not say where it lies"):
        open_terrain([path])


def test_metres_called_degrees_lie_nowhere(tmp_path: Path) -> None:
    """The commonest wrong --dem-crs."""
    path = write_asc(tmp_path / "a.asc", ramp(), corner=(684_000, 7_032_000), step=25.0)
    with pytest.raises(RasterError, match=r"a\.asc lies nowhere on the Earth.*x = 684,012\.50"):
        open_terrain([path], crs="EPSG:4326")


def test_a_local_system_leads_nowhere(tmp_path: Path) -> None:
    path = write_tif(
        tmp_path / "a.tif", ramp(), first=(0, 0), step=(1, -1), crs='LOCAL_CS["x",UNIT["metre",1]]'
    )
    with pytest.raises(RasterError, match=r"a\.tif: its coordinate system has no way to long"):
        open_terrain([path])


def test_a_picture_has_too_many_bands(tmp_path: Path) -> None:
    path = write_tif(tmp_path / "a.tif", np.stack([ramp()] * 3), first=FIRST, step=STEP)
    with pytest.raises(RasterError, match=r"a\.tif has 3 bands; heights are one"):
        open_terrain([path])


def test_a_single_row_is_no_surface(tmp_path: Path) -> None:
    path = write_tif(tmp_path / "a.tif", ramp()[:1], first=FIRST, step=STEP)
    with pytest.raises(RasterError, match="has 1 rows and 40 columns"):
        open_terrain([path])


def test_an_unknown_system_is_the_caller_s_fault(tmp_path: Path) -> None:
    path = write_asc(tmp_path / "a.asc", ramp(), corner=(2.0, 50.0), step=1e-3)
    with pytest.raises(InputError, match=r"'Lambert' is no coordinate system.*EPSG:2154"):
        open_terrain([path], crs="Lambert")


def test_an_unknown_system_is_told_where_no_raster_needs_it(tmp_path: Path) -> None:
    """Whoever wrote it wrongly would wonder later."""
    path = write_hgt(tmp_path / "N50E002.hgt", 5)
    for look in (open_terrain, check_rasters):
        with pytest.raises(InputError, match=r"'EPSG:99999999' is no coordinate system"):
            look([path], crs="EPSG:99999999")


def test_a_system_that_proj_does_not_know_is_the_raster_s_fault(tmp_path: Path) -> None:
    """No file of ours can be made to say one: the dataset is played."""

    class Played:
        crs = type("", (), {"to_wkt": lambda self: "NONSENSE[]", "__bool__": lambda self: True})()

    with pytest.raises(RasterError, match=r"a\.tif says a coordinate system that PROJ does not"):
        _system(Played(), tmp_path / "a.tif", None)


@pytest.mark.parametrize("text", ["", "hello", "ncols 3\nnrows 3\n"])
@pytest.mark.parametrize("name", ["a.tif", "a.asc", "a.xyz"])
def test_what_is_no_raster_is_told(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(RasterError, match=rf"{name} is no raster that can be read.*Give \.hgt"):
        open_terrain([tmp_path / name])


@pytest.mark.parametrize("part", [0.02, 0.5, 0.95])
def test_a_geotiff_cut_short_is_told_when_it_is_opened(tmp_path: Path, part: float) -> None:
    """Whether the cut takes the directory or only the last blocks."""
    from rasterio.shutil import copy

    noise = np.random.default_rng(1).uniform(0, 100, (1600, 1600)).astype(np.float32)
    plain = write_tif(tmp_path / "a.tif", noise, first=FIRST, step=STEP)
    ordered = tmp_path / "cog.tif"
    copy(plain, ordered, driver="COG", blocksize=256)
    ordered.write_bytes(ordered.read_bytes()[: int(ordered.stat().st_size * part)])
    with pytest.raises(RasterError, match=r"cog\.tif is (cut short|no raster)"):
        open_terrain([ordered])


@pytest.mark.parametrize("lost", [30, 3000])
def test_an_ascii_grid_cut_short_is_told_when_it_is_opened(tmp_path: Path, lost: int) -> None:
    path = write_asc(tmp_path / "a.asc", ramp(), corner=(2.0, 50.0), step=1e-3)
    path.write_bytes(path.read_bytes()[:-lost])
    with pytest.raises(RasterError, match=r"a\.asc is cut short or damaged: .*can't read line"):
        open_terrain([path], crs="EPSG:4326")


def test_a_file_that_changes_is_read_anew(tmp_path: Path) -> None:
    path = write_tif(tmp_path / "a.tif", ramp(), first=FIRST, step=STEP)
    assert open_terrain([path]).heights(PLACE).ele_m == pytest.approx([RAMP_AT_PLACE])
    shutil.copy(write_tif(tmp_path / "b.tif", ramp(45) * 2, first=FIRST, step=STEP), path)
    assert open_terrain([path]).heights(PLACE).ele_m == pytest.approx([2 * RAMP_AT_PLACE])


def test_gdal_keeps_its_messages_to_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Its errors become ours; nothing besides goes to stderr."""
    (tmp_path / "a.tif").write_text("hello")
    with pytest.raises(RasterError):
        open_terrain([tmp_path / "a.tif"])
    assert logging.getLogger("rasterio").handlers
