"""itinera network: import and route, their files, words and statuses."""

from __future__ import annotations

import json
from pathlib import Path

import gpxpy
import pytest

from itinera import cli
from nodenetwork.drawn_network import SQUARE


@pytest.fixture
def itinera(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    """Run a command line and return (status, stdout, stderr)."""

    def run(*argv: object) -> tuple[int, str, str]:
        status = cli.main([str(word) for word in argv])
        out, err = capfd.readouterr()
        return status, out, err

    return run


@pytest.fixture
def square(tmp_path: Path, itinera) -> Path:
    """Return the folder of an imported network."""
    source = SQUARE.write_osm(tmp_path / "square.osm")
    assert itinera("network", "import", source, "-o", tmp_path / "square")[0] == 0
    return tmp_path / "square"


def test_import_writes_one_file_into_a_folder_and_sums_up(tmp_path: Path, itinera) -> None:
    source = SQUARE.write_osm(tmp_path / "square.osm")
    status, out, err = itinera("network", "import", source, "-o", tmp_path / "new")
    assert (status, out) == (0, "")
    assert "6 nodes and 4 legs, 3.3 km" in err
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["network.geojson"]
    first = (tmp_path / "new" / "network.geojson").read_bytes()
    itinera("network", "import", source, "-o", tmp_path / "again.geojson")
    assert (tmp_path / "again.geojson").read_bytes() == first


def test_import_tells_its_facts_as_json_and_with_verbose(tmp_path: Path, itinera) -> None:
    source = SQUARE.write_osm(tmp_path / "n.osm")
    text = source.read_text().replace("k='rcn_ref' v='45'", "k='x' v='45'")
    source.write_text(text.replace('k="rcn_ref" v="45"', 'k="x" v="45"'), encoding="utf-8")
    status, out, err = itinera("network", "import", source, "-o", tmp_path / "n", "--json")
    assert status == 0
    facts = json.loads(out)["facts"]
    assert {fact["code"] for fact in facts} == {"inferred_node"}
    assert "inferred_node 1" in err or "inferred_node 2" in err
    _, _, err = itinera("--verbose", "network", "import", source, "-o", tmp_path / "n")
    assert "No node bears '45'" in err


def test_a_failed_import_leaves_the_old_network(tmp_path: Path, itinera, square: Path) -> None:
    before = (square / "network.geojson").read_bytes()
    bad = tmp_path / "bad.json"
    bad.write_text('{"elements": [', encoding="utf-8")
    status, _, err = itinera("network", "import", bad, "-o", square)
    assert status == 3
    assert "line 1" in err
    assert (square / "network.geojson").read_bytes() == before


def test_route_writes_gpx_with_numbered_waypoints(tmp_path: Path, itinera, square: Path) -> None:
    target = tmp_path / "ride.gpx"
    status, _, err = itinera("network", "route", 12, 8, "--network", square, "-o", target)
    assert status == 0
    assert [w.name for w in gpxpy.parse(target.read_text()).waypoints] == ["12", "45", "07", "8"]
    assert "Aucun tronçon balisé ne relie 12 et 8" in err


def test_route_prints_json_with_notes(itinera, square: Path) -> None:
    status, out, _ = itinera(
        "network", "route", 12, 8, "--network", square / "network.geojson", "--json", "--lang", "nl"
    )
    assert status == 0
    result = json.loads(out)
    assert result["itineraries"][0]["kind"] == "network-route"
    assert "Geen bewegwijzerd traject verbindt 12 en 8" in result["notes"][0]


def test_the_network_may_be_named_by_the_environment(
    itinera, square: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ITINERA_NETWORK", str(square))
    status, out, _ = itinera("network", "route", 12, 45, "--format", "geojson")
    assert status == 0
    assert json.loads(out)["type"] == "FeatureCollection"


@pytest.mark.parametrize(
    ("numbers", "status", "code"),
    [
        (("12", "13"), 3, "unknown_name"),
        (("12",), 3, "invalid_input"),
        (("12", "99"), 4, "no_route"),
        (("12@91,3", "45"), 3, "invalid_waypoint"),
    ],
)
def test_errors_are_told_as_json_too(
    tmp_path: Path, itinera, square: Path, numbers: tuple[str, ...], status: int, code: str
) -> None:
    target = tmp_path / "ride.gpx"
    words = ("network", "route", *numbers, "--network", square, "--json", "-o", target)
    got, out, err = itinera(*words)
    error = json.loads(out)["error"]
    assert (got, error["code"]) == (status, code)
    assert error["remedy"]
    assert err.count("itinera: error:") == 1
    assert not target.exists()
    if status == 4:
        assert error["nearest"]


@pytest.mark.parametrize("content", ["", "{}", '{"itinera": {"format": "x", "version": 1}}', "[3]"])
def test_a_damaged_network_is_named(tmp_path: Path, itinera, content: str) -> None:
    path = tmp_path / "odd.geojson"
    path.write_text(content, encoding="utf-8")
    status, _, err = itinera("network", "route", 1, 2, "--network", path)
    assert status == 3
    assert "odd.geojson' is no numbered network of this version" in err


def test_a_network_with_impossible_legs_is_named(itinera, square: Path) -> None:
    path = square / "network.geojson"
    sound = path.read_text(encoding="utf-8")
    for right, wrong, said in (
        ('"end": 1', '"end": 77', "the ends of leg"),
        ('"start": 1', '"start": -1', "the ends of leg"),
        ("[[0, 500", "[[9, 500", "the sections of leg"),
        ("[[3.0, 50.0]", "[[3000.0, 50.0]", "the line of leg"),
        ('"number": "12"', '"number": 12', "the number of node 100"),
    ):
        assert right in sound
        path.write_text(sound.replace(right, wrong, 1), encoding="utf-8")
        status, _, err = itinera("network", "route", 12, 45, "--network", square)
        assert (status, said in err) == (3, True)


def test_a_missing_network_is_named(tmp_path: Path, itinera) -> None:
    status, _, err = itinera("network", "route", 1, 2, "--network", tmp_path / "gone")
    assert status == 5
    assert "There is no numbered network" in err
