"""Small rasters for tests: planes, holes and whatever a raster can have wrong."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

SIDE = 1201  # posts of a tile of 3 arc-seconds

Height = Callable[[np.ndarray, np.ndarray], np.ndarray]


def write_hgt(path: Path, height: Height | np.ndarray | int, *, inside: str = "") -> Path:
    """Write an SRTM tile, packed as its ending says.

    `height` is a function of longitude and latitude offsets from the south-west
    corner in degrees, an array of posts from the north-west, or a number.
    """
    if callable(height):
        along = np.arange(SIDE) / (SIDE - 1)
        height = height(*np.meshgrid(along, along[::-1]))
    posts = np.broadcast_to(np.asarray(height), (SIDE, SIDE)) if np.ndim(height) == 0 else height
    data = np.asarray(posts).astype(">i2").tobytes()
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(data, 1, mtime=0))
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(inside or path.name.removesuffix(".zip"), data)
    else:
        path.write_bytes(data)
    return path


def write_tif(
    path: Path,
    posts: np.ndarray,
    *,
    first: tuple[float, float],
    step: tuple[float, float],
    crs: str | None = "EPSG:4326",
    units: str | None = None,
    tags: dict[str, str] | None = None,
    turn: float = 0.0,
    **profile: Any,
) -> Path:
    """Write a GeoTIFF whose first post stands at `first`, the others `step` apart."""
    import rasterio
    from rasterio.transform import Affine

    (x, y), (dx, dy) = first, step
    bands = posts if posts.ndim == 3 else posts[np.newaxis]
    given = {
        "driver": "GTiff",
        "dtype": bands.dtype.name,
        "count": len(bands),
        "height": bands.shape[1],
        "width": bands.shape[2],
        "crs": crs,
        "transform": Affine(dx, turn, x - dx / 2, turn, dy, y - dy / 2),
    }
    with rasterio.open(path, "w", **(given | profile)) as dataset:
        dataset.write(bands)
        if units is not None:
            dataset.units = [units] * len(bands)
        dataset.update_tags(**(tags or {}))
    return path


def write_asc(
    path: Path,
    posts: np.ndarray,
    *,
    corner: tuple[float, float],
    step: float,
    nodata: float | None = -99999.0,
) -> Path:
    """Write an ESRI grid as IGN does: the corner is that of the south-west cell."""
    head = {
        "ncols": posts.shape[1],
        "nrows": posts.shape[0],
        "xllcorner": f"{corner[0]:.12f}",
        "yllcorner": f"{corner[1]:.12f}",
        "cellsize": f"{step:.12f}",
    } | ({} if nodata is None else {"NODATA_value": f"{nodata:.2f}"})
    rows = [" ".join(f"{value:.2f}" for value in row) for row in posts]
    lines = [f"{key:14}{value}" for key, value in head.items()]
    path.write_text("\n".join(lines + rows) + "\n", encoding="ascii")
    return path
