"""What is said of a track: what is not allowed and why, gaps, crossings, heights."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from conftest import shared_path
from itinera.errors import InputError
from itinera.export.check import check_document, check_to_geojson
from itinera.export.check_text import check_to_text
from itinera.tracks.heights import own_climb
from itinera.tracks.read import read_track
from itinera.tracks.thin import thinned
from itinera.tracks.words import SENTENCES
from itinerary.hills import raised
from sketch import World, sketch, turn
from tracks.tracing import checked, every, laid, line, noisy, recorded

LINE = "A--B--C--D"


def test_lengths_and_shares_are_those_of_the_way() -> None:
    world = sketch(LINE, tags={"BC": {"highway": "track", "surface": "gravel"}})
    found = checked(world, recorded(line(laid(world, "ABCD"))))
    assert found.length_m == pytest.approx(900.0, rel=2e-3)
    assert found.share_matched == pytest.approx(1.0, abs=1e-6)
    assert found.highways == pytest.approx({"residential": 600.0, "track": 300.0}, rel=2e-3)
    assert found.surfaces == pytest.approx({"unknown": 600.0, "gravel": 300.0}, rel=2e-3)
    assert (found.gaps, found.illegal, found.repeated_m) == ((), (), 0.0)


def test_going_back_counts_as_travelled_again() -> None:
    world = sketch(LINE)
    found = checked(world, recorded(line(laid(world, "ABCBA"))))
    assert found.repeated_m == pytest.approx(600.0, rel=2e-3)


@pytest.mark.parametrize(
    ("profile", "tags", "letters", "kind", "rule"),
    [
        ("hike", {"access": "private"}, "ABCD", "forbidden", "private"),
        ("touring_bike", {"access": "private"}, "DCBA", "forbidden", "private"),
        ("hike", {"foot": "no"}, "ABCD", "forbidden", "forbidden"),
        ("stroller", {"highway": "steps"}, "ABCD", "refused", "limits.forbidden_highways"),
    ],
)
def test_what_is_not_allowed_is_said_with_the_rule(
    profile: str, tags: dict[str, str], letters: str, kind: str, rule: str
) -> None:
    world = sketch(LINE, tags={"BC": {"name": "Rue X", **tags}})
    found = checked(world, recorded(line(laid(world, letters))), profile)
    (breach,) = found.illegal
    assert breach.kind == kind
    assert rule in breach.rule
    assert (breach.from_m, breach.to_m) == pytest.approx((300.0, 600.0), rel=5e-3)
    assert breach.element == f"way/{world.way_ids['BC']}"
    assert breach.name == "Rue X"
    assert breach.direction == ("backward" if letters == "DCBA" else "forward")
    assert len(breach.text) > 10


def test_a_way_closed_on_the_day_is_illegal_on_that_day_only() -> None:
    world = sketch(LINE, tags={"BC": {"foot:conditional": "no @ (Mar 01-Jul 31)"}})
    track = recorded(line(laid(world, "ABCD")))
    (breach,) = checked(world, track, on=date(2026, 5, 1)).illegal
    assert (breach.kind, breach.rule) == ("closed", "dated")
    assert "Mar" in breach.text
    assert checked(world, track, on=date(2026, 9, 1)).illegal == ()
    undated = checked(world, track)
    assert undated.illegal == ()
    assert [w.code for w in undated.warnings] == ["dated_restriction"]


def test_a_locked_gate_is_illegal_where_it_is_passed() -> None:
    world = sketch(LINE, nodes={"B": {"barrier": "gate", "access": "private"}})
    (breach,) = checked(world, recorded(line(laid(world, "ABC")))).illegal
    assert (breach.element, breach.direction) == (f"node/{ord('B')}", "through")
    assert breach.from_m == breach.to_m == pytest.approx(300.0, rel=5e-3)
    assert checked(world, recorded(line(laid(world, "AB")))).illegal == ()


def test_a_forbidden_turn_is_said_to_riders_and_not_to_walkers() -> None:
    world = sketch("A--B--C\n   |\n   D", relations=[turn("ABD", "no_right_turn")])
    track = recorded(line(laid(world, "ABD")))
    (breach,) = checked(world, track, "touring_bike").illegal
    assert (breach.kind, breach.element) == ("forbidden_turn", "relation/1")
    assert checked(world, track).illegal == ()


def test_big_roads_and_railways_are_crossed_by_name_and_place() -> None:
    art = "   E\n   |\nA--B--C--D\n   |\n   F"
    road = {"highway": "secondary", "ref": "D 919"}
    world = sketch(
        art,
        tags={"EB": road, "BF": road},
        nodes={"B": {"highway": "crossing", "crossing": "traffic_signals"},
               "C": {"railway": "level_crossing"}},
    )  # fmt: skip
    found = checked(world, recorded(line(laid(world, "ABCD"))))
    (crossing,) = found.road_crossings
    assert (crossing.highway, crossing.name) == ("secondary", "D 919")
    assert crossing.at_m == pytest.approx(300.0, rel=5e-3)
    assert crossing.lonlat == pytest.approx(world.lonlat("B"), abs=1e-6)
    (rails,) = found.level_crossings
    assert rails.at_m == pytest.approx(600.0, rel=5e-3)
    along = checked(world, recorded(line(laid(world, "EBF"))))
    assert along.road_crossings == ()


def test_following_a_big_road_for_some_metres_is_one_crossing_of_it() -> None:
    world = sketch(
        "A--B\n   |\n   C--D",
        tags={"AB": {"highway": "track"}, "BC": {"highway": "primary", "ref": "D 1"},
              "CD": {"highway": "track"}},
        step_m=15.0,
    )  # fmt: skip
    found = checked(world, recorded(line(laid(world, "ABCD"))))
    assert [c.name for c in found.road_crossings] == ["D 1"]


def test_metres_are_those_of_the_recording_also_after_a_gap() -> None:
    """300 m on the way, 400 m beside every way, 300 m on it: the gap lies from 300 to 1,100 m."""
    world = sketch("E----------F\n\n\n\n\nA--B----C--D", tags={"BC": {"highway": "motorway"}})
    a, b, c, d = (np.array(world.lonlat(letter)) for letter in "ABCD")
    detour = [b, np.add(b, (0.0, 0.002)), np.add(c, (0.0, 0.002)), c]
    track = recorded(every(np.array([a, *detour, d]), 10.0))
    found = checked(world, track)
    (gap,) = found.gaps
    length_m = track.at_m()[-1]
    assert gap.reason == "off_network"
    assert gap.from_m == pytest.approx(300.0, abs=60.0)
    assert gap.to_m == pytest.approx(length_m - 300.0, abs=60.0)
    assert found.share_matched == pytest.approx(1.0 - gap.length_m / length_m, abs=1e-6)


def test_a_pause_between_segments_is_a_gap_of_its_straight_length() -> None:
    world = sketch("A--B--C--D--E")
    first, last = (every(line(laid(world, ends)), 10.0) for ends in ("AB", "DE"))
    track = recorded(np.concatenate((first, last)), breaks=[len(first)])
    found = checked(world, track)
    (gap,) = found.gaps
    assert (gap.reason, round(gap.length_m / 10) * 10) == ("paused", 600)
    assert found.length_m == pytest.approx(600.0, rel=2e-3)
    assert found.share_matched == pytest.approx(1.0)


def test_a_track_outside_the_map_says_so() -> None:
    world = sketch(LINE)
    away = recorded(np.array([[5.0, 45.0], [5.1, 45.0]]))
    with pytest.raises(InputError, match=r"lies outside the map: it spans 45\.0000,5\.0000"):
        checked(world, away)


def test_a_swapped_track_is_told_that_it_seems_so() -> None:
    world = sketch(LINE)
    with pytest.raises(InputError, match="outside the map") as error:
        checked(world, recorded(line(laid(world, "ABCD"))[:, ::-1]))
    assert "swapped" in error.value.remedy


def test_a_track_that_leaves_the_map_says_where() -> None:
    world = sketch(LINE)
    d = np.array(world.lonlat("D"))
    points = np.concatenate(
        (line(laid(world, "ABCD")), [np.add(d, (0.01, 0.0)), np.add(d, (0.02, 0.0))])
    )
    found = checked(world, recorded(points))
    assert [gap.reason for gap in found.gaps] == ["outside_map"]
    assert found.share_matched == pytest.approx(900.0 / found.length_m, rel=5e-3)
    assert SENTENCES["partly_outside"][1] in found.notes


def test_climb_is_counted_on_the_files_heights_where_the_map_knows_none() -> None:
    """Up 30 m, down 2 (no dip by the threshold), up 22: 50 m."""
    world = sketch(LINE)
    points = line(laid(world, "ABCD"))
    found = checked(world, recorded(points, ele=np.array([10.0, 40.0, 38.0, 60.0])))
    assert found.own_climb is not None
    assert (found.own_climb.climb_m, found.own_climb.descent_m) == (50.0, 0.0)
    assert found.own_climb.raw_climb_m == 52.0
    assert found.climb is None
    assert SENTENCES["no_map_heights"][1] in found.notes
    flat = checked(world, recorded(points, ele=np.zeros(4)))
    assert flat.own_climb is None
    assert SENTENCES["no_heights"][1] in flat.notes


def hilly(world: World) -> World:
    """Return a line of streets that rises by 90 m from A to D."""
    west, east = world.lonlat("A")[0], world.lonlat("D")[0]
    return raised(world, lambda p: 20.0 + 90.0 * (p[:, 0] - west) / (east - west))


def test_both_climbs_stand_side_by_side() -> None:
    """The file says 60 m where the map says 90, there and back."""
    world = hilly(sketch(LINE))
    points = line(laid(world, "ABCDCBA"))
    ele = np.interp(np.arange(7), (0, 3, 6), (20.0, 80.0, 20.0))
    found = checked(world, recorded(points, ele=ele))
    assert found.own_climb is not None
    assert found.climb is not None
    assert found.own_climb.climb_m == pytest.approx(60.0, abs=2.0)
    assert (found.climb.climb_m, found.climb.descent_m) == pytest.approx((90.0, 90.0), abs=2.5)
    body = check_document(found)["check"]
    assert body["climb_m"] == round(found.climb.climb_m, 1)
    assert body["own_climb_m"] == round(found.own_climb.climb_m, 1)
    assert body["elevation"]["raw_climb_m"] == pytest.approx(90.0, abs=0.2)
    assert body["own_elevation"]["threshold_m"] == body["elevation"]["threshold_m"]
    text = check_to_text(found)
    assert "Heights of the file: Climb" in text
    assert "Heights of the map: Climb" in text
    assert "raw 90" in text


def test_nothing_climbs_between_two_runs() -> None:
    """A pause from B to C of a line that rises all the way: two thirds of 90 m."""
    world = hilly(sketch(LINE))
    points = line(laid(world, "ABCD"))
    ele = 20.0 + 30.0 * np.arange(4)
    found = checked(world, recorded(points, ele=ele, breaks=[2]))
    assert found.own_climb is not None
    assert found.climb is not None
    assert found.own_climb.climb_m == pytest.approx(60.0)
    assert found.climb.climb_m == pytest.approx(60.0, abs=0.5)


def test_a_short_pause_does_not_cut_a_climb() -> None:
    """4 m before and 4 m after a pause in place are one climb of 8 m."""
    world = sketch("A-B")
    points = np.insert(line(laid(world, "AB")), 1, np.mean(line(laid(world, "AB")), axis=0), axis=0)
    twice = np.insert(points, 1, points[1], axis=0)
    found = own_climb(recorded(twice, ele=np.array([20.0, 24.0, 24.0, 28.0]), breaks=[2]))
    assert found is not None
    assert found.climb_m == pytest.approx(8.0)


def test_100000_points_are_thinned_and_it_is_said() -> None:
    world = sketch("A" + "-" * 100 + "B")
    points = noisy(every(line(laid(world, "AB")), 0.1), 2.0, 1)
    assert len(points) > 100_000
    found = checked(world, recorded(points[:100_000]))
    assert found.points == 100_000
    assert found.points_used <= 10_000
    assert any("reduced to" in note for note in found.notes)
    assert found.ways_m == pytest.approx(10_000.0, rel=0.01)


def test_thinning_keeps_both_ends_and_every_point_in_one_group() -> None:
    world = sketch("A" + "-" * 50 + "B")
    track = recorded(noisy(every(line(laid(world, "AB")), 2.0), 3.0, 5))
    sample = thinned(track, 5.0)
    assert sample.first[0] == 0
    assert sample.last[-1] == len(track.lonlat) - 1
    assert (sample.first[1:] == sample.last[:-1] + 1).all()
    assert (sample.lonlat[[0, -1]] == track.lonlat[[0, -1]]).all()


@pytest.mark.parametrize("lang", ["fr", "en", "nl"])
def test_the_report_speaks_every_language_and_the_documents_agree(lang: str) -> None:
    world = sketch(LINE, tags={"BC": {"access": "private"}})
    found = checked(world, recorded(line(laid(world, "ABCD"))), lang=lang)
    document = check_document(found)
    assert document["check"]["share_matched"] == 1.0
    assert len(document["check"]["illegal"]) == 1
    assert document["check"]["geometry"]["coordinates"][0][0] == pytest.approx(world.lonlat("A"))
    assert '"role": "illegal"' in check_to_geojson(found)
    text = check_to_text(found)
    assert document["check"]["illegal"][0]["text"] in text
    assert "100" in text


@pytest.mark.parametrize("name", ["Course_pied_du_midi_Douai", "La_Landasienne_2023_5Km_20231015"])
def test_a_real_run_far_from_the_map_is_refused_without_a_crash(name: str) -> None:
    world = sketch(LINE)
    track = read_track(shared_path("data", "gpx", "pimpmygpx", f"{name}.gpx"))
    with pytest.raises(InputError, match="outside the map"):
        checked(world, track)
