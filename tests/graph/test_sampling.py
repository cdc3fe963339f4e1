"""Samples along edges: evenly spaced on the ground, whatever the points of the line."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinera.geodesy import segment_lengths, to_degrees, to_fixed
from itinera.graph.sampling import blocks, places, sample_offsets
from itinera.graph.steepness import steepest

STEPS = st.tuples(st.integers(-40_000, 40_000), st.integers(-40_000, 40_000))
LINES = st.lists(st.lists(STEPS, min_size=1, max_size=6), min_size=1, max_size=5)


@settings(max_examples=100, deadline=None)
@given(LINES)
def test_samples_lie_on_their_line_at_even_metres(lines: list[list[tuple[int, int]]]) -> None:
    """Against a walk along each line by itself, with PROJ's lengths."""
    start = to_fixed(np.array([2.8, 50.4]))
    points = [np.cumsum([start, *line], axis=0).astype(np.int32) for line in lines]
    metres = [segment_lengths(to_degrees(p)) for p in points]
    offsets = sample_offsets(np.array([m.sum() for m in metres]))
    starts = np.concatenate([[0], np.cumsum([len(p) for p in points])])
    found = places(np.concatenate(points), starts, offsets)
    for e, (line, steps) in enumerate(zip(points, metres, strict=True)):
        own = found[offsets[e] : offsets[e + 1]]
        along = np.concatenate([[0.0], np.cumsum(steps)])
        wanted = np.linspace(0.0, along[-1], len(own))
        for axis in (0, 1):
            exact = np.interp(wanted, along, to_degrees(line)[:, axis])
            assert own[:, axis] == pytest.approx(exact, abs=2e-8)  # 2 mm
        assert np.array_equal(own[[0, -1]], to_degrees(line)[[0, -1]])


@given(st.lists(st.floats(0.01, 5000.0), max_size=50), st.integers(2, 300))
def test_blocks_hold_every_edge_once(length_m: list[float], most: int) -> None:
    offsets = sample_offsets(np.array(length_m))
    runs = list(blocks(offsets, most))
    assert [e for first, last in runs for e in range(first, last)] == list(range(len(length_m)))
    longest = int(np.diff(offsets).max(initial=0))
    assert all(offsets[last] - offsets[first] <= most + longest for first, last in runs)


@pytest.mark.parametrize(
    ("length_m", "heights", "along", "against"),
    [
        (100.0, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 10.0, 0.0),
        (100.0, [0, 0, 0, 0, 5, 5, 5, 0, 0, 0, 0], 20.0, 20.0),  # 5 m within 25
        (100.0, [0, 0, 0, 5, 5, 0, 0, 0, 0, 0, 0], 20.0, 20.0),
        (40.0, [0, 0, 0, 0, 4], 16.0, 0.0),
        (20.0, [0, 1, 3], 15.0, 0.0),  # shorter than 25 m: as a whole
        (5.0, [0, 1], 10.0, 0.0),  # shorter than 10 m: as if it took 10
        (100.0, [5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5], 0.0, 0.0),
        (100.0, [np.nan] * 11, np.nan, np.nan),
        (100.0, [np.nan] * 6 + [5, 5, 6, 6, 6], 4.0, 0.0),
    ],
)
def test_the_steepest_25_metres(
    length_m: float, heights: list[float], along: float, against: float
) -> None:
    offsets = np.array([0, len(heights)])
    found = steepest(offsets, np.array(heights, dtype=np.float64), np.array([length_m]))
    assert found[0] == pytest.approx([along, against], nan_ok=True)


@given(st.lists(st.floats(-50.0, 50.0), min_size=2, max_size=30), st.floats(0.01, 10.0))
def test_steepness_against_walking_every_window(heights: list[float], step_m: float) -> None:
    """Windows of 25 m that begin at any place of the profile: none is steeper."""
    length = step_m * (len(heights) - 1)
    ele = np.array(heights)
    found = steepest(np.array([0, len(ele)]), ele, np.array([length]))[0]
    at = np.linspace(0.0, length, len(ele))
    wide = min(25.0, length)
    begin = np.concatenate([np.linspace(0.0, length - wide, 301), at, at - wide])
    begin = begin[(begin >= 0.0) & (begin <= length - wide + 1e-9)]
    rise = np.interp(begin + wide, at, ele) - np.interp(begin, at, ele)
    pct = rise / max(wide, 10.0) * 100.0
    assert found == pytest.approx([max(pct.max(), 0.0), max(-pct.min(), 0.0)], abs=1e-3)
