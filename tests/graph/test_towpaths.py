"""Towpaths are level from lock to lock, whatever the raster sees of the banks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinera.geodesy import FloatArray
from itinera.graph.sampling import sample_offsets
from itinera.graph.towpaths import OFF_M, Towpaths, ramped, weighted_medians


@dataclass(frozen=True)
class Canal:
    """A canal drawn as a line of edges, with its true levels and what a raster sees of them."""

    paths: Towpaths
    at_m: FloatArray  # (n_nodes,)

    @classmethod
    def of(
        cls, length_m: FloatArray, noise_m: float, seed: int, locks: Sequence[tuple[float, float]]
    ) -> Canal:
        """Draw errors of `noise_m` every 90 m, as a raster of 3 arc-seconds has them."""
        rng = np.random.default_rng(seed)
        begin = np.cumsum(length_m) - length_m
        offsets = sample_offsets(length_m)
        counts = np.diff(offsets).tolist()
        pieces = zip(begin.tolist(), length_m.tolist(), counts, strict=True)
        at = np.concatenate([np.linspace(a, a + m, n) for a, m, n in pieces])
        posts = np.arange(0.0, length_m.sum() + 180.0, 90.0)
        ele = 30.0 + np.interp(at, posts, rng.normal(0.0, noise_m, len(posts)))
        for place, lift in locks:
            ele[at > place] += lift
        nodes = np.arange(len(length_m))[:, None] + np.array([0, 1])
        paths = Towpaths(nodes.astype(np.int32), length_m, offsets, ele)
        return cls(paths, np.append(begin, length_m.sum()))

    def heights(self) -> FloatArray:
        """Return the heights of the nodes."""
        level, _ = self.paths.levels()
        return ramped(self.paths.nodes, self.paths.length_m, level, len(level) + 1)


def edges(total_m: float, seed: int) -> FloatArray:
    """Return edges of 30 to 400 m that make up about `total_m`."""
    return np.random.default_rng(seed).uniform(30.0, 400.0, int(total_m / 215.0))


@pytest.mark.parametrize("seed", range(3))
def test_two_hundred_kilometres_of_flat_canal_do_not_climb(seed: int) -> None:
    """The raster errs by 2 m: unlevelled, the banks climb over 2 km."""
    canal = Canal.of(edges(200_000.0, seed), 2.0, seed, ())
    assert np.maximum(np.diff(canal.paths.ele_m), 0.0).sum() > 2000.0
    assert np.ptp(canal.heights()) == 0.0
    assert canal.heights()[0] == pytest.approx(30.0, abs=0.2)
    assert not canal.paths.off_level(*canal.paths.levels()).any()


@pytest.mark.parametrize("seed", range(3))
def test_locks_are_found_and_climbed_once(seed: int) -> None:
    """Nine locks of 2.5 m, 20 km apart: 22.5 m up, none down, and no ramp above 3 %."""
    locks = [(20_000.0 * n, 2.5) for n in range(1, 10)]
    canal = Canal.of(edges(200_000.0, seed), 2.0, seed, locks)
    steps = np.diff(canal.heights())
    assert steps[steps > 0].sum() == pytest.approx(22.5, abs=1.5)
    assert steps[steps < 0].sum() > -0.5
    assert np.abs(steps / canal.paths.length_m).max() < 0.03


@pytest.mark.parametrize("seed", range(3))
def test_locks_are_found_where_they_are(seed: int) -> None:
    """To 1.5 km where the raster errs by 1 m (by 2 m: to 350 m as a rule, with outliers)."""
    locks = [(20_000.0 * n, 2.5) for n in range(1, 10)]
    canal = Canal.of(edges(200_000.0, seed), 1.0, seed, locks)
    for place, _ in locks:
        before, after = np.interp([place - 1500.0, place + 1500.0], canal.at_m, canal.heights())
        assert after - before == pytest.approx(2.5, abs=0.8)


def test_a_flight_of_locks_keeps_its_whole_rise() -> None:
    locks = [(500.0 * n, 2.6) for n in range(20, 40)]
    canal = Canal.of(edges(30_000.0, 5), 1.0, 5, locks)
    heights = canal.heights()
    assert heights[-1] - heights[0] == pytest.approx(52.0, abs=1.5)
    assert np.maximum(-np.diff(heights), 0.0).sum() < 1.0


def test_both_banks_and_a_branch_have_one_level() -> None:
    """A ring of two banks with a branch: whatever the shape, one reach."""
    nodes = np.array([[0, 1], [1, 2], [2, 3], [3, 0], [2, 4], [4, 5]], dtype=np.int32)
    length = np.full(6, 800.0)
    offsets = sample_offsets(length)
    noise = np.random.default_rng(1).normal(0.0, 0.8, int(offsets[-1]))
    paths = Towpaths(nodes, length, offsets, 21.0 + noise)
    assert len(np.unique(paths.levels()[0])) == 1


def test_a_branch_above_a_lock_does_not_part_the_canal() -> None:
    """Three towpaths of 3 km meet: 20.0, 24.0 and 20.4 m. The first and the last are one reach."""
    nodes = np.array([[0, 1], [1, 2], [1, 3]], dtype=np.int32)
    length = np.full(3, 3000.0)
    offsets = sample_offsets(length)
    ele = np.repeat([20.0, 24.0, 20.4], np.diff(offsets))
    level = Towpaths(nodes, length, offsets, ele).levels()[0]
    assert level[0] == level[2]
    assert level[1] == 24.0


def test_separate_canals_have_levels_of_their_own() -> None:
    nodes = np.array([[0, 1], [2, 3]], dtype=np.int32)
    length = np.full(2, 500.0)
    offsets = sample_offsets(length)
    ele = np.repeat([20.0, 35.0], np.diff(offsets))
    assert Towpaths(nodes, length, offsets, ele).levels()[0].tolist() == [20.0, 35.0]


def test_unknown_stretches_take_no_part() -> None:
    nodes = np.array([[0, 1], [1, 2], [2, 3]], dtype=np.int32)
    length = np.full(3, 500.0)
    offsets = sample_offsets(length)
    ele = np.repeat([20.0, np.nan, 21.0], np.diff(offsets))
    level = Towpaths(nodes, length, offsets, ele).levels()[0]
    assert level[0] == 20.0
    assert np.isnan(level[1])
    assert level[2] == 21.0  # what lies beyond the gap is not known to be the same reach


def test_a_towpath_that_climbs_over_a_tunnel_is_off_its_level() -> None:
    """One edge of 400 m over a hill of 30 m between 5 km of canal on either side."""
    length = np.full(25, 400.0)
    offsets = sample_offsets(length)
    ele = np.full(int(offsets[-1]), 20.0)
    ele[offsets[12] : offsets[13]] += 30.0
    nodes = (np.arange(25)[:, None] + np.array([0, 1])).astype(np.int32)
    paths = Towpaths(nodes, length, offsets, ele)
    level, reach = paths.levels()
    assert np.unique(level).tolist() == [20.0]
    assert np.flatnonzero(paths.off_level(level, reach)).tolist() == [12]
    assert OFF_M < 30.0


def test_a_path_along_a_mountain_stream_is_no_canal() -> None:
    """20 km at 1 %: no reach is level, so none is put level; at 0.02 % all are."""
    length = np.full(50, 400.0)
    offsets = sample_offsets(length)
    nodes = (np.arange(50)[:, None] + np.array([0, 1])).astype(np.int32)
    along = np.repeat(np.arange(50) * 400.0, np.diff(offsets))
    along += np.tile(np.linspace(0.0, 400.0, int(np.diff(offsets)[0])), 50)
    stream = Towpaths(nodes, length, offsets, 200.0 + along * 0.01)
    assert stream.off_level(*stream.levels()).all()
    river = Towpaths(nodes, length, offsets, 200.0 + along * 0.0002)
    assert not river.off_level(*river.levels()).any()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-400, 400), min_size=4, max_size=40), st.booleans())
def test_drawn_the_other_way_the_levels_are_the_same(dm: list[int], turn: bool) -> None:
    """The order and the direction of edges leave no trace (up to ties of whole decimetres)."""
    n = len(dm)
    length = 300.0 + 7.0 * np.arange(n)
    offsets = sample_offsets(length)
    ele = np.repeat(np.array(dm) / 10 + np.arange(n) * 1e-5, np.diff(offsets))
    nodes = (np.arange(n)[:, None] + np.array([0, 1])).astype(np.int32)
    one = Towpaths(nodes, length, offsets, ele).levels()[0]
    back = nodes[:, ::-1] if turn else n - nodes[:, ::-1]
    other = Towpaths(back.astype(np.int32), length, offsets, ele).levels()[0]
    assert one.tolist() == other.tolist()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.floats(-50, 50), st.floats(0.1, 9.0)),
        min_size=1,
        max_size=30,
    )
)
def test_a_weighted_median_has_half_the_weight_on_either_side(
    rows: list[tuple[int, float, float]],
) -> None:
    group, value, weight = (np.array(column) for column in zip(*rows, strict=True))
    found = weighted_medians(group, value, weight, 5)
    for g in range(5):
        own, heavy = value[group == g], weight[group == g]
        if not len(own):
            assert np.isnan(found[g])
            continue
        assert heavy[own < found[g]].sum() <= heavy.sum() / 2 + 1e-9
        assert heavy[own > found[g]].sum() <= heavy.sum() / 2 + 1e-9


def test_a_step_becomes_a_ramp_of_some_hundred_metres() -> None:
    """Levels 20 and 22.5 m meet in a node: half-way there, flat a kilometre off."""
    length = np.full(60, 50.0)
    level = np.repeat([20.0, 22.5], 30)
    nodes = (np.arange(60)[:, None] + np.array([0, 1])).astype(np.int32)
    heights = ramped(nodes, length, level, 62)
    assert heights[30] == pytest.approx(21.25, abs=0.01)
    assert heights[:10] == pytest.approx(np.full(10, 20.0), abs=0.01)
    assert heights[51:61] == pytest.approx(np.full(10, 22.5), abs=0.01)
    assert (np.diff(heights[:61]) >= -1e-9).all()
    assert np.diff(heights[:61]).max() / 50.0 < 0.015
    assert np.isnan(heights[61])
    assert np.isnan(ramped(nodes[:0], length[:0], level[:0], 3)).all()
