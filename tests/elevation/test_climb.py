"""Climb of whole profiles: known answers, symmetry, splitting, noise, sampling."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from itinera.elevation.climb import REPORTED, ClimbRule, arc_climbs, climb_of, smooth
from itinera.elevation.extremes import turning_points, ups_and_downs
from itinera.errors import InputError

PLAIN = ClimbRule(step_m=10.0, smooth_m=0.0, threshold_m=5.0)
SPACING_M = 10.0


def evenly(ele: np.ndarray, spacing: float = SPACING_M) -> np.ndarray:
    return spacing * np.arange(len(ele))


#: Decimetres, as graphs keep them: exact ties and changes of just the threshold are common.
HEIGHTS = npst.arrays(np.int64, st.integers(2, 60), elements=st.integers(0, 300)).map(
    lambda dm: dm / 10.0
)
GAPPY = st.tuples(HEIGHTS, st.sets(st.integers(0, 59), max_size=8))


def with_gaps(heights: np.ndarray, holes: set[int]) -> np.ndarray:
    heights = heights.copy()
    heights[[hole for hole in holes if hole < len(heights)]] = np.nan
    return heights


@pytest.mark.parametrize(
    ("ele", "climb", "descent"),
    [
        ([10, 40, 38, 60, 20], 50, 40),  # the dip of 2 m is none
        ([10, 40, 35, 60, 20], 55, 45),  # a dip of just the threshold counts, in full
        ([10, 40, 35.1, 60, 20], 50, 40),
        ([0, 4.9, 0, 4.9, 0], 0, 0),
        ([0, 5, 0], 5, 5),
        ([0, 3, 6, 9], 9, 0),  # a ramp of small steps
        ([0, 100, 98], 100, 0),  # the end loses nothing of the ramp before it
        ([2, 0, 100], 100, 0),
        ([1, 7, 0], 6, 7),
        ([5, 5, 5], 0, 0),
    ],
)
def test_threshold_counts_in_full_or_not_at_all(
    ele: list[float], climb: float, descent: float
) -> None:
    found = climb_of(evenly(np.array(ele)), np.array(ele, dtype=float), rule=PLAIN)
    assert found is not None
    assert (found.climb_m, found.descent_m) == pytest.approx((climb, descent))


def test_five_kilometres_at_one_per_cent_in_50_m_steps_climb_50_m() -> None:
    at = np.arange(0.0, 5001.0, 50.0)
    found = climb_of(at, 20.0 + at / 100.0)
    assert found is not None
    assert (found.climb_m, found.descent_m) == pytest.approx((50.0, 0.0), abs=1e-9)
    assert found.raw_climb_m == pytest.approx(50.0)


def test_two_hundred_kilometres_of_noisy_canal_do_not_climb() -> None:
    """Noise of up to 2 m either way every 10 m: 13 km of climb raw, none reported."""
    ele = 21.0 + np.random.default_rng(4).uniform(-2.0, 2.0, 20_001)
    found = climb_of(evenly(ele), ele)
    assert found is not None
    assert found.raw_climb_m > 10_000.0
    assert (found.climb_m, found.descent_m) == (0.0, 0.0)


def test_a_stair_of_389_steps_climbs() -> None:
    """389 steps of 17 cm, 30 cm deep, between level ground and a level top: 66.1 m."""
    at = np.concatenate(([0.0], 300.0 + 0.3 * np.arange(390), [600.0]))
    ele = np.concatenate(([38.0], 38.0 + 0.17 * np.arange(390), [38.0 + 0.17 * 389]))
    found = climb_of(at, ele)
    assert found is not None
    assert found.climb_m == pytest.approx(389 * 0.17, abs=1e-6)


def test_raw_smoothed_and_reported_are_told_apart() -> None:
    """A spike of 4 m on one sample: 4 raw, less smoothed, nothing by the threshold."""
    ele = np.zeros(21)
    ele[10] = 4.0
    found = climb_of(evenly(ele), ele)
    assert found is not None
    assert found.raw_climb_m == 4.0
    assert 0.5 < found.smoothed_climb_m < 2.5
    assert found.climb_m == 0.0
    assert (found.min_m, found.max_m, found.rule) == (0.0, 4.0, REPORTED)


def test_unknown_stretches_climb_nothing_and_are_measured() -> None:
    """Known: 0 to 20 m and 40 to 60 m; the 30 m between the two are not a climb."""
    at = np.arange(0.0, 61.0, 10.0)
    ele = np.array([0.0, 10.0, 20.0, np.nan, 50.0, 60.0, 70.0])
    found = climb_of(at, ele, rule=PLAIN)
    assert found is not None
    assert (found.climb_m, found.unknown_m) == (40.0, 20.0)


def test_pieces_that_touch_do_not_see_each_other() -> None:
    """A break of no length between 30 m and 60 m: 30 on either side, none across."""
    at = np.array([0.0, 300.0, 300.0, 300.0, 600.0])
    found = climb_of(at, np.array([0.0, 30.0, np.nan, 60.0, 90.0]))
    assert found is not None
    assert (found.climb_m, found.smoothed_climb_m, found.raw_climb_m) == (60.0, 60.0, 60.0)


@pytest.mark.parametrize("rule", [PLAIN, REPORTED])
def test_a_jump_on_the_spot_counts_wherever_it_is(rule: ClimbRule) -> None:
    """20 m up a ladder: at the very end, and in the middle."""
    for at in ([0.0, 100.0, 100.0], [0.0, 100.0, 100.0, 200.0]):
        ele = np.array([0.0, 0.0, 20.0, 20.0])[: len(at)]
        found = climb_of(np.array(at), ele, rule=rule)
        assert found is not None
        assert (found.climb_m, found.raw_climb_m) == pytest.approx((20.0, 20.0))


@pytest.mark.parametrize("ele", [[np.nan, np.nan], [np.nan, 3.0, np.nan], [], [3.0]])
def test_nothing_known_is_none(ele: list[float]) -> None:
    assert climb_of(evenly(np.array(ele)), np.array(ele)) is None


@given(GAPPY, st.sampled_from([0.0, 30.0, 55.0]), st.sampled_from([0.0, 2.0, 5.0]))
@example((np.array([0.0, 5.0, 0.0, 5.0]), set()), 0.0, 5.0)
def test_reversed_swaps_climb_and_descent(
    gappy: tuple[np.ndarray, set[int]], smooth_m: float, threshold_m: float
) -> None:
    ele, rule = with_gaps(*gappy), ClimbRule(10.0, smooth_m, threshold_m)
    there, back = climb_of(evenly(ele), ele, rule=rule), climb_of(evenly(ele), ele[::-1], rule=rule)
    if there is None or back is None:
        assert there is back
        return
    swapped = replace(
        back,
        climb_m=back.descent_m,
        descent_m=back.climb_m,
        raw_climb_m=back.raw_descent_m,
        raw_descent_m=back.raw_climb_m,
        smoothed_climb_m=back.smoothed_descent_m,
        smoothed_descent_m=back.smoothed_climb_m,
    )
    names = [n for n in there.__slots__ if n != "rule"]
    assert [getattr(there, n) for n in names] == pytest.approx(
        [getattr(swapped, n) for n in names], abs=1e-6
    )


@given(HEIGHTS, st.integers(0, 59))
def test_a_round_trip_climbs_what_it_descends_wherever_it_starts(
    ele: np.ndarray, start: int
) -> None:
    ring = np.concatenate((ele, ele[:1]))
    turned = np.roll(ele, -start)
    turned = np.concatenate((turned, turned[:1]))
    here = climb_of(evenly(ring), ring, rule=PLAIN, closed=True)
    there = climb_of(evenly(turned), turned, rule=PLAIN, closed=True)
    assert here is not None
    assert there is not None
    assert here.climb_m == pytest.approx(here.descent_m)
    assert here.climb_m == pytest.approx(there.climb_m)


def test_a_round_trip_from_half_way_up_counts_the_whole_hill() -> None:
    """Begun 4 m above the foot, an open profile would lose the last rise of 4 m."""
    ring = np.array([4.0, 30.0, 0.0, 4.0])
    open_, closed = (climb_of(evenly(ring), ring, rule=PLAIN, closed=c) for c in (False, True))
    assert open_ is not None
    assert closed is not None
    assert (open_.climb_m, open_.descent_m) == (26.0, 30.0)
    assert (closed.climb_m, closed.descent_m) == (30.0, 30.0)


def test_a_round_trip_with_a_gap_is_counted_as_it_lies() -> None:
    ring = np.array([4.0, 30.0, 0.0, 4.0, np.nan])
    found = climb_of(evenly(ring), ring, rule=PLAIN, closed=True)
    assert found is not None
    assert (found.climb_m, found.descent_m) == (26.0, 30.0)


@given(HEIGHTS, st.floats(-500.0, 4000.0))
def test_sea_level_does_not_matter(ele: np.ndarray, higher: float) -> None:
    low, high = climb_of(evenly(ele), ele), climb_of(evenly(ele), ele + round(higher))
    assert low is not None
    assert high is not None
    assert high.climb_m == pytest.approx(low.climb_m, abs=1e-6)


@given(HEIGHTS, st.floats(0.0, 8.0), st.floats(0.0, 100.0))
def test_each_filter_only_takes_away(ele: np.ndarray, threshold: float, smooth_m: float) -> None:
    found = climb_of(evenly(ele), ele, rule=ClimbRule(10.0, smooth_m, threshold))
    assert found is not None
    assert found.climb_m <= found.smoothed_climb_m + 1e-6
    assert found.smoothed_climb_m <= found.raw_climb_m + 1e-6
    assert found.descent_m <= found.smoothed_descent_m + 1e-6
    assert found.smoothed_descent_m <= found.raw_descent_m + 1e-6


@given(HEIGHTS, st.data())
def test_splitting_changes_the_sum_by_no_more_than_twice_the_threshold(
    ele: np.ndarray, data: st.DataObject
) -> None:
    """Without smoothing: a rise may lose a part below the threshold on each side of the cut,
    or gain one that was a dip."""
    cut = data.draw(st.integers(0, len(ele) - 1))
    whole = climb_of(evenly(ele), ele, rule=PLAIN)
    parts = [climb_of(evenly(p), p, rule=PLAIN) for p in (ele[: cut + 1], ele[cut:])]
    assert whole is not None
    total = sum(part.climb_m for part in parts if part is not None)
    assert abs(total - whole.climb_m) <= 2.0 * PLAIN.threshold_m + 1e-6


@given(HEIGHTS, st.data())
def test_splitting_a_smoothed_profile_adds_what_lies_within_the_window(
    ele: np.ndarray, data: st.DataObject
) -> None:
    """Each part ends at the sample itself, so that the ground near the cut counts as it is."""
    cut = data.draw(st.integers(0, len(ele) - 1))
    whole = climb_of(evenly(ele), ele)
    parts = [climb_of(evenly(p), p) for p in (ele[: cut + 1], ele[cut:])]
    assert whole is not None
    total = sum(part.climb_m for part in parts if part is not None)
    reach = int(np.ceil(REPORTED.smooth_m / SPACING_M))
    near = ele[max(cut - reach, 0) : cut + reach + 1]
    allowed = 2.0 * REPORTED.threshold_m + sum(ups_and_downs(near))
    assert abs(total - whole.climb_m) <= allowed + 1e-6


@given(npst.arrays(np.float64, st.integers(2, 300), elements=st.floats(0.0, 4.99)))
def test_flat_with_noise_below_the_threshold_climbs_nothing(ele: np.ndarray) -> None:
    for rule in (PLAIN, REPORTED):
        found = climb_of(evenly(ele), ele, rule=rule)
        assert found is not None
        assert (found.climb_m, found.descent_m) == (0.0, 0.0)


@given(HEIGHTS, st.integers(2, 7))
def test_more_samples_on_the_same_ground_change_nothing(ele: np.ndarray, times: int) -> None:
    """The profile is the lines between samples, however many lie on them."""
    at = evenly(ele)
    fine = np.linspace(0.0, at[-1], times * (len(at) - 1) + 1)
    coarse, finer = climb_of(at, ele), climb_of(fine, np.interp(fine, at, ele))
    assert coarse is not None
    assert finer is not None
    assert finer.climb_m == pytest.approx(coarse.climb_m, abs=1e-6)


@pytest.mark.parametrize("step_m", [1.0, 5.0, 20.0])
def test_the_step_of_reading_hardly_matters(step_m: float) -> None:
    """Rolling ground of 1,500 m climb: within one per cent of the usual step."""
    at = np.arange(0.0, 30_001.0, 10.0)
    ele = 100.0 + 20.0 * np.sin(at / 130.0) + 8.0 * np.sin(at / 47.0)
    usual = climb_of(at, ele)
    other = climb_of(at, ele, rule=replace(REPORTED, step_m=step_m))
    assert usual is not None
    assert other is not None
    assert usual.climb_m > 1000.0
    assert other.climb_m == pytest.approx(usual.climb_m, rel=0.01)


@given(HEIGHTS, st.floats(0.1, 10.0))
def test_turning_points_are_those_of_removing_the_least_change_first(
    ele: np.ndarray, threshold: float
) -> None:
    """Against topological simplification by hand, one smallest pair after another."""
    threshold = round(threshold, 2) + 0.005  # no change of whole decimetres is just as much
    kept, expected = ele[turning_points(ele, threshold)], simplified(ele.tolist(), threshold)
    assert ups_and_downs(kept) == pytest.approx(ups_and_downs(np.array(expected)))
    if len(expected) > 1:  # where nothing stands out, any one height will do
        assert kept.tolist() == pytest.approx(expected)


def simplified(heights: list[float], threshold: float) -> list[float]:
    """Cancel the least pair of neighbouring extremes until none is below the threshold."""
    heights = [h for i, h in enumerate(heights) if i == 0 or h != heights[i - 1]]
    while True:
        turns = [
            h
            for i, h in enumerate(heights)
            if i in (0, len(heights) - 1) or (h - heights[i - 1]) * (heights[i + 1] - h) < 0.0
        ]
        flat = [i for i in range(len(turns) - 1) if turns[i] == turns[i + 1]]
        if flat:
            heights = turns[: flat[0]] + turns[flat[0] + 1 :]
            continue
        steps = [abs(b - a) for a, b in pairwise(turns)]
        if not steps or min(steps) >= threshold:
            return turns
        least = steps.index(min(steps))
        if len(turns) == 2:
            return turns[:1]
        if least == 0:
            heights = turns[1:]
        elif least == len(steps) - 1:
            heights = turns[:-1]
        else:
            heights = turns[:least] + turns[least + 2 :]


def test_smoothing_keeps_ramps_ends_and_unknowns() -> None:
    at = np.arange(0.0, 101.0, 10.0)
    ramp = 3.0 + at / 7.0
    assert smooth(at, ramp) == pytest.approx(ramp)
    ramp[4] = np.nan
    assert np.isnan(smooth(at, ramp)).tolist() == np.isnan(ramp).tolist()


def test_smoothing_is_the_mean_over_the_window() -> None:
    """A roof of 10 m over 40 m: the mean over the 20 m about its ridge is 7.5 m."""
    at, ele = np.array([0.0, 20.0, 40.0, 60.0, 80.0]), np.array([0.0, 0.0, 10.0, 0.0, 0.0])
    rule = ClimbRule(10.0, 20.0, 0.0)
    assert smooth(at, ele, rule=rule)[2] == pytest.approx(7.5)


def test_the_window_narrows_towards_the_ends() -> None:
    """A roof of 4 m over the first 20 m: 10 m from the start the window is 20 m wide, so 2 m."""
    at, ele = np.arange(0.0, 101.0, 10.0), np.zeros(11)
    ele[1] = 4.0
    found = smooth(at, ele, rule=ClimbRule(10.0, 50.0, 0.0))
    assert found[:2] == pytest.approx([0.0, 2.0])
    assert smooth(at, ele[::-1], rule=ClimbRule(10.0, 50.0, 0.0))[-2:] == pytest.approx([2.0, 0.0])


def test_arcs_climb_alone_and_mirrored() -> None:
    """Three edges: up 4 m, unknown in the middle, over a roof of which smoothing leaves 2.5 m."""
    offsets = np.array([0, 3, 6, 11])
    ele = np.array([10.0, 12.0, 14.0, 14.0, np.nan, 20.0, 0.0, 0.0, 4.0, 0.0, 0.0])
    found = arc_climbs(offsets, ele, np.array([20.0, 20.0, 40.0]), rule=ClimbRule(10.0, 15.0, 5.0))
    assert found == pytest.approx(np.array([[4.0, 0.0], [0.0, 0.0], [2.5, 2.5]]))


@given(st.lists(HEIGHTS, min_size=1, max_size=5))
def test_arcs_climb_as_whole_profiles_do(profiles: list[np.ndarray]) -> None:
    """Each edge for itself, like `climb_of` without threshold read at the samples."""
    offsets = np.concatenate(([0], np.cumsum([len(p) for p in profiles])))
    length = np.array([SPACING_M * (len(p) - 1) for p in profiles])
    found = arc_climbs(offsets, np.concatenate(profiles), length)
    alone = [climb_of(evenly(p), p) for p in profiles]
    assert found == pytest.approx(
        np.array([[one.smoothed_climb_m, one.smoothed_descent_m] for one in alone if one]),
        abs=1e-6,
    )


@pytest.mark.parametrize(
    ("at", "ele", "said"),
    [
        ([0.0, 1.0], [1.0], "do not fit"),
        ([0.0, 2.0, 1.0], [1.0, 1.0, 1.0], "fall or are not finite"),
        ([0.0, np.nan], [1.0, 1.0], "fall or are not finite"),
    ],
)
def test_profiles_that_are_none_are_refused(at: list[float], ele: list[float], said: str) -> None:
    with pytest.raises(InputError, match=said):
        climb_of(np.array(at), np.array(ele))
