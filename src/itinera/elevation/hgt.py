"""SRTM tiles: a square of big-endian 16-bit heights, named by its south-west corner.

Source: "SRTM Topography", section 3.1 (NASA/USGS documentation of the .hgt format).
A tile of 3 arc-seconds has 1201 posts a side, one of 1 arc-second 3601; the posts
of the last row and column are those of the neighbour's first.
"""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from itinera.elevation.grid import WGS84, Grid
from itinera.errors import OutsideError, RasterError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from itinera.elevation.posts import PostArray

__all__ = ["VOID", "HgtTile", "open_hgt"]

VOID = -32_768  # metres: "no data" in SRTM
SIDES = {1201 * 1201 * 2: 1201, 3601 * 3601 * 2: 3601}  # bytes → posts a side
MOST_BYTES = max(SIDES)
CORNER = re.compile(r"([NS])(\d{2})([EW])(\d{3})(?!\d)", re.IGNORECASE)
KEPT_TILES = 4  # unpacked at a time: 26 MB each at most


@dataclass(frozen=True, slots=True)
class HgtTile:
    """A tile whose posts can be read.

    Attributes
    ----------
    path
        `.hgt`, or packed as `.gz` or `.zip`.
    side
        Posts along a side.
    stamp
        When the file was changed and how long it is, so that nothing stale is kept.
    """

    path: Path
    side: int
    stamp: tuple[int, int]

    def read(self, row: int, col: int, n_rows: int, n_cols: int) -> PostArray:
        """Return posts as float32, NaN where void, from the north-west."""
        posts = _posts(self.path, self.stamp)[row : row + n_rows, col : col + n_cols]
        heights = posts.astype(np.float32)
        heights[posts == VOID] = np.nan
        return heights


def open_hgt(path: Path) -> tuple[Grid, HgtTile]:
    """Open a tile and look at its whole.

    Parameters
    ----------
    path
        `N42E001.hgt`, `.hgt.gz` or `.zip` with one `.hgt` inside.

    Raises
    ------
    RasterError
        If it is damaged, of a wrong size, or nothing tells its corner.
    OutsideError
        If it cannot be read.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise _unreadable(path, error) from error
    stamp = (status.st_mtime_ns, status.st_size)
    side = len(_posts(path, stamp))
    west, south = _corner(path)
    step = 1.0 / (side - 1)
    grid = Grid(WGS84, west, south + 1.0, step, -step, side, side)
    return grid, HgtTile(path, side, stamp)


@lru_cache(maxsize=KEPT_TILES)
def _posts(path: Path, _stamp: tuple[int, int]) -> npt.NDArray[np.int16]:
    """Return a whole tile, kept as long as its stamp stays; plain ones stay on disk."""
    try:
        if _is_zip(path):
            data = _unzipped(path)
        elif path.suffix.lower() == ".gz":
            with gzip.open(path, "rb") as stream:
                data = stream.read(MOST_BYTES + 1)
        else:
            return _square(np.memmap(path, dtype=np.uint8, mode="r"), path)
    except (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile) as error:
        raise RasterError(
            f"{path} is damaged: {error}.", remedy="Fetch or copy the tile again."
        ) from error
    except ValueError as error:  # mmap of an empty file
        raise _wrong_size(path, 0) from error
    except OSError as error:
        raise _unreadable(path, error) from error
    return _square(np.frombuffer(data, dtype=np.uint8), path)


def _is_zip(path: Path) -> bool:
    return path.suffix.lower() == ".zip"


def _unzipped(path: Path) -> bytes:
    """Return the one tile of an archive."""
    with zipfile.ZipFile(path) as archive, archive.open(_member(archive, path)) as stream:
        return stream.read(MOST_BYTES + 1)


def _member(archive: zipfile.ZipFile, path: Path) -> str:
    """Return the name of the one tile in an archive."""
    names = [
        name
        for name in archive.namelist()
        if name.lower().endswith(".hgt") and "__MACOSX" not in name
    ]
    if len(names) != 1:
        held = f"{len(names)} .hgt files ({', '.join(names[:3])})" if names else "no .hgt file"
        raise RasterError(
            f"{path} holds {held}, one is wanted.",
            remedy="Unpack it into a folder, and name the folder.",
        )
    return names[0]


def _square(data: npt.NDArray[np.uint8], path: Path) -> npt.NDArray[np.int16]:
    """Return bytes as a square of heights."""
    side = SIDES.get(len(data))
    if side is None:
        raise _wrong_size(path, len(data))
    return data.view(">i2").reshape(side, side)


def _wrong_size(path: Path, size: int) -> RasterError:
    held = f"more than {MOST_BYTES:,}" if size > MOST_BYTES else f"{size:,}"
    wanted = " or ".join(f"{size:,}" for size in SIDES)
    return RasterError(
        f"{path} holds {held} bytes of heights; a tile has {wanted}.",
        remedy="It is cut short or no SRTM tile: fetch or copy it again.",
    )


def _unreadable(path: Path, error: OSError) -> OutsideError:
    return OutsideError(
        f"{path} cannot be read: {error.strerror or error}.",
        remedy="Check the path given with --dem.",
    )


def _corner(path: Path) -> tuple[float, float]:
    """Return the south-west corner that the names tell, in degrees."""
    names = [path.name]
    if _is_zip(path):
        with zipfile.ZipFile(path) as archive:
            names.append(_member(archive, path).rsplit("/", 1)[-1])
    corners = {name: _corner_of(name) for name in names}
    told = {corner for corner in corners.values() if corner is not None}
    if len(told) > 1:
        raise RasterError(
            f"{path} holds {names[1]}: the two names tell different corners.",
            remedy="Rename the archive after the tile in it.",
        )
    if not told:
        raise RasterError(
            f"The name of {path} does not tell where the tile lies.",
            remedy="Name it after its south-west corner, as in N50E002.hgt.",
        )
    return told.pop()


def _corner_of(name: str) -> tuple[float, float] | None:
    """Return the corner that a name begins with, west and south, None where it tells none."""
    found = CORNER.match(name)
    if found is None:
        return None
    south = float(found[2]) * (1 if found[1].upper() == "N" else -1)
    west = float(found[4]) * (1 if found[3].upper() == "E" else -1)
    if not (-90.0 <= south < 90.0 and -180.0 <= west < 180.0):
        return None
    return west, south
