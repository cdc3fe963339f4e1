"""Places that users name: the tables that come with itinera, finding, reading, checking."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinera.bundle import bundled
from itinera.cli import main
from itinera.errors import InputError, OutsideError, UnknownNameError, WaypointError
from itinera.geodesy import distance
from itinera.waypoints import Waypoint, WaypointTable, load_waypoints, parse_place
from itinera.waypoints.check import Fault, check_waypoints
from itinera.waypoints.model import plain, terril_id
from itinera.waypoints.tables import LAYOUTS, metres
from itinera.waypoints.veloroutes import load_veloroutes


@pytest.fixture(scope="module")
def table() -> WaypointTable:
    """The waypoints that come with itinera."""
    return load_waypoints()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tables that a test may spoil."""
    return Path(shutil.copytree(bundled("data/waypoints"), tmp_path / "waypoints"))


def spoil(path: Path, line: int, **values: str) -> None:
    """Change cells of a line of a table (line 1 has the names of the columns)."""
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        columns = list(reader.fieldnames or ())
        rows = list(reader)
    rows[line - 2].update(values)
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(
    "text",
    ["T074a", "t074A", "74A", "74 a", "T74a", "T 74 a", "terril 74 A", "TERRIL N° 74a", "n°74A"],
)
def test_a_terril_is_found_however_its_number_is_written(table: WaypointTable, text: str) -> None:
    """Signs, maps and people write it differently."""
    assert table.find(text).id == "T074a"


def test_a_number_without_letter_is_another_terril(table: WaypointTable) -> None:
    """74 and 74a are two heaps, one open and one closed."""
    assert table.find("74").id == "T074"
    assert dict(table.find("74").access)["foot"] == "no"


@pytest.mark.parametrize("text", ["Louvre-Lens", "LOUVRE LENS", "louvre–lens", " louvre-lens "])
def test_names_are_found_whatever_their_case_and_signs(table: WaypointTable, text: str) -> None:
    """Also with another dash."""
    assert table.find(text).lonlat == (2.80333, 50.43056)


def test_names_are_found_without_accents(table: WaypointTable) -> None:
    """On a keyboard that has none."""
    assert table.find("cite des electriciens").name == "Cité des Électriciens"
    assert table.find("noeux-les-mines").name == "Nœux-les-Mines"


def test_a_commune_and_its_station_are_two_places(table: WaypointTable) -> None:
    """The bare name is the commune."""
    assert table.find("Lens").kind == "commune"
    assert table.find("gare de Lens").kind == "station"


def test_one_name_for_two_places_is_ambiguous(table: WaypointTable) -> None:
    """The error names both."""
    with pytest.raises(
        WaypointError, match=r"2 waypoints: T085 \(Terril 85 – 3 est de Dourges\); T089"
    ):
        table.find("3 est de Dourges")


def test_one_name_for_one_place_in_two_tables_is_not_ambiguous() -> None:
    """A site that is also a park stands at one place."""
    here, there = (2.8, 50.4), (2.8, 50.45)
    twins = (Waypoint("a", "Étang", "site", here), Waypoint("b", "étang", "park", here))
    assert WaypointTable(twins).find("etang").id == "a"
    apart = (twins[0], Waypoint("b", "étang", "park", there))
    with pytest.raises(WaypointError, match="'etang' names 2"):
        WaypointTable(apart).find("etang")
    with pytest.raises(WaypointError, match="'etang' names 2"):
        WaypointTable((twins[0], Waypoint("b", "étang", "park", None))).find("etang")


def test_an_unknown_name_gets_the_names_most_like_it(table: WaypointTable) -> None:
    """A typing error and a part of a name."""
    with pytest.raises(UnknownNameError, match=r"'Louvre-Lans'.*louvre-lens") as caught:
        table.find("Louvre-Lans")
    assert caught.value.nearest == "louvre-lens"
    with pytest.raises(UnknownNameError, match=r"cite-des-electriciens"):
        table.find("electriciens")
    with pytest.raises(UnknownNameError, match="itinera waypoints list"):
        table.find("xqzw")


def test_height_and_altitude_are_two_fields(table: WaypointTable) -> None:
    """T087 is 100 m high; T074a reaches 184 to 188 m above the sea."""
    assert (table.find("T087").height_m, table.find("T087").altitude_m) == ((100.0, 100.0), None)
    assert (table.find("74a").height_m, table.find("74a").altitude_m) == (None, (184.0, 188.0))
    assert table.find("T075").height_m == (70.0, 70.0)
    assert table.find("T075").altitude_m == (119.0, 119.0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("103", (103.0, 103.0)),
        ("114-129 (sources conflict)", (114.0, 129.0)),
        ("80 (before removal)", (80.0, 80.0)),
        ("", None),
        ("high", None),
    ],
)
def test_metres_are_read_as_the_lowest_and_highest_value(
    text: str, expected: tuple[float, float] | None
) -> None:
    """Sources conflict, and both values are kept."""
    assert metres(text) == expected


def test_near_is_sorted_by_distance(table: WaypointTable) -> None:
    """From the base 11/19 the twin heaps come first."""
    found = table.near((2.78852, 50.44314), kind="terril")
    assert [w.id for _, w in found[:3]] == ["T074", "T074a", "T074b"]
    far = [m for m, _ in found]
    assert far == sorted(far)
    assert far[0] == pytest.approx(distance((2.78852, 50.44314), found[0][1].lonlat or (0, 0)))
    assert {w.kind for _, w in table.near((2.8, 50.4))} > {"terril", "station"}


@given(st.integers(1, 999), st.sampled_from(["", "a", "b", "c1"]))
def test_every_spelling_of_a_number_is_one_id(number: int, letter: str) -> None:
    """With and without zeros, spaces, prefix."""
    spellings = {
        f"{prefix}{zeros}{number}{gap}{letter}"
        for prefix in ("", "t", "terril ", "terril n ", "n ")
        for zeros in ("", "0")
        for gap in (" ", "")
        if letter or not gap
    }
    assert {terril_id(s) for s in spellings} == {f"T{number:03d}{letter}"}


@given(st.text())
def test_plain_is_plain_already(text: str) -> None:
    """Reducing twice changes nothing."""
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    "text", ["50.4431,2.7885", " 50.4431 , 2.7885 ", "50.4431;2.7885", "50.4431 2.7885"]
)
def test_coordinates_are_latitude_first(table: WaypointTable, text: str) -> None:
    """As people paste them; inside it is lon, lat."""
    assert parse_place(text, table) == ((2.7885, 50.4431), None)


def test_negative_coordinates_are_read(table: WaypointTable) -> None:
    """West and south, with a typed and a printed minus."""
    assert parse_place("-33.9,-70.5", table)[0] == (-70.5, -33.9)
    assert parse_place("−33.9°, −70.5°", table)[0] == (-70.5, -33.9)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("50,4431;2,7885", r"is no place.*50\.4431,2\.7885"),
        ("50,44, 2,78", r"is no place.*50\.44,2\.78"),
        ("50.4431,2.7885,12", "is no place"),
        ("50.4431,", "is no place"),
        ("120.5,45.0", r"Latitude 120\.5 .* comes first: 45,120\.5"),
        ("45.0,200", r"Longitude 200 .* decimal degrees"),
        ("95,95", r"Latitude 95 "),
        ("T045", r"position of 'Terril 45 – Noeux \(satellite\)' \(T045\) is not known"),
    ],
)
def test_a_place_that_makes_no_sense_is_explained(
    table: WaypointTable, text: str, complaint: str
) -> None:
    """With what to write instead."""
    with pytest.raises(WaypointError, match=complaint):
        parse_place(text, table)


def test_a_place_may_be_a_waypoint(table: WaypointTable) -> None:
    """By id or name, with the waypoint returned for its name."""
    lonlat, waypoint = parse_place("74a", table)
    assert waypoint is not None
    assert (waypoint.id, waypoint.lonlat) == ("T074a", lonlat)
    assert parse_place("62498", table)[0] == parse_place("Lens", table)[0]


def test_the_tables_that_come_with_itinera_are_sound(table: WaypointTable) -> None:
    """No doubles, nothing out of the area, no source missing."""
    assert check_waypoints() == []
    assert len(table) > 600
    assert next(iter(table)).table == "terrils.csv"
    assert len({w.id for w in table}) == len(table)


def test_every_table_names_source_and_licence() -> None:
    """Also the tables that are no waypoints; LICENSES.md names each of them."""
    licences = bundled("data/LICENSES.md").read_text(encoding="utf-8")
    for path in sorted(bundled("data/waypoints").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                assert row["source"], path
                assert f"| {row['licence']} |" in licences, path
        assert f"`{path.name}`" in licences


@pytest.mark.parametrize(
    ("spoiled", "fault"),
    [
        ({"lat": "2.519373", "lon": "50.480242"}, "lat and lon seem swapped"),
        ({"lat": "48.85"}, "48.85,2.519373 (LAT,LON) lies outside the territory"),
        ({"lat": "50,48"}, "'50,48,2.519373' is no position"),
        ({"lat": "99"}, "'99,2.519373' is no position"),
        ({"source": ""}, "source is empty. Say where it is known from"),
        ({"licence": " "}, "licence is empty. Name the licence of the source"),
        ({"name": ""}, "name is empty. Fill it in."),
        ({"height_m": "about 80"}, "height_m 'about 80' is no number of metres"),
        ({"no": "T003"}, "already in terrils.csv, line 2"),
        ({"foot": "yes"}, "access_source is empty"),
        ({"bicycle": "maybe", "access_source": "x"}, "bicycle 'maybe' is no access. Use one of"),
        ({"access_checked_on": "02/2023"}, "access_checked_on '02/2023' is no date"),
        ({"access_since": "2023-13"}, "access_since '2023-13' is no date"),
    ],
)
def test_a_spoiled_row_is_named_with_file_and_line(
    folder: Path, spoiled: dict[str, str], fault: str
) -> None:
    """One fault, where it is, what to do."""
    spoil(folder / "terrils.csv", 2, **spoiled)
    (found,) = check_waypoints(folder)
    assert (found.table, found.line) == ("terrils.csv", 5 if "no" in spoiled else 2)
    assert fault in f"{found.problem} {found.remedy}"


def test_a_place_that_stands_twice_is_a_double(folder: Path) -> None:
    """Same kind, same name, some metres apart, another id."""
    path = folder / "stations.csv"
    first = path.read_text(encoding="utf-8").splitlines()[1].split(",")
    again = ["gare-bis", *first[1:5], str(float(first[5]) + 1e-4), *first[6:]]
    with path.open("a", encoding="utf-8") as lines:
        lines.write(",".join(again) + "\n")
    (found,) = check_waypoints(folder)
    assert found == Fault(
        "stations.csv",
        87,
        '"Gare d\'Anvin", a station, stands already in stations.csv, line 2.',
        "Keep one of the two.",
    )


def test_a_row_that_stands_twice_is_one_fault(folder: Path) -> None:
    """Copied whole: its id says enough."""
    path = folder / "stations.csv"
    row = path.read_text(encoding="utf-8").splitlines()[1]
    with path.open("a", encoding="utf-8") as lines:
        lines.write(row + "\n")
    (found,) = check_waypoints(folder)
    assert found.problem == "The id 'gare-d-anvin' stands already in stations.csv, line 2."


def test_an_unknown_kind_is_named(folder: Path) -> None:
    """Kinds of lodging and the like stand in the row."""
    spoil(folder / "accueil_velo.csv", 3, waypoint_kind="castle")
    (found,) = check_waypoints(folder)
    assert found.problem == "'castle' is no kind."


def test_a_bad_row_does_not_stop_the_others(folder: Path) -> None:
    """What is sound can still be named."""
    spoil(folder / "terrils.csv", 2, lat="nonsense")
    spoiled = load_waypoints(folder)
    assert spoiled.find("T001").lonlat is None
    assert spoiled.find("T001a").lonlat is not None


def test_a_table_without_a_column_is_refused(folder: Path) -> None:
    """With the file and the column."""
    path = folder / "sites.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("lat,", "latitude,", 1), "utf-8")
    with pytest.raises(InputError, match=r"sites\.csv, line 1: the column 'lat' is missing"):
        check_waypoints(folder)


def test_a_table_that_is_no_text_is_refused(folder: Path) -> None:
    """Saved by a spreadsheet in another encoding."""
    (folder / "parks.csv").write_bytes("id,name\nétang".encode("latin-1"))
    with pytest.raises(InputError, match=r"parks\.csv is not UTF-8"):
        check_waypoints(folder)


def test_a_missing_table_is_named(folder: Path) -> None:
    """With its path."""
    (folder / "communes.csv").unlink()
    with pytest.raises(OutsideError, match=r"communes\.csv cannot be read: No such file"):
        check_waypoints(folder)


def test_a_missing_bundled_file_is_named() -> None:
    """An incomplete installation says what it lacks."""
    with pytest.raises(OutsideError, match=r"lacks data/waypoints/none\.csv"):
        bundled("data/waypoints/none.csv")


def test_the_command_lists_by_distance(capsys: pytest.CaptureFixture[str]) -> None:
    """`itinera waypoints list --kind station --near louvre-lens`."""
    assert main(["waypoints", "list", "--kind", "station", "--near", "Louvre-Lens"]) == 0
    assert "gare-de-loos-en-gohelle" in capsys.readouterr().out.splitlines()[0]


def test_the_command_lists_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """One document, unknown positions as null."""
    assert main(["waypoints", "list", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["waypoints"]
    assert len(found) == len(load_waypoints())
    by_id = {w["id"]: w for w in found}
    assert by_id["T045"]["lonlat"] is None
    assert by_id["T075"]["access"] == {"foot": "yes", "bicycle": "no"}


@pytest.mark.parametrize(
    ("terril", "foot", "bicycle"),
    [("T074", "no", "no"), ("T074a", "partial", "unknown"), ("T075", "yes", "no")],
)
def test_who_may_climb_is_told_with_its_source(
    table: WaypointTable, terril: str, foot: str, bicycle: str
) -> None:
    """One cone is closed, its twin open up to the belvedere, Pinchonvalles for walkers only."""
    found = table.find(terril)
    assert dict(found.access) == {"foot": foot, "bicycle": bicycle}
    assert found.access_source.startswith("https://")


def test_what_burns_is_closed_since(
    table: WaypointTable, capsys: pytest.CaptureFixture[str]
) -> None:
    """Argales: part of it, since February 2023; the listing says so too."""
    assert {table.find(t).access_since for t in ("T144", "T254")} == {"2023-02"}
    assert {dict(table.find(t).access)["foot"] for t in ("T144", "T254")} == {"partial"}
    assert main(["waypoints", "list", "--kind", "terril", "--json"]) == 0
    by_id = {w["id"]: w for w in json.loads(capsys.readouterr().out)["waypoints"]}
    assert by_id["T144"]["access_since"] == "2023-02"
    assert "terres-et-territoires" in by_id["T144"]["access_source"]
    assert by_id["T001"]["access"] == {"foot": "unknown", "bicycle": "unknown"}
    assert by_id["T001"]["access_source"] is None


def test_some_veloroutes_do_not_run_here(capsys: pytest.CaptureFixture[str]) -> None:
    """Briefs list the V30, the V52 and the EV3 by mistake."""
    here = {route.number: route.runs_here for route in load_veloroutes()}
    assert {number for number, runs in here.items() if number != "RPN" and runs == "no"} == {
        "EV3",
        "V30",
        "V52",
    }
    assert (here["EV5"], here["V31"]) == ("yes", "yes")
    assert main(["waypoints", "list", "--kind", "veloroute"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("V30   DOES NOT RUN HERE") for line in lines)
    assert main(["waypoints", "list", "--kind", "veloroute", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["veloroutes"]
    assert {route["number"] for route in listed} == set(here)
    assert all(route["source"] for route in listed)


@pytest.mark.parametrize(
    ("asked", "said", "remedy"),
    [
        ("EV5", r"EV5 \(EuroVelo 5 .* to Brindisi\) is a cycle route, .* followed", "Béthune"),
        ("ev 5", "EV5", "journey can follow"),
        ("EuroVelo 5", "EV5", "journey can follow"),
        ("V30", "V30 .* a line, and it does not run in the basin", "a place instead"),
        ("Véloroute de l'Escaut", "planned, not there", "a place instead"),
        ("V49", "of which no more is known", "a place instead"),
    ],
)
def test_a_veloroute_is_no_place_and_what_it_is_is_said(asked: str, said: str, remedy: str) -> None:
    with pytest.raises(UnknownNameError, match=said) as caught:
        parse_place(asked, load_waypoints())
    assert remedy in caught.value.remedy


def test_a_number_of_several_networks_names_none_of_them() -> None:
    with pytest.raises(UnknownNameError, match="No waypoint is called 'RPN'"):
        parse_place("RPN", load_waypoints())


def test_a_veloroute_is_near_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """It is a line, of which the table gives no position."""
    assert main(["waypoints", "list", "--kind", "veloroute", "--near", "50.4,2.8"]) == 3
    assert "no position to be near to" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("spoiled", "fault"),
    [
        ({"source": ""}, "source is empty"),
        ({"runs_here": "perhaps"}, "runs_here 'perhaps' is no answer. Use one of yes"),
        (
            {"number": "EV5", "name": "EuroVelo 5 Via Romea (Francigena)"},
            "stands already in line 2",
        ),
    ],
)
def test_a_spoiled_veloroute_is_named(folder: Path, spoiled: dict[str, str], fault: str) -> None:
    """With its line."""
    spoil(folder / "veloroutes.csv", 3, **spoiled)
    (found,) = check_waypoints(folder)
    assert (found.table, found.line) == ("veloroutes.csv", 3)
    assert fault in f"{found.problem} {found.remedy}"


def test_the_command_refuses_an_unknown_kind(capsys: pytest.CaptureFixture[str]) -> None:
    """Bad input, with the kinds there are."""
    assert main(["waypoints", "list", "--kind", "castle"]) == 3
    assert "'castle'. Use one of terril, site" in capsys.readouterr().err


def test_the_command_checks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Status 0 when sound; 3 with file and line of each fault."""
    assert main(["waypoints", "check"]) == 0
    assert "no fault found" in capsys.readouterr().out
    spoil(folder / "parks.csv", 3, source="")
    assert main(["waypoints", "check", str(folder)]) == 3
    assert capsys.readouterr().out.startswith("parks.csv:3: source is empty.")
    assert main(["waypoints", "check", str(folder), "--json"]) == 3
    assert json.loads(capsys.readouterr().out)["faults"][0]["line"] == 3


def test_every_layout_has_its_table() -> None:
    """A renamed file would silently lose its waypoints."""
    assert {w.table for w in load_waypoints()} == set(LAYOUTS)
