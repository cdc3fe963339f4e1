"""What one can ask of `itinera loop` beside a length, alone and together, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from itinera import cli
from itinera.planning.prepare import store_prepared
from planning.loop.worlds import LATTICE
from sketch import World, sketch

Answer = tuple[int, dict[str, Any], str]

#: The street between F and G is closed on Christmas, and FJ is a track.
TAGS = {
    "FG": {"highway": "residential", "access:conditional": "no @ (Dec 25)", "name": "Rue Close"},
    "FJ": {"highway": "track", "surface": "ground"},
    "JK": {"highway": "track", "surface": "ground"},
}


@pytest.fixture(scope="module")
def world() -> World:
    return sketch(LATTICE, tags=TAGS, nodes={"K": {"amenity": "parking", "name": "Fictif parking"}})


@pytest.fixture(scope="module")
def graph(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graphs") / "town"
    store_prepared(world.graph, folder)
    return folder


@pytest.fixture
def ask(
    graph: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Answer]:
    """Run `itinera loop` and return status, document and stderr."""
    monkeypatch.setenv("ITINERA_GRAPH", str(graph))

    def run(*argv: str) -> Answer:
        status = cli.main(["loop", "--json", "--lang=en", *argv])
        out, err = capfd.readouterr()
        return status, json.loads(out) if out else {}, err

    return run


def place(world: World, letter: str) -> str:
    return "{1:.6f},{0:.6f}".format(*world.lonlat(letter))


def passes(loop: dict[str, Any], world: World, letter: str) -> bool:
    lon, lat = world.lonlat(letter)
    line = loop["geometry"]["coordinates"]
    return any(abs(p[0] - lon) < 1e-4 and abs(p[1] - lat) < 1e-4 for p in line)


def only(answer: Answer) -> dict[str, Any]:
    status, document, err = answer
    assert status == 0, err
    (found,) = document["itineraries"]
    return dict(found)


def area_file(folder: Path, world: World, letter: str, half_deg: float = 5e-4) -> str:
    lon, lat = world.lonlat(letter)
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    ring = [[lon + half_deg * x, lat + half_deg * y] for x, y in corners]
    path = folder / f"{letter}.geojson"
    path.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}), encoding="utf-8")
    return str(path)


def test_a_walk_by_places_in_order_keeps_off_a_way(ask, world: World) -> None:
    """From A to L by D and I in this order, without the street AB: by the diagonal or by E."""
    walk = only(
        ask(
            *("--start", place(world, "A"), "--end", place(world, "L"), "--length-km", "5.2"),
            *("--via", place(world, "D"), "--via", place(world, "I"), "--via-order", "given"),
            *("--avoid-way", f"way/{world.graph.edges.way[world.edge('AB')]}"),
            *("--tolerance-pct", "12"),
        )
    )
    assert walk["kind"] == "route"
    order = [w["name"] or w["lonlat"] for w in walk["waypoints"]]
    assert len(order) >= 4
    line = walk["geometry"]["coordinates"]
    first = next(p for p in line[1:] if abs(p[0] - line[0][0]) + abs(p[1] - line[0][1]) > 1e-3)
    assert first[1] < line[0][1] - 1e-4  # southward, not along AB


def test_area_avoid_direction_and_count_work_together(ask, world: World, tmp_path: Path) -> None:
    """From F two loops to the east by K's area, without H: each passes it and lies east."""
    status, document, err = ask(
        *("--start", place(world, "F"), "--length-km", "1.6", "--count", "2", "--direction", "E"),
        *("--through", area_file(tmp_path, world, "G"), "--avoid", area_file(tmp_path, world, "H")),
        *("--tolerance-pct", "10"),
    )
    assert status == 0, err
    assert document["itineraries"]
    for loop in document["itineraries"]:
        assert passes(loop, world, "G")
        assert not passes(loop, world, "H")
        east = [p[0] for p in loop["geometry"]["coordinates"]]
        assert sum(east) / len(east) > world.lonlat("F")[0]


def test_a_closed_day_leads_elsewhere(ask, world: World, tmp_path: Path) -> None:
    """Round FGKJ on any day but Christmas, when FG is closed: then no loop holds that block."""
    line = [list(world.lonlat(letter)) for letter in "FGKJF"]
    path = tmp_path / "old.geojson"
    path.write_text(json.dumps({"type": "LineString", "coordinates": line}), encoding="utf-8")
    asked = ("--like", str(path), "--start", place(world, "F"))
    plain = only(ask(*asked, "--on", "2026-05-04"))
    assert all(passes(plain, world, letter) for letter in "FGKJ")
    closed = only(ask(*asked, "--on", "2026-12-25"))
    assert not all(passes(closed, world, letter) for letter in "GK")
    assert closed["length_m"] == pytest.approx(1600.0, rel=0.05)


def test_surfaces_wished_are_ridden(ask, world: World) -> None:
    """Round the south-west or the south block: paved keeps off the tracks, unpaved seeks them."""
    asked = ("--start", place(world, "F"), "--length-km", "1.6", "--profile", "gravel")
    shares = {}
    for wish in ("paved=5", "unpaved=5"):
        loop = only(ask(*asked, "--surface", wish))
        shares[wish] = loop["surfaces"].get("ground", 0.0) / loop["length_m"]
        assert loop["profile"] == "gravel"
    assert shares["paved=5"] == 0.0
    assert shares["unpaved=5"] >= 0.45


def test_the_best_start_is_a_car_park_of_the_map(ask, world: World) -> None:
    loop = only(ask("--near", place(world, "F"), "--start-at", "parking", "--length-km", "1.6"))
    assert "Fictif parking" in loop["name"]
    assert passes(loop, world, "K")


def test_a_former_loop_from_its_own_file_is_made_longer(ask, world: World, tmp_path: Path) -> None:
    """Written as GPX, read again: its start, and 2,400 m where 1,600 were."""
    gpx = tmp_path / "old.gpx"
    first = ask("--start", place(world, "F"), "--length-km", "1.6", "-o", str(gpx))
    assert first[0] == 0
    longer = only(ask("--like", str(gpx), "--longer", "--length-km", "2.4"))
    assert longer["start"] == pytest.approx(list(world.lonlat("F")), abs=1e-5)
    assert longer["length_m"] == pytest.approx(2400.0, rel=0.05)


def test_themes_are_listed(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["loop", "--list-themes", "--lang", "fr"]) == 0
    out, _ = capfd.readouterr()
    assert any(line.startswith("chaine-des-parcs") and "Chaîne des Parcs" in line
               for line in out.splitlines())  # fmt: skip
    assert cli.main(["loop", "--list-themes", "--json", "--lang", "en"]) == 0
    out, _ = capfd.readouterr()
    assert {row["name"] for row in json.loads(out)["themes"]} >= {"terrils", "quiet"}


NOT_SO = [
    (("--length-km", "500"), 4, "no_loop"),
    (("--length-km", "2", "--direction", "N", "--via", "{south}"), 4, "contradiction"),
    (("--length-km", "0.9", "--via", "{L}"), 4, "contradiction"),
    (("--length-km", "1.6", "--minutes", "5"), 4, "contradiction"),
    (("--length-km", "0.5", "--end", "{L}"), 4, "no_loop"),
    (("--length-km", "3", "--via", "{K}", "--avoid-near", "{K}@60"), 4, "contradiction"),
    (("--length-km", "3", "--through", "{L.geojson}", "--avoid-near", "{L}@150"), 4,
     "contradiction"),
    (("--length-km", "0.9", "--through", "{L.geojson}"), 4, "contradiction"),
    (("--length-km", "3", "--avoid-near", "{A}@60"), 4, "contradiction"),
    (("--length-km", "3", "--like", "nowhere"), 3, "unknown_name"),
    (("--length-km", "3", "--like", "{old}", "--shorter", "--longer"), 4, "contradiction"),
    (("--length-km", "3", "--theme", "grands-sites"), 4, "no_theme_near"),
    (("--length-km", "3", "--surface", "wet"), 3, "invalid_input"),
    (("--length-km", "3", "--start-at", "station"), 4, "contradiction"),
    (("--length-km", "3", "--start-at", "tower"), 2, "usage"),
    (("--length-km", "3", "--shorter"), 2, "usage"),
    ((), 2, "usage"),
    (("--length-km", "3", "--near", "{A}"), 2, "usage"),
    (("--length-km", "3", "--avoid-way", "way/1"), 3, "unknown_name"),
]  # fmt: skip


@pytest.mark.parametrize(("argv", "status", "code"), NOT_SO)
def test_what_cannot_be_had_is_told_and_nothing_written(
    ask, world: World, tmp_path: Path, argv: tuple[str, ...], status: int, code: str
) -> None:
    """Status 4 says what comes nearest, unless nothing of the kind is anywhere."""
    letters = {f"{{{c}}}": place(world, c) for c in "AKL"}
    letters |= {"{L.geojson}": area_file(tmp_path, world, "L"), "{south}": "50.1,2.8"}
    old = tmp_path / "old.geojson"
    line = [list(world.lonlat(letter)) for letter in "ABFEA"]
    old.write_text(json.dumps({"type": "LineString", "coordinates": line}), encoding="utf-8")
    letters["{old}"] = str(old)
    filled = []
    for text in argv:
        whole = text
        for name, said in letters.items():
            whole = whole.replace(name, said)
        filled.append(whole)
    out = tmp_path / "out.gpx"
    found, document, err = ask("--start", place(world, "A"), *filled, "-o", str(out))
    assert found == status, err
    assert document["error"]["code"] == code
    assert document["error"]["remedy"]
    assert not out.exists()
    assert "Traceback" not in err


def test_a_loop_without_a_start_is_a_wrong_use(ask) -> None:
    status, document, _ = ask("--length-km", "3")
    assert status == 2
    assert "begins somewhere" in document["error"]["problem"]
