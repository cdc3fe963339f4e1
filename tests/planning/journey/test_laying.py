"""Which way round a tour is gone, where it is begun, and which of several tours is taken."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from itinera.planning.errors import NoJourneyError
from itinera.planning.journey import Follow, JourneyRequest, StageWish, Visit, laying
from itinera.planning.request import Traveller
from planning.journey.ladder import BEDS, along, at, ladder, planner, round_trip

if TYPE_CHECKING:
    from itinera.planning.journey.trace import Trace

WISH = StageWish(count=(3, 3), measure="length_m")


def first_letter(trace: Trace) -> str:
    """Return the neighbour of A that a way passes first: B or H."""
    spot = np.array(trace.lonlat_at(900.0))
    near = {c: float(np.abs(spot - ladder().lonlat(c)).sum()) for c in "BH"}
    return min(near, key=near.__getitem__)


def gone(monkeypatch: pytest.MonkeyPatch, wanted: str, request: JourneyRequest) -> str:
    """Return which way a journey is gone where ways by a letter have the better stages."""
    monkeypatch.setattr(laying, "score_of", lambda trace, *_: float(first_letter(trace) != wanted))
    one = planner()
    travel = one.travels.of(request.traveller)
    laid = laying.lay(one, travel, request, lambda *_: None)
    return first_letter(laid.road.trace)


def test_a_walker_goes_the_way_round_that_has_the_better_stages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both ways are open to who walks in a free order."""
    request = round_trip(stages=WISH)
    assert [gone(monkeypatch, letter, request) for letter in "BH"] == ["B", "H"]


@pytest.mark.parametrize(
    "options",
    [
        {"traveller": Traveller("touring_bike")},
        {"order": "fixed"},
        {"follows": (Follow(line=None, route="none", oriented=True),)},
    ],
)
def test_riders_and_fixed_orders_are_not_turned_round(
    options: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lanes and turns have a direction, and so has an order."""
    request = round_trip(stages=WISH, **{k: v for k, v in options.items() if k != "follows"})
    one = planner()
    travel = one.travels.of(request.traveller)
    laid = laying.lay(one, travel, replace(request, stages=None), lambda *_: None)
    road = replace(laid.road, request=replace(request, **options))  # type: ignore[arg-type]
    was = first_letter(road.trace)
    other = {"B": "H", "H": "B"}[was]
    monkeypatch.setattr(laying, "score_of", lambda trace, *_: float(first_letter(trace) != other))
    around = laying.Surroundings.of(one, travel, WISH)
    assert first_letter(laying._best_way(road, around).trace) == was


def test_stops_keep_their_places_when_a_round_trip_begins_elsewhere() -> None:
    """Each stop lies on the way where the itinerary meets it."""
    visits = tuple(Visit(at(letter), within_m=50.0) for letter in "GNIH")
    wish = StageWish(count=(2, 2), measure="length_m", ends=(BEDS,), rotate=True)
    found = planner().journey(round_trip(stages=wish)).whole
    assert max(met.off_m for met in found.waypoints) < 1.0
    request = replace(round_trip(stages=wish), start=at("B"), visits=visits)
    found = planner().journey(request).whole
    assert max(met.off_m for met in found.waypoints) < 1.0
    assert {"G", "N", "I", "H"} <= {met.name for met in found.waypoints}


def test_tours_are_planned_until_one_is_good_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Effort 4 plans up to three, with other seeds; one that is refused is no end, all are."""
    seeds: list[int] = []
    real = laying.plan_tour

    def plan(one, travel, request, say):  # type: ignore[no-untyped-def]
        seeds.append(request.seed)
        if len(seeds) == 1:
            raise NoJourneyError("Not with this seed.", remedy="Take another.")
        return real(one, travel, request, say)

    monkeypatch.setattr(laying, "plan_tour", plan)
    visits = (Visit(at("D")), Visit(at("C")))
    request = along(visits=visits, effort=4)
    assert len(planner().journey(request).stages) == 3
    assert seeds == [0, laying.NEXT_SEED]  # the second is good enough
    seeds.clear()
    monkeypatch.setattr(laying, "good_enough", lambda *_: False)
    planner().journey(request)
    assert len(set(seeds)) == 3
    seeds.clear()
    with pytest.raises(NoJourneyError, match="Not with this seed"):
        planner().journey(replace(request, effort=1))
