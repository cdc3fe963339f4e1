"""A journey in the catalogue: its folder, its facts, kept while nothing changed, and its page."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import gpxpy
import pytest

from itinera.catalogue import keep
from itinera.catalogue.publish import publish
from itinera.catalogue.store import Catalogue, zipped
from itinera.planning.places import stop_of
from itinera.planning.planner import Planner
from itinera.planning.prepare import store_prepared
from itinera_web import create_app
from planning.journey.ladder import SPEC, ladder

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from itinera.catalogue.publish import Report

STAGES = [f"trois-jours-etape-0{i}-" for i in (1, 2, 3)]


def spec_of(folder: Path, text: str = SPEC) -> Path:
    """Write a spec with the places of the ladder."""
    places = {c: "{1:.7f},{0:.7f}".format(*ladder().lonlat(c)) for c in "ABCDEFGHIJKLMN"}
    folder.mkdir(exist_ok=True)
    path = folder / "trois-jours.toml"
    path.write_text(text.format(**places), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store the ladder."""
    folder = tmp_path_factory.mktemp("ladder") / "graph"
    store_prepared(ladder().graph, folder)
    return folder


@pytest.fixture(scope="module")
def published(graph: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish three days along the upper street; return where."""
    routes = tmp_path_factory.mktemp("routes")
    assert put(spec_of(routes), graph).failures == ()
    return routes


def put(path: Path, graph: Path, *, anew: bool = False) -> Report:
    """Publish a spec beside itself."""
    return publish([path], Planner.open(graph), stop_of, path.parent, anew=anew)


def test_the_folder_holds_the_whole_its_stages_and_pictures(published: Path) -> None:
    folder = published / "trois-jours"
    names = sorted(path.name for path in folder.iterdir())
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    assert sorted([*facts["files"], "facts.json"]) == names
    assert {"apercu.svg", "trois-jours.gpx", "trois-jours.geojson", "trois-jours-etapes.csv"} <= {
        *names
    }
    stages = [name for name in names if name.startswith("trois-jours-etape-")]
    assert [name[: len(STAGES[0])] for name in stages] == STAGES
    lengths = [
        gpxpy.parse((folder / name).read_text(encoding="utf-8")).length_2d() for name in stages
    ]
    assert lengths == pytest.approx([4000.0] * 3, rel=0.01)


def test_facts_tell_the_stages_with_names_in_three_languages(published: Path) -> None:
    facts = json.loads((published / "trois-jours" / "facts.json").read_text(encoding="utf-8"))
    journey = facts["journey"]
    assert facts["itinerary"]["kind"] == "journey"
    assert [stage["number"] for stage in journey["stages"]] == [1, 2, 3]
    first = journey["stages"][0]
    assert (first["names"]["en"], first["end"]["name"]) == (
        f"Stage 1: {named('A')} – Inn C",
        "Inn C",
    )
    assert set(first["names"]) == {"fr", "en", "nl"} == set(journey["notes"])
    assert first["itinerary"]["length_m"] == pytest.approx(4000.0, rel=2e-3)
    assert "cues" not in first["itinerary"]
    assert all(stage["gpx"] in facts["files"] for stage in journey["stages"])
    assert all(variant["gpx"] in facts["files"] for variant in journey["variants"])


def named(letter: str) -> str:
    """Return what a place without a name is called."""
    return "{1:.5f}, {0:.5f}".format(*ladder().lonlat(letter))


def test_the_overview_draws_each_stage_and_numbers_its_end(published: Path) -> None:
    root = ET.fromstring((published / "trois-jours" / "apercu.svg").read_bytes())
    space = "{http://www.w3.org/2000/svg}"
    solid = [
        line.get("stroke")
        for line in root.iter(f"{space}polyline")
        if line.get("stroke-dasharray") is None
    ]
    assert solid == ["#b3261e", "#1d4ed8", "#b3261e"]
    texts = [text.text for text in root.iter(f"{space}text") if text.text]
    assert texts[:3] == ["1", "2", "3"]


def test_what_stands_is_not_planned_again(
    graph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until the spec, the graph or the version of what plans is another, or it is asked for."""
    path = spec_of(tmp_path / "routes")
    assert put(path, graph).changes[0].what == "new"
    asked: list[object] = []
    real = Planner.journeys_in

    def watched(self: Planner, *args: object) -> object:
        asked.append(args)
        return real(self, *args)

    monkeypatch.setattr(Planner, "journeys_in", watched)
    assert put(path, graph).changes[0].written is False
    assert asked == []
    put(path, graph, anew=True)
    path.write_text(path.read_text(encoding="utf-8").replace("Trois", "3"), encoding="utf-8")
    assert put(path, graph).changes[0].written
    monkeypatch.setattr(keep, "JOURNEYS_VERSION", 99)
    monkeypatch.setattr("itinera.catalogue.publish_journey.JOURNEYS_VERSION", 99)
    put(path, graph)
    assert len(asked) == 3


def test_another_track_beside_the_spec_is_followed_anew(graph: Path, tmp_path: Path) -> None:
    """Along the upper street at first, then along the lower one."""
    text = SPEC.replace("[stages]", '[[follow]]\ngpx = "line.gpx"\n\n[stages]')
    path = spec_of(tmp_path / "routes", text.replace("500", "3000"))
    lengths = []
    for letters in ("ABCDEFG", "AHIJKLMNG"):
        places = [ladder().lonlat(letter) for letter in letters]
        points = "".join(f'<trkpt lat="{lat}" lon="{lon}"/>' for lon, lat in places)
        gpx = f'<gpx version="1.1" creator="x"><trk><trkseg>{points}</trkseg></trk></gpx>'
        path.with_name("line.gpx").write_text(gpx, encoding="utf-8")
        (change,) = put(path, graph).changes
        lengths.append(change.length_m)
    assert lengths == pytest.approx([12_000.0, 14_000.0], rel=0.01)


def test_stages_that_are_no_more_leave_no_files(graph: Path, tmp_path: Path) -> None:
    path = spec_of(tmp_path / "routes")
    put(path, graph)
    spec_of(tmp_path / "routes", SPEC.replace("count = 3", "count = 2").replace("500", "3000"))
    assert put(path, graph).failures == ()
    left = sorted((tmp_path / "routes" / "trois-jours").glob("*-etape-*.gpx"))
    assert len(left) == 2


def test_somebodys_file_in_the_folder_is_not_removed(graph: Path, tmp_path: Path) -> None:
    path = spec_of(tmp_path / "routes")
    put(path, graph)
    (path.with_suffix("") / "trois-jours-mine.gpx").write_text("x", encoding="utf-8")
    (failure,) = put(path, graph).failures
    assert "trois-jours-mine.gpx was not published" in failure.problem


def test_what_the_planner_refuses_names_the_line(graph: Path, tmp_path: Path) -> None:
    text = SPEC.replace('end = "{G}"', 'end = "{G}"\nlength_km = 5')
    (failure,) = put(spec_of(tmp_path / "routes", text), graph).failures
    assert "trois-jours.toml, line 5" in failure.problem
    assert failure.exit_status == 4


def test_the_archive_holds_the_stages(published: Path) -> None:
    entries = Catalogue.open(published).entries
    with zipfile.ZipFile(io.BytesIO(zipped(entries))) as archive:
        assert sum("-etape-" in name for name in archive.namelist()) == 3


@pytest.fixture(scope="module")
def client(graph: Path, published: Path) -> FlaskClient:
    """Return a client of an app that shows the journey."""
    app = create_app({"GRAPH": graph, "ROUTES": published, "TESTING": True})
    return app.test_client()


def test_the_interface_lists_stages_and_hands_out_their_files(client: FlaskClient) -> None:
    (entry,) = client.get("/api/v1/itineraries?lang=nl").get_json()["itineraries"]
    assert [stage["number"] for stage in entry["stages"]] == [1, 2, 3]
    assert entry["stages"][1]["name"] == "Etappe 2: Inn C – Inn E"
    answer = client.get(entry["stages"][1]["gpx"])
    assert answer.mimetype == "application/gpx+xml"
    assert b"<trk>" in answer.data
    base = "/api/v1/itineraries/trois-jours/files"
    assert client.get(f"{base}/apercu.svg").mimetype == "image/svg+xml"
    lost = client.get(f"{base}/facts.json")
    assert (lost.status_code, lost.get_json()["code"]) == (404, "unknown_name")
    assert "no file 'facts.json'" in lost.get_json()["problem"]


@pytest.mark.parametrize("lang", ["fr", "en", "nl"])
def test_the_page_shows_a_row_for_each_stage(client: FlaskClient, lang: str) -> None:
    page = client.get(f"/itineraries/trois-jours?lang={lang}").get_data(as_text=True)
    table = page[page.index('<table class="stages">') : page.index("</table>")]
    assert table.count('<th scope="row">') == 3
    assert table.count('download="trois-jours-etape-') == 3
    assert "Inn E" in table
    assert page.count("#b3261e") > page.count("#1d4ed8") > 0  # lines of the map by turns
    overview = client.get(f"/?lang={lang}").get_data(as_text=True)
    assert overview.count("L.polyline(") == 2  # one line with its rim: the whole
