"""`itinera graph build` and `graph info` from the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from drawn_rasters import write_hgt
from itinera.cli import main
from itinera.graph.store import open_graph, verify_graph
from itinera.osm.codes import HeightFlag
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


@pytest.fixture
def dem(tmp_path: Path) -> Path:
    """A tile that rises eastwards by 2,400 m a degree: 200 m at the world's corner."""
    return write_hgt(tmp_path / "N50E002.hgt", lambda lon, _lat: 2400.0 * lon - 1720.0)


def test_build_with_a_raster_knows_heights(
    osm: Path, dem: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The world is 600 m long; a degree of longitude there has 71.1 km: 200 to 220.3 m."""
    assert build(osm, "--dem", dem, "-o", tmp_path / "g", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    elevation = told["elevation"]
    assert (elevation["min_m"], elevation["max_m"]) == pytest.approx((200.0, 220.3), abs=0.6)
    assert elevation["coverage"] == 1.0
    assert elevation["rasters"] == ["N50E002.hgt"]
    graph = open_graph(tmp_path / "g")
    assert graph.heights is not None
    assert float(graph.heights.climb_m.sum()) == pytest.approx(20.3, abs=0.6)
    assert ("dem:N50E002.hgt", told["source"]["options"]["dem:N50E002.hgt"]) in graph.source.options


def test_the_same_raster_gives_the_same_folder(osm: Path, dem: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        build(osm, "--dem", dem, "-o", tmp_path / name)
    build(osm, "--dem", dem, "--no-terril-correction", "-o", tmp_path / "off")
    build(osm, "-o", tmp_path / "without")
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name
    ids = {open_graph(tmp_path / n).source.graph_id for n in ("one", "two", "off", "without")}
    assert len(ids) == 3


def test_a_terril_of_the_map_is_corrected_unless_told_not_to(
    tmp_path: Path, dem: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """T002 is 180 m high in the table; drawn as a spoil heap on land of 40 m."""
    write_hgt(dem, 40)
    osm = tmp_path / "heap.osm"
    osm.write_text(HEAP)
    for option, top in (((), 180.0), (("--no-terril-correction",), 40.0)):
        assert build(osm, "--dem", dem, *option, "-o", tmp_path / "g") == 0
        heights = open_graph(tmp_path / "g").heights
        assert heights is not None
        assert np.nanmax(heights.metres(slice(None))) == pytest.approx(top, abs=1.5)
        assert bool((heights.flags & HeightFlag.CORRECTED).any()) is (not option)
        main(["graph", "info", str(tmp_path / "g")])
        told = capsys.readouterr().out
        assert ("1 spoil heaps raised to their known shape" in told) is (not option)
        assert ("terril_correction: off" in told) is bool(option)


def _heap() -> str:
    """Draw T002's place: a round spoil heap of 150 m radius and two paths to its middle."""
    lon, lat = 2.56984, 50.460599
    turn = np.linspace(0.0, 2 * np.pi, 25)[:-1]
    ring = [(lon + np.cos(a) * 150 / 71000, lat + np.sin(a) * 150 / 111240) for a in turn]
    places = [*ring, (lon - 0.003, lat), (lon, lat), (lon + 0.003, lat)]
    nodes = "".join(
        f'<node id="{i}" version="1" lon="{x:.7f}" lat="{y:.7f}"/>'
        for i, (x, y) in enumerate(places, 1)
    )
    outline = "".join(f'<nd ref="{i}"/>' for i in [*range(1, 25), 1])
    return (
        f'<osm version="0.6">{nodes}'
        f'<way id="1" version="1">{outline}<tag k="man_made" v="spoil_heap"/></way>'
        '<way id="2" version="1"><nd ref="25"/><nd ref="26"/><tag k="highway" v="path"/></way>'
        '<way id="3" version="1"><nd ref="26"/><nd ref="27"/><tag k="highway" v="path"/></way>'
        "</osm>"
    )


HEAP = _heap()


def test_rasters_that_do_not_fit_are_told_before_anything_is_written(
    osm: Path, dem: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = write_hgt(tmp_path / "N42E001.hgt", 100)
    for arguments, status, words in (
        (["--dem-crs", "EPSG:2154"], 3, "--dem-crs is given without --dem"),
        (["--no-terril-correction"], 3, "--no-terril-correction is given without --dem"),
        (["--terril-outlines", "o.geojson"], 3, "--terril-outlines is given without --dem"),
        (["--dem", "gone.hgt"], 5, "There is no file 'gone.hgt'"),
        (["--dem", dem, "--terril-outlines", "o.geojson"], 5, "There is no file 'o.geojson'"),
        (["--dem", elsewhere], 3, "N42E001.hgt lies elsewhere"),
    ):
        assert build(osm, *arguments, "-o", tmp_path / "g") == status
        assert words in capsys.readouterr().err
        assert not (tmp_path / "g").exists()


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
