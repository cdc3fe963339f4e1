"""route, reach and matrix from the command line: output, status, errors, files untouched."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import gpxpy
import pytest

from itinera import cli
from itinera.cli.options import warned
from itinera.itinerary.i18n import translator
from itinera.planning.prepare import store_prepared
from planning.worlds import town
from sketch import World, sketch


@pytest.fixture(scope="module")
def world() -> World:
    return town()


@pytest.fixture(scope="module")
def graph(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graphs") / "town"
    store_prepared(world.graph, folder)
    return folder


def at(world: World, letter: str) -> str:
    lon, lat = world.lonlat(letter)
    return f"{lat:.6f},{lon:.6f}"


@pytest.fixture
def itinera(graph: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    """Run a command line on the town and return (status, stdout, stderr)."""
    monkeypatch.setenv("ITINERA_GRAPH", str(graph))

    def run(*argv: str) -> tuple[int, str, str]:
        status = cli.main(argv)
        out, err = capfd.readouterr()
        return status, out, err

    return run


@pytest.fixture
def vias(world: World) -> list[str]:
    return ["--via", at(world, "A"), "--via", at(world, "H")]


def test_route_prints_gpx_and_sums_up_on_stderr(itinera, vias: list[str]) -> None:
    status, out, err = itinera("route", *vias)
    assert status == 0
    assert len(gpxpy.parse(out).tracks[0].segments[0].points) >= 4
    assert "4,4\N{NO-BREAK SPACE}km" in err


def test_a_route_loads_nothing_heavy_that_it_does_not_need(
    graph: Path, vias: list[str], tmp_path: Path
) -> None:
    """Each of these takes a twentieth of a second and more, at every start."""
    begin = "import sys; from itinera.cli import main; status = main(sys.argv[1:]); "
    names = "{'folium', 'matplotlib', 'networkx', 'osmium', 'osmnx', 'rasterio', 'requests', "
    names += "'scipy.linalg', 'scipy.sparse', 'shapely'}"
    program = f"{begin}print(status, sorted({names} & sys.modules.keys()))"
    argv = ["--quiet", "route", "--graph", str(graph), *vias, "-o", str(tmp_path / "x.gpx")]
    said = subprocess.run([sys.executable, "-c", program, *argv], capture_output=True, text=True)
    assert said.stdout == "0 []\n", said.stderr


@pytest.mark.parametrize(
    ("count", "fr", "en", "nl"),
    [
        (0, "aucun avertissement", "no warnings", "geen waarschuwingen"),
        (1, "1 avertissement", "1 warning", "1 waarschuwing"),
        (3, "3 avertissements", "3 warnings", "3 waarschuwingen"),
    ],
)
def test_warnings_are_counted_in_each_language(count: int, fr: str, en: str, nl: str) -> None:
    assert [warned(count, translator(lang)) for lang in ("fr", "en", "nl")] == [fr, en, nl]


def test_the_summary_counts_warnings_in_the_language_of_the_traveller(
    itinera, vias: list[str]
) -> None:
    assert "aucun avertissement." in itinera("route", *vias)[2]
    assert "geen waarschuwingen." in itinera("route", *vias, "--lang", "nl")[2]


def test_quiet_says_nothing_of_success(itinera, vias: list[str]) -> None:
    assert itinera("--quiet", "route", *vias)[2] == ""


def test_route_writes_the_format_of_the_ending(itinera, vias: list[str], tmp_path: Path) -> None:
    for name in ("a.gpx", "a.geojson", "a.json"):
        status, out, _ = itinera("route", *vias, "-o", str(tmp_path / name))
        assert (status, out) == (0, "")
    kinds = [json.loads((tmp_path / name).read_text()) for name in ("a.geojson", "a.json")]
    assert kinds[0]["type"] == "FeatureCollection"
    assert kinds[1]["itineraries"][0]["kind"] == "route"
    assert (tmp_path / "a.gpx").read_text(encoding="utf-8").startswith("<?xml")


def test_json_prints_the_document_and_still_writes_the_file(
    itinera, vias: list[str], tmp_path: Path
) -> None:
    out_file = tmp_path / "a.gpx"
    status, out, _ = itinera("route", *vias, "--json", "-o", str(out_file))
    assert status == 0
    assert set(json.loads(out)) == {"itineraries", "notes"}
    assert out_file.exists()


def test_the_same_command_gives_the_same_bytes(itinera, vias: list[str]) -> None:
    assert itinera("route", *vias)[1] == itinera("route", *vias)[1]


def test_alternatives_go_into_a_folder(
    itinera, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = sketch("  +-B---G-+\n  |       |\nA-C       D-E\n  |       |\n  +-F---H-+")
    store_prepared(ring.graph, tmp_path / "ring")
    monkeypatch.setenv("ITINERA_GRAPH", str(tmp_path / "ring"))
    ends = ("--via", at(ring, "A"), "--via", at(ring, "E"), "--alternatives", "1", "--name", "X")
    assert itinera("route", *ends, "-o", str(tmp_path / "out"))[0] == 0
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["01-x.gpx", "02-x.gpx"]
    status, out, err = itinera("route", *ends)
    assert (status, out) == (3, "")
    assert "2 itineraries do not go into one GPX document" in err
    assert len(json.loads(itinera("route", *ends, "--json")[1])["itineraries"]) == 2


def test_language_points_profile_and_day(itinera, vias: list[str]) -> None:
    options = ("--lang", "nl", "--max-points", "2", "--profile", "gravel", "--on", "2026-05-01")
    status, out, _ = itinera("route", *vias, *options)
    read = gpxpy.parse(out)
    assert status == 0
    assert "Vereenvoudigd tot 2 punten" in read.description
    assert read.tracks[0].type == "gravel"


def test_an_area_is_avoided(itinera, world: World, tmp_path: Path) -> None:
    lon, lat = world.lonlat("B")
    ring = [[lon + x, lat + y] for x, y in ((-1e-3, -1e-3), (1e-3, -1e-3), (0.0, 1e-3))]
    area = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    path = tmp_path / "area.geojson"
    path.write_text(json.dumps(area), encoding="utf-8")
    ends = ("--via", at(world, "A"), "--via", at(world, "D"), "--json", "--avoid", str(path))
    document = json.loads(itinera("route", *ends)[1])
    assert document["itineraries"][0]["length_m"] == pytest.approx(5200.0, rel=2e-3)


@pytest.mark.parametrize(
    ("argv", "status", "said"),
    [
        (["--via", "A"], 3, "no waypoint is called"),
        (["--via", "50.4,2.8"], 3, "at least 2 vias"),
        (["--via", "50.4,2.8", "--via", "50.4,2.8"], 3, "are the same place"),
        (["--via", "50.4,2.8", "--via", "91,2.8"], 3, "91"),
        (["--via", "50.4,2.8", "--via", "2.81,50.4"], 3, "swapped"),
        (["--via", "50.4,2.8", "--via", "43.0,5.0"], 3, "outside the map"),
        (["--via", "50.4,2.8", "--via", "50.4,2.81", "--profile", "moto"], 3, "moto"),
        (["--via", "50.4,2.8", "--via", "50.4,2.81", "--on", "tomorrow"], 2, "tomorrow"),
        (["--via", "50.4,2.8", "--via", "50.4,2.81", "--format", "kml"], 2, "kml"),
        (["--via", "50.4,2.8", "--via", "50.4,2.81", "-o", "x.docx"], 3, "docx"),
        (["--via", "50.4,2.8", "--via", "50.4,2.81", "--max-points", "1"], 3, "1 points"),
        (["--via", "50.4,2.8", "--via", "50.4,2.81", "--avoid", "no.json"], 5, "no.json"),
        (["--via", "50.4,2.8", "--via", "50.4,2.81", "--graph", "nowhere"], 5, "nowhere"),
        ([], 2, "--via"),
    ],
)
def test_bad_input_is_one_line_and_a_status(
    itinera, argv: list[str], status: int, said: str
) -> None:
    found, out, err = itinera("route", *argv)
    assert (found, out) == (status, "")
    assert len(err.strip().splitlines()) == 1
    assert err.startswith("itinera: error: ")
    assert said.lower() in err.lower()


def test_no_route_leaves_the_file_and_names_the_nearest(
    itinera, world: World, tmp_path: Path
) -> None:
    """A wall of avoided ground between A and D: status 4, as text and as JSON."""
    lon, lat = world.lonlat("B")
    below = world.lonlat("F")[1]
    west, east = lon - 1e-3, lon + 1e-3
    box = [[west, below - 1e-3], [east, below - 1e-3], [east, lat + 1e-3], [west, lat + 1e-3]]
    path = tmp_path / "wall.geojson"
    path.write_text(json.dumps({"type": "Polygon", "coordinates": [[*box, box[0]]]}))
    out_file = tmp_path / "out.gpx"
    out_file.write_text("old")
    ends = ("--via", at(world, "A"), "--via", at(world, "D"), "--avoid", str(path))
    status, out, err = itinera("route", *ends, "-o", str(out_file), "--json")
    assert status == 4
    error = json.loads(out)["error"]
    assert set(error) == {"code", "problem", "remedy", "nearest"}
    assert error["code"] == "unconnected"
    assert "can be reached" in error["nearest"]
    assert "No way leads from" in err
    assert out_file.read_text() == "old"


def test_reach_is_geojson_with_an_area_and_its_start(itinera, world: World, tmp_path: Path) -> None:
    status, out, _ = itinera("reach", "--from", at(world, "A"), "--km", "0.8")
    collection = json.loads(out)
    area, start = collection["features"]
    assert status == 0
    assert (area["geometry"]["type"], start["geometry"]["type"]) == ("MultiPolygon", "Point")
    assert area["properties"]["metres"] == 800.0
    assert area["properties"]["ways_m"] == pytest.approx(1600.0, rel=5e-3)
    ring = area["geometry"]["coordinates"][0][0]
    turning = sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in pairwise(ring))
    assert turning < 0.0  # counter-clockwise, RFC 7946 section 3.1.6
    path = tmp_path / "reach.geojson"
    assert itinera("reach", "--from", at(world, "A"), "--minutes", "5", "-o", str(path))[:2] == (
        0,
        "",
    )
    assert json.loads(path.read_text())["features"][0]["properties"]["seconds"] == 300.0


@pytest.mark.parametrize(
    ("argv", "status"),
    [(["--km", "-1"], 3), (["--km", "1", "--minutes", "2"], 2), ([], 2), (["--km", "x"], 2)],
)
def test_reach_wants_one_budget(itinera, world: World, argv: list[str], status: int) -> None:
    assert itinera("reach", "--from", at(world, "A"), *argv)[0] == status


def test_matrix_in_json_and_csv(itinera, world: World, tmp_path: Path) -> None:
    places = ("--from", at(world, "A"), at(world, "B"), "--to", at(world, "H"))
    status, out, _ = itinera("matrix", *places)
    document = json.loads(out)
    assert status == 0
    assert len(document["starts"]) == 2
    assert document["length_m"][1][0] == pytest.approx(3200.0, rel=2e-3)
    assert document["climb_m"] == [[None], [None]]
    _, out, _ = itinera("matrix", *places, "--format", "csv")
    lines = out.splitlines()
    assert lines[0] == "from,to,length_m,time_s,climb_m,descent_m"
    assert len(lines) == 3
    path = tmp_path / "m.csv"
    _, out, _ = itinera("matrix", *places, "--json", "-o", str(path))
    assert json.loads(out) == document
    assert path.read_text(encoding="utf-8").splitlines() == lines


def test_the_demonstration_graph_is_built_once_into_the_cache(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from itinera.cli import options
    from sketch import sketch_xml

    osm = tmp_path / "demo.osm"
    osm.write_text(sketch_xml("A--B"), encoding="utf-8")
    monkeypatch.delenv("ITINERA_GRAPH", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(options, "demonstration_map", lambda: osm)
    folder = options.graph_folder(None)
    assert folder.is_relative_to(tmp_path / "cache" / "itinera" / "graphs")
    built = (folder / "manifest.json").stat().st_mtime_ns
    assert options.graph_folder(None) == folder
    assert (folder / "manifest.json").stat().st_mtime_ns == built
    osm.write_text(sketch_xml("A---B"), encoding="utf-8")
    assert options.graph_folder(None) != folder


def test_the_cache_of_the_demonstration_graph_is_keyed_by_map_and_terrain(tmp_path: Path) -> None:
    from itinera.cli.options import _cache_key

    files = [tmp_path / name for name in ("map.osm.pbf", "a.tif", "b.tif")]
    for path in files:
        path.write_bytes(b"one")
    keys = {_cache_key(files[0], files[1:]), _cache_key(files[0], files[1:2])}
    for path in files:
        path.write_bytes(b"two")
        keys.add(_cache_key(files[0], files[1:]))
    assert len(keys) == 5


def test_the_demonstration_graph_has_modelled_heights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from itinera.cli import options
    from itinera.graph.store import open_graph
    from itinera.osm.codes import HeightFlag
    from sketch import sketch_xml

    osm = tmp_path / "demo.osm"
    osm.write_text(sketch_xml("A--B"), encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(options, "demonstration_map", lambda: osm)
    heights = open_graph(options.graph_folder(None)).heights
    assert heights is not None
    assert heights.flags.tolist() == [HeightFlag.MODEL]
    assert 15.0 < heights.of_edge(0).min() < 180.0


def test_a_missing_terrain_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from itinera.cli import options
    from itinera.errors import OutsideError

    monkeypatch.setattr("itinera.bundle.bundled", lambda path: tmp_path)
    with pytest.raises(OutsideError, match="There is no terrain in"):
        options.demonstration_rasters()
