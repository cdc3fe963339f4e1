"""`itinera loop --theme` and `itinera loops batch`: what the options ask, and what they refuse."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

import pytest

from itinera.cli import main
from itinera.cli.loops import add_arguments, jobs_of
from itinera.planning.prepare import store_prepared
from planning.loop.worlds import lattice

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return twelve junctions with blocks of 400 m, stored."""
    folder = tmp_path_factory.mktemp("loops") / "graph"
    store_prepared(lattice().graph, folder)
    return folder


def place(letter: str) -> str:
    """Return LAT,LON of a letter."""
    return "{1:.7f},{0:.7f}".format(*lattice().lonlat(letter))


def parsed(*words: str) -> argparse.Namespace:
    """Parse the options of `itinera loops batch`."""
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(["batch", "-o", "out", *words])


def test_by_default_every_commune_and_station_gets_eight_loops() -> None:
    """330 communes and 85 stations, on foot and by bike, 5, 10, 20 and 40 km."""
    jobs = jobs_of(parsed())
    assert len(jobs) == (330 + 85) * 2 * 4
    assert {job.start.kind for job in jobs} == {"commune", "station"}
    assert len({job.path for job in jobs}) == len(jobs)


def test_named_places_stand_alone_or_join_a_kind() -> None:
    alone = jobs_of(parsed("--place", "T074a", "--length-km", "7.5", "--profile", "hike"))
    assert [(job.start.id, job.length_m) for job in alone] == [("T074a", 7500.0)]
    joined = jobs_of(
        parsed("--place", "T074a", "--places", "park", "--length-km", "9", "--profile", "hike")
    )
    assert {job.start.kind for job in joined} == {"park", "terril"}


def test_a_batch_writes_its_folder(stored: Path, tmp_path: Path) -> None:
    words = ["--place", place("F"), "--length-km", "1.6", "--profile", "hike", "--workers", "1"]
    assert main(["loops", "batch", *words, "--graph", str(stored), "-o", str(tmp_path)]) == 0
    document = json.loads((tmp_path / "loops.json").read_text(encoding="utf-8"))
    (loop,) = document["loops"]
    assert loop["length_m"] == pytest.approx(1600.0, rel=0.05)
    assert (tmp_path / loop["file"]).is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--places", "volcano"], "no kind of waypoint 'volcano'. Use one of terril"),
        (["--length-km", "5000"], "length of a loop cannot be 5000 km"),
        (["--profile", "unicyclist"], 'No profile is called "unicyclist"'),
        (["--theme", "lava"], "no theme 'lava'. Themes are: chaine-des-parcs"),
        (["--workers", "0"], "0 workers cannot work"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    words: list[str], said: str, stored: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 3, and nothing is written."""
    out = tmp_path / "out"
    assert main(["loops", "batch", *words, "--graph", str(stored), "-o", str(out)]) == 3
    assert said in capsys.readouterr().err
    assert not out.exists()


def test_an_unknown_theme_is_answered_with_those_that_exist(
    stored: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--start", place("F"), "--length-km", "1.6", "--theme", "lava"]
    assert main(["loop", *words, "--graph", str(stored)]) == 3
    assert "Themes are: chaine-des-parcs, terrils" in capsys.readouterr().err


def test_a_theme_with_nothing_near_is_status_4(
    stored: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The drawn streets know no spoil heap and lie far from those of the tables."""
    words = ["--start", place("F"), "--length-km", "1.6", "--theme", "grands-sites", "--json"]
    assert main(["loop", *words, "--graph", str(stored)]) == 4
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "no_theme_near"
    assert "Nothing of theme 'grands-sites' lies near enough" in error["problem"]
