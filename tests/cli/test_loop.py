"""Loops from the command line: output, status, notes, errors, files untouched."""

from __future__ import annotations

import json
from pathlib import Path

import gpxpy
import pytest

from itinera import cli
from itinera.planning.prepare import store_prepared
from planning.loop.worlds import SQUARES
from sketch import World, sketch


@pytest.fixture(scope="module")
def world() -> World:
    return sketch(SQUARES)


@pytest.fixture(scope="module")
def graph(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graphs") / "squares"
    store_prepared(world.graph, folder)
    return folder


@pytest.fixture
def loop(
    world: World,
    graph: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
):
    """Run `itinera loop` from a letter and return (status, stdout, stderr)."""
    monkeypatch.setenv("ITINERA_GRAPH", str(graph))

    def run(letter: str, *argv: str) -> tuple[int, str, str]:
        lon, lat = world.lonlat(letter)
        status = cli.main(["loop", "--start", f"{lat:.6f},{lon:.6f}", *argv])
        out, err = capfd.readouterr()
        return status, out, err

    return run


def test_gpx_of_a_loop_ends_where_it_begins(loop) -> None:
    status, out, err = loop("A", "--length-km", "2.4")
    points = gpxpy.parse(out).tracks[0].segments[0].points
    assert status == 0
    assert (points[0].latitude, points[0].longitude) == (points[-1].latitude, points[-1].longitude)
    assert "2,4\N{NO-BREAK SPACE}km" in err


def test_json_has_what_the_contract_names(loop) -> None:
    status, out, _ = loop("Z", "--length-km", "2.4", "--tolerance-pct", "10", "--json", "--lang=en")
    document = json.loads(out)
    (one,) = document["itineraries"]
    assert status == 0
    assert one["kind"] == "loop"
    assert one["start"] == one["end"]
    assert one["repeated_m"] == pytest.approx(400.0, rel=2e-3)
    assert one["unavoidable_repeat_m"] == pytest.approx(400.0, rel=2e-3)
    assert {"value", "length_error_pct", "repeated_pct", "roundness"} <= set(one["score"])
    assert any("travelled twice" in note for note in document["notes"])


def test_several_loops_go_into_a_folder(loop, tmp_path: Path) -> None:
    status, out, _ = loop("B", "--length-km", "1.6", "--count", "2", "-o", str(tmp_path / "loops"))
    assert (status, out) == (0, "")
    assert len(list((tmp_path / "loops").glob("*.gpx"))) == 2


def test_no_loop_is_status_4_with_the_nearest_and_writes_nothing(loop, tmp_path: Path) -> None:
    target = tmp_path / "x.gpx"
    status, out, err = loop("A", "--length-km", "50", "--json", "-o", str(target))
    error = json.loads(out)["error"]
    assert status == 4
    assert error["code"] == "no_loop"
    assert "proven" in error["problem"]
    assert "a loop of" in error["nearest"]
    assert not target.exists()
    assert err.startswith("itinera: error: No loop of 50 km")
    assert f" The nearest: {error['nearest']}. " in err
    assert err.count("\n") == 1


def test_effort_and_seed_give_the_same_bytes(loop) -> None:
    argv = ("--length-km", "2.4", "--effort", "1", "--seed", "3", "--json")
    assert loop("E", *argv)[1] == loop("E", *argv)[1]


@pytest.mark.parametrize(
    ("argv", "status", "said"),
    [
        ((), 2, "A loop has a length"),
        (("--length-km", "2.5", "--minutes", "9"), 4, "do not go together"),
        (("--length-km", "2", "--direction", "UP"), 2, "invalid choice"),
        (("--length-km", "-3"), 3, "length of a loop cannot be -3000 metres"),
        (("--length-km", "nan"), 3, "length of a loop cannot be nan"),
        (("--length-km", "2", "--climb-m", "50"), 3, "knows no heights"),
        (("--length-km", "2", "--via", "91,0"), 3, "91"),
    ],
)
def test_wrong_options_are_told(loop, argv: tuple[str, ...], status: int, said: str) -> None:
    answer = loop("A", *argv)
    assert answer[0] == status
    assert said in answer[2]
