"""Level lines on a grid."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from itinera.search.contour import rings


def test_one_low_point_is_ringed_anticlockwise_half_way_to_its_neighbours() -> None:
    field = np.ones((3, 3))
    field[1, 1] = 0.0
    (ring,) = rings(field, 0.5)
    assert ring.tolist() == [[1.0, 0.5], [1.5, 1.0], [1.0, 1.5], [0.5, 1.0], [1.0, 0.5]]


def test_the_line_lies_where_the_level_is_crossed() -> None:
    field = np.full((3, 3), 10.0)
    field[1, 1] = 0.0
    (ring,) = rings(field, 2.0)
    assert ring[:, 0].min() == pytest.approx(0.8)
    assert ring[:, 1].max() == pytest.approx(1.2)


def test_a_hole_runs_the_other_way() -> None:
    field = np.ones((7, 7))
    field[1:6, 1:6] = 0.0
    field[3, 3] = 1.0
    outline, hole = sorted(rings(field, 0.5), key=len, reverse=True)
    assert shapely.LinearRing(outline).is_ccw
    assert not shapely.LinearRing(hole).is_ccw


def test_a_level_field_has_no_lines() -> None:
    assert rings(np.ones((4, 4)), 0.5) == []


@given(arrays(np.bool_, (6, 7), elements=st.booleans()))
def test_low_points_are_inside_and_high_points_outside(low: np.ndarray) -> None:
    field = np.pad(np.where(low, 0.0, 1.0), 1, constant_values=1.0)
    winding = np.zeros(field.shape, dtype=int)
    drawn = rings(field, 0.5)
    for ring in drawn:
        polygon = shapely.Polygon(ring)
        sign = 1 if polygon.exterior.is_ccw else -1
        rows, columns = np.indices(field.shape)
        winding += sign * shapely.contains_xy(polygon, columns, rows)
    assert (winding == (field < 0.5)).all()
