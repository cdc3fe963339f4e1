"""Days of one size on drawn streets: detours counted, limits kept, ends moved."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinera.itinerary import About, Stop, assemble
from itinera.planning.errors import NoJourneyError, NoSplitError
from itinera.planning.journey import Band, StageWish
from itinera.planning.journey.ends import Candidate, candidates
from itinera.planning.journey.offered import Offered
from itinera.planning.journey.split import Split, best_start, score_of, split
from planning.journey.hotels import HOTEL, Walk, beds, long_street, street
from sketch import sketch

Measured = Callable[[Candidate | None, Candidate | None], float]


def cut(walk: Walk, wish: StageWish, **options: object) -> Split:
    """Split a walk, its days measured exactly."""
    ends = candidates(walk.planner, walk.travel, walk.trace, wish)
    measured = partial(walk.days.effort, wish.measure)
    return split(walk.trace, ends, wish, measured=measured, **options)


def test_the_way_to_bed_and_back_counts() -> None:
    """3 + 1 km to h; 1 back, 3 along, 1 to i; 1 back and the last 3."""
    walk = Walk(street(), "AD")
    found = cut(walk, beds(("lodging", 1500.0), count=(3, 3)))
    assert found.efforts == pytest.approx((4000.0, 5000.0, 4000.0), rel=1e-3)
    assert found.worst == pytest.approx(5000.0, rel=1e-3)
    assert [one.detour_m for one in found.ends] == pytest.approx([1000.0, 1000.0], abs=2.0)


def test_the_detours_decide_what_fits() -> None:
    """4.9 km would do for 3 km along the way and one detour, but not for two."""
    walk = Walk(street(), "AD")
    with pytest.raises(NoJourneyError, match=r"cut with stages of 0 to 4.9 km.*to 5") as error:
        cut(walk, beds(("lodging", 1500.0), band=(0.0, None, 4900.0)))
    assert error.value.nearest == "stages of up to 5 km"


def test_a_stage_is_told_as_it_was_measured() -> None:
    """The itinerary of each day is as long as the split says, from bed to bed."""
    walk = Walk(street(), "AD")
    wish = beds(("lodging", 1500.0), count=(3, 3))
    found = cut(walk, wish)
    for (begin, end), effort in zip(
        itertools.pairwise((None, *found.ends, None)), found.efforts, strict=True
    ):
        day = walk.days.day(begin, end)
        itinerary = assemble(
            walk.world.graph, walk.travel.weighting, day.legs, day.stops, about=About(kind="stage")
        )
        assert itinerary.length_m == pytest.approx(effort, abs=1e-6)
        assert itinerary.length_m - day.detour_m == pytest.approx(3000.0, rel=2e-3)
        assert walk.days.effort("time_s", begin, end) == pytest.approx(itinerary.time_s)
        assert walk.days.effort("km_effort", begin, end) == itinerary.effort.km_effort


def test_the_beds_of_two_days_are_one() -> None:
    """One sleeps where the next day begins."""
    walk = Walk(street(), "AD")
    found = cut(walk, beds(("lodging", 1500.0), count=(3, 3)))
    first = walk.days.day(None, found.ends[0])
    second = walk.days.day(found.ends[0], found.ends[1])
    assert first.stops[-1] == second.stops[0]
    assert first.stops[-1].lonlat == pytest.approx(walk.world.lonlat("h"), abs=1e-6)
    assert first.stops[0].name == "A"


def test_a_way_back_along_the_way_out_is_a_path_of_its_own() -> None:
    """From h one comes back to B and turns off: no turning round; on a way that itself comes
    from there, one turns where the whole way does."""
    walk = Walk(street(), "AD")
    found = cut(walk, beds(("lodging", 1500.0), count=(3, 3)))
    day = walk.days.day(found.ends[0], found.ends[1])
    assert len(day.legs) == 1
    assert walk.world.spell(day.legs[0].arcs) == "hBCi"


def test_a_via_on_the_way_stays_a_stop() -> None:
    walk = Walk(street(), "ABCD")
    whole = walk.days.day(None, None)
    assert [stop.name for stop in whole.stops] == ["A", "B", "C", "D"]
    assert len(whole.legs) == 3


def test_a_bed_back_where_one_came_from_is_turned_to() -> None:
    """The bed is at B, the end of the stage beyond it at C: the evening goes back."""
    walk = Walk(street(), "AD")
    end, other = candidates(walk.planner, walk.travel, walk.trace, beds(("lodging", 1500.0)))
    beyond = replace(other, offers=end.offers)
    day = walk.days.day(None, beyond)
    assert len(day.legs) == 2
    assert [stop.name for stop in day.stops[:2]] == ["A", ""]
    assert day.detour_m == pytest.approx(4000.0, rel=1e-3)
    after = walk.days.day(beyond, None)
    assert walk.world.spell(after.legs[0].arcs) == "hBCD"


def test_stages_may_end_where_no_bed_is_asked_for() -> None:
    found = cut(Walk(long_street(), "AG"), beds(count=(3, 3)))
    assert found.efforts == pytest.approx((6000.0, 6000.0, 6000.0), rel=1e-3)
    assert all(one.place is None for one in found.ends)


def test_a_nearer_bed_wins_over_a_more_even_day() -> None:
    """Two stages of 15 km: 7 + 10 via a detour at 6 km, or 4.5 + 10.5 by the hotel at 4.5 km."""
    walk = Walk(long_street(), "AF")
    near = cut(walk, beds(("lodging", 1500.0), ("camping", 1500.0), count=(2, 2)))
    assert near.worst <= 1.05 * near.lower_bound


def test_a_stage_must_end_at_a_place() -> None:
    world = long_street()
    walk = Walk(world, "AG")
    offers = (("lodging", 1500.0), ("camping", 1500.0))
    free = cut(walk, beds(*offers, count=(3, 3)))
    held = cut(walk, beds(*offers, count=(3, 3), at=(Stop("C", world.lonlat("C")),)))
    assert [round(one.at_m, -2) for one in free.ends] == [4500, 9000]
    assert 6000 in [round(one.at_m, -2) for one in held.ends]


def test_a_place_where_no_stage_can_end_is_said() -> None:
    world = long_street()
    walk = Walk(world, "AG")
    wish = beds(("lodging", 1500.0), count=(3, 3), at=(Stop("G", world.lonlat("G")),))
    with pytest.raises(NoJourneyError, match=r"No stage can end at G.*9\.\d km from it"):
        cut(walk, wish)
    nothing = beds(("lodging", 1.0), at=(Stop("", (2.81, 50.4)),))
    walk = Walk(sketch("A--B--C"), "AC")
    with pytest.raises(NoJourneyError, match=r"at 50\.40000,2\.81000: nowhere"):
        cut(walk, nothing)


def test_an_end_that_is_kept_stays() -> None:
    walk = Walk(long_street(), "AG")
    wish = beds(("lodging", 1500.0), ("camping", 1500.0), ("station", 100.0), count=(3, 4))
    every = candidates(walk.planner, walk.travel, walk.trace, wish)
    for kept in every:
        assert kept in cut(walk, wish, kept=[kept]).ends


def test_moving_one_end_changes_no_more_than_it_must() -> None:
    """Three of 6 km; the second end moved back to 9 km leaves the first where it was."""
    walk = Walk(long_street(), "AG")
    wish = beds(band=(2000.0, 6000.0, 9500.0))
    before = cut(walk, wish)
    every = candidates(walk.planner, walk.travel, walk.trace, wish)
    moved = next(one for one in every if round(one.at_m, -2) == 9000)
    after = cut(walk, wish, kept=[moved], like=[before.ends[0], moved])
    assert [round(one.at_m, -2) for one in before.ends] == [6000, 12000]
    assert [round(one.at_m, -2) for one in after.ends] == [6000, 9000]
    anew = cut(walk, wish, kept=[moved])
    assert moved in anew.ends
    assert anew.score < after.score


def test_others_move_where_the_limits_ask_for_it() -> None:
    """With stages of at most 6.1 km an end at 4.5 km pulls the next ones along."""
    walk = Walk(long_street(), "AG")
    wish = beds(band=(1000.0, 6000.0, 6100.0))
    before = cut(walk, wish)
    every = candidates(walk.planner, walk.travel, walk.trace, wish)
    moved = next(one for one in every if round(one.at_m, -2) == 4500)
    after = cut(walk, wish, kept=[moved], like=[moved, before.ends[1]])
    assert all(effort <= 6100.0 for effort in after.efforts)
    assert moved in after.ends


def test_no_end_in_reach_is_told_with_the_stretch_and_what_would_do() -> None:
    """Beyond the hotel off 9 km nothing comes until 18 km: 10 km with the morning's way."""
    walk = Walk(long_street(), "AG")
    with pytest.raises(NoSplitError, match=r"between km 9\.0 .*and km 18\.0.*too far") as error:
        cut(walk, beds(("lodging", 1500.0), band=(0.0, None, 8000.0)))
    assert error.value.nearest == "stages of up to 10 km"
    assert error.value.gap_m == pytest.approx((9000.0, 18_000.0), rel=1e-3)
    again = cut(walk, beds(("lodging", 1500.0), band=(0.0, None, 10_010.0)))
    assert again.worst == pytest.approx(10_000.0, rel=2e-3)


def test_no_bed_at_all_is_told() -> None:
    walk = Walk(sketch("A--B--C", step_m=2000.0), "AC")
    with pytest.raises(NoJourneyError, match="nothing within reach offers") as error:
        cut(walk, beds(("lodging", 1500.0), band=(1000.0, None, 9000.0)))
    assert error.value.nearest == "stages of up to 12 km"


def test_a_number_of_stages_that_cannot_be_is_told_with_those_that_can() -> None:
    walk = Walk(street(), "AD")
    with pytest.raises(NoJourneyError, match="into 5 stages of 0 to 8 km") as error:
        cut(walk, beds(("lodging", 1500.0), band=(0.0, None, 8000.0), count=(5, 5)))
    assert error.value.nearest == "2 to 3 stages"


def test_stages_that_cannot_be_so_long_are_told_with_what_can() -> None:
    """Three days or two: 4, 5, 4 or 4, 7 km; none keeps to 5.5 and 8.5."""
    walk = Walk(street(), "AD")
    with pytest.raises(NoJourneyError, match=r"cannot be cut with stages of 5\.5 to 8\.5") as error:
        cut(walk, beds(("lodging", 1500.0), band=(5500.0, None, 8500.0)))
    assert error.value.nearest == "stages of at least 3.9 km"


def test_a_lower_limit_alone_is_told_as_one() -> None:
    walk = Walk(street(), "AD")
    with pytest.raises(NoJourneyError, match="stages of at least 20 km"):
        cut(walk, beds(("lodging", 1500.0), band=(20_000.0, None, math.inf)))


@given(st.floats(2000.0, 9000.0), st.floats(1.0, 3.0), st.integers(1, 5))
def test_hard_limits_hold_exactly(low: float, spread: float, count: int) -> None:
    """Whatever is asked: what is given keeps to it to the metre, or nothing is."""
    walk = WALK
    offers = (("lodging", 1500.0), ("camping", 1500.0), ("station", 500.0))
    wish = beds(*offers, band=(low, None, low * spread), count=(count, 5))
    try:
        found = cut(walk, wish)
    except NoJourneyError:
        return
    bounds = (None, *found.ends, None)
    exact = [walk.days.effort("length_m", *pair) for pair in itertools.pairwise(bounds)]
    assert exact == pytest.approx(list(found.efforts))
    assert all(low <= effort <= low * spread for effort in exact)
    assert found.worst <= 1.05 * found.lower_bound


WALK = Walk(long_street(), "AG")


def test_the_score_tells_which_way_is_cut_better() -> None:
    """The street with hotels is cut well from A to F, badly as far as G, and not at all as
    long as nobody may sleep on it."""
    short, long = Walk(long_street(), "AE"), Walk(long_street(), "AG")
    wish = beds(("lodging", 1500.0), band=(0.0, 6000.0, 12_000.0))
    scores = []
    for walk in (short, long):
        ends = candidates(walk.planner, walk.travel, walk.trace, wish)
        scores.append(score_of(walk.trace, ends, wish))
    assert scores[0] < scores[1] < math.inf
    assert score_of(long.trace, (), beds(band=(0.0, None, 9000.0))) == math.inf


FAR = Offered("station", "", "", (0.0, 0.0), math.inf)
RING = """
A--B--C--D
|        |
L        E
|        |
K        F
|        |
J--I--H--G
"""


def test_a_round_trip_begins_where_the_stages_come_out_best() -> None:
    """Hotels at B, E, H and K, a quarter of the round apart: from A the days are uneven."""
    nodes = dict.fromkeys("BEHK", HOTEL)
    walk = Walk(sketch(RING, nodes=nodes, step_m=1000.0), "ADGJA")
    wish = beds(("lodging", 10.0), band=(0.0, None, 30_000.0), count=(4, 4))
    ends = candidates(walk.planner, walk.travel, walk.trace, wish)
    start = best_start(walk.trace, ends, wish)
    assert start is not None
    turned = walk.trace.turned(start.at_m)
    anew = candidates(walk.planner, walk.travel, turned, wish)
    found = split(turned, anew, wish)
    assert max(found.efforts) - min(found.efforts) < 2100.0
    assert score_of(turned, anew, wish) < score_of(walk.trace, ends, wish)


def test_what_speaks_against_a_start_counts_as_against_any_end() -> None:
    """Beds at B, E, H and K; only B has a station near. Whichever of them is the start, the
    days end at the same four: B, the first, is as good a start as those that are worse ends."""
    nodes = {**dict.fromkeys("BEHK", HOTEL), "x": {"railway": "station"}}
    walk = Walk(sketch(f"\n   x\n   |{RING}", nodes=nodes, step_m=900.0), "ADGJA")
    wish = beds(("lodging", 10.0), band=(0.0, None, 30_000.0), count=(4, 4))
    ends = candidates(walk.planner, walk.travel, walk.trace, wish)
    near = [round(one.at_m, -2) for one in ends if one.offers.get("station", FAR).off_m < 2000.0]
    assert near == [2700]
    start = best_start(walk.trace, ends, wish)
    assert start is not None
    assert round(start.at_m, -2) == 2700


def test_a_start_that_is_best_stays() -> None:
    nodes = dict.fromkeys("ADGJ", HOTEL)
    walk = Walk(sketch(RING, nodes=nodes, step_m=1000.0), "ADGJA")
    wish = beds(("lodging", 10.0), count=(4, 4))
    ends = candidates(walk.planner, walk.travel, walk.trace, wish)
    assert best_start(walk.trace, ends, wish) is None


def test_stages_by_hours_and_by_km_effort_come_out_in_their_units() -> None:
    walk = Walk(long_street(), "AG")
    hours = StageWish(measure="time_s", band=Band(3600.0, 5400.0, 9000.0))
    efforts = cut(walk, hours).efforts
    assert all(3600.0 <= effort <= 9000.0 for effort in efforts)
    whole = float(walk.trace.done("time_s", walk.trace.length_m))
    assert sum(efforts) == pytest.approx(whole, rel=1e-3)
    effort = cut(walk, StageWish(measure="km_effort", count=(3, 3))).efforts
    assert effort == pytest.approx((6.0, 6.0, 6.0), rel=1e-3)


def test_a_number_that_no_ends_allow_is_told_without_limits_that_nobody_set() -> None:
    walk = Walk(street(), "AD")
    with pytest.raises(NoSplitError, match="into 5 stages at the places where one may") as error:
        cut(walk, beds(("lodging", 1500.0), count=(5, 5)))
    assert error.value.nearest == "1 to 3 stages"


def measured_as(efforts: Mapping[tuple[int, int], float], walk: Walk) -> Measured:
    """Return what measures stages by the kilometres where they begin and end."""

    def measured(begin: Candidate | None, end: Candidate | None) -> float:
        from_m = begin.at_m if begin else 0.0
        to_m = end.at_m if end else walk.trace.length_m
        pair = round(from_m / 1000.0), round(to_m / 1000.0)
        return efforts.get(pair, to_m - from_m)

    return measured


def test_what_breaks_a_limit_when_measured_is_given_up() -> None:
    """6 + 6 + 6 km looks best, but the first turns out to take 6.6: then it is none."""
    walk = Walk(long_street(), "AG")
    wish = beds(band=(2000.0, None, 6500.0), count=(3, 4))
    ends = candidates(walk.planner, walk.travel, walk.trace, wish)
    plain = split(walk.trace, ends, wish)
    assert plain.worst == pytest.approx(6000.0, rel=1e-3)
    found = split(walk.trace, ends, wish, measured=measured_as({(0, 6): 6600.0}, walk))
    assert 6000 not in [round(one.at_m, -2) for one in found.ends]
    assert found.worst <= 6500.0


def test_nothing_is_given_that_breaks_a_limit_when_measured() -> None:
    walk = Walk(street(), "AD")
    wish = beds(("lodging", 1500.0), band=(0.0, None, 5100.0), count=(3, 3))
    ends = candidates(walk.planner, walk.travel, walk.trace, wish)
    assert split(walk.trace, ends, wish).count == 3
    with pytest.raises(NoSplitError, match="cannot be cut"):
        split(walk.trace, ends, wish, measured=measured_as({(3, 6): 5200.0}, walk))


def test_what_just_breaks_a_limit_is_measured_before_it_is_given_up() -> None:
    """6 km by the way's own sums, 5.99 as measured: within a limit of 5.995."""
    walk = Walk(long_street(), "AG")
    wish = beds(band=(2000.0, None, 5995.0), count=(3, 3))
    ends = candidates(walk.planner, walk.travel, walk.trace, wish)
    less = {(0, 6): 5990.0, (6, 12): 5990.0, (12, 18): 5990.0}
    found = split(walk.trace, ends, wish, measured=measured_as(less, walk))
    assert found.efforts == (5990.0, 5990.0, 5990.0)
    with pytest.raises(NoSplitError, match="into 3 stages"):
        split(walk.trace, ends, wish)


def test_an_end_moved_makes_days_uneven_before_it_moves_others() -> None:
    """Four of 4.5 km or so; the last end moved on to 15 km leaves the others as they are."""
    walk = Walk(long_street(), "AG")
    wish = beds(band=(1000.0, None, 9000.0), count=(4, 4))
    before = cut(walk, wish)
    every = candidates(walk.planner, walk.travel, walk.trace, wish)
    moved = next(one for one in every if round(one.at_m, -2) == 15_000)
    after = cut(walk, wish, kept=[moved], like=[*before.ends[:2], moved])
    assert after.ends == (*before.ends[:2], moved)
    assert after.worst > 1.05 * after.lower_bound


def test_a_stage_may_be_many_times_as_long_as_the_mean_where_it_must() -> None:
    """Hotels after 1, 2, 3 and 4 km of 20: of five stages one has 16, four times the mean."""
    street = f"A--B--C--D--E{47 * '-'}F"
    walk = Walk(sketch(street, nodes=dict.fromkeys("BCDE", HOTEL), step_m=1000.0 / 3.0), "AF")
    found = cut(walk, beds(("lodging", 50.0), count=(5, 5)))
    assert found.efforts == pytest.approx((1000.0, 1000.0, 1000.0, 1000.0, 16_000.0), rel=2e-3)


def test_where_nothing_is_asked_a_long_way_is_cut_all_the_same() -> None:
    """120 km without a wish for beds: ends a thousandth of the way apart, days of one size."""
    art = "".join(f"{letter}------" for letter in "ABCDEFGHIJKLMNOPQRST") + "U"
    walk = Walk(sketch(art, step_m=1000.0 * 6.0 / 7.0), "AU")
    found = cut(walk, beds(count=(5, 5)))
    assert found.worst == pytest.approx(24_000.0, rel=2e-3)


def test_a_bed_is_better_than_a_train() -> None:
    """A station amid the way, a hotel 100 m before it: one sleeps there."""
    nodes = {"B": HOTEL, "C": {"railway": "station"}}
    street = f"A{97 * '-'}B-C{99 * '-'}D"
    walk = Walk(sketch(street, nodes=nodes, step_m=50.0), "AD")
    found = cut(walk, beds(("lodging", 50.0), ("station", 50.0), count=(2, 2)))
    assert [one.kind for one in found.ends] == ["lodging"]
    only = cut(walk, beds(("station", 50.0), count=(2, 2)))
    assert [one.kind for one in only.ends] == ["station"]


def test_an_end_between_two_in_a_town_is_none_in_it() -> None:
    """Lens, Liévin, Lens: whoever must sleep at Lens does not at Liévin, though it is amid."""
    lens, lievin = ({"place": "town", "name": name} for name in ("Lens", "Liévin"))
    nodes = {"B": lens, "C": lievin, "D": lens}
    walk = Walk(sketch("A--B--C--D--E", nodes=nodes, step_m=450.0), "AE")
    free = cut(walk, beds(count=(2, 2)))
    assert [one.town for one in free.ends] == ["Liévin"]
    held = cut(walk, beds(count=(2, 2), at=(Stop("Lens", walk.world.lonlat("B")),)))
    assert [one.town for one in held.ends] == ["Lens"]


def test_the_ends_of_a_turned_round_trip_are_where_they_were() -> None:
    """What is chosen for the round as it begins elsewhere is what stands there."""
    nodes = dict.fromkeys("BEHK", HOTEL)
    walk = Walk(sketch(RING, nodes=nodes, step_m=1000.0), "ADGJA")
    wish = beds(("lodging", 10.0), count=(4, 4))
    ends = candidates(walk.planner, walk.travel, walk.trace, wish)
    start = best_start(walk.trace, ends, wish)
    assert start in ends
    turned = walk.trace.turned(start.at_m) if start else walk.trace
    spots = {one.spot for one in candidates(walk.planner, walk.travel, turned, wish)}
    assert len(spots) == 3
    assert start is not None
    assert start.spot not in spots
