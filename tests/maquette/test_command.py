"""`itinera maquette`: the command writes a map, or says in one line why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from itinera.cli import main

if TYPE_CHECKING:
    from pathlib import Path


def test_the_command_writes_a_map_with_a_seed(tmp_path: Path) -> None:
    target = tmp_path / "corner.osm.pbf"
    assert main(["maquette", "-o", str(target), "--scale", "0.01", "--seed", "3"]) == 0
    assert target.stat().st_size > 10_000


@pytest.mark.parametrize(
    ("name", "scale", "status", "words"),
    [
        ("corner.txt", "0.01", 3, "does not end as an OSM file does"),
        ("corner.osm.pbf", "1000", 3, "is not between"),
        ("corner.osm.pbf", "large", 2, "invalid float value"),
        ("no/folder.osm.pbf", "0.01", 5, "cannot be written"),
    ],
)
def test_a_wish_that_cannot_be_met_is_one_line_and_a_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name, scale, status, words
) -> None:
    assert main(["maquette", "-o", str(tmp_path / name), "--scale", scale]) == status
    said = capsys.readouterr().err.strip().splitlines()
    assert words in said[-1]
    assert said[-1].startswith("itinera: error:")
    assert not list(tmp_path.iterdir())
