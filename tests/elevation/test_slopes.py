"""Where a way is how steep."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinera.elevation.climb import ClimbRule
from itinera.elevation.gradients import CLASSES, gradient_classes
from itinera.elevation.slopes import slopes

PLAIN = ClimbRule(10.0, 0.0, 5.0)  # heights as they are


def test_a_level_a_rise_and_a_fall_are_three_slopes() -> None:
    """1 km level, 500 m at 6.4 %, 500 m down at 3 %: cut at the bends, with their gradients."""
    at = np.array([0.0, 1000.0, 1500.0, 2000.0])
    ele = np.array([20.0, 20.0, 52.0, 37.0])
    found = slopes(at, ele, rule=PLAIN)
    assert [(one.from_m, one.to_m, one.grade) for one in found] == [
        (0.0, 1000.0, 0), (1000.0, 1500.0, 3), (1500.0, 2000.0, -1),
    ]  # fmt: skip
    assert [one.pct for one in found] == pytest.approx([0.0, 6.4, -3.0])


def test_where_nothing_is_known_there_is_no_slope() -> None:
    """A hole of 400 m between two known stretches; none at all where no height is known."""
    at = np.array([0.0, 100.0, 200.0, 500.0, 600.0])
    ele = np.array([20.0, 20.0, np.nan, 30.0, 35.0])
    found = slopes(at, ele, rule=PLAIN)
    assert [(one.from_m, one.to_m, one.grade) for one in found] == [
        (0.0, 100.0, 0),
        (500.0, 600.0, 2),
    ]
    assert slopes(at, np.full(5, np.nan)) == ()


@given(st.lists(st.floats(0.0, 80.0), min_size=2, max_size=60))
def test_slopes_add_up_to_the_reported_classes(heights: list[float]) -> None:
    """The stretches of a grade are as long as the class says, and follow without a hole."""
    ele = np.array(heights)
    at = np.arange(len(ele)) * 37.0
    found, classes = slopes(at, ele), gradient_classes(at, ele)
    assert [one.from_m for one in found[1:]] == [one.to_m for one in found[:-1]]
    assert (found[0].from_m, found[-1].to_m) == (0.0, at[-1])
    for grade in (1, 2, 3):
        for sign, by_class in ((1, classes.up_m), (-1, classes.down_m)):
            metres = sum(s.to_m - s.from_m for s in found if s.grade == sign * grade)
            assert metres == pytest.approx(by_class[CLASSES[grade]], abs=1e-6)
