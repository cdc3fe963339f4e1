"""Rasters that GDAL reads: GeoTIFF in any coordinate system, ESRI grids.

rasterio is loaded when the first such raster is opened, and its errors end here.
Open files are kept and are not for several threads at once.
"""

from __future__ import annotations

import contextlib
import logging
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from itinera.elevation.grid import WGS84, Grid
from itinera.elevation.hgt import VOID
from itinera.errors import InputError, RasterError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyproj import CRS

    from itinera.elevation.posts import PostArray

__all__ = ["RasterFile", "open_raster"]

KEPT_OPEN = 32  # files
CACHE_BYTES = 128 << 20  # of unpacked blocks, all files together; GDAL takes 5 % of the memory
UNSAID_VOID = -9999.0  # ESRI's "no data" where an .asc names none
LOWEST_M, HIGHEST_M = -1_000.0, 9_000.0  # no ground on land lies outside
METRES = ("", "m", "metre", "metres", "meter", "meters")
FEET = ("ft", "foot", "feet", "us survey foot", "us_survey_foot", "ft_us", "us-ft", "sfoot")
MODEL_TAG, ATTRIBUTION_TAG = "ITINERA_MODEL", "TIFFTAG_COPYRIGHT"


@dataclass(frozen=True, slots=True)
class RasterFile:
    """A raster whose posts can be read.

    Attributes
    ----------
    path
        The file.
    stamp
        When it was changed and how long it is, so that nothing stale is kept open.
    voids
        Values that stand for "unknown".
    masked
        Whether the file also has a mask that tells what is known.
    scale, offset
        Metres per unit of the values, and what to add.
    model, attribution
        As for `RasterSource`.
    """

    path: Path
    stamp: tuple[int, int]
    voids: tuple[float, ...]
    masked: bool
    scale: float
    offset: float
    model: bool
    attribution: str

    def read(self, row: int, col: int, n_rows: int, n_cols: int) -> PostArray:
        """Return posts as float32, NaN where unknown.

        Raises
        ------
        RasterError
            If the file is cut short or damaged there.
        """
        import rasterio
        from rasterio.windows import Window

        window = Window(col, row, n_cols, n_rows)
        with (
            _told(f"{self.path} is cut short or damaged", "Copy or fetch the raster again."),
            rasterio.Env(GDAL_CACHEMAX=CACHE_BYTES),
        ):
            dataset = _dataset(self.path, self.stamp)
            values = dataset.read(1, window=window)
            mask = dataset.read_masks(1, window=window) if self.masked else None
        with np.errstate(over="ignore"):  # a "no data" of 1e308
            posts: PostArray = (values * self.scale + self.offset).astype(np.float32)
        unknown = ~((posts > LOWEST_M) & (posts < HIGHEST_M))  # true of "not a number" too
        for void in self.voids:
            unknown |= values == void
        posts[unknown if mask is None else unknown | (mask == 0)] = np.nan
        return posts


def open_raster(path: Path, *, crs: str | None = None) -> tuple[Grid, RasterFile]:
    """Open a raster and look at what it says of itself.

    Parameters
    ----------
    path
        A file that GDAL reads.
    crs
        The coordinate reference system, where the file does not say its own.

    Raises
    ------
    RasterError
        If it is no raster, has several bands, is turned, lies nowhere, does not say
        its coordinate system, or has heights in another unit than metres.
    InputError
        If `crs` is none.
    """
    from rasterio.enums import MaskFlags

    status = path.stat()
    stamp = (status.st_mtime_ns, status.st_size)
    with _told(f"{path} is no raster that can be read", "Give .hgt, GeoTIFF or .asc files."):
        dataset = _dataset(path, stamp)
    _refuse_bands(dataset, path)
    system = _system(dataset, path, crs)
    _refuse_units(dataset, system, path)
    grid = _grid(dataset, _flat(system), path)
    tags = dataset.tags()
    return grid, RasterFile(
        path,
        stamp,
        _voids(dataset),
        MaskFlags.per_dataset in dataset.mask_flag_enums[0],
        float(dataset.scales[0]),
        float(dataset.offsets[0]),
        str(tags.get(MODEL_TAG, "")).lower() == "yes",
        str(tags.get(ATTRIBUTION_TAG, "")),
    )


@lru_cache(maxsize=KEPT_OPEN)
def _dataset(path: Path, _stamp: tuple[int, int]) -> Any:  # rasterio has no types
    """Return an open file, kept as long as its stamp stays."""
    import rasterio
    from rasterio.errors import NotGeoreferencedWarning

    logger = logging.getLogger("rasterio")
    if not logger.handlers:  # else every GDAL message goes to stderr beside our own
        logger.addHandler(logging.NullHandler())
    options = {"DATATYPE": "Float64"} if path.suffix.lower() == ".asc" else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        return rasterio.open(path, **options)


def _voids(dataset: Any) -> tuple[float, ...]:
    """Return the values that stand for "unknown", as the raster holds them."""
    said = UNSAID_VOID if dataset.nodata is None else float(dataset.nodata)
    if dataset.dtypes[0] == "float32":
        with np.errstate(over="ignore"):
            said = float(np.float32(said))
    return float(VOID), said


@contextlib.contextmanager
def _told(problem: str, remedy: str) -> Iterator[None]:
    """Translate what rasterio raises."""
    from rasterio.errors import RasterioError
    from rasterio.errors import RasterioIOError as ReadError

    try:
        yield
    except (ReadError, RasterioError) as error:
        reason = str(error.__cause__ or error).rstrip(".")
        raise RasterError(f"{problem}: {reason}.", remedy=remedy) from error


def _refuse_bands(dataset: Any, path: Path) -> None:
    """Complain of pictures."""
    if dataset.count != 1:
        raise RasterError(
            f"{path} has {dataset.count} bands; heights are one.",
            remedy="Cut the band with the heights out of it (gdal_translate -b N).",
        )


def _system(dataset: Any, path: Path, given: str | None) -> CRS:
    """Return the coordinate reference system that a raster says, or that is given."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    if dataset.crs:
        try:
            return CRS.from_wkt(dataset.crs.to_wkt())
        except CRSError as error:
            raise RasterError(
                f"{path} says a coordinate system that PROJ does not know: {error}.",
                remedy="Assign the right one (gdal_edit.py -a_srs EPSG:N).",
            ) from error
    if given is None:
        raise RasterError(
            f"{path} does not say its coordinate system.",
            remedy="Say it with --dem-crs, for example EPSG:2154 for tiles of IGN.",
        )
    return named_system(given)


def named_system(name: str) -> CRS:
    """Return a coordinate reference system by its name, "EPSG:2154".

    Raises
    ------
    InputError
        If PROJ knows none of that name.
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return CRS.from_user_input(name)
    except CRSError as error:
        raise InputError(
            f"{name!r} is no coordinate system.", remedy="Write --dem-crs as EPSG:2154."
        ) from error


def _refuse_units(dataset: Any, system: CRS, path: Path) -> None:
    """Complain of heights in feet, or in anything else than metres."""
    named = [(dataset.units[0] or "").strip().lower()]
    if len(system.axis_info) > 2:
        named.append(system.axis_info[2].unit_name.lower())
    for unit in named:
        if unit in METRES:
            continue
        what = "feet" if unit in FEET else repr(unit)
        factor = "0.3048" if unit in FEET else "FACTOR"
        raise RasterError(
            f"{path} has heights in {what}; metres are wanted.",
            remedy=f'Convert it: gdal_calc.py -A {path.name} --calc="A*{factor}" --type=Float32 '
            "--outfile=metres.tif, and take the unit away with gdal_edit.py -units metre.",
        )


def _flat(system: CRS) -> CRS:
    """Return the horizontal part of a coordinate system."""
    return system.sub_crs_list[0] if system.is_compound else system.to_2d()


def _grid(dataset: Any, system: CRS, path: Path) -> Grid:
    """Return where the posts stand: in the middle of the raster's cells."""
    at = dataset.transform
    if at.is_identity:
        raise RasterError(
            f"{path} does not say where it lies.",
            remedy="Give a raster with coordinates (GeoTIFF tags, a world file, an .asc).",
        )
    if at.b != 0.0 or at.d != 0.0:
        raise RasterError(
            f"{path} is turned: its rows do not run along an axis of its coordinates.",
            remedy="Make it upright (gdalwarp in out).",
        )
    if min(dataset.height, dataset.width) < 2:
        raise RasterError(
            f"{path} has {dataset.height} rows and {dataset.width} columns.",
            remedy="Give a raster of two rows and columns at least.",
        )
    grid = Grid(
        _name(system), at.c + at.a / 2, at.f + at.e / 2, at.a, at.e, dataset.height, dataset.width
    )
    _refuse_nowhere(grid, path)
    return grid


def _name(system: CRS) -> str:
    """Return "EPSG:n", or WKT for a system without a number."""
    from pyproj import CRS

    if system.is_geographic and system.equals(CRS.from_user_input(WGS84), ignore_axis_order=True):
        return WGS84
    code = system.to_epsg(min_confidence=100)
    return f"EPSG:{code}" if code else system.to_wkt()


def _refuse_nowhere(grid: Grid, path: Path) -> None:
    """Complain of coordinates that are no place, as when the system is wrong."""
    from pyproj.exceptions import ProjError

    try:
        west, south, east, north = grid.bounds
        lies = bool(np.isfinite(grid.bounds).all())
    except ProjError as error:
        raise RasterError(
            f"{path}: its coordinate system has no way to longitude and latitude ({error}).",
            remedy="Assign the right one (gdal_edit.py -a_srs EPSG:N).",
        ) from error
    if not lies or west < -181.0 or east > 181.0 or south < -91.0 or north > 91.0:
        raise RasterError(
            f"{path} lies nowhere on the Earth: its first post is at x = {grid.x0:,.2f}, "
            f"y = {grid.y0:,.2f} of {grid.crs[:40]}.",
            remedy="The coordinate system is wrong: correct it, or give another --dem-crs.",
        )
