"""Random small worlds with everything that makes routing hard."""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np
from hypothesis import strategies as st

from itinera.graph.routegraph import RouteGraph
from itinera.graph.snap import Snap
from search.small_graphs import graph_of, inside


def some(examples: int) -> int:
    """Return how many examples to try: fewer where kernels run as plain Python."""
    return examples // 6 if numba.config.DISABLE_JIT else examples


@dataclass(frozen=True, repr=False)
class World:
    """A graph, one traveller's costs and two places."""

    graph: RouteGraph
    cost: np.ndarray
    node_cost: np.ndarray
    mode: str
    start: Snap
    end: Snap

    def __repr__(self) -> str:
        turns = self.graph.turns
        return (
            f"edges {self.graph.edges.nodes.tolist()} cost {self.cost.tolist()} "
            f"node_cost {self.node_cost.tolist()} turns {turns.offsets.tolist()} "
            f"{turns.arcs.tolist()} foot {turns.foot.tolist()} bicycle {turns.bicycle.tolist()} "
            f"{self.mode} from {self.start} to {self.end}"
        )


@st.composite
def worlds(draw: st.DrawFn, *, with_turns: bool = True) -> World:
    """Draw loops, parallel edges, one-ways, blocked nodes, and forbidden sequences."""
    n = draw(st.integers(2, 6))
    node = st.integers(0, n - 1)
    ends = draw(st.lists(st.tuples(node, node), min_size=1, max_size=10))
    m = len(ends)
    lengths = draw(st.lists(st.integers(1, 20).map(lambda k: 8.0 * k), min_size=m, max_size=m))
    open_ = st.sampled_from([1.0, 1.0, 1.0, 2.0, np.inf])
    factors = draw(st.lists(open_, min_size=2 * m, max_size=2 * m))
    passing = st.sampled_from([0.0, 0.0, 0.0, 6.0, np.inf])
    node_cost = draw(st.lists(passing, min_size=n, max_size=n))
    turns = draw(st.lists(_walks(ends), max_size=6)) if with_turns else []
    graph = graph_of(ends, lengths, turns=[turn for turn in turns if len(turn[0]) > 1], n_nodes=n)
    place = st.tuples(st.integers(0, m - 1), st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]))
    return World(
        graph,
        np.repeat(lengths, 2) * np.array(factors),
        np.array(node_cost),
        draw(st.sampled_from(["foot", "bicycle"])),
        inside(graph, *draw(place)),
        inside(graph, *draw(place)),
    )


@st.composite
def _walks(draw: st.DrawFn, ends: list[tuple[int, int]]) -> tuple[list[int], str]:
    """Draw a short walk that somebody may not take."""
    tails = [node for pair in ends for node in pair]
    heads = [node for pair in ends for node in pair[::-1]]
    arcs = [draw(st.integers(0, len(tails) - 1))]
    for _ in range(draw(st.integers(1, 3))):
        on = [arc for arc, tail in enumerate(tails) if tail == heads[arcs[-1]]]
        arcs.append(draw(st.sampled_from(on)))
    return arcs, draw(st.sampled_from(["foot", "bicycle", "both"]))
