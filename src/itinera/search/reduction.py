"""What may be contracted before anything is dissected: dead ends and chains.

A node with one neighbour, contracted first, adds nothing to the hierarchy; one
with two neighbours adds one shortcut in place of two arcs. Taking both out
until few are left halves a street network, and the order of the rest is found
in half the time, at the same speed of queries (Dibbelt, Strasser and Wagner
2016 call it the reduction to the core).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, IntArray, LongArray

#: Once a round takes fewer than this share of the nodes, the next is not worth it.
_WORTH_A_ROUND = 0.002

#: Knuth's multiplicative hash: neighbours in a chain get unrelated precedence,
#: so that a round takes about a third of the chain and not one end of it.
_SCRAMBLE = 2_654_435_761


class Reduced(NamedTuple):
    """A network parted into what is contracted first and the core.

    Attributes
    ----------
    first : int64, shape (n_first,)
        Nodes in the order of their contraction.
    core : int64, shape (n_core,)
        The other nodes, ascending.
    tail, head : int64, shape (n_pairs,)
        Pairs of neighbours in the core, as positions in `core`, each pair once.
    """

    first: LongArray
    core: LongArray
    tail: LongArray
    head: LongArray


def reduce_network(tail: IntArray, head: IntArray, n_nodes: int) -> Reduced:
    """Take dead ends and the inside of chains out of a network, round by round.

    Parameters
    ----------
    tail, head : int32, shape (n_arcs,)
        Ends of the arcs; their direction does not matter.
    n_nodes
        Number of nodes.
    """
    alive = np.ones(n_nodes, dtype=np.bool_)
    first: list[LongArray] = []
    pairs = _distinct(np.minimum(tail, head), np.maximum(tail, head), n_nodes)
    while True:
        leaf, inner = _removable(pairs, alive)
        gone = leaf | inner
        if not gone.any():
            break
        first.append(np.flatnonzero(gone))
        alive &= ~gone
        pairs = _without(pairs, gone, inner, n_nodes)
        if gone.sum() < _WORTH_A_ROUND * n_nodes:
            break
    core = np.flatnonzero(alive)
    position = np.zeros(n_nodes, dtype=np.int64)
    position[core] = np.arange(len(core))
    taken = np.concatenate(first) if first else np.zeros(0, dtype=np.int64)
    return Reduced(taken, core, position[pairs[0]], position[pairs[1]])


def _distinct(low: IntArray | LongArray, high: IntArray | LongArray, n_nodes: int) -> LongArray:
    """Return each pair of two different nodes once, int64 of shape (2, n_pairs)."""
    apart = low != high
    keys = np.unique(low[apart].astype(np.int64) * n_nodes + high[apart])
    return np.stack([keys // n_nodes, keys % n_nodes])


def _removable(pairs: LongArray, alive: BoolArray) -> tuple[BoolArray, BoolArray]:
    """Tell the nodes with at most one neighbour, and those of two that may go with them.

    Of the latter no two are neighbours, nor neighbours of one of the former, so
    that all of them can be contracted at once.
    """
    low, high = pairs
    degree = np.bincount(pairs.reshape(-1), minlength=len(alive))
    leaf = alive & (degree <= 1)
    inner = alive & (degree == 2)
    precedence = np.arange(len(alive), dtype=np.uint64) * np.uint64(_SCRAMBLE) % np.uint64(1 << 32)
    rivals = inner[low] & inner[high]
    low_waits = precedence[low] > precedence[high]
    waits = np.zeros(len(alive), dtype=np.bool_)
    waits[low[rivals & low_waits]] = True
    waits[high[rivals & ~low_waits]] = True
    waits[pairs[:, leaf[low] | leaf[high]].reshape(-1)] = True
    return leaf, inner & ~waits


def _without(pairs: LongArray, gone: BoolArray, inner: BoolArray, n_nodes: int) -> LongArray:
    """Drop the pairs of nodes that are gone and join the two neighbours of each inner node."""
    low, high = pairs
    node = np.concatenate([low[inner[low]], high[inner[high]]])
    neighbour = np.concatenate([high[inner[low]], low[inner[high]]])
    joined = neighbour[np.argsort(node, kind="stable")].reshape(-1, 2)
    stays = ~(gone[low] | gone[high])
    return _distinct(
        np.concatenate([low[stays], joined.min(axis=1)]),
        np.concatenate([high[stays], joined.max(axis=1)]),
        n_nodes,
    )
