"""Bridges, stems and proofs on worlds small enough to see them."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinera.planning.loop.feasibility import Pieces, judge
from itinera.search import _ball_kernels


def pieces(*held: tuple[float, float]) -> Pieces:
    """Return pieces of (stem, hold) metres."""
    stem, hold = (np.array(column, dtype=np.float64) for column in zip(*held, strict=True))
    nothing = np.zeros(0)
    return Pieces(nothing.astype(np.bool_), nothing, hold, stem, nothing.astype(np.int32))


@pytest.mark.parametrize(
    ("held", "clean", "possible", "unavoidable"),
    [
        ([(0.0, 10_000.0)], True, True, 0.0),
        ([(0.0, 8_501.0)], True, True, 0.0),
        ([(0.0, 8_499.0)], False, False, 0.0),
        ([(0.0, 400.0), (500.0, 8_200.0)], True, True, 0.0),
        ([(520.0, 9_000.0)], True, True, 520.0),
        ([(1_000.0, 9_000.0)], False, True, 1_000.0),
        ([(3_300.0, 9_000.0)], False, False, 3_300.0),
        ([(0.0, 2_000.0), (1_000.0, 5_000.0)], False, True, 1_000.0),
    ],
)
def test_what_a_ten_kilometre_loop_needs(
    held: list[tuple[float, float]], clean: bool, possible: bool, unavoidable: float
) -> None:
    """8.5 km without bridges within 525 m of them; a stem of s metres spares 2 s."""
    verdict = judge(pieces(*held), length_m=10_000.0, tolerance=0.05)
    assert verdict.needed_m == pytest.approx(8_500.0)
    assert (verdict.clean_possible, verdict.possible) == (clean, possible)
    assert verdict.unavoidable_m == unavoidable


EDGES = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(1, 50)), min_size=1, max_size=16
)


@given(EDGES)
def test_bridges_and_stems_agree_with_networkx(edges: list[tuple[int, int, int]]) -> None:
    """A stem is what the bridges on any path from the root add up to."""
    begin, end, metres = (np.array(column) for column in zip(*edges, strict=True))
    bridge, stem, up = _ball_kernels.bridges(
        begin.astype(np.int32), end.astype(np.int32), metres.astype(np.float64), 8, 0
    )
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(8))
    graph.add_edges_from(
        (int(a), int(b), i) for i, (a, b) in enumerate(zip(begin, end, strict=True))
    )
    reached = nx.node_connected_component(graph, 0)
    for e in range(len(edges)):
        less = graph.copy()
        less.remove_edge(int(begin[e]), int(end[e]), e)
        inside = int(begin[e]) in reached
        cut = inside and not nx.has_path(less, int(begin[e]), int(end[e]))
        assert bridge[e] == cut
    for v in range(8):
        assert np.isfinite(stem[v]) == (v in reached)
        if v in reached and v != 0:
            path = nx.shortest_path(graph, 0, v)
            steps = [next(iter(graph[a][b])) for a, b in itertools.pairwise(path)]
            assert stem[v] == sum(int(metres[e]) for e in steps if bridge[e])
            assert up[v] >= 0
