"""What is contracted before the dissection: dead ends and the inside of chains."""

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from itinera.search.reduction import reduce_network

# Two squares that share the side 1-2, a tail of two at 0, and a lonely node 8:
#
#   7-6-0---1---4
#       |   |   |
#       3---2---5      8
SQUARES = [(7, 6), (6, 0), (0, 1), (1, 4), (0, 3), (1, 2), (4, 5), (3, 2), (2, 5)]


def _reduced(pairs: list[tuple[int, int]], n_nodes: int):
    tail, head = np.array(pairs, dtype=np.int32).reshape(-1, 2).T
    return reduce_network(tail, head, n_nodes)


def test_squares_shrink_to_nothing_by_hand() -> None:
    """A cactus of chains has no core: every node goes once, the tail before the squares."""
    reduced = _reduced(SQUARES, 9)
    assert sorted(reduced.first) == list(range(9))
    assert len(reduced.core) == 0
    assert set(reduced.first[:2]) <= {7, 8, 3, 4, 5}
    assert list(reduced.first).index(7) < list(reduced.first).index(6)


def test_a_full_graph_of_four_is_its_own_core() -> None:
    """Where everyone has three neighbours nothing is taken out."""
    full = [(a, b) for a in range(4) for b in range(a)]
    reduced = _reduced(full, 4)
    assert len(reduced.first) == 0
    assert list(reduced.core) == [0, 1, 2, 3]
    assert len(reduced.tail) == 6


def test_a_chain_between_core_nodes_becomes_one_pair() -> None:
    """Two full graphs of four joined through 8-9-10 stay joined by one pair."""
    full = [(a, b) for a in range(4) for b in range(a)]
    pairs = full + [(a + 4, b + 4) for a, b in full] + [(3, 8), (8, 9), (9, 10), (10, 4)]
    reduced = _reduced(pairs, 11)
    joined = {frozenset((int(a), int(b))) for a, b in zip(reduced.tail, reduced.head, strict=True)}
    assert list(reduced.core) == list(range(8))
    assert frozenset((3, 4)) in joined
    assert len(joined) == 13


PAIRS = st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29)), max_size=70)


@given(PAIRS)
def test_the_core_is_joined_as_the_network_was(pairs: list[tuple[int, int]]) -> None:
    """Every node goes or stays, and two core nodes are joined exactly if they were."""
    reduced = _reduced(pairs, 30)
    assert sorted([*reduced.first, *reduced.core]) == list(range(30))
    whole = nx.Graph(pairs)
    whole.add_nodes_from(range(30))
    core = nx.Graph()
    core.add_nodes_from(range(len(reduced.core)))
    core.add_edges_from(zip(reduced.tail.tolist(), reduced.head.tolist(), strict=True))
    assert nx.number_of_selfloops(core) == 0
    before = {
        frozenset(part & set(reduced.core.tolist())) for part in nx.connected_components(whole)
    }
    after = {
        frozenset(int(reduced.core[i]) for i in part) for part in nx.connected_components(core)
    }
    assert before - {frozenset()} == after


@given(PAIRS)
def test_a_node_goes_while_it_has_at_most_two_neighbours(pairs: list[tuple[int, int]]) -> None:
    """Contracting in the order given never meets a node with three later neighbours."""
    reduced = _reduced(pairs, 30)
    graph = nx.Graph(pair for pair in pairs if pair[0] != pair[1])
    graph.add_nodes_from(range(30))
    for node in reduced.first.tolist():
        neighbours = list(graph[node])
        assert len(neighbours) <= 2
        graph.remove_node(node)
        if len(neighbours) == 2:
            graph.add_edge(*neighbours)
