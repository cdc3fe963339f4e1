"""Heights between posts, and over short voids."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinera.elevation.posts import bilinear, bridge

NAN = np.nan
SLOPES = st.integers(-40, 40)


def test_between_four_posts_by_hand() -> None:
    """A quarter across and half down: 0.5 (0.75 x 0 + 0.25 x 10) + 0.5 (0.75 x 20 + 0.25 x 50)."""
    posts = np.array([[0.0, 10.0], [20.0, 50.0]])
    assert bilinear(posts, np.array([0.5]), np.array([0.25])) == pytest.approx([15.0])


def test_posts_themselves_are_met_exactly_up_to_the_last() -> None:
    posts = np.arange(12, dtype=np.float32).reshape(3, 4) ** 2
    rows, cols = (part.ravel().astype(float) for part in np.indices(posts.shape))
    assert bilinear(posts, rows, cols).tolist() == posts.ravel().tolist()


@given(SLOPES, SLOPES, st.lists(st.tuples(st.floats(0, 6), st.floats(0, 9)), min_size=1))
def test_a_plane_comes_out_as_a_plane(a: int, b: int, places: list[tuple[float, float]]) -> None:
    rows, cols = np.array(places).T
    down, across = np.indices((7, 10))
    posts = (a * down + b * across).astype(np.float32)
    assert bilinear(posts, rows, cols) == pytest.approx(a * rows + b * cols, abs=1e-9)


@pytest.mark.parametrize(
    ("row", "col", "known"),
    [
        (0.0, 0.0, True),
        (0.0, 0.5, True),  # between two known posts, on their line
        (0.5, 0.0, True),
        (1.0, 1.0, False),  # on the void itself
        (0.5, 0.5, False),
        (0.999999, 0.5, False),
        (1.0, 0.0, True),
        (1.0, 2.0, True),
        (0.0, 1.0, True),
    ],
)
def test_only_posts_with_weight_have_a_say(row: float, col: float, known: bool) -> None:
    """A void takes away what leans on it, and nothing else."""
    posts = np.array([[1.0, 2.0, 3.0], [4.0, NAN, 6.0], [7.0, 8.0, 9.0]])
    assert bool(np.isfinite(bilinear(posts, np.array([row]), np.array([col])))[0]) is known


def test_a_void_is_bridged_straight_by_hand() -> None:
    """Three posts missing between 10 and 50: 20, 30, 40."""
    row = np.array([[10.0, NAN, NAN, NAN, 50.0]])
    assert bridge(row, 4, 4).tolist() == [[10.0, 20.0, 30.0, 40.0, 50.0]]


def test_a_void_wider_than_allowed_stays_unknown() -> None:
    row = np.array([[10.0, NAN, NAN, NAN, 50.0]])
    assert np.isnan(bridge(row, 4, 3)[0, 1:4]).all()


def test_rows_and_columns_have_limits_of_their_own() -> None:
    """A span of two steps down is allowed, of two across is not."""
    posts = np.array([[1.0, 2.0, 3.0], [4.0, NAN, 6.0], [7.0, 9.0, 9.0]])
    assert bridge(posts, 2, 1)[1, 1] == 5.5
    assert bridge(posts, 1, 2)[1, 1] == 5.0
    assert bridge(posts, 2, 2)[1, 1] == 5.25
    assert np.isnan(bridge(posts, 1, 1)[1, 1])


def test_the_shorter_span_counts_more() -> None:
    """Across 0 to 90 over three steps says 30 (weight 1/3), down 0 says 0 (weight 1/2): 12."""
    posts = np.array([[9.0, 0.0, 9.0, 9.0], [0.0, NAN, NAN, 90.0], [9.0, 0.0, 9.0, 9.0]])
    assert bridge(posts, 3, 3)[1, 1] == pytest.approx(30 / 3 / (1 / 3 + 1 / 2))


def test_nothing_is_invented_beyond_the_last_known_post() -> None:
    posts = np.array([[NAN, 1.0, NAN], [NAN, NAN, NAN]])
    assert np.isnan(bridge(posts, 5, 5)).sum() == 5


@given(SLOPES, SLOPES, st.sets(st.tuples(st.integers(1, 5), st.integers(1, 7)), max_size=30))
def test_voids_of_a_plane_are_bridged_exactly(a: int, b: int, holes: set[tuple[int, int]]) -> None:
    down, across = np.indices((7, 9))
    plane = (a * down + b * across).astype(np.float64)
    posts = plane.copy()
    for hole in holes:
        posts[hole] = NAN
    assert bridge(posts, 8, 8) == pytest.approx(plane, abs=1e-9)
