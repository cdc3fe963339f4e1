"""Gradient classes and climbs: by hand, turned round, and adding up to the way."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from itinera.elevation.climb import ClimbRule
from itinera.elevation.gradients import CLASSES, climbs, gradient_classes
from itinera.elevation.telling import telling_rows

SHARP = ClimbRule(step_m=10.0, smooth_m=0.0, threshold_m=5.0)

HEIGHTS = npst.arrays(np.int64, st.integers(2, 60), elements=st.integers(0, 600)).map(
    lambda dm: dm / 10.0
)
GAPPY = st.tuples(HEIGHTS, st.sets(st.integers(0, 59), max_size=6))


def with_gaps(gappy: tuple[np.ndarray, set[int]]) -> tuple[np.ndarray, np.ndarray]:
    ele = gappy[0].copy()
    ele[[hole for hole in gappy[1] if hole < len(ele)]] = np.nan
    return 10.0 * np.arange(len(ele)), ele


def test_classes_by_hand() -> None:
    """100 m each at 1, 3, 5 and 10 % up, level, then at 1, 3, 5 and 10 % down."""
    at = 100.0 * np.arange(10)
    ele = np.array([0.0, 1.0, 4.0, 9.0, 19.0, 19.0, 18.0, 15.0, 10.0, 0.0])
    found = gradient_classes(at, ele, rule=SHARP)
    assert dict(found.up_m) == pytest.approx(dict.fromkeys(CLASSES, 100.0))
    assert dict(found.down_m) == pytest.approx(dict.fromkeys(CLASSES, 100.0))
    assert found.level_m == pytest.approx(100.0)


@pytest.mark.parametrize(
    ("rise", "name"), [(2.0, "2-4"), (1.99, "0-2"), (4.0, "4-6"), (6.0, ">6"), (5.99, "4-6")]
)
def test_a_bound_belongs_to_the_steeper_class(rise: float, name: str) -> None:
    found = gradient_classes(np.array([0.0, 100.0]), np.array([0.0, rise]), rule=SHARP)
    assert found.up_m[name] == pytest.approx(100.0)


@given(GAPPY)
def test_classes_add_up_to_the_known_metres_and_swap_when_turned(
    gappy: tuple[np.ndarray, set[int]],
) -> None:
    at, ele = with_gaps(gappy)
    there, back = gradient_classes(at, ele), gradient_classes(at, ele[::-1])
    known = 10.0 * np.isfinite(ele[1:] + ele[:-1]).sum()
    total = sum([*there.up_m.values(), *there.down_m.values(), there.level_m])
    assert total == pytest.approx(known, abs=1e-6)
    # A gradient on a bound may fall to either side of it by rounding; the direction may not.
    assert sum(back.up_m.values()) == pytest.approx(sum(there.down_m.values()), abs=1e-6)
    assert back.level_m == pytest.approx(there.level_m, abs=1e-6)


def test_nothing_known_has_no_gradients_and_no_climbs() -> None:
    at, ele = np.array([0.0, 10.0]), np.array([np.nan, np.nan])
    found = gradient_classes(at, ele)
    assert sum([*found.up_m.values(), *found.down_m.values(), found.level_m]) == 0.0
    assert climbs(at, ele) == ()


def test_a_climb_begins_at_its_foot_and_ends_at_its_top() -> None:
    """1,000 m level, 400 m at 10 %, level again."""
    at, ele = np.array([0.0, 1000.0, 1400.0, 3000.0]), np.array([20.0, 20.0, 60.0, 60.0])
    (found,) = climbs(at, ele, rule=SHARP)
    assert (found.from_m, found.to_m, found.rise_m) == pytest.approx((1000.0, 1400.0, 40.0))
    assert (found.mean_pct, found.max_pct) == pytest.approx((10.0, 10.0))
    assert found.length_m == pytest.approx(400.0)


@pytest.mark.parametrize(("rise", "count"), [(9.9, 0), (10.9, 1)])
def test_a_climb_rises_by_ten_metres(rise: float, count: int) -> None:
    """On 50 m of way, of which 1 % is taken off; a small dip does not matter."""
    at, ele = np.array([0.0, 500.0, 550.0, 600.0]), np.array([20.0, 20.0, 20.0 + rise, 20.0])
    assert len(climbs(at, ele, rule=SHARP)) == count


@pytest.mark.parametrize(("dip", "count"), [(8.0, 1), (15.0, 2)])
def test_a_small_dip_does_not_end_a_climb(dip: float, count: int) -> None:
    """Up 60 m, down by a dip, up 60 m more; 10 m is the least dip that counts here."""
    at = np.array([0.0, 600.0, 640.0, 1240.0])
    ele = np.array([0.0, 60.0, 60.0 - dip, 120.0 - dip])
    assert len(climbs(at, ele, rule=SHARP)) == count


def test_in_mountains_only_deep_dips_end_a_climb() -> None:
    """A pass of 1,000 m with a dip of 40 m, less than a twentieth."""
    at = np.array([0.0, 6000.0, 6400.0, 12_000.0])
    assert len(climbs(at, np.array([500.0, 1000.0, 960.0, 1500.0]))) == 1


def test_a_gentle_ramp_is_no_climb() -> None:
    """50 m over 10 km: half a per cent."""
    assert climbs(np.array([0.0, 10_000.0]), np.array([20.0, 70.0])) == ()


def test_the_steepest_part_is_measured_over_50_m() -> None:
    """40 m at 20 % within a climb at 5 %: 50 m there rise by 8.5 m."""
    at = np.array([0.0, 400.0, 440.0, 840.0])
    ele = np.array([0.0, 20.0, 28.0, 48.0])
    (found,) = climbs(at, ele, rule=SHARP)
    assert found.max_pct == pytest.approx(17.0)


@given(GAPPY)
def test_climbs_lie_in_order_and_gain(gappy: tuple[np.ndarray, set[int]]) -> None:
    at, ele = with_gaps(gappy)
    found = climbs(at, ele)
    for one in found:
        assert 0.0 <= one.from_m < one.to_m <= at[-1]
        assert one.rise_m >= 10.0 - 1e-6
        assert one.max_pct >= one.mean_pct - 1e-6
    for one, after in pairwise(found):
        assert one.to_m <= after.from_m


@given(GAPPY, st.floats(0.1, 5.0))
def test_telling_samples_show_all_others(gappy: tuple[np.ndarray, set[int]], off_m: float) -> None:
    """Every sample left out lies within the distance of the line; unknown ones all stay."""
    at, ele = with_gaps(gappy)
    rows = telling_rows(at, ele, off_m)
    assert set(np.flatnonzero(np.isnan(ele))) <= set(rows.tolist())
    for left, right in zip(rows[:-1].tolist(), rows[1:].tolist(), strict=True):
        if right > left + 1:
            share = (at[left:right] - at[left]) / (at[right] - at[left])
            line = ele[left] + share * (ele[right] - ele[left])
            slope = np.hypot(1.0, (ele[right] - ele[left]) / (at[right] - at[left]))
            assert (np.abs(ele[left:right] - line) <= off_m * slope + 1e-9).all()
