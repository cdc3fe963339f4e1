"""Two versions of a journey: what became of each stage, in files, words and documents."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from itinera.cli import main
from itinera.export.journey_comparison import journey_comparison
from itinera.geodesy import length
from itinera.tracks.compare_stages import compare_versions
from itinera.tracks.errors import BrokenTrackError, NoLengthError, NoTrackError
from itinera.tracks.versions import StageLine, Version, read_version, version_of
from tracks.tracing import recorded

#: Metres of a degree at 50° north, roughly.
LON_M, LAT_M = 71_700.0, 111_230.0


def along(*corners_km: tuple[float, float]) -> np.ndarray:
    """Return a line through places given in km east and north of 2.8° E, 50° N."""
    xy = np.array(corners_km) * 1000.0
    return np.column_stack((2.8 + xy[:, 0] / LON_M, 50.0 + xy[:, 1] / LAT_M))


def version(line: np.ndarray, *ends_km: float) -> Version:
    """Return a journey along a line, cut at some km; its last stage goes to the end."""
    total_m = length(line)
    marks = [0.0, *(1000.0 * km for km in ends_km), total_m]
    stages = tuple(
        StageLine(i, f"Stage {i}: {i} – {i + 1}", low, high, high - low, None)
        for i, (low, high) in enumerate(itertools.pairwise(marks), 1)
    )
    return Version(recorded(line), stages)


STRAIGHT = along((0, 0), (30, 0))


def test_a_journey_is_the_same_as_itself_stage_by_stage() -> None:
    found = compare_versions(version(STRAIGHT, 10, 20), version(STRAIGHT, 10, 20))
    assert [stage.same for stage in found.stages] == [True] * 3
    assert [stage.end_moved_m for stage in found.stages] == [0.0] * 3


def test_a_detour_on_stage_2_changes_stage_2_only() -> None:
    """2 km become 4 km (1 north, 2 east, 1 south) from km 13 to 15."""
    round_it = along((0, 0), (13, 0), (13, 1), (15, 1), (15, 0), (30, 0))
    found = compare_versions(version(STRAIGHT, 10, 20), version(round_it, 10, 22))
    one, two, three = found.stages
    assert (one.same, two.same, three.same) == (True, False, True)
    assert two.lost_m == pytest.approx(2000.0, abs=60.0)
    assert two.gained_m == pytest.approx(4000.0, abs=60.0)
    assert two.end_moved_m == pytest.approx(0.0, abs=25.0)


def test_an_end_that_moves_is_told_of_the_stage_that_it_ends() -> None:
    found = compare_versions(version(STRAIGHT, 10, 20), version(STRAIGHT, 10, 21.5))
    assert [stage.same for stage in found.stages] == [True, False, True]
    assert found.stages[1].end_moved_m == pytest.approx(1500.0, rel=0.01)


def test_a_stage_more_is_new_and_others_keep_their_likes() -> None:
    found = compare_versions(version(STRAIGHT, 10, 20), version(STRAIGHT, 10, 15, 20))
    numbers = [
        (one.before and one.before.number, one.after and one.after.number) for one in found.stages
    ]
    assert sorted(numbers, key=str) == sorted([(1, 1), (2, 2), (3, 4), (None, 3)], key=str)
    back = compare_versions(version(STRAIGHT, 10, 15, 20), version(STRAIGHT, 10, 20))
    assert [one.before.number for one in back.stages if one.after is None] == [3]


SQUARE = along((0, 0), (10, 0), (10, 10), (0, 10), (0, 0))


def test_a_round_trip_that_begins_elsewhere_has_not_moved() -> None:
    """From the corner at km 10 instead: stage 1 of 10 km is what stage 2 was."""
    later = along((10, 0), (10, 10), (0, 10), (0, 0), (10, 0))
    found = compare_versions(version(SQUARE, 10, 20, 30), version(later, 10, 20, 30))
    assert found.whole.changes == ()
    pairs = [(one.before.number, one.after.number) for one in found.stages]
    assert pairs == [(1, 4), (2, 1), (3, 2), (4, 3)]
    assert all(one.same for one in found.stages)


def test_a_day_may_pass_where_the_other_version_begins() -> None:
    """From km 15 on; its last day, from km 35 to 15, has all of the first day in it."""
    later = along((10, 5), (10, 10), (0, 10), (0, 0), (10, 0), (10, 5))
    found = compare_versions(version(SQUARE, 10, 20, 30), version(later, 5, 20))
    pairs = [(one.before.number, one.after and one.after.number) for one in found.stages]
    assert pairs == [(1, 3), (2, 1), (3, 2), (4, None)]


def test_a_round_trip_the_other_way_round_pairs_the_same_days() -> None:
    found = compare_versions(version(SQUARE, 10, 25), version(SQUARE[::-1].copy(), 15, 30))
    assert found.whole.reverse
    assert [(one.before.number, one.after.number) for one in found.stages] == [
        (1, 3), (2, 2), (3, 1)
    ]  # fmt: skip


def test_a_track_and_a_journey_have_no_stages_to_compare() -> None:
    found = compare_versions(Version(recorded(STRAIGHT)), version(STRAIGHT, 10))
    assert found.stages == ()
    assert journey_comparison(found, "en", "text").count("\n") == 3


@pytest.mark.parametrize("lang", ["fr", "en", "nl"])
def test_words_and_documents_tell_the_same(lang: str) -> None:
    before, after = version(STRAIGHT, 10, 20), version(STRAIGHT, 10, 15, 21.5)
    found = compare_versions(before, after)
    document = json.loads(journey_comparison(found, lang, "json"))
    told = [stage["text"] for stage in document["comparison"]["stages"]]
    assert document["notes"][-len(told) :] == told
    assert len(set(told)) == 4
    assert all(line in journey_comparison(found, lang, "text") for line in told)
    collection = json.loads(journey_comparison(found, lang, "geojson"))
    roles = [feature["properties"]["role"] for feature in collection["features"]]
    assert roles.count("end_after") >= roles.count("end_before") >= 1
    assert collection["notes"] == document["notes"]


def test_a_stage_that_is_gone_is_said_to_be_gone() -> None:
    found = compare_versions(version(STRAIGHT, 10, 15, 20), version(STRAIGHT, 10, 20))
    assert "Stage 3 is gone: 3 – 4, 5.0" in journey_comparison(found, "en", "text")


def written(folder: Path, line: np.ndarray, *ends_km: float, name: str = "walk") -> Path:
    """Write a journey as `itinera traverse` does: GeoJSON and JSON in a folder."""
    one = version(line, *ends_km)
    rows = [{"kind": "journey", "name": name, "length_m": 1.0}]
    rows += [
        {
            "kind": "stage",
            "name": stage.name,
            "length_m": stage.length_m,
            "climb_m": 12.0,
            "stage": {"number": stage.number, "from_m": stage.from_m, "to_m": stage.to_m},
        }
        for stage in one.stages
    ]
    geometry = {"type": "LineString", "coordinates": line.tolist()}
    features = [
        {"type": "Feature", "geometry": geometry, "properties": {"role": "itinerary", **row}}
        for row in rows
    ]
    folder.mkdir()
    collection = {"type": "FeatureCollection", "features": features}
    (folder / f"{name}.geojson").write_text(json.dumps(collection), encoding="utf-8")
    document = {"itineraries": [{**row, "geometry": geometry} for row in rows]}
    (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    (folder / f"{name}-stage-01.gpx").write_text("not looked at", encoding="utf-8")
    return folder


def test_a_folder_its_geojson_and_its_json_are_one_version(tmp_path: Path) -> None:
    folder = written(tmp_path / "a", STRAIGHT, 10, 20)
    for path in (folder, folder / "walk.geojson", folder / "walk.json"):
        found = read_version(path)
        assert [stage.to_m for stage in found.stages] == pytest.approx(
            [10_000.0, 20_000.0, length(STRAIGHT)]
        )
        assert (found.track.name, found.stages[0].climb_m) == ("walk", 12.0)


def test_the_command_compares_two_folders(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = (written(tmp_path / name, STRAIGHT, 10, end) for name, end in (("a", 20), ("b", 22)))
    assert main(["compare", str(one), str(two), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "The same course." in said
    assert "Stage 1 unchanged" in said
    assert "its end moves by 2.0" in said


def test_a_folder_without_itinerary_is_named(tmp_path: Path) -> None:
    (tmp_path / "facts.json").write_text("{}", encoding="utf-8")
    with pytest.raises(NoTrackError, match="holds no itinerary"):
        read_version(tmp_path)


def test_a_document_that_is_cut_is_named() -> None:
    cut = {"itineraries": [{"kind": "journey", "name": "x"}]}
    with pytest.raises(BrokenTrackError, match="x is no whole document"):
        version_of(json.dumps(cut).encode(), "x")
    point = {"type": "LineString", "coordinates": [[2.8, 50.0], [2.8, 50.0]]}
    cut["itineraries"][0]["geometry"] = point
    with pytest.raises(NoLengthError, match="x: the itinerary has no length"):
        version_of(json.dumps(cut).encode(), "x")


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"features": []}', b'{"itineraries": [1]}'])
def test_other_documents_are_somebody_elses(data: bytes) -> None:
    assert version_of(data, "x") is None
