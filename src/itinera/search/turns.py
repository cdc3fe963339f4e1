"""Forbidden turns, made part of the network by splitting nodes.

A traveller who has begun a forbidden sequence of arcs stands at a *copy* of the
node where he is: the copy remembers what he has done and lacks the arc that
would complete the sequence. The copies are the states of the automaton of Aho
and Corasick (1975) over the forbidden sequences, so a plain no-left-turn costs
one copy of one node and a restriction through via ways a chain of them.

One network serves both modes: each search arc says in `modes` who uses it. Arcs
below `n_arcs` are the arcs of the graph itself, between uncopied nodes; whoever
is bound by a restriction leaves them for an extra arc into a copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from itinera.geodesy import ByteArray, IntArray
    from itinera.graph.routegraph import ForbiddenTurns, RouteGraph

MODE_BIT = {"foot": 1, "bicycle": 2}
_EVERY_MODE = 3

_State = tuple[int, ...]  # the arcs of a begun sequence; () where none is begun
_PLAIN: _State = ()


@dataclass(frozen=True, slots=True)
class SplitNetwork:
    """The arcs of a graph and what its forbidden turns add to them.

    Attributes
    ----------
    node_of : int32, shape (n_search_nodes,)
        Node of the graph; the first `n_nodes` are the nodes themselves, the
        copies follow, ascending.
    tail, head : int32, shape (n_search_arcs,)
        Search nodes.
    arc_of : int32, shape (n_search_arcs,)
        Arc of the graph; the first `n_arcs` are the arcs themselves.
    modes : uint8, shape (n_search_arcs,)
        Who uses it, the sum of `MODE_BIT`.
    """

    node_of: IntArray
    tail: IntArray
    head: IntArray
    arc_of: IntArray
    modes: ByteArray


class _Automaton:
    """What one mode must remember so as never to complete a forbidden sequence."""

    def __init__(self, sequences: Iterable[_State]) -> None:
        self.forbidden = frozenset(sequences)
        self.states = {s[:k] for s in self.forbidden for k in range(1, len(s))}

    def step(self, state: _State, arc: int) -> _State | None:
        """Return the state after `arc`, None where `arc` completes a forbidden sequence."""
        travelled = (*state, arc)
        endings = [travelled[k:] for k in range(len(travelled))]
        if any(ending in self.forbidden for ending in endings):
            return None
        return next((ending for ending in endings if ending in self.states), _PLAIN)


def split_nodes(graph: RouteGraph) -> SplitNetwork:
    """Split the nodes of a graph where a turn is forbidden.

    Returns
    -------
    SplitNetwork
        The graph's own nodes and arcs where nothing is forbidden.
    """
    tail, head = graph.arc_tails(), graph.arc_heads()
    modes = np.full(graph.n_arcs, _EVERY_MODE, dtype=np.uint8)
    links: dict[tuple[_State, int, _State], int] = {}
    states: set[_State] = set()
    for mode, bit in MODE_BIT.items():
        automaton = _Automaton(_sequences(graph.turns, mode))
        states |= automaton.states
        for link in _links(graph, head, automaton):
            links[link] = links.get(link, 0) | bit
        begun = [state[0] for state in automaton.states if len(state) == 1]
        modes[begun] &= _EVERY_MODE - bit
    node = {
        state: graph.n_nodes + i
        for i, state in enumerate(sorted(states, key=lambda s: (int(head[s[-1]]), s)))
    }
    copied = np.array([head[state[-1]] for state in node], dtype=np.int32)
    extra = sorted(
        (node.get(begin, int(tail[arc])), node.get(end, int(head[arc])), arc, bits)
        for (begin, arc, end), bits in links.items()
    )
    columns = np.array(extra, dtype=np.int32).reshape(-1, 4)
    return SplitNetwork(
        np.concatenate([np.arange(graph.n_nodes, dtype=np.int32), copied]),
        np.concatenate([tail, columns[:, 0]]),
        np.concatenate([head, columns[:, 1]]),
        np.concatenate([np.arange(graph.n_arcs, dtype=np.int32), columns[:, 2]]),
        np.concatenate([modes, columns[:, 3].astype(np.uint8)]),
    )


def _sequences(turns: ForbiddenTurns, mode: str) -> list[_State]:
    """List the sequences of arcs that are forbidden to one mode."""
    binding = turns.foot if mode == "foot" else turns.bicycle
    return [
        tuple(turns.arcs[turns.offsets[i] : turns.offsets[i + 1]].tolist())
        for i in np.flatnonzero(binding)
    ]


def _links(
    graph: RouteGraph, head: IntArray, automaton: _Automaton
) -> Iterable[tuple[_State, int, _State]]:
    """Yield the (state, arc, state) steps that touch a copy."""
    for state in automaton.states:
        if len(state) == 1:
            yield _PLAIN, state[0], state
        node = int(head[state[-1]])
        for arc in graph.out_arcs[graph.out_offsets[node] : graph.out_offsets[node + 1]].tolist():
            after = automaton.step(state, arc)
            if after is not None:
                yield state, arc, after
