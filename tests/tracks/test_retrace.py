"""Turning back within the noise is taken out; whoever really turned is left alone."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinera.tracks.retrace import Move, without_jitter

LENGTH_M = np.array([100.0, 100.0, 100.0])  # of three edges; 0 and 1 meet at 0's end, 2 as well


def told(moves: list[Move]) -> list[tuple[int, float, float]]:
    return [(m.edge, round(m.begin, 9), round(m.end, 9)) for m in moves]


def moves(*rows: tuple[int, float, float]) -> list[Move]:
    return [Move(*row, step) for step, row in enumerate(rows)]


@pytest.mark.parametrize(
    ("walked", "noise_m", "kept"),
    [
        # a step back of 5 m on one edge
        ([(0, 0.0, 0.5), (0, 0.5, 0.45), (0, 0.45, 1.0)], 6.0, [(0, 0, 0.45), (0, 0.45, 1.0)]),
        # the same, but the noise is smaller
        (
            [(0, 0.0, 0.5), (0, 0.5, 0.45), (0, 0.45, 1.0)],
            4.0,
            [(0, 0, 0.5), (0, 0.5, 0.45), (0, 0.45, 1.0)],
        ),
        # 8 m into a side street and out of it
        (
            [(0, 0.0, 1.0), (2, 0.0, 0.08), (2, 0.08, 0.0), (1, 0.0, 1.0)],
            10.0,
            [(0, 0.0, 1.0), (1, 0.0, 1.0)],
        ),
        # out and back over 100 m
        ([(0, 0.0, 1.0), (0, 1.0, 0.0)], 30.0, [(0, 0.0, 1.0), (0, 1.0, 0.0)]),
        # out and back over 200 m of two edges, each shorter than the noise
        (
            [(0, 0.0, 1.0), (1, 0.0, 1.0), (1, 1.0, 0.0), (0, 1.0, 0.0)],
            150.0,
            [(0, 0.0, 1.0), (1, 0.0, 1.0), (1, 1.0, 0.0), (0, 1.0, 0.0)],
        ),
        # out and back, with a step back on the way out
        (
            [(0, 0.0, 0.5), (0, 0.5, 0.4), (0, 0.4, 1.0), (0, 1.0, 0.0)],
            15.0,
            [(0, 0.0, 0.4), (0, 0.4, 1.0), (0, 1.0, 0.0)],
        ),
        # a turn within the noise across a node: 6 m of edge 1 and 3 m of edge 0
        (
            [(0, 0.0, 1.0), (1, 0.0, 0.06), (1, 0.06, 0.0), (0, 1.0, 0.97), (0, 0.97, 1.0)],
            20.0,
            [(0, 0.0, 1.0)],
        ),
        # a jitter at the very beginning
        ([(0, 0.5, 0.52), (0, 0.52, 0.0)], 5.0, [(0, 0.5, 0.0)]),
    ],
)
def test_by_hand(
    walked: list[tuple[int, float, float]], noise_m: float, kept: list[tuple[int, float, float]]
) -> None:
    assert told(without_jitter(moves(*walked), LENGTH_M, noise_m)) == kept


@given(st.lists(st.integers(0, 100), min_size=2, max_size=30), st.floats(0.0, 50.0))
def test_a_walk_along_one_edge_keeps_its_ends_and_stays_joined(
    marks: list[int], noise_m: float
) -> None:
    """Whatever is taken out, what is left begins and ends where the walk did, without jumps."""
    rows = [(0, a / 100.0, b / 100.0) for a, b in pairwise(marks)]
    kept = without_jitter(moves(*rows), LENGTH_M, noise_m)
    for one, other in pairwise(kept):
        assert one.end == pytest.approx(other.begin)
    if kept:
        assert (kept[0].begin, kept[-1].end) == pytest.approx((marks[0] / 100, marks[-1] / 100))
    else:
        assert abs(marks[0] - marks[-1]) <= 1e-9
    assert sum(abs(m.end - m.begin) for m in kept) <= sum(abs(b - a) for _, a, b in rows) + 1e-9


def test_the_steps_of_the_recording_stay_with_what_is_left() -> None:
    walked = moves((0, 0.0, 0.5), (0, 0.5, 0.45), (0, 0.45, 1.0), (1, 0.0, 1.0))
    assert [m.step for m in without_jitter(walked, LENGTH_M, 10.0)] == [0, 2, 3]
