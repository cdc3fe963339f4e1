"""Journeys from the command line: files, folders, what changes later, errors with their line."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gpxpy
import pytest

from itinera import cli
from itinera.planning.prepare import store_prepared
from planning.journey.ladder import ladder

if TYPE_CHECKING:
    from collections.abc import Callable

    Traverse = Callable[..., tuple[int, str, str]]

TITLE = '[title]\nfr = "Échelle"\nen = "Ladder"\nnl = "Ladder"\n'
STAGES = '[stages]\ncount = 3\nlength_km = [1, 9]\nends = ["lodging 500"]\nrest_after = [1]\n'


def place(letter: str) -> str:
    """Return LAT,LON of a letter."""
    lon, lat = ladder().lonlat(letter)
    return f"{lat:.7f},{lon:.7f}"


def spec_of(folder: Path, text: str = STAGES, *, top: str = "", end: str = "G") -> Path:
    """Write the spec of a journey from A to another letter."""
    path = folder / "echelle.toml"
    head = f'kind = "journey"\nprofile = "hike"\nstart = "{place("A")}"\nend = "{place(end)}"\n'
    path.write_text(head + top + "\n" + text + TITLE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store the ladder."""
    folder = tmp_path_factory.mktemp("graphs") / "ladder"
    store_prepared(ladder().graph, folder)
    return folder


@pytest.fixture
def traverse(
    graph: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Traverse:
    """Run `itinera traverse` and return (status, stdout, stderr)."""
    monkeypatch.setenv("ITINERA_GRAPH", str(graph))

    def run(*argv: object, before: tuple[str, ...] = ()) -> tuple[int, str, str]:
        status = cli.main([*before, "traverse", *(str(one) for one in argv)])
        out, err = capfd.readouterr()
        return status, out, err

    return run


def document(text: str) -> dict[str, Any]:
    """Read a JSON document, and nothing but it."""
    found: dict[str, Any] = json.loads(text)
    return found


def test_a_folder_gets_the_whole_its_stages_and_tables(traverse: Traverse, tmp_path: Path) -> None:
    """One track a file, names of the slug, and the same numbers everywhere."""
    target = tmp_path / "out" / "deep"
    status, out, err = traverse(spec_of(tmp_path), "-o", target, "--lang", "en")
    assert (status, out) == (0, "")
    names = sorted(path.name for path in target.iterdir())
    gpx = [name for name in names if re.fullmatch(r"echelle-stage-0[123]-[a-z0-9-]+\.gpx", name)]
    assert len(gpx) == 3
    assert {"echelle.gpx", "echelle.geojson", "echelle.json", "echelle-stages.csv"} <= {*names}
    assert "echelle-stages.md" in names
    for path in target.glob("*.gpx"):
        (track,) = gpxpy.parse(path.read_text(encoding="utf-8")).tracks
        assert len(track.segments) == 1
    whole = document((target / "echelle.json").read_text(encoding="utf-8"))
    table = (target / "echelle-stages.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(table.splitlines(), delimiter=";"))
    assert rows[0][:3] == ["No.", "From – to", "km"]
    stages = [one for one in whole["itineraries"] if one["kind"] == "stage"]
    assert [row[2] for row in rows[1:]] == [f"{one['length_m'] / 1000:.1f}" for one in stages]
    assert [row[-3:] for row in rows[1:]] == [["yes", "", ""], ["", "", ""], ["", "", ""]]
    lines = json.loads((target / "echelle.geojson").read_text(encoding="utf-8"))["features"]
    numbered = [f["properties"]["stage"]["number"] for f in lines if "stage" in f["properties"]]
    assert numbered == [1, 2, 3]
    assert "Wrote" in err


def test_the_document_holds_whole_stages_and_what_they_end_at(
    traverse: Traverse, tmp_path: Path
) -> None:
    """As the contract says, best first: the whole, the stages in order, the variants."""
    status, out, err = traverse(spec_of(tmp_path), "--json", "--close-stage", 2)
    found = document(out)
    assert status == 0
    kinds = [one["kind"] for one in found["itineraries"]]
    assert kinds == ["journey", "stage", "stage", "stage", "variant"]
    second = found["itineraries"][2]["stage"]
    assert (second["number"], second["rest_after"]) == (2, False)
    assert second["train"]["walk_m"] == pytest.approx(4000.0, rel=2e-3)
    assert found["itineraries"][1]["stage"]["train"] is None
    assert second["end"]["kind"] == "lodging"
    assert second["end"]["offers"]["lodging"]["name"] == "Inn E"
    assert found["itineraries"][3]["stage"]["end"] is None
    assert found["journey"]["stages"] == 3
    assert re.fullmatch(r"[0-9a-f]{16}", found["journey"]["digest"])
    assert "Finding the places" in err


def test_the_same_question_gives_the_same_bytes(traverse: Traverse, tmp_path: Path) -> None:
    """In every file of the folder."""
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        assert traverse(spec_of(tmp_path), "-o", folder, "--seed", 3)[0] == 0
    one, two = ({p.name: p.read_bytes() for p in folder.iterdir()} for folder in folders)
    assert one == two


def test_a_folder_keeps_what_is_not_its_own(traverse: Traverse, tmp_path: Path) -> None:
    """Files of an earlier run go, a stranger's stay, even one that looks alike."""
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "echelle-bleue.gpx").write_text("mine")
    for old in ("echelle-etape-09-a-b.gpx", "echelle-variant-01-x.gpx", "echelle-stages.csv"):
        (tmp_path / old).write_text("old")
    assert traverse(spec_of(tmp_path), "-o", tmp_path)[0] == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert {"notes.txt", "echelle-bleue.gpx", "echelle.toml", "echelle.gpx"} <= names
    assert (
        not {"echelle-etape-09-a-b.gpx", "echelle-variant-01-x.gpx", "echelle-stages.csv"} & names
    )
    assert (tmp_path / "echelle-bleue.gpx").read_text() == "mine"


@pytest.mark.parametrize(
    ("options", "begins"),
    [
        (("-o", "whole.gpx"), "<?xml"),
        (("-o", "whole.geojson"), '{"type": "FeatureCollection"'),
        (("-o", "whole.json"), '{"itineraries"'),
        (("-o", "table.csv"), "N°;"),
        (("-o", "table.md"), "# Échelle"),
        (("--format", "md"), "# Échelle"),
        ((), "<?xml"),
    ],
)
def test_one_file_is_what_its_ending_says(
    options: tuple[str, ...], begins: str, traverse: Traverse, tmp_path: Path
) -> None:
    """A GPX holds the whole; without -o it goes to stdout."""
    named = [str(tmp_path / o) if "." in o else o for o in options]
    status, out, _ = traverse(spec_of(tmp_path), *named)
    assert status == 0
    text = Path(named[1]).read_text(encoding="utf-8") if "-o" in named else out
    assert text.startswith(begins)


def test_what_is_closed_is_passed_round(traverse: Traverse, tmp_path: Path) -> None:
    """--avoid changes the stage that it touches; the others stay to the byte."""
    (west, south), (east, _) = ladder().lonlat("D"), ladder().lonlat("E")
    middle, d = (west + east) / 2.0, 0.001
    ring = [[middle - d, south - d], [middle + d, south - d], [middle + d, south + d]]
    area = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    (tmp_path / "closed.geojson").write_text(json.dumps(area))
    spec = spec_of(tmp_path)
    runs = [
        document(traverse(spec, "--json", *options)[1])["itineraries"]
        for options in ((), ("--avoid", tmp_path / "closed.geojson"))
    ]
    same = [old["geometry"] == new["geometry"] for old, new in zip(*runs, strict=True)]
    assert same == [False, True, False, True]


def test_a_stage_end_can_be_moved(traverse: Traverse, tmp_path: Path) -> None:
    """Day 1 at B, day 2 as before; a place that is none of a stage is named."""
    spec = spec_of(tmp_path, "[stages]\ncount = 3\nlength_km = [1, 9]\n")
    found = document(traverse(spec, "--json", "--stage-end", f"1={place('B')}")[1])
    ends = [one["length_m"] for one in found["itineraries"] if one["kind"] == "stage"]
    assert ends == pytest.approx([2000.0, 6000.0, 4000.0], rel=0.01)
    for wrong in ("B", "0=B", "1=", "x=B"):
        status, _, err = traverse(spec, "--stage-end", wrong)
        assert status == 3
        assert f"--stage-end {wrong!r} names no stage and place" in err


def test_options_go_before_the_spec(traverse: Traverse, tmp_path: Path) -> None:
    """Profile, day, seed and effort."""
    spec = spec_of(tmp_path, top="effort = 5\nseed = 9")
    options = ("--profile", "touring_bike", "--effort", 1, "--seed", 2, "--on", "2026-05-01")
    status, out, _ = traverse(spec, "--json", *options)
    assert status == 0
    assert {one["profile"] for one in document(out)["itineraries"]} == {"touring_bike"}


def test_wrong_specs_and_options_are_status_3(traverse: Traverse, tmp_path: Path) -> None:
    """Nothing is written, and the line is named."""
    target = tmp_path / "out"
    spec = spec_of(tmp_path, top='via = ["Nulle part"]')
    status, _, err = traverse(spec, "-o", target)
    assert (status, target.exists()) == (3, False)
    assert f"{spec}, line 5: via: No waypoint is called 'Nulle part'" in err
    status, _, err = traverse(spec_of(tmp_path), "-o", tmp_path / "x.kml")
    assert status == 3
    assert "'.kml', which is no format of a journey" in err
    status, _, err = traverse(spec_of(tmp_path), "--max-points", 1)
    assert status == 3
    assert "A track of 1 points is none" in err
    status, _, err = traverse(tmp_path / "none.toml")
    assert status == 3
    assert "no such file" in err


def test_no_such_journey_is_status_4_and_says_what_there_is(
    traverse: Traverse, tmp_path: Path
) -> None:
    """A length below the shortest tour names its line and the shortest; nothing is written."""
    target = tmp_path / "out"
    spec = spec_of(tmp_path, top="length_km = 8")
    status, out, err = traverse(spec, "--json", "-o", target)
    assert (status, target.exists()) == (4, False)
    error = document(out)["error"]
    assert error["code"] == "no_journey"
    assert error["problem"].startswith(f"{spec}, line 5: ")
    assert "12.0 km" in error["nearest"]
    spec = spec_of(tmp_path, STAGES.replace("[1, 9]", "[1, 3]"))
    status, _, err = traverse(spec)
    assert status == 4
    assert f"{spec}, line 9: " in err


def test_a_folder_that_is_a_file_is_status_5(traverse: Traverse, tmp_path: Path) -> None:
    """And stays what it is."""
    (tmp_path / "out").write_text("mine")
    status, _, err = traverse(spec_of(tmp_path), "-o", tmp_path / "out")
    assert status == 5
    assert "is a file, but" in err
    assert (tmp_path / "out").read_text() == "mine"


def test_quiet_says_nothing(traverse: Traverse, tmp_path: Path) -> None:
    """Neither progress nor notes."""
    status, _, err = traverse(spec_of(tmp_path), "--json", before=("--quiet",))
    assert (status, err) == (0, "")
