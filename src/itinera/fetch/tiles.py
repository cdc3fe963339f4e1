"""Elevation tiles of the SRTM kind from a public store: one degree each, named by their corner."""

from __future__ import annotations

import gzip
import math
import re
import zlib
from typing import TYPE_CHECKING

from itinera.errors import InputError
from itinera.fetch.download import Landed, Wanted, download
from itinera.fetch.errors import CorruptError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from itinera.fetch.client import Client
    from itinera.fetch.sources import Box, Sources

__all__ = ["cells_of", "fetch_tile", "is_cell"]

CELL = re.compile(r"([NS])(\d{2})([EW])(\d{3})")
SIDES = (1201, 3601)  # samples along an edge: 3 and 1 arc seconds
SAMPLE_BYTES = 2
MOST_CELLS = 100


def is_cell(text: str) -> bool:
    """Tell whether a text is the name of a tile on the Earth.

    Examples
    --------
    >>> is_cell("N50E002"), is_cell("N90E002"), is_cell("n50e2")
    (True, False, False)
    """
    found = CELL.fullmatch(text)
    if found is None:
        return False
    north, east = int(found[2]), int(found[4])
    return north <= (89 if found[1] == "N" else 90) and east <= (179 if found[3] == "E" else 180)


def cells_of(box: Box) -> list[str]:
    """Return the names of the tiles that a box touches, from the south-west, row by row.

    Parameters
    ----------
    box
        West, south, east, north in degrees.

    Raises
    ------
    InputError
        If they are more than a hundred.

    Examples
    --------
    >>> cells_of((2.23, 50.22, 3.73, 50.66))
    ['N50E002', 'N50E003']
    """
    west, south, east, north = (math.floor(value) for value in box)
    count = (east - west + 1) * (north - south + 1)
    if count > MOST_CELLS:
        raise InputError(
            f"The area touches {count} elevation tiles; {MOST_CELLS} are fetched at most.",
            remedy="Fetch the tiles of smaller areas.",
        )
    return [
        f"{'N' if lat >= 0 else 'S'}{abs(lat):02d}{'E' if lon >= 0 else 'W'}{abs(lon):03d}"
        for lat in range(south, north + 1)
        for lon in range(west, east + 1)
    ]


def fetch_tile(
    cell: str,
    folder: Path,
    sources: Sources,
    client: Client,
    *,
    progress: Callable[[int, int | None], None] = lambda _done, _total: None,
) -> Landed:
    """Fetch one tile as it is stored: `N50E002.hgt.gz`.

    Raises
    ------
    DownloadError
        If no mirror gives it, or what came is no tile.
    """
    path = sources.tile_path.format(cell=cell, latitude=cell[:3])
    wanted = Wanted(
        [f"{mirror}/{path}" for mirror in sources.mirrors["elevation"]],
        folder / path.rsplit("/", 1)[-1],
        check=lambda part: _check_tile(part, path),
        progress=progress,
    )
    return download(wanted, client)


def _check_tile(part: Path, path: str) -> None:
    """Refuse what is no square of 16-bit heights of one of the two known sizes."""
    sizes = [side * side * SAMPLE_BYTES for side in SIDES]
    try:
        size = _unpacked_size(part, max(sizes)) if path.endswith(".gz") else part.stat().st_size
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise CorruptError(
            f"{path} is damaged ({error}).",
            remedy="Choose another mirror (ITINERA_SOURCES).",
        ) from error
    if size not in sizes:
        raise CorruptError(
            f"{path} holds {size:,} bytes; a tile has {sizes[0]:,} or {sizes[1]:,}.",
            remedy="Choose another mirror (ITINERA_SOURCES).",
        )


def _unpacked_size(part: Path, most: int) -> int:
    """Return how many bytes a gzip file holds, counting no further than one beyond `most`."""
    size = 0
    with gzip.open(part, "rb") as stream:
        while size <= most and (chunk := stream.read(1 << 20)):
            size += len(chunk)
    return size
