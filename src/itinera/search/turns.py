"""Forbidden turns, made part of the network by splitting nodes.

A traveller who has begun a forbidden sequence of arcs stands at a *copy* of the
node where he is: the copy remembers what he has done and lacks the arc that
would complete the sequence. The copies are the states of the automaton of Aho
and Corasick (1975) over the forbidden sequences, so a plain no-left-turn costs
one copy of one node and a restriction through via ways a chain of them.

Whoever stands at a copy could still ride past the forbidden turn, turn round and
come back free of his past. So the copies follow him `MEMORY` arcs farther, and
from a copy the way straight back is marked (`back`), for the router to close
wherever another way leads on. Turning round later than that is rare; the router
recognises it (see `exact`).

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
MEMORY = 2  # arcs beyond a forbidden turn that are remembered

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
    back : int32, shape (n_back,)
        Search arcs that lead from a copy straight back over the arc that led to it.
    """

    node_of: IntArray
    tail: IntArray
    head: IntArray
    arc_of: IntArray
    modes: ByteArray
    back: IntArray


class _Automaton:
    """What one mode must remember so as never to complete a forbidden sequence."""

    def __init__(self, graph: RouteGraph, head: IntArray, mode: str) -> None:
        self._graph, self._head = graph, head
        self.forbidden = frozenset(_sequences(graph.turns, mode))
        self.states = {s[:k] for s in self.forbidden for k in range(1, len(s))}
        edge_of_memory = self.states
        for _ in range(MEMORY):
            edge_of_memory = {
                (*state, arc)
                for state in edge_of_memory
                for arc in self.next_arcs(state)
                if arc != state[-1] ^ 1 and self.step(state, arc) is not None
            }
            self.states = self.states | edge_of_memory

    def next_arcs(self, state: _State) -> list[int]:
        """Return the arcs that leave the node of a state."""
        offsets, node = self._graph.out_offsets, self._head[state[-1]]
        arcs: list[int] = self._graph.out_arcs[offsets[node] : offsets[node + 1]].tolist()
        return arcs

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
        automaton = _Automaton(graph, head, mode)
        states |= automaton.states
        for link in _links(automaton):
            links[link] = links.get(link, 0) | bit
        begun = [state[0] for state in automaton.states if len(state) == 1]
        modes[begun] &= _EVERY_MODE - bit
    node = {
        state: graph.n_nodes + i
        for i, state in enumerate(sorted(states, key=lambda s: (int(head[s[-1]]), s)))
    }
    copied = np.array([head[state[-1]] for state in node], dtype=np.int32)
    extra = sorted(
        (
            node.get(begin, int(tail[arc])),
            node.get(end, int(head[arc])),
            arc,
            bits,
            int(begin != _PLAIN and arc == begin[-1] ^ 1),
        )
        for (begin, arc, end), bits in links.items()
    )
    columns = np.array(extra, dtype=np.int32).reshape(-1, 5)
    return SplitNetwork(
        np.concatenate([np.arange(graph.n_nodes, dtype=np.int32), copied]),
        np.concatenate([tail, columns[:, 0]]),
        np.concatenate([head, columns[:, 1]]),
        np.concatenate([np.arange(graph.n_arcs, dtype=np.int32), columns[:, 2]]),
        np.concatenate([modes, columns[:, 3].astype(np.uint8)]),
        (graph.n_arcs + np.flatnonzero(columns[:, 4])).astype(np.int32),
    )


def _sequences(turns: ForbiddenTurns, mode: str) -> list[_State]:
    """List the sequences of arcs that are forbidden to one mode."""
    binding = turns.foot if mode == "foot" else turns.bicycle
    return [
        tuple(turns.arcs[turns.offsets[i] : turns.offsets[i + 1]].tolist())
        for i in np.flatnonzero(binding)
    ]


def _links(automaton: _Automaton) -> Iterable[tuple[_State, int, _State]]:
    """Yield the (state, arc, state) steps that touch a copy."""
    for state in automaton.states:
        if len(state) == 1:
            yield _PLAIN, state[0], state
        for arc in automaton.next_arcs(state):
            after = automaton.step(state, arc)
            if after is not None:
                yield state, arc, after
