"""Climb on the command line: from a stored graph to text, GPX, tables and checks."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import gpxpy
import numpy as np
import pytest

from itinera import cli
from itinera.geodesy import FloatArray
from itinera.planning.prepare import store_prepared
from itinerary.hills import raised
from planning.worlds import town
from sketch import World

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def world() -> World:
    """A town on ground that rises by 1 m in 25 to the east, waved by 8 m."""
    flat = town()
    west = flat.lonlat("A")[0]

    def ground(lonlat: FloatArray) -> FloatArray:
        metres = (lonlat[:, 0] - west) * 71_000.0
        return 200.0 + metres / 25.0 + 8.0 * np.sin(metres / 90.0)

    return raised(flat, ground)


@pytest.fixture(scope="module")
def graph(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graphs") / "hills"
    store_prepared(world.graph, folder)
    return folder


@pytest.fixture
def itinera(graph: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("ITINERA_GRAPH", str(graph))

    def run(*argv: str) -> tuple[int, str, str]:
        status = cli.main(argv)
        out, err = capfd.readouterr()
        return status, out, err

    return run


def at(world: World, letter: str) -> str:
    lon, lat = world.lonlat(letter)
    return f"{lat:.6f},{lon:.6f}"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", ("Dénivelé positif", "lissées sur 50 m", "brut", "Plus longue montée")),
        ("en", ("Climb", "smoothed over 50 m", "raw", "Longest climb")),
        ("nl", ("Stijging", "afgevlakt over 50 m", "ruw", "Langste klim")),
    ],
)
def test_route_says_climb_with_its_rule(
    itinera: Run, world: World, lang: str, words: tuple[str, ...]
) -> None:
    status, out, err = itinera(
        "route", "--via", at(world, "A"), "--via", at(world, "H"), "--lang", lang
    )
    assert status == 0
    assert [word for word in words if word not in err] == []
    assert all(p.elevation for p in gpxpy.parse(out).tracks[0].segments[0].points)


def test_what_is_planned_is_checked_to_climb_as_much(
    itinera: Run, world: World, tmp_path: Path
) -> None:
    """From the plan through a GPX into the check: the map's climb the same, the file's near."""
    path, vias = tmp_path / "plan.gpx", ("--via", at(world, "A"), "--via", at(world, "H"))
    _, out, _ = itinera("route", *vias, "--json", "-o", str(path))
    (plan,) = json.loads(out)["itineraries"]
    _, out, _ = itinera("check", str(path), "--json")
    found = json.loads(out)["check"]
    assert plan["climb_m"] > 100.0
    assert found["climb_m"] == pytest.approx(plan["climb_m"], abs=0.1)
    assert found["own_climb_m"] == pytest.approx(plan["climb_m"], rel=0.03)


def test_the_matrix_has_the_climb_of_the_route(itinera: Run, world: World) -> None:
    a, h = at(world, "A"), at(world, "H")
    (plan,) = json.loads(itinera("route", "--via", a, "--via", h, "--json")[1])["itineraries"]
    table = json.loads(itinera("matrix", "--from", a, "--to", h, "--json")[1])
    assert table["climb_m"] == [[plan["climb_m"]]]
    assert table["descent_m"] == [[plan["descent_m"]]]
    row = itinera("matrix", "--from", a, "--to", h, "--format", "csv")[1].splitlines()[1]
    assert row.endswith(f"{plan['climb_m']},{plan['descent_m']}")


def test_comparing_with_the_way_back_swaps_the_climb(
    itinera: Run, world: World, tmp_path: Path
) -> None:
    a, h = at(world, "A"), at(world, "H")
    there, back = tmp_path / "there.gpx", tmp_path / "back.gpx"
    itinera("route", "--via", a, "--via", h, "-o", str(there))
    itinera("route", "--via", h, "--via", a, "-o", str(back))
    _, out, _ = itinera("compare", str(there), str(back), "--json")
    found = json.loads(out)["comparison"]
    assert found["climb_m"] == pytest.approx(found["descent_m"][::-1], abs=0.2)
    assert found["climb_m"][0] > found["climb_m"][1] + 50.0
