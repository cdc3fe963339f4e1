"""A journey on the demonstration map: limits kept, a closure that stays where it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from shapely import Point

from demonstration import demonstration_graph
from itinera.itinerary import Stop
from itinera.planning import Planner
from itinera.planning.journey import Band, JourneyRequest, Offer, StageWish, Visit
from itinera.planning.journey.request import Changes
from itinera.planning.places import basin_places, stop_of

if TYPE_CHECKING:
    from itinera.planning.journey import Journey

BAND = Band(10_000.0, None, 24_000.0)


@pytest.fixture(scope="module")
def planner() -> Planner:
    """Return a planner on the demonstration map."""
    return Planner(demonstration_graph(), places=basin_places())


@pytest.fixture(scope="module")
def request_() -> JourneyRequest:
    """Ask for 80 km round from the Louvre-Lens, in days that end at lodging."""
    terrils = [stop_of(name) for name in ("T074", "T074a", "T084", "T092", "T098", "T101")]
    return JourneyRequest(
        stop_of("Louvre-Lens"),
        visits=(
            Visit(stop_of("9-9bis")),
            *(Visit(stop, must=False, prize=4.0) for stop in terrils),
        ),
        length_m=Band(78_400.0, 80_000.0, 81_600.0),
        stages=StageWish(
            measure="length_m", band=BAND, count=(4, 6), ends=((Offer("lodging", 1500.0),),)
        ),
        shortcuts=False,
        lang="en",
        effort=1,
    )


@pytest.fixture(scope="module")
def journey(planner: Planner, request_: JourneyRequest) -> Journey:
    """Plan it."""
    return planner.journey(request_)


def test_length_and_limits_are_kept(journey: Journey) -> None:
    """Within 2 % of 80 km, 4 to 6 days of 10 to 24 km that end at lodging, little twice."""
    assert 78_400.0 <= journey.whole.length_m <= 81_600.0
    assert journey.whole.repeated_m <= 0.05 * journey.whole.length_m
    assert 4 <= len(journey.stages) <= 6
    for stage in journey.stages:
        assert BAND.low <= stage.itinerary.length_m <= BAND.high
        assert stage.effort == pytest.approx(stage.itinerary.length_m, abs=1e-6)
    for stage in journey.stages[:-1]:
        assert stage.end is not None
        assert stage.end.offers["lodging"].off_m <= 1500.0
    detours_m = sum(stage.detour_m for stage in journey.stages)
    total_m = sum(stage.itinerary.length_m for stage in journey.stages)
    assert total_m == pytest.approx(journey.whole.length_m + detours_m, abs=0.1)
    assert journey.whole.start == pytest.approx(journey.whole.end, abs=1e-7)


def test_summits_are_at_the_top_of_climbs(journey: Journey) -> None:
    """Spoil heaps that a stage climbs by ten metres and more, each once."""
    assert any(stage.summits for stage in journey.stages)
    for stage in journey.stages:
        elevation = stage.itinerary.elevation
        assert elevation is not None
        tops = {one.name: one.ascent.rise_m for one in elevation.climbs}
        assert len(set(stage.summits)) == len(stage.summits)
        assert all(name.startswith("Terril ") and tops[name] > 10.0 for name in stage.summits)


def test_what_is_left_out_is_not_passed_and_costs_something(
    journey: Journey, request_: JourneyRequest
) -> None:
    """And no must is among it."""
    left = {missed.stop.id for missed in journey.left_out}
    line = journey.whole.lonlat * np.array([71_000.0, 111_240.0])
    for visit in request_.visits:
        spot = np.array(visit.stop.lonlat) * np.array([71_000.0, 111_240.0])
        passed = float(np.hypot(*(line - spot).T).min()) <= 0.98 * visit.within_m
        assert not (passed and visit.stop.id in left)
    assert all(missed.extra_m > 0.0 for missed in journey.left_out)
    assert "9-9bis" not in left


def test_a_closed_edge_on_stage_3_changes_stage_3_and_its_neighbours_only(
    planner: Planner, request_: JourneyRequest, journey: Journey
) -> None:
    """The tour and the other stages' ends stay."""
    third = journey.stages[2].itinerary
    spot = third.lonlat[len(third.lonlat) // 2]
    area = Point(*spot).buffer(0.0004)
    changed = planner.journey(replace(request_, changes=Changes(shut=(area,))))
    same = [
        np.array_equal(old.itinerary.lonlat, new.itinerary.lonlat)
        for old, new in zip(journey.stages, changed.stages, strict=True)
    ]
    assert not same[2]
    assert all(same[:1] + same[4:])
    assert not any(area.contains(Point(*point)) for point in changed.whole.lonlat)
    assert changed.whole.length_m < journey.whole.length_m + 5000.0


def test_one_stage_end_moves_alone(
    planner: Planner, request_: JourneyRequest, journey: Journey
) -> None:
    """To another bed beside it; the ends of the others stay."""
    second = journey.stages[1]
    assert second.end is not None
    lon, lat = second.end.spot
    there = Stop("a bit farther", (lon + 0.004, lat + 0.004))
    changed = planner.journey(replace(request_, changes=Changes(moved=((2, there),))))
    ends = [
        [stage.end.place.id if stage.end and stage.end.place else "" for stage in one.stages]
        for one in (journey, changed)
    ]
    assert ends[0][0] == ends[1][0]
    assert ends[0][2:] == ends[1][2:]
