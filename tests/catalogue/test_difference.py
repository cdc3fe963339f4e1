"""The report of what changed: exactly the itineraries through what was changed, and by how much."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from itinera.catalogue.difference import Before, Change, Report, report_object, sentence
from itinera.catalogue.publish import publish, specs_in
from itinera.cli import main
from itinera.errors import SpecError
from itinera.planning.places import stop_of
from itinera.planning.planner import Planner
from itinera.planning.prepare import store_prepared
from sketch import sketch

if TYPE_CHECKING:
    from pathlib import Path

# From A to B it is 300 m straight on, and 900 m round by D and E.
WORLD = """
A--B
|  |
|  |
D--E
|
G
"""
CLOSED = {"AB": {"access": "no"}}
ITINERARIES = {
    "tout-droit": "AB",  # through A–B: 300 m before
    "aller-retour": "ABA",  # twice through A–B: 600 m before
    "ailleurs": "GDE",  # not through A–B: 500 m
}


@pytest.fixture
def routes(tmp_path: Path) -> Path:
    """Publish three itineraries on the open map."""
    folder = tmp_path / "routes"
    folder.mkdir()
    world = sketch(WORLD)
    for slug, letters in ITINERARIES.items():
        places = ["{1:.7f},{0:.7f}".format(*world.lonlat(letter)) for letter in letters]
        title = "".join(f'{lang} = "{slug}"\n' for lang in ("fr", "en", "nl"))
        text = f'profile = "hike"\nvia = {json.dumps(places)}\n[title]\n{title}'
        (folder / f"{slug}.toml").write_text(text, encoding="utf-8")
    report = publish(specs_in(folder), Planner(world.graph), stop_of, folder)
    assert [change.what for change in report.changes] == ["new"] * 3
    return folder


def test_closing_one_way_changes_exactly_what_led_through_it(routes: Path) -> None:
    """Each with what it left, what it joined, and the lengths before and now."""
    planner = Planner(sketch(WORLD, tags=CLOSED).graph)
    report = publish(specs_in(routes), planner, stop_of, routes)
    changes = {change.slug: change for change in report.changes}
    assert {slug: c.what for slug, c in changes.items()} == {
        "ailleurs": "unchanged",
        "aller-retour": "changed",
        "tout-droit": "changed",
    }
    told = {
        slug: [c.was_m, c.length_m, c.left_m, c.joined_m]
        for slug, c in changes.items()
        if c.what == "changed"
    }
    assert told["tout-droit"] == pytest.approx([300.0, 900.0, 300.0, 900.0], abs=0.5)
    assert told["aller-retour"] == pytest.approx([600.0, 1800.0, 600.0, 1800.0], abs=1.0)
    same = changes["ailleurs"]
    assert (same.left_m, same.joined_m, same.written) == (0.0, 0.0, True)
    assert sentence(same) == "ailleurs: unchanged, 0.5 km (files renewed)"
    assert "0.6 km before, 1.8 km now (+1200 m); 600 m left, 1800 m new" in sentence(
        changes["aller-retour"]
    )


def test_the_next_run_finds_nothing_changed(routes: Path) -> None:
    """The report compares with last time, not with the first time."""
    planner = Planner(sketch(WORLD, tags=CLOSED).graph)
    publish(specs_in(routes), planner, stop_of, routes)
    again = publish(specs_in(routes), planner, stop_of, routes)
    assert {(c.what, c.written) for c in again.changes} == {("unchanged", False)}


def test_an_itinerary_that_lost_its_only_way_is_named_and_stays(routes: Path) -> None:
    """What was published stands until a person decides."""
    before = (routes / "ailleurs" / "ailleurs.gpx").read_bytes()
    planner = Planner(sketch(WORLD, tags={"DG": {"access": "no"}}).graph)
    report = publish(specs_in(routes), planner, stop_of, routes)
    (failure,) = report.failures
    assert "ailleurs.toml" in failure.problem
    assert {c.what for c in report.changes} == {"unchanged"}
    assert (routes / "ailleurs" / "ailleurs.gpx").read_bytes() == before


def test_the_command_tells_it_as_json(
    routes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One document on stdout."""
    store_prepared(sketch(WORLD, tags=CLOSED).graph, tmp_path / "graph")
    specs = [str(path) for path in specs_in(routes)]
    assert main(["publish", *specs, "--json", "--graph", str(tmp_path / "graph")]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["failures"] == []
    by_slug = {change["slug"]: change for change in document["changes"]}
    assert by_slug["aller-retour"]["left_m"] == pytest.approx(600.0, abs=1.0)
    assert by_slug["ailleurs"]["what"] == "unchanged"


def test_the_document_comes_also_when_a_spec_is_unsound(
    routes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 3, and both the sound ones and the other are in the report."""
    store_prepared(sketch(WORLD).graph, tmp_path / "graph")
    bad = routes / "tout-droit.toml"
    bad.write_text(bad.read_text(encoding="utf-8").replace("nl =", "#"), encoding="utf-8")
    specs = [str(path) for path in specs_in(routes)]
    assert main(["publish", *specs, "--json", "--graph", str(tmp_path / "graph")]) == 3
    out, err = capsys.readouterr()
    document = json.loads(out)
    assert f"itinera: error: {bad}, line 3: title.nl is missing." in err
    assert document["error"]["code"] == "invalid_spec"
    assert [change["what"] for change in document["changes"]] == ["unchanged", "unchanged"]
    (failure,) = document["failures"]
    assert failure["problem"] == f"{bad}, line 3: title.nl is missing."
    assert failure["remedy"] == "Languages are fr, en, nl."


def line(*lonlat: tuple[float, float]) -> bytes:
    """Write a GeoJSON line."""
    geometry = {"type": "LineString", "coordinates": lonlat}
    return json.dumps({"features": [{"geometry": geometry}]}).encode()


def test_a_course_of_the_same_length_elsewhere_is_a_change() -> None:
    """Length alone does not tell; nor does the way round."""
    before = Before(100.0, line((2.0, 50.0), (2.0, 50.001)))
    other = Change.between("x", before, 100.0, line((2.001, 50.0), (2.001, 50.001)))
    assert (other.what, other.left_m, other.joined_m) == ("changed", 111.23, 111.23)
    back = Change.between("x", before, 100.0, line((2.0, 50.001), (2.0, 50.0)))
    assert back.what == "changed"


@pytest.mark.parametrize("damaged", [None, b"", b"{}", b'{"features": []}', b"[1]"])
def test_a_damaged_line_is_compared_by_length_alone(damaged: bytes | None) -> None:
    """What cannot be compared is not made up."""
    now = line((2.0, 50.0), (2.0, 50.001))
    same = Change.between("x", Before(100.0, damaged), 100.0, now)
    longer = Change.between("x", Before(100.0, damaged), 150.0, now)
    assert (same.what, same.left_m, longer.what) == ("unchanged", None, "changed")
    assert sentence(longer) == "x: changed, 0.1 km before, 0.1 km now (+50 m)"


def test_failures_stand_in_the_document() -> None:
    """With what to do."""
    report = Report((), (SpecError("a.toml: no.", remedy="Mend it."),))
    assert report_object(report)["failures"] == [
        {"code": "invalid_spec", "problem": "a.toml: no.", "remedy": "Mend it."}
    ]
