"""`itinera graph build` and `graph info` from the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from itinera.cli import main
from itinera.graph.store import verify_graph
from sketch import sketch_xml

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def osm(tmp_path: Path) -> Path:
    """A drawn world as an OSM file."""
    path = tmp_path / "world.osm"
    path.write_text(sketch_xml("A--B--C"))
    return path


def build(*arguments: object) -> int:
    """Run `itinera --quiet graph build`."""
    return main(["--quiet", "graph", "build", *map(str, arguments)])


def test_build_stores_a_graph_ready_for_planning(osm: Path, tmp_path: Path) -> None:
    assert build(osm, "-o", tmp_path / "g") == 0
    verify_graph(tmp_path / "g")
    assert (tmp_path / "g" / "search.json").exists()
    assert [p.name for p in (tmp_path / "g").glob("locate*")]


def test_build_can_tell_what_it_made(
    osm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(osm, "-o", tmp_path / "g", "--json") == 0
    assert json.loads(capsys.readouterr().out)["edges"] == 2


def test_info_as_text_and_json(
    osm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build(osm, "-o", tmp_path / "g")
    assert main(["graph", "info", str(tmp_path / "g")]) == 0
    assert "3 nodes, 2 edges, 0.6 km" in capsys.readouterr().out
    assert main(["graph", "info", str(tmp_path / "g"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["nodes"] == 3


def test_the_same_map_gives_the_same_folder(osm: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        build(osm, "-o", tmp_path / name)
    files = [p.name for p in (tmp_path / "one").iterdir()]
    assert len(files) > 50
    for name in files:
        same = (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
        assert same, name


def test_a_box_or_a_polygon_keeps_a_part(osm: Path, tmp_path: Path) -> None:
    (tmp_path / "area.geojson").write_text(
        '{"type":"Polygon","coordinates":[[[2.79,50.3],[2.805,50.3],[2.805,50.5],[2.79,50.3]]]}'
    )
    assert build(osm, "--bbox", "2.79,50.3,2.805,50.5", "-o", tmp_path / "b") == 0
    assert build(osm, "--clip", tmp_path / "area.geojson", "-o", tmp_path / "c") == 0


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["gone.osm", "-o", "g"], 5, "There is no file"),
        (["world.osm"], 2, "required"),
        (["world.osm", "-o", "g", "--bbox", "1,2,3"], 2, "not W,S,E,N"),
        (["world.osm", "-o", "g", "--bbox", "a,b,c,d"], 2, "bbox"),
        (["world.osm", "-o", "g", "--bbox", "3,50,2,51"], 3, "is empty"),
        (["world.osm", "-o", "g", "--bbox", "50.3,2.7,50.5,2.9"], 3, "look swapped"),
        (["world.osm", "-o", "g", "--bbox", "7,47,8,48"], 3, "has no way in it"),
        (["world.osm", "-o", "world.osm"], 5, "is a file, not a folder"),
    ],
)
def test_bad_input_is_one_line_and_a_status(
    osm: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    status: int,
    words: str,
) -> None:
    monkeypatch.chdir(osm.parent)
    assert build(*arguments) == status
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("itinera: error: ")
    assert captured.err.count("\n") == 1
    assert words in captured.err
    assert [p.name for p in osm.parent.iterdir()] == ["world.osm"]


def test_a_broken_file_leaves_the_old_graph(
    osm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(osm, "-o", tmp_path / "g") == 0
    osm.write_text(osm.read_text()[:-20])
    assert build(osm, "-o", tmp_path / "g") == 3
    assert "damaged or cut short" in capsys.readouterr().err
    verify_graph(tmp_path / "g")


def test_info_of_no_graph(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", "info", str(tmp_path / "none"), "--json"]) == 5
    captured = capsys.readouterr()
    assert json.loads(captured.out)["error"]["code"] == "invalid_graph"
    assert "There is no graph" in captured.err
