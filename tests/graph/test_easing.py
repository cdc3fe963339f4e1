"""Ground that follows moved nodes: no steeper than 4 %, and no farther than it must."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinera.graph.easing import EASE, eased, eased_along


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(1.0, 120.0)),
        min_size=1,
        max_size=20,
    ),
    st.dictionaries(st.integers(0, 9), st.floats(-9.0, 9.0), min_size=1, max_size=3),
)
def test_shifts_fade_with_the_way_from_the_nearest_moved_node(
    rows: list[tuple[int, int, float]], moved: dict[int, float]
) -> None:
    """Against Dijkstra's ways that lead through no other moved node."""
    rows = [row for row in rows if row[0] != row[1]] or [(0, 1, 10.0)]
    nodes = np.array([row[:2] for row in rows], dtype=np.int32)
    length = np.array([row[2] for row in rows])
    shift, fixed = np.zeros(10), np.zeros(10, dtype=np.bool_)
    for node, metres in moved.items():
        shift[node], fixed[node] = metres, True
    found = eased(shift, fixed, nodes, length, np.ones(len(rows), np.bool_))
    world = nx.Graph()
    world.add_nodes_from(range(10))
    for a, b, metres in sorted(rows, key=lambda row: -row[2]):
        world.add_edge(a, b, weight=metres)
    for node in range(10):
        if node in moved:
            assert found[node] == shift[node]
            continue
        up, down = 0.0, 0.0
        for other, metres in moved.items():
            open_to = world.subgraph([n for n in world if n not in moved or n == other])
            if nx.has_path(open_to, other, node):
                way = nx.dijkstra_path_length(open_to, other, node)
                up = max(up, metres - EASE * way)
                down = max(down, -metres - EASE * way)
        assert found[node] == pytest.approx(up - down, abs=1e-9)


@given(st.floats(-9.0, 9.0), st.floats(-9.0, 9.0), st.floats(1.0, 900.0))
def test_along_an_edge_both_ends_have_their_shift(a: float, b: float, length: float) -> None:
    share = np.linspace(0.0, 1.0, 101)
    found = eased_along(
        np.array([[a, b]]), np.array([length]), np.zeros(101, dtype=np.int64), share
    )
    assert found[[0, -1]] == pytest.approx([a, b], abs=1e-9)
    steepest = np.abs(np.diff(found)).max() / (length / 100)
    assert steepest <= (abs(a) + abs(b)) / length + 2 * EASE + 1e-9
    assert np.abs(found).max() <= max(abs(a), abs(b)) + 1e-9


def test_nothing_moved_is_nothing_eased() -> None:
    shift = np.zeros(3)
    nodes = np.array([[0, 1], [1, 2]], dtype=np.int32)
    fixed = np.array([True, False, False])
    assert eased(shift, fixed, nodes, np.ones(2), np.ones(2, np.bool_)) is shift
