"""Whatever is asked: a journey that keeps what was asked, or an error that says what to do."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itinera.errors import ItineraError
from itinera.planning.journey import Band, Journey, JourneyRequest, Offer, StageWish, Visit
from itinera.planning.journey.request import MEASURES, Changes
from planning.journey.ladder import at, middle, planner

LETTERS = "ABCDEFGHIJKLMN"
EDGES = [*map("".join, itertools.pairwise("ABCDEFG")), *map("".join, itertools.pairwise("HIJKLMN"))]
UNITS = {"length_m": 1000.0, "km_effort": 1.0, "time_s": 720.0}

letters = st.sampled_from(LETTERS)


@st.composite
def visits(draw: st.DrawFn) -> tuple[Visit, ...]:
    """Return up to five places, musts and wishes."""
    chosen = draw(st.lists(letters, unique=True, max_size=5))
    return tuple(
        Visit(at(c), must=draw(st.booleans()), prize=draw(st.floats(0.5, 9.0)), within_m=50.0)
        for c in chosen
    )


@st.composite
def wishes(draw: st.DrawFn) -> StageWish:
    """Return how many days, how long, and where they may end."""
    measure = draw(st.sampled_from(MEASURES))
    low, wide = draw(st.sampled_from([0.0, 0.5, 2.0])), draw(st.floats(4.0, 30.0))
    unit = UNITS[measure]
    fewest = draw(st.integers(1, 4))
    beds = ((Offer("lodging", draw(st.sampled_from([300.0, 1500.0, 2500.0]))),),)
    return StageWish(
        count=draw(st.none() | st.just((fewest, fewest + draw(st.integers(1, 3))))),
        measure=measure,
        band=draw(st.none() | st.just(Band(low * unit, None, (low + wide) * unit))),
        ends=draw(st.sampled_from([(), beds])),
        not_at=draw(st.sampled_from([(), (at("C"),)])),
        rotate=draw(st.booleans()),
    )


@st.composite
def changes(draw: st.DrawFn) -> Changes:
    """Return a closure or a moved end, or neither."""
    shut = draw(st.lists(st.sampled_from(EDGES), unique=True, max_size=2))
    moved = draw(
        st.just([]) | st.just([]) | st.lists(st.tuples(st.integers(1, 3), letters), max_size=1)
    )
    return Changes(
        tuple(middle(*pair) for pair in shut), tuple((number, at(c)) for number, c in moved)
    )


@st.composite
def requests(draw: st.DrawFn) -> JourneyRequest:
    """Return any question."""
    km = draw(st.floats(6.0, 40.0))
    length = Band(900.0 * km, 1000.0 * km, 1100.0 * km)
    stages = draw(st.none() | wishes() | wishes())
    return JourneyRequest(
        at(draw(letters)),
        draw(st.none() | letters.map(at)),
        visits=draw(visits()),
        order=draw(st.sampled_from(["free", "fixed"])),
        length_m=draw(st.sampled_from([None, None, length])),
        never=draw(st.sampled_from([(), (), (), (at("D"),), (at("K"), at("D"))])),
        stages=stages,
        access=draw(st.sampled_from([(), (at("N"),)])),
        closed_days=draw(st.sampled_from([(), (1,)])) if stages else (),
        changes=draw(changes()) if stages else Changes(),
        lang=draw(st.sampled_from(["fr", "en", "nl"])),
        seed=draw(st.integers(0, 3)),
        effort=1,
    )


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(requests())
def test_any_question_has_an_answer_or_a_remedy(request_: JourneyRequest) -> None:
    """Nothing else is ever raised."""
    found, refusal = answer(request_)
    if found is None:
        assert refusal is not None
        assert refusal.problem
        assert refusal.remedy
    else:
        check_whole(found, request_)
        check_stages(found, request_)


def answer(request: JourneyRequest) -> tuple[Journey | None, ItineraError | None]:
    """Return the journey, or why there is none."""
    try:
        return planner().journey(request), None
    except ItineraError as error:
        return None, error


def check_whole(found: Journey, request: JourneyRequest) -> None:
    """Hold the whole way to the question."""
    if request.length_m is not None and request.changes == Changes():
        assert request.length_m.low - 1.0 <= found.whole.length_m <= request.length_m.high + 1.0
    if request.end is None:
        assert found.whole.start == pytest.approx(found.whole.end, abs=1e-7)
    musts = [visit.stop.name for visit in request.visits if visit.must]
    line = found.whole.lonlat * np.array([71_000.0, 111_240.0])
    for letter in musts:
        spot = np.array(at(letter).lonlat) * np.array([71_000.0, 111_240.0])
        assert float(np.hypot(*(line - spot).T).min()) <= 60.0
    assert not set(musts) & {missed.stop.name for missed in found.left_out}


def check_stages(found: Journey, request: JourneyRequest) -> None:
    """Hold the stages to the wish: in a row, of the number and the limits that were asked."""
    wish = request.stages
    if wish is None:
        assert found.stages == ()
        return
    total_m = sum(stage.itinerary.length_m for stage in found.stages)
    detours_m = sum(stage.detour_m for stage in found.stages)
    assert total_m == pytest.approx(found.whole.length_m + detours_m, abs=0.5)
    assert [stage.number for stage in found.stages] == list(range(1, len(found.stages) + 1))
    for before, after in itertools.pairwise(found.stages):
        assert before.to_m == after.from_m
    if wish.count is not None and request.changes == Changes():
        assert wish.count[0] <= len(found.stages) <= wish.count[1]
    if wish.band is not None:
        for stage in found.stages:
            assert wish.band.low - 1e-6 <= stage.effort <= wish.band.high + 1e-6
    for stage in found.stages[:-1]:
        assert stage.end is not None
        if wish.ends:
            assert stage.end.offers["lodging"].off_m <= wish.ends[0][0].within_m
