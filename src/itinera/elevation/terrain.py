"""The terrain: several rasters that answer as one.

The finest is asked first, of equals the one that was named first; where it says
nothing the next is asked, and so on; what none knows is unknown. Only then are short
voids bridged, the finest raster first again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.elevation.files import checksum, is_srtm, rasters_in
from itinera.elevation.heights import NO_SOURCE, Box, Heights, RasterSource, Tally
from itinera.elevation.hgt import open_hgt
from itinera.elevation.mosaic import Mosaic, Raster, meets
from itinera.elevation.raster import RasterFile, named_system, open_raster
from itinera.elevation.sampling import heights_at
from itinera.elevation.seams import steps_at_seams
from itinera.errors import InputError, RasterError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from itinera.elevation.grid import Grid
    from itinera.elevation.mosaic import Posts
    from itinera.geodesy import FloatArray

__all__ = [
    "NO_SOURCE",
    "Box",
    "Heights",
    "RasterSource",
    "Tally",
    "Terrain",
    "check_rasters",
    "open_terrain",
]

EQUAL = 1.05  # times: resolutions closer than this are equal
BLOCK = 512  # posts: read at a time when looking for any height at all
MOST_NAMED = 3  # files in a sentence


@dataclass(frozen=True, slots=True)
class _Opened:
    """A raster with the file that it came from."""

    path: Path
    grid: Grid
    posts: Posts


class Terrain:
    """Rasters that answer as one, the finest first.

    Not for several threads at once: open files are shared.

    Attributes
    ----------
    sources
        The rasters, in the order in which they are asked.
    notes
        What is odd about them and no error: for people.
    """

    def __init__(
        self, rasters: Sequence[Raster], sources: Sequence[RasterSource], notes: Sequence[str] = ()
    ) -> None:
        self.sources = tuple(sources)
        self._mosaic = Mosaic(rasters)
        steps = steps_at_seams(self._mosaic)
        self.notes = (*notes, *(str(step) for step in steps))

    def heights(self, lonlat: FloatArray) -> Heights:
        """Return the heights at places, between posts by bilinear interpolation.

        Parameters
        ----------
        lonlat : float64, shape (n, 2)
            Longitude and latitude in degrees, in any order, any number of them;
            places near one another in the array are read faster.

        Raises
        ------
        InputError
            If the array has another shape.
        RasterError
            If a raster turns out to be damaged.
        """
        places = np.asarray(lonlat, dtype=np.float64)
        if places.ndim != 2 or places.shape[1] != 2:
            raise InputError(
                f"Places have the shape {places.shape}, not (n, 2).",
                remedy="Give rows of longitude and latitude in degrees.",
            )
        return heights_at(self._mosaic, places)

    def covering(self, box: Box) -> float:
        """Return the share of a box that rasters cover, 0 to 1, voids included.

        Parameters
        ----------
        box
            West, south, east, north in degrees.
        """
        import shapely

        grids = (raster.grid for raster in self._mosaic.rasters)
        outlines = [shapely.Polygon(grid.outline(0.5)) for grid in grids]
        wanted = shapely.box(*box)
        covered = shapely.unary_union(outlines)
        if wanted.area == 0.0:
            return float(covered.intersects(wanted))
        return min(1.0, float(covered.intersection(wanted).area / wanted.area))


def check_rasters(paths: Sequence[Path], *, crs: str | None = None) -> None:
    """Refuse rasters that cannot be used, by what they say of themselves.

    Cheap, so that nobody waits for a map to be read before a wrong option is told.

    Parameters
    ----------
    paths, crs
        As for `open_terrain`.

    Raises
    ------
    RasterError, InputError, OutsideError
        As for `open_terrain`.
    """
    _open_all(paths, crs)


def open_terrain(
    paths: Sequence[Path], *, crs: str | None = None, box: Box | None = None
) -> Terrain:
    """Open rasters and folders of rasters as one terrain.

    Parameters
    ----------
    paths
        Files (`.hgt`, `.hgt.zip`, `.hgt.gz`, GeoTIFF, `.asc`) and folders of them.
    crs
        The coordinate reference system of rasters that do not say theirs, "EPSG:2154".
    box
        The wanted area in degrees; rasters that do not meet it are left out.

    Raises
    ------
    RasterError
        If a raster is none, damaged, turned, in a wrong unit or without a coordinate
        system; if no raster meets the area, or none has any height.
    InputError
        If no path is given, or `crs` is no coordinate system (needed or not).
    OutsideError
        If a path does not exist.
    """
    opened = _open_all(paths, crs)
    near = [one for one in opened if box is None or meets(one.grid.reach, box)]
    if box is not None and not near:
        raise _elsewhere(opened, box)
    full = [one for one in near if _has_heights(one)]
    if not full:
        raise RasterError(
            f"{_listed(near)}: no post has a height, all are void or no-data.",
            remedy="Give another raster, or check the no-data value that it states.",
        )
    notes = [f"{one.path.name} has no height at all." for one in near if one not in full]
    notes += [
        f"{one.path.name} lies elsewhere and is not used: is its coordinate system right?"
        for one in opened
        if one not in near and one.path in paths  # a folder may well hold more than the map
    ]
    asked = [full[k] for k in _finest_first([one.grid.resolution_m for one in full])]
    rasters = [Raster(one.path.name, one.grid, one.posts) for one in asked]
    return Terrain(rasters, [_source(one) for one in asked], notes)


def _open_all(paths: Sequence[Path], crs: str | None) -> list[_Opened]:
    """Open the rasters that are meant; a wrong `crs` is told even if none needs it."""
    if crs is not None:
        named_system(crs)
    return [_open(path, crs) for path in rasters_in(paths)]


def _open(path: Path, crs: str | None) -> _Opened:
    """Open one raster."""
    grid, posts = open_hgt(path) if is_srtm(path) else open_raster(path, crs=crs)
    return _Opened(path, grid, posts)


def _finest_first(resolutions_m: Sequence[float]) -> list[int]:
    """Return an order by resolution; those within 5 % of the finest left keep theirs.

    Examples
    --------
    >>> _finest_first([90.0, 31.0, 30.5, 30.0, 5.0])
    [4, 1, 2, 3, 0]
    """
    left = sorted(range(len(resolutions_m)), key=lambda k: resolutions_m[k])
    order: list[int] = []
    while left:
        finest = resolutions_m[left[0]]
        equal = [k for k in left if resolutions_m[k] <= finest * EQUAL]
        order += sorted(equal)
        left = left[len(equal) :]
    return order


def _has_heights(one: _Opened) -> bool:
    """Tell whether any post is known; mostly the first look tells.

    The very last post is read too, so that a file that was cut short is found out
    now, and not when somebody goes there.
    """
    grid = one.grid
    one.posts.read(grid.n_rows - 1, grid.n_cols - 1, 1, 1)
    corners = [
        (row, col) for row in range(0, grid.n_rows, BLOCK) for col in range(0, grid.n_cols, BLOCK)
    ]
    corners.insert(0, corners.pop(len(corners) // 2))
    for row, col in corners:
        high, wide = min(BLOCK, grid.n_rows - row), min(BLOCK, grid.n_cols - col)
        if np.isfinite(one.posts.read(row, col, high, wide)).any():
            return True
    return False


def _source(one: _Opened) -> RasterSource:
    """Describe a raster."""
    said = one.posts if isinstance(one.posts, RasterFile) else None
    return RasterSource(
        name=one.path.name,
        sha256=checksum(one.path),
        resolution_m=one.grid.resolution_m,
        crs=one.grid.crs,
        bounds=one.grid.bounds,
        model=said is not None and said.model,
        attribution=said.attribution if said else "",
    )


def _elsewhere(opened: Sequence[_Opened], box: Box) -> RasterError:
    """Say that no raster meets the wanted area."""
    lies = np.array([one.grid.bounds for one in opened])
    west, south = lies[:, :2].min(axis=0)
    east, north = lies[:, 2:].max(axis=0)
    lie = "lie" if len(opened) > 1 else "lies"
    return RasterError(
        f"{_listed(opened)} {lie} elsewhere: from {south:.3f},{west:.3f} to {north:.3f},"
        f"{east:.3f}, the map from {box[1]:.3f},{box[0]:.3f} to {box[3]:.3f},{box[2]:.3f} "
        "(LAT,LON).",
        remedy="Give rasters of this area; if these should be, their coordinate system is "
        "wrong: correct it, or give another --dem-crs.",
    )


def _listed(opened: Sequence[_Opened]) -> str:
    """Name files, the first few."""
    names = [one.path.name for one in opened[:MOST_NAMED]]
    more = len(opened) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")
