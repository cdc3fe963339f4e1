"""Dijkstra over the few hundred arcs of a numbered network (maps of roads go through `search`)."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Arc = TypeVar("Arc")
Node = TypeVar("Node", int, tuple[int, int])


def reach(
    starts: Mapping[Node, float], out: Callable[[Node], Iterable[tuple[Arc, Node, float]]]
) -> dict[Node, tuple[float, tuple[Arc, ...], Node]]:
    """Find the cheapest way from any of some nodes to every node that can be reached.

    Parameters
    ----------
    starts
        Nodes and what it costs to be there.
    out
        Gives (arc, head, cost) of what leaves a node, in a settled order; equal costs
        are decided by it, so that the answer is always the same.

    Returns
    -------
    dict
        Node → (cost, arcs from the start, the start).
    """
    settled: dict[Node, float] = {}
    before: dict[Node, tuple[Arc, Node]] = {}
    best = dict(starts)
    queue = sorted((cost, node) for node, cost in starts.items())
    while queue:
        cost, node = heapq.heappop(queue)
        if node in settled:
            continue
        settled[node] = cost
        for arc, head, more in out(node):
            if head not in settled and cost + more < best.get(head, float("inf")):
                best[head] = cost + more
                before[head] = (arc, node)
                heapq.heappush(queue, (cost + more, head))
    found: dict[Node, tuple[float, tuple[Arc, ...], Node]] = {}
    for at, total in settled.items():
        arcs, start = _trace(at, before)
        found[at] = (total, arcs, start)
    return found


def _trace(node: Node, before: Mapping[Node, tuple[Arc, Node]]) -> tuple[tuple[Arc, ...], Node]:
    """Return the arcs that led to a node, and where they began."""
    arcs: list[Arc] = []
    at = node
    while at in before:
        arc, tail = before[at]
        arcs.append(arc)
        at = tail
    return tuple(reversed(arcs)), at
