"""Climb of recorded and designed tracks on their own heights, as docs/elevation.md tells it."""

from __future__ import annotations

import numpy as np
import pytest

from conftest import shared_path
from itinera.elevation.climb import Climb, climb_of
from itinera.tracks.heights import own_climb
from itinera.tracks.read import Recorded, read_track

#: (file, climb reported, sum of every rise) of the study's table, in metres.
TRACKS = (
    ("pimpmygpx/Course_pied_du_midi_Douai.gpx", 14, 26),
    ("pimpmygpx/La_Landasienne_2023_5Km_20231015.gpx", 18, 21),
    ("tour-de-france/04Seraing-Cambrai.geojson", 492, 708),
    ("tour-de-france/05Arras-Amiens.geojson", 1278, 1377),
    ("tour-de-france/trace_2022_5.geojson", 478, 561),
)


def track(name: str) -> Recorded:
    return read_track(shared_path("data", "gpx", *name.split("/")))


def counted(name: str) -> Climb:
    found = own_climb(track(name))
    assert found is not None
    return found


@pytest.mark.parametrize(("name", "climb", "every"), TRACKS)
def test_climbs_are_those_of_the_study(name: str, climb: int, every: int) -> None:
    found = counted(name)
    assert (round(found.climb_m), round(found.raw_climb_m)) == (climb, every)
    assert found.climb_m <= found.smoothed_climb_m <= found.raw_climb_m


@pytest.mark.parametrize("name", [name for name, _, _ in TRACKS])
def test_a_track_turned_round_swaps_climb_and_descent(name: str) -> None:
    there, one = counted(name), track(name)
    assert one.ele is not None
    at_m = one.at_m()
    back = climb_of(at_m[-1] - at_m[::-1], one.ele[::-1])
    assert back is not None
    assert (back.climb_m, back.descent_m) == pytest.approx((there.descent_m, there.climb_m))


def test_every_second_point_climbs_nearly_as_much() -> None:
    """A point every 20 m instead of every 10 m, from Lille to Arenberg: within 1 %."""
    one = track("tour-de-france/trace_2022_5.geojson")
    assert one.ele is not None
    kept = np.arange(0, len(one.ele), 2)
    whole, half = climb_of(one.at_m(), one.ele), climb_of(one.at_m()[kept], one.ele[kept])
    assert whole is not None
    assert half is not None
    assert half.climb_m == pytest.approx(whole.climb_m, rel=0.01)


def test_a_device_that_writes_zeros_knows_no_climb() -> None:
    assert own_climb(track("pimpmygpx/Course_pied_mal_positionne_LaBassee.gpx")) is None
