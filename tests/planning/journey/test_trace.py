"""The whole way as one line: what is done by when, and pieces cut from it exactly."""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinera.errors import InputError
from itinera.itinerary import Itinerary, assemble
from itinera.itinerary.track import lay_track
from itinera.planning.journey.trace import Trace, joined
from planning.journey.hotels import Walk, street
from planning.worlds import beside, town
from sketch import sketch
from slopes import over

SHARES = st.floats(0.0, 1.0)
MEASURES = ("length_m", "km_effort", "time_s")


@cache
def round_trip() -> Walk:
    """Return a round through a town of 400 m blocks, by places inside streets."""
    walk = Walk(town(), "ABCDHGFEA")
    snaps = walk.planner.snaps(
        walk.travel,
        [
            beside(walk.world, "A", east_m=150.0),
            beside(walk.world, "C", east_m=200.0),
            beside(walk.world, "H", north_m=300.0),
            beside(walk.world, "F", east_m=100.0),
            beside(walk.world, "A", east_m=150.0),
        ],
        max_snap_m=100.0,
    )
    legs = [walk.travel.router.route(*pair) for pair in itertools.pairwise(snaps)]
    walk.trace = Trace.of(walk.world.graph, walk.travel.weighting, legs)
    walk.legs = legs
    return walk


@cache
def hilly() -> Trace:
    """Return the street of 9 km over 5 waves of 60 m."""
    walk = Walk(street(), "AD")
    west = walk.world.lonlat("A")[0]
    east = walk.world.lonlat("D")[0]

    def height(lon: float, lat: float) -> float:
        return 100.0 + 30.0 * float(np.sin((lon - west) / (east - west) * 10.0 * np.pi))

    return Trace.of(over(walk.world.graph, height), walk.travel.weighting, walk.legs)


def told(trace: Trace, from_m: float, to_m: float) -> Itinerary:
    """Return a piece of a way as an itinerary."""
    legs = trace.cut(from_m, to_m)
    walk = round_trip()
    return assemble(trace.graph, trace.weighting, legs, [walk.stops[0]] * (len(legs) + 1))


@given(SHARES, SHARES)
def test_a_piece_is_as_long_as_cut_and_lies_where_it_should(one: float, other: float) -> None:
    trace = round_trip().trace
    begin, end = sorted((one * trace.length_m, other * trace.length_m))
    if end - begin < 1.0:
        return
    track = lay_track(trace.graph, trace.cut(begin, end))
    assert track.at_m[-1] == pytest.approx(end - begin, abs=0.005)
    assert track.lonlat_at(0) == pytest.approx(trace.lonlat_at(begin), abs=1e-7)
    assert track.lonlat_at(len(track.arcs)) == pytest.approx(trace.lonlat_at(end), abs=1e-7)


@given(st.lists(SHARES, max_size=4))
def test_all_pieces_together_are_the_way(shares: list[float]) -> None:
    """Length, cost and places of the pieces add up to those of the whole."""
    walk = round_trip()
    trace = walk.trace
    marks = [0.0, *sorted(share * trace.length_m for share in shares), trace.length_m]
    marks = [a for a, b in zip(marks, [*marks[1:], np.inf], strict=True) if b - a > 1.0]
    legs = [
        leg for a, b in zip([0.0, *marks[1:]], [*marks[1:], trace.length_m], strict=True)
        if b - a > 1.0 for leg in trace.cut(a, b)
    ]  # fmt: skip
    track = lay_track(trace.graph, legs)
    assert track.at_m[-1] == pytest.approx(trace.length_m, abs=0.01)
    assert sum(leg.cost for leg in legs) == pytest.approx(sum(leg.cost for leg in walk.legs))
    assert set(track.edges.tolist()) == set(trace.track.edges.tolist())


@pytest.mark.parametrize("measure", MEASURES)
@given(one=SHARES, other=SHARES)
def test_what_has_been_done_never_falls(measure: str, one: float, other: float) -> None:
    trace = round_trip().trace
    early, late = sorted((one * trace.length_m, other * trace.length_m))
    assert trace.done(measure, early) <= trace.done(measure, late)


@given(SHARES, SHARES)
def test_time_is_that_of_the_itinerary(one: float, other: float) -> None:
    trace = round_trip().trace
    begin, end = sorted((one * trace.length_m, other * trace.length_m))
    if end - begin < 1.0:
        return
    time_s = float(trace.done("time_s", end) - trace.done("time_s", begin))
    assert time_s == pytest.approx(told(trace, begin, end).time_s, rel=1e-3, abs=0.2)


def test_a_flat_way_is_as_much_effort_as_it_is_long() -> None:
    trace = round_trip().trace
    assert trace.done("km_effort", 1000.0) == pytest.approx(1.0)


def test_a_hundred_metres_of_climb_are_a_kilometre() -> None:
    """Five waves of 60 m from half-way up: 30 up to the first crest, four times 60, 30 at last."""
    trace = hilly()
    km_effort = float(trace.done("km_effort", trace.length_m))
    assert km_effort == pytest.approx(trace.length_m / 1000.0 + 3.0, abs=0.06)
    crest = float(trace.done("km_effort", trace.length_m / 20.0))
    assert crest == pytest.approx(trace.length_m / 20_000.0 + 0.3, abs=0.02)


@given(SHARES, SHARES)
def test_climb_is_that_of_the_itinerary_but_for_a_threshold_at_each_end(
    one: float, other: float
) -> None:
    trace = hilly()
    begin, end = sorted((one * trace.length_m, other * trace.length_m))
    if end - begin < 100.0:
        return
    done = float(trace.done("km_effort", end) - trace.done("km_effort", begin))
    itinerary = told(trace, begin, end)
    assert itinerary.effort.km_effort == pytest.approx(done, abs=0.1)


def test_a_way_of_several_legs_is_cut_by_legs() -> None:
    trace = round_trip().trace
    assert trace.legs_between(0.0, trace.length_m) == [0, 1, 2, 3]
    assert len(trace.cut(0.0, trace.length_m)) == 4
    first = float(trace.track.at_m[np.flatnonzero(np.diff(trace.track.leg))[0] + 1])
    assert trace.legs_between(first, first + 10.0) == [1]
    assert trace.legs_between(first - 10.0, first) == [0]


def test_a_round_trip_begins_elsewhere() -> None:
    trace = round_trip().trace
    turned = trace.turned(700.0)
    assert turned.length_m == pytest.approx(trace.length_m, abs=0.01)
    assert turned.lonlat_at(0.0) == pytest.approx(trace.lonlat_at(700.0), abs=1e-7)
    assert turned.lonlat_at(100.0) == pytest.approx(trace.lonlat_at(800.0), abs=1e-6)
    assert turned.closed
    assert trace.turned(0.0) is trace


def test_two_paths_that_meet_at_a_junction_are_one() -> None:
    walk = Walk(town(), "ABC")
    whole = joined(*walk.legs, walk.world.graph)
    assert whole is not None
    assert walk.world.spell(whole.arcs) == "ABC"
    assert whole.cost == pytest.approx(sum(leg.cost for leg in walk.legs))


def test_a_way_that_turns_round_stays_two_paths() -> None:
    walk = Walk(town(), "ABA")
    assert joined(*walk.legs, walk.world.graph) is None


def test_paths_that_do_not_meet_stay_two() -> None:
    walk = Walk(town(), "ABCD")
    assert joined(walk.legs[0], walk.legs[2], walk.world.graph) is None


def test_an_unknown_measure_is_refused() -> None:
    with pytest.raises(InputError, match="'steps'"):
        round_trip().trace.done("steps", 1.0)


@pytest.mark.parametrize(("from_m", "to_m"), [(500.0, 500.0), (600.0, 500.0), (0.0, 99_999.0)])
def test_nothing_is_cut_where_nothing_lies(from_m: float, to_m: float) -> None:
    with pytest.raises(InputError, match="Nothing lies between"):
        round_trip().trace.cut(from_m, to_m)


def test_a_way_from_one_place_to_another_cannot_be_turned() -> None:
    with pytest.raises(InputError, match="does not end where it begins"):
        Walk(town(), "AD").trace.turned(100.0)


@cache
def gated() -> Walk:
    """Return a street of 6 blocks with gates that take time and effort to pass."""
    gate = {"barrier": "gate"}
    world = sketch("A--B--C--D--E", nodes={"B": gate, "C": gate, "D": gate})
    return Walk(world, "ACE")


def test_gates_take_their_time_once_each() -> None:
    """A via at a gate is not passed through in one go: its own time does not count."""
    walk = gated()
    trace, weighting = walk.trace, walk.travel.weighting
    seconds = weighting.node_seconds[[walk.world.node(letter) for letter in "BCD"]]
    assert (seconds > 0.0).all()
    whole = told(trace, 0.0, trace.length_m)
    assert trace.done("time_s", trace.length_m) == pytest.approx(whole.time_s)
    moving = float(weighting.seconds[trace.track.arcs].sum())
    assert whole.time_s == pytest.approx(moving + float(seconds[[0, 2]].sum()))
    before, after = trace.done("time_s", np.array([299.0, 301.0]))
    assert after - before == pytest.approx(
        float(seconds[0]) + 2.0 * moving / trace.length_m, rel=0.05
    )


def test_the_cost_of_what_is_cut_counts_the_gates_in_it() -> None:
    walk = gated()
    for from_m, to_m in ((0.0, 500.0), (100.0, 1100.0), (400.0, 500.0)):
        for path in walk.trace.cut(from_m, to_m):
            costs = walk.travel.router.path_cost(path.arcs, path.start_fraction, path.end_fraction)
            assert path.cost == pytest.approx(costs)


def test_climb_is_counted_on_both_sides_of_unknown_ground() -> None:
    """Two ramps of 30 m with a kilometre between of which nothing is known."""
    walk = Walk(street(), "AD")
    west, east = walk.world.lonlat("A")[0], walk.world.lonlat("D")[0]

    def height(lon: float, lat: float) -> float:
        share = (lon - west) / (east - west)
        return float("nan") if 4.0 < 9.0 * share < 5.0 else 100.0 + 30.0 * (share % 0.5) / 0.5

    trace = Trace.of(over(walk.world.graph, height), walk.travel.weighting, walk.legs)
    assert trace.risen_m[-1] == pytest.approx(30.0 * 8.0 / 9.0 + 30.0 * 8.0 / 9.0, abs=4.0)
    assert (np.diff(trace.risen_m) >= 0.0).all()
