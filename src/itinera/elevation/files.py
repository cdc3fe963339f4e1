"""Which files are meant by the paths that somebody gives."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from itinera.errors import InputError, OutsideError, RasterError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["checksum", "is_srtm", "rasters_in"]

SRTM = (".hgt", ".hgt.gz", ".hgt.zip", ".zip", ".gz")
KNOWN = (".hgt", ".hgt.gz", ".hgt.zip", ".tif", ".tiff", ".asc")  # taken from folders


def rasters_in(paths: Sequence[Path]) -> list[Path]:
    """Return the rasters that paths name, each once, in the order given.

    Parameters
    ----------
    paths
        Files, and folders of them (not of their subfolders: a delivery of IGN keeps
        rasters of distances and sources in folders beside its heights).

    Raises
    ------
    InputError
        If no path is given.
    OutsideError
        If one does not exist.
    RasterError
        If a folder holds no raster.
    """
    if not paths:
        raise InputError("No raster is named.", remedy="Name files or folders after --dem.")
    files: dict[Path, Path] = {}
    for path in paths:
        for file in _files_of(path):
            files.setdefault(file.resolve(), file)
    return list(files.values())


def _files_of(path: Path) -> list[Path]:
    """Return a file, or the rasters of a folder by name."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise OutsideError(f"{path} does not exist.", remedy="Check the path given with --dem.")
    found = sorted(file for file in path.iterdir() if _is_known(file))
    if found:
        return found
    below = sorted({file.parent for file in path.rglob("*") if _is_known(file)})
    raise RasterError(
        f"The folder {path} holds no raster ({', '.join(KNOWN)}).",
        remedy=f"Name the folder that does: {', '.join(map(str, below[:3]))}."
        if below
        else "Name a folder of rasters, or fetch some: itinera data fetch.",
    )


def _is_known(file: Path) -> bool:
    return file.name.lower().endswith(KNOWN) and file.is_file()


def is_srtm(path: Path) -> bool:
    """Tell whether a file is meant to be an SRTM tile, by its ending."""
    return path.name.lower().endswith(SRTM)


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
