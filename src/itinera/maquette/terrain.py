"""The model terrain of the invented map: two rasters, ground and terrils.

The ground is laid through the true altitudes of the pitheads; terrils stand on
it where the map draws them. It is a model, marked as one, and no survey.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

from itinera.errors import OutsideError
from itinera.maquette.drawn import read_drawn
from itinera.maquette.facts import read_facts
from itinera.maquette.ground import LOWEST_M, lay_ground
from itinera.maquette.heaps import heaps, lakes
from itinera.maquette.mounds import mound_of
from itinera.maquette.plane import Plane
from itinera.maquette.tiles import ORIGIN

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from itinera.geodesy import FloatArray
    from itinera.maquette.drawn import Drawn
    from itinera.maquette.heaps import Heap
    from itinera.maquette.mounds import Mound
    from itinera.maquette.relief import Relief

    Raster = npt.NDArray[np.float32]

GROUND_FILE = "modele-sol.tif"
TERRILS_FILE = "modele-terrils.tif"
#: Tags of both files; `itinera.elevation` takes heights of such rasters as modelled.
TAGS = {
    "ITINERA_MODEL": "yes",
    "TIFFTAG_IMAGEDESCRIPTION": (
        "Modelled heights, no survey: ground interpolated between true pithead altitudes, "
        "terrils as solids where the invented map draws them. Metres above sea."
    ),
    "TIFFTAG_COPYRIGHT": "Pitheads: Mission Bassin Minier, Licence Ouverte / Etalab 2.0",
}
NO_DATA = -9_999.0
QUANTUM_M = 1.0 / 32.0  # heights are whole multiples of it, which packs well
MARGIN = 0.02  # degrees round the map
COARSENING = 3  # the ground is worked out at every third post, and splined between
ROOM = 4  # posts of bare ground that the fine raster keeps round a terril


@dataclass(frozen=True, slots=True)
class Grid:
    """Posts in degrees: the north-western one, the steps eastward and southward, rows, columns."""

    west: float
    north: float
    step_lon: float
    step_lat: float
    rows: int
    columns: int

    @classmethod
    def over(cls, box: tuple[float, float, float, float], steps: tuple[float, float]) -> Grid:
        """Return the grid on whole multiples of its steps that covers a box with a margin."""
        west = math.floor((box[0] - MARGIN) / steps[0])
        north = math.ceil((box[3] + MARGIN) / steps[1])
        columns = math.ceil((box[2] + MARGIN) / steps[0]) - west + 1
        rows = north - math.floor((box[1] - MARGIN) / steps[1]) + 1
        return cls(west * steps[0], north * steps[1], *steps, rows, columns)

    def lonlat(self, rows: FloatArray, columns: FloatArray) -> FloatArray:
        """Return the posts of rows × columns, row by row, shape (n, 2), degrees."""
        lon, lat = self.west + columns * self.step_lon, self.north - rows * self.step_lat
        return np.stack(np.broadcast_arrays(lon[None, :], lat[:, None]), axis=-1).reshape(-1, 2)


GROUND_STEPS = (0.00125, 0.0008)  # about 89 m
TERRIL_STEPS = (0.0001, 0.00006)  # about 7 m


def write_terrain(folder: Path, osm_file: Path, *, seed: int) -> tuple[Path, Path]:
    """Write the model terrain of a map into a folder: its ground, and its terrils.

    Parameters
    ----------
    folder
        Made if it is missing; files of the same names are replaced.
    osm_file
        A map that `itinera.maquette.write_maquette` wrote.
    seed
        The one that map was written with.

    Returns
    -------
    ground, terrils
        The two GeoTIFF files (EPSG:4326, float32, metres above sea).

    Raises
    ------
    OutsideError
        If the map cannot be read or the folder cannot be written.
    """
    plane = Plane.at(*ORIGIN)
    drawn = read_drawn(osm_file, plane)
    relief = lay_ground(plane, drawn.waters)
    coarse = Grid.over(drawn.box, GROUND_STEPS)
    ground = _ground_raster(relief, coarse, plane)
    mounds = mounds_of(drawn, relief, plane, seed)
    fine = Grid.over(drawn.box, TERRIL_STEPS)
    patches = [_patch(mound, fine, (coarse, ground), plane) for mound in mounds]
    files = folder / GROUND_FILE, folder / TERRILS_FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(files[0], coarse, [(0, 0, ground)])
        _write(files[1], fine, patches)
    except OSError as trouble:
        raise OutsideError(
            f"The terrain cannot be written to {folder} ({trouble}).",
            remedy="Choose a folder that may be written to.",
        ) from trouble
    return files


def mounds_of(drawn: Drawn, relief: Relief, plane: Plane, seed: int) -> list[Mound]:
    """Shape every terril of the map that still stands (what was levelled is ground again)."""
    facts = read_facts()
    found = heaps((*facts.terrils, *lakes(facts)), plane, seed)
    west, south, east, north = drawn.box
    standing = [
        heap
        for heap in found
        if not (heap.is_lake or heap.terril.shape.startswith("Arasé"))
        and west < heap.terril.lon < east
        and south < heap.terril.lat < north
    ]
    ground = relief.at(np.array([(heap.x, heap.y) for heap in standing]).reshape(-1, 2)).tolist()
    return [
        mound_of(
            heap,
            drawn.paths.get(heap.terril.number, {}),
            ground_m=level,
            summit_m=summit_of(heap, level),
        )
        for heap, level in zip(standing, ground, strict=True)
    ]


def summit_of(heap: Heap, ground_m: float) -> float:
    """Return the altitude of a summit: published, or the ground and the height above it."""
    if heap.terril.altitude_m is not None:
        return heap.terril.altitude_m
    return ground_m + heap.height_m


def _ground_raster(relief: Relief, grid: Grid, plane: Plane) -> Raster:
    """Work the ground out at some posts and bend a spline through them."""
    rows = np.arange(0, grid.rows + COARSENING, COARSENING, dtype=np.float64)
    columns = np.arange(0, grid.columns + COARSENING, COARSENING, dtype=np.float64)
    known = relief.at(_on_plane(grid.lonlat(rows, columns), plane))
    at = np.meshgrid(
        np.arange(grid.rows) / COARSENING, np.arange(grid.columns) / COARSENING, indexing="ij"
    )
    known = known.reshape(len(rows), len(columns))
    bent = ndimage.map_coordinates(known, at, order=3, mode="nearest")
    return rounded(np.maximum(bent, LOWEST_M))


def _patch(
    mound: Mound, grid: Grid, under: tuple[Grid, Raster], plane: Plane
) -> tuple[int, int, Raster]:
    """Return first row and column, and heights, of the fine posts round a terril."""
    lonlat = plane.lonlat(mound.foot)
    columns = (lonlat[:, 0] - grid.west) / grid.step_lon
    rows = (grid.north - lonlat[:, 1]) / grid.step_lat
    c = np.arange(math.floor(columns.min()) - ROOM, math.ceil(columns.max()) + ROOM + 1)
    r = np.arange(math.floor(rows.min()) - ROOM, math.ceil(rows.max()) + ROOM + 1)
    posts = grid.lonlat(r.astype(np.float64), c.astype(np.float64))
    heights = mound.lift(_on_plane(posts, plane), between(*under, posts))
    return int(r[0]), int(c[0]), rounded(heights.reshape(len(r), len(c)))


def between(grid: Grid, heights: Raster, lonlat: FloatArray) -> FloatArray:
    """Return heights between the posts of a raster, bilinearly.

    Parameters
    ----------
    lonlat : float64, shape (n, 2)
        Degrees.
    """
    at = [(grid.north - lonlat[:, 1]) / grid.step_lat, (lonlat[:, 0] - grid.west) / grid.step_lon]
    found: FloatArray = ndimage.map_coordinates(
        heights.astype(np.float64), at, order=1, mode="nearest"
    )
    return found


def rounded(heights: FloatArray) -> Raster:
    """Round heights to what the files hold."""
    return (np.round(heights / QUANTUM_M) * QUANTUM_M).astype(np.float32)


def _on_plane(lonlat: FloatArray, plane: Plane) -> FloatArray:
    """Turn degrees into metres on the plane, both of shape (n, 2)."""
    metres: FloatArray = (lonlat - (plane.lon0, plane.lat0)) * (plane.per_lon, plane.per_lat)
    return metres


def _write(path: Path, grid: Grid, patches: list[tuple[int, int, Raster]]) -> None:
    """Write patches into a raster that is empty elsewhere; where they overlap the higher wins."""
    import rasterio
    from rasterio import Affine
    from rasterio.windows import Window

    west, north = grid.west - grid.step_lon / 2.0, grid.north + grid.step_lat / 2.0
    profile = {
        "driver": "GTiff", "dtype": "float32", "count": 1, "nodata": NO_DATA,
        "crs": "EPSG:4326", "width": grid.columns, "height": grid.rows,
        "transform": Affine(grid.step_lon, 0.0, west, 0.0, -grid.step_lat, north),
        "tiled": True, "blockxsize": 256, "blockysize": 256, "sparse_ok": True,
        "compress": "deflate", "predictor": 3, "zlevel": 9,
    }  # fmt: skip
    beside = path.with_name(f".{path.name}.part")
    try:
        with rasterio.open(beside, "w+", **profile) as out:
            out.update_tags(**TAGS)
            out.units = ("metre",)
            for row, column, heights in patches:
                window = Window(column, row, heights.shape[1], heights.shape[0])
                out.write(np.maximum(heights, out.read(1, window=window)), 1, window=window)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
