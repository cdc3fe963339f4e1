"""Short ways between near nodes are those that networkx finds, and no longer than allowed."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from itinera.errors import InputError
from itinera.search.nearby import Steps, Surroundings
from sketch import sketch

WORLD = sketch("A--B--C--D\n|  |  |  |\nE--F--G--H\n|     |  |\nI-----K--L")


def seeded() -> tuple[Surroundings, nx.MultiDiGraph]:
    graph = WORLD.graph
    cost = np.random.default_rng(5).uniform(1.0, 9.0, graph.n_arcs)
    oracle = nx.MultiDiGraph()
    for arc, (tail, head) in enumerate(zip(graph.arc_tails(), graph.arc_heads(), strict=True)):
        oracle.add_edge(int(tail), int(head), cost=float(cost[arc]))
    return Surroundings.of(graph, cost), oracle


def test_costs_are_those_of_networkx_from_every_node_to_every_node() -> None:
    around, oracle = seeded()
    n = WORLD.graph.n_nodes
    everybody = np.arange(n, dtype=np.int32)
    rows = np.array([0, n], dtype=np.int64)
    _, cost, metres = around.tables(Steps(rows, everybody, rows, everybody, np.array([1e9])))
    truth = dict(nx.all_pairs_dijkstra_path_length(oracle, weight="cost"))
    expected = [[truth[a][b] for b in range(n)] for a in range(n)]
    assert cost.reshape(n, n) == pytest.approx(np.array(expected))
    assert np.isfinite(metres).all()


def test_paths_add_up_to_their_costs_and_join_their_ends() -> None:
    around, oracle = seeded()
    n = WORLD.graph.n_nodes
    sources, goals = (
        x.reshape(-1).astype(np.int32) for x in np.meshgrid(np.arange(n), np.arange(n))
    )
    arcs, rows = around.paths(sources, goals, np.full(n * n, 1e9))
    tails, heads = WORLD.graph.arc_tails(), WORLD.graph.arc_heads()
    cost = np.random.default_rng(5).uniform(1.0, 9.0, WORLD.graph.n_arcs)
    for i in range(n * n):
        path = arcs[rows[i] : rows[i + 1]]
        if sources[i] == goals[i]:
            assert len(path) == 0
            continue
        assert (tails[path[0]], heads[path[-1]]) == (sources[i], goals[i])
        assert (tails[path[1:]] == heads[path[:-1]]).all()
        truth = nx.dijkstra_path_length(oracle, int(sources[i]), int(goals[i]), weight="cost")
        assert cost[path].sum() == pytest.approx(truth)


def test_what_lies_beyond_the_bound_is_not_found() -> None:
    around = Surroundings.of(WORLD.graph, np.ones(WORLD.graph.n_arcs))
    ends = np.array([WORLD.node("A")], dtype=np.int32), np.array([WORLD.node("C")], dtype=np.int32)
    rows = np.array([0, 1], dtype=np.int64)
    for bound_m, finite in ((590.0, False), (610.0, True)):
        steps = Steps(rows, ends[0], rows, ends[1], np.array([bound_m]))
        assert np.isfinite(around.tables(steps)[1][0]) == finite
        assert len(around.paths(*ends, np.array([bound_m]))[0]) == 2 * finite


@pytest.mark.parametrize("bad", [np.inf, -1.0, np.nan])
def test_costs_must_be_finite(bad: float) -> None:
    cost = np.ones(WORLD.graph.n_arcs)
    cost[1] = bad
    with pytest.raises(InputError, match="not all finite"):
        Surroundings.of(WORLD.graph, cost)
