"""Rasters that disagree where they meet are told, with the place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from drawn_rasters import write_hgt, write_tif
from itinera.elevation.terrain import open_terrain

STEP = 1e-3


def rasters(folder: Path, lift: float, *, overlap: int = 0, slope: float = 4.0) -> tuple[str, ...]:
    """Write two rasters side by side, the eastern one lifted; return the notes."""
    for name, first, up in (("west", 0, 0.0), ("east", 40 - overlap, lift)):
        posts = np.tile(np.arange(first, first + 40) * slope + up, (40, 1))
        corner = (2.0 + first * STEP, 50.0)
        write_tif(folder / f"{name}.tif", posts, first=corner, step=(STEP, -STEP))
    return open_terrain([folder]).notes


@pytest.mark.parametrize("overlap", [0, 1, 10])
def test_fifty_metres_at_a_seam_are_told(tmp_path: Path, overlap: int) -> None:
    """Whether the two touch, share a column of posts, or overlap."""
    notes = rasters(tmp_path, 50.0, overlap=overlap)
    assert len(notes) == 1
    assert notes[0].startswith("east.tif and west.tif disagree by up to 50 m where they meet, near")
    lat, lon = (float(part) for part in notes[0].split("near ")[1].split(": ")[0].split(","))
    assert 49.96 <= lat <= 50.0
    assert 2.029 <= lon <= 2.041


@pytest.mark.parametrize("overlap", [0, 1, 10])
@pytest.mark.parametrize("lift", [0.0, 9.9, -9.9])
def test_small_steps_are_nobody_s_business(tmp_path: Path, lift: float, overlap: int) -> None:
    assert rasters(tmp_path, lift, overlap=overlap) == ()


def test_a_step_downward_counts_alike(tmp_path: Path) -> None:
    assert "by up to 50 m" in rasters(tmp_path, -50.0)[0]


def test_a_steep_slope_is_no_step(tmp_path: Path) -> None:
    """Forty metres from post to post on both sides: a mountain, not a fault."""
    assert rasters(tmp_path, 0.0, slope=40.0) == ()


def test_rasters_apart_are_not_compared(tmp_path: Path) -> None:
    """Two columns of posts are missing between them."""
    assert rasters(tmp_path, 50.0, overlap=-2) == ()


def test_a_step_along_a_quarter_of_the_seam_is_told(tmp_path: Path) -> None:
    west = np.zeros((40, 40))
    for share, told in ((0.2, 0), (0.5, 1)):
        east = np.zeros((40, 40))
        east[: int(40 * share)] = 50.0
        write_tif(tmp_path / "w.tif", west, first=(2.0, 50.0), step=(STEP, -STEP))
        write_tif(tmp_path / "e.tif", east, first=(2.04, 50.0), step=(STEP, -STEP))
        assert len(open_terrain([tmp_path]).notes) == told


def test_a_fine_raster_is_compared_with_the_coarse_one_under_it(tmp_path: Path) -> None:
    """Its whole border lies inside; feet that do not say so come out here."""
    coarse = np.full((30, 30), 100.0)
    write_tif(tmp_path / "coarse.tif", coarse, first=(2.0, 50.1), step=(3e-3, -3e-3))
    fine = np.full((30, 30), 328.0)
    write_tif(tmp_path / "fine.tif", fine, first=(2.03, 50.07), step=(STEP, -STEP))
    notes = open_terrain([tmp_path]).notes
    assert len(notes) == 1
    assert "fine.tif and coarse.tif disagree by up to 228 m" in notes[0]


def test_tiles_of_srtm_are_compared_in_their_common_row(tmp_path: Path) -> None:
    for name, metres in (("N50E002", 10), ("N51E002", 70)):
        write_hgt(tmp_path / f"{name}.hgt", metres)
    notes = open_terrain([tmp_path]).notes
    assert len(notes) == 1
    assert "disagree by up to 60 m where they meet, near 51.00000," in notes[0]


def test_voids_at_a_seam_say_nothing(tmp_path: Path) -> None:
    for name, metres in (("N50E002", 10), ("N51E002", 70)):
        posts = np.full((1201, 1201), metres)
        posts[[0, -1]] = -32768
        write_hgt(tmp_path / f"{name}.hgt", posts)
    assert open_terrain([tmp_path]).notes == ()
