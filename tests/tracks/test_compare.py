"""Two versions: what moved, where, how far, and what it is longer by."""

from __future__ import annotations

import json

import numpy as np
import pytest

from itinera.export.comparison import (
    comparison_lines,
    comparison_to_geojson,
    comparison_to_json,
    comparison_to_text,
)
from itinera.tracks.compare import compare
from sketch import World, sketch
from tracks.tracing import every, laid, line, noisy, recorded

ART = """
E--F
|  |
A--B--C--D
"""


@pytest.fixture(scope="module")
def world() -> World:
    return sketch(ART, step_m=200.0)


def track(world: World, letters: str):
    return recorded(line(laid(world, letters)))


def test_a_track_is_the_same_as_itself(world: World) -> None:
    found = compare(track(world, "ABCD"), track(world, "ABCD"))
    assert (found.changes, found.reverse, found.difference_m) == ((), False, 0.0)
    assert found.common_m == pytest.approx(1800.0, rel=2e-3)


def test_noise_of_recording_is_no_change(world: World) -> None:
    points = noisy(every(line(laid(world, "ABCD")), 20.0), 5.0, 4)
    assert compare(track(world, "ABCD"), recorded(points)).changes == ()


def test_a_detour_is_one_change_with_its_metres(world: World) -> None:
    """Over E and F instead of straight on: 600 m become 400 + 600 + 400."""
    found = compare(track(world, "ABCD"), track(world, "AEFBCD"))
    (change,) = found.changes
    assert change.kind == "moved"
    assert (change.from_m, change.to_m) == pytest.approx((0.0, 600.0), abs=40.0)
    assert change.gained_m - change.lost_m == pytest.approx(800.0, abs=15.0)
    assert change.off_m == pytest.approx(400.0, abs=10.0)
    assert found.difference_m == pytest.approx(800.0, rel=2e-3)
    assert found.common_m == pytest.approx(1200.0, abs=40.0)


def test_swapping_the_two_swaps_lost_and_gained(world: World) -> None:
    one, other = track(world, "ABCD"), track(world, "AEFBCD")
    (there,), (back,) = compare(one, other).changes, compare(other, one).changes
    assert there.lost_m == pytest.approx(back.gained_m, abs=25.0)
    assert there.gained_m == pytest.approx(back.lost_m, abs=25.0)


def test_a_loop_ridden_once_instead_of_twice_is_dropped_once(world: World) -> None:
    found = compare(track(world, "ABFEABFEA"), track(world, "ABFEA"))
    assert [change.kind for change in found.changes] == ["dropped"]
    assert found.changes[0].lost_m == pytest.approx(2000.0, abs=30.0)


def test_a_longer_end_is_added(world: World) -> None:
    (change,) = compare(track(world, "ABC"), track(world, "ABCD")).changes
    assert change.kind == "added"
    assert change.from_m == pytest.approx(1200.0, abs=25.0)
    assert change.gained_m == pytest.approx(600.0, abs=25.0)


def test_the_other_way_round_is_recognised(world: World) -> None:
    found = compare(track(world, "ABCD"), track(world, "DCBA"))
    assert (found.reverse, found.changes) == (True, ())


def test_what_has_nothing_in_common_says_so(world: World) -> None:
    far = recorded(np.array([[3.5, 50.4], [3.51, 50.4]]))
    found = compare(track(world, "ABCD"), far)
    assert found.common_m == 0.0
    assert "nothing in common" in comparison_to_text(found, "en")


@pytest.mark.parametrize("lang", ["fr", "en", "nl"])
def test_words_and_documents_tell_the_same(world: World, lang: str) -> None:
    found = compare(track(world, "ABCD"), track(world, "AEFBCD"))
    document = json.loads(comparison_to_json(found, lang))
    lines = comparison_lines(found, lang)
    assert document["notes"] == lines
    assert document["comparison"]["changes"][0]["text"] == lines[1]
    assert "400\N{NO-BREAK SPACE}m" in lines[1]
    collection = json.loads(comparison_to_geojson(found, lang))
    assert [f["properties"]["role"] for f in collection["features"]] == ["lost", "gained"]


def test_long_lines_are_compared_within_bounds() -> None:
    """2,000 km in long steps; the second leaves out the last quarter."""
    lon = np.linspace(0.0, 28.0, 60_000)
    whole = recorded(np.column_stack((lon, np.full(len(lon), 50.0))))
    found = compare(whole, recorded(whole.lonlat[:45_000]))
    assert [change.kind for change in found.changes] == ["dropped"]
    assert found.changes[0].lost_m == pytest.approx(found.lengths_m[0] / 4.0, rel=0.01)


def test_climbs_stand_side_by_side_where_both_carry_heights(world: World) -> None:
    """50 m before (a dip of 2 m is none), 90 m after: 40 m more."""
    points = line(laid(world, "ABCD"))
    before = recorded(points, ele=np.array([10.0, 40.0, 38.0, 60.0]))
    after = recorded(points, ele=np.array([10.0, 40.0, 70.0, 100.0]))
    body = json.loads(comparison_to_json(compare(before, after), "en"))
    assert body["comparison"]["climb_m"] == [50.0, 90.0]
    assert body["comparison"]["descent_m"] == [0.0, 0.0]
    assert "Climb 50 m before, 90 m after (+40 m)." in body["notes"]
    bare = compare(before, recorded(points))
    assert json.loads(comparison_to_json(bare, "en"))["comparison"]["climb_m"] == [50.0, None]
    assert not [one for one in comparison_lines(bare, "en") if "Climb" in one]
