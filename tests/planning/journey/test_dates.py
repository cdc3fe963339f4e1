"""Every stage has its day, rests counted, and what is closed on it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from itinera.itinerary import Stop
from itinera.planning import Planner
from itinera.planning.journey import JourneyRequest, StageWish
from itinera.planning.journey.dates import day_of
from itinera.planning.request import Traveller
from planning.journey.ladder import along, planner
from sketch import sketch

#: A street of 6 km whose last part is closed on the fourth of May.
DATED = """
A---B---C---D
"""


def test_days_follow_one_another_and_rests_take_one() -> None:
    """Over the end of a month; without a first day none has one."""
    wish = StageWish(count=(3, 3), measure="length_m", rest_after=(1,))
    request = along(stages=wish, traveller=Traveller(on=date(2026, 5, 30)))
    assert [day_of(request, n) for n in (1, 2, 3)] == [
        date(2026, 5, 30),
        date(2026, 6, 1),
        date(2026, 6, 2),
    ]
    assert day_of(along(), 1) is None
    assert day_of(along(stages=None, traveller=Traveller(on=date(2026, 5, 30))), 1) is not None
    told = planner().journey(request)
    assert [stage.day for stage in told.stages][-1] == date(2026, 6, 2)


def test_what_is_closed_on_the_day_of_a_stage_is_told() -> None:
    """Day 3 is the fourth of May when one sets out on the second."""
    closed = {"access:conditional": "no @ (May 4)"}
    world = sketch(DATED, step_m=500.0, tags={"CD": closed})
    one = Planner(world.graph)
    request = JourneyRequest(
        Stop("A", world.lonlat("A")),
        Stop("D", world.lonlat("D")),
        traveller=Traveller(on=date(2026, 5, 2)),
        stages=StageWish(count=(3, 3), measure="length_m"),
        lang="en",
    )
    said = [note for note in one.journey(request).notes if "closed" in note]
    assert said == ["Stage 3: 2.0\N{NO-BREAK SPACE}km are closed on its day, 2026-05-04."]
    for on in (date(2026, 5, 1), None):
        other = replace(request, traveller=Traveller(on=on))
        assert not any("closed" in note for note in one.journey(other).notes)
