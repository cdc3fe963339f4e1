"""Balls of walks that end elsewhere than they begin, and how short such a walk can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.search import ends
from itinera.search.ball import Ball, arcs_entering, arcs_leaving, by_tail, nodes_within

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray
    from itinera.graph.snap import Snap
    from itinera.search.costs import TravelCosts


def ending_at(ball: Ball, node: int) -> Ball:
    """Let walks end at another node than they begin, and pass their start like any other place.

    Start and finish remain one place: whatever is said of bridges holds for a walk from
    the one to the other as it holds for a closed walk, since both become closed by going
    back from the end to the start at once.

    Parameters
    ----------
    node
        Neither start nor finish; whatever arrives at a copy of it arrives at the end.
    """
    home = ball.place[ball.start]
    inside = int((ball.place == home).sum()) == len((ball.start, ball.finish))
    kept = np.flatnonzero(inside | (ball.head != ball.finish))
    head = np.where(ball.head == ball.finish, ball.start, ball.head)
    there = ball.place == ball.place[node]
    arriving = kept[there[head[kept]]]
    rows = np.concatenate((kept, arriving))
    columns = {
        name: getattr(ball, name)[rows]
        for name in ("tail", "edge", "arc", "cost", "amount", "low", "high")
    }
    last = np.full(len(arriving), ball.finish)
    columns["head"] = np.concatenate((head[kept], last))
    place = np.where(there, home, ball.place).astype(np.int32)
    return by_tail(ball.node, ball.edges, place, columns)


def least_between(
    costs: TravelCosts, start: Snap, end: Snap, amount: FloatArray, *, most: float = np.inf
) -> float:
    """Return the least amount on a walk from one place to another, infinite if none is so short.

    Parameters
    ----------
    amount : float64, shape (n_arcs,)
        What is counted along each arc of the graph: metres or seconds.
    most
        How much of it is looked at.
    """
    begin = ends.departure(costs, start)
    first = arcs_leaving(costs, begin)
    last = arcs_entering(costs, ends.arrival(costs, end))
    nodes, out = nodes_within(
        costs, costs.network.leaving, first.head, first.amounts(amount), amount, most
    )
    there = np.full(costs.network.n_nodes, np.inf)
    there[nodes] = out
    if begin.node >= 0:
        there[begin.node] = 0.0
    least = float((there[last.tail] + last.amounts(amount)).min(initial=np.inf))
    junction = ends.junction_of(costs, end)
    if junction >= 0:
        least = min(least, float(there[costs.network.copies(junction)].min()))
    share = end.fraction - start.fraction
    arc = 2 * start.edge + int(share < 0.0)
    if start.edge == end.edge and np.isfinite(costs.cost[arc]):
        least = min(least, abs(share) * float(amount[arc]))
    return least if least <= most else np.inf
