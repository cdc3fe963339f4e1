"""Which files are meant by the paths that somebody gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from itinera.elevation.files import rasters_in
from itinera.errors import InputError, OutsideError, RasterError


def names(folder: Path, *paths: Path) -> list[str]:
    """Return what is found, relative to a folder."""
    return [str(path.relative_to(folder)) for path in rasters_in(paths)]


def drawn(folder: Path, *files: str) -> Path:
    """Make empty files."""
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).touch()
    return folder


def test_a_folder_gives_its_rasters_by_name(tmp_path: Path) -> None:
    """Not its other files, nor those of its folders."""
    drawn(
        tmp_path, "b.TIF", "a.asc", "N50E002.hgt.gz", "N50E003.hgt.zip", "N50E004.hgt", "c.tiff",
        "readme.txt", "a.prj", "a.tif.aux.xml", "N50E002.hgt.gz.part", "other.zip", "deeper/d.tif",
    )  # fmt: skip
    assert names(tmp_path, tmp_path) == [
        "N50E002.hgt.gz",
        "N50E003.hgt.zip",
        "N50E004.hgt",
        "a.asc",
        "b.TIF",
        "c.tiff",
    ]


def test_a_raster_named_twice_is_read_once(tmp_path: Path) -> None:
    """The first naming gives the order."""
    drawn(tmp_path, "a.tif", "b.tif")
    (tmp_path / "deeper").mkdir()
    roundabout = tmp_path / "deeper" / ".." / "a.tif"
    assert names(tmp_path, tmp_path / "b.tif", tmp_path, roundabout) == ["b.tif", "a.tif"]


def test_a_file_named_by_itself_may_end_in_anything(tmp_path: Path) -> None:
    drawn(tmp_path, "a.vrt")
    assert names(tmp_path, tmp_path / "a.vrt") == ["a.vrt"]


def test_no_path_is_no_terrain() -> None:
    with pytest.raises(InputError, match=r"No raster is named.*--dem"):
        rasters_in([])


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match=r"nowhere\.tif does not exist"):
        rasters_in([tmp_path / "nowhere.tif"])


def test_a_folder_without_rasters_is_named(tmp_path: Path) -> None:
    with pytest.raises(RasterError, match=r"holds no raster \(\.hgt.*itinera data fetch"):
        rasters_in([tmp_path])


def test_the_folder_that_was_meant_is_proposed(tmp_path: Path) -> None:
    """A delivery of IGN nests its tiles deeply."""
    drawn(tmp_path, "RGEALTI/1_DONNEES/MNT/a.asc", "RGEALTI/1_DONNEES/MNT/b.asc")
    with pytest.raises(RasterError, match=r"Name the folder that does: .*/1_DONNEES/MNT\."):
        rasters_in([tmp_path])
