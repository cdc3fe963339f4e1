"""Bridges in any shape: every node in the air is in balance between its neighbours."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinera.graph.spans import straightened

N = 9
EDGES = st.lists(
    st.tuples(
        st.integers(0, N - 1),
        st.integers(0, N - 1),
        st.floats(1.0, 300.0),
        st.sampled_from(["span", "span", "road", "stairs"]),
    ),
    min_size=1,
    max_size=16,
)
HEIGHTS = st.lists(st.one_of(st.floats(-50.0, 900.0), st.just(np.nan)), min_size=N, max_size=N)


@settings(max_examples=300, deadline=None)
@given(EDGES, HEIGHTS)
def test_nodes_in_the_air_balance_and_others_stay(
    rows: list[tuple[int, int, float, str]], heights: list[float]
) -> None:
    rows = [row for row in rows if row[0] != row[1]] or [(0, 1, 10.0, "span")]
    nodes = np.array([row[:2] for row in rows], dtype=np.int32)
    length = np.array([row[2] for row in rows])
    kind = np.array([row[3] for row in rows])
    ground = np.array(heights)
    found = straightened(ground, nodes, length, kind == "span", kind == "stairs")
    world = nx.MultiGraph()
    world.add_nodes_from(range(N))
    world.add_edges_from((a, b, {"m": m, "kind": k}) for a, b, m, k in rows)
    air = {n for n in world if in_the_air([k for _, _, k in world.edges(n, data="kind")])}
    spans = world.edge_subgraph(
        e for e in world.edges(keys=True) if world.edges[e]["kind"] == "span"
    )
    for node in range(N):
        if node not in air:
            assert np.array_equal(found[node], ground[node], equal_nan=True)
    for part in nx.connected_components(nx.Graph(spans.subgraph(air))):
        feet = {b for n in part for b in spans[n]} - air
        if not feet:
            assert np.array_equal(found[list(part)], ground[list(part)], equal_nan=True)
        elif np.isnan(ground[list(feet)]).any():
            assert np.isnan(found[list(part)]).all()
        else:
            for n in part:
                pull = [(found[b] - found[n]) / d["m"] for _, b, d in spans.edges(n, data=True)]
                assert sum(pull) == pytest.approx(0.0, abs=1e-6)
                low, high = ground[list(feet)].min(), ground[list(feet)].max()
                assert low - 1e-6 <= found[n] <= high + 1e-6


def in_the_air(kinds: list[str]) -> bool:
    """Tell whether a node of some edges is in the air, by the rule in words."""
    if kinds == ["span"]:
        return True  # the end of a pier, or of the map
    return kinds.count("span") >= 2 and "road" not in kinds
