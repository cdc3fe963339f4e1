"""The network round a start: what a walk of a given length can touch, and nothing else.

An arc belongs to the ball if the shortest way to it, the arc itself and the shortest
way back are together no longer than the walk may be. Nodes and arcs are numbered
anew, so that whatever works in the ball is as fast on a country as on a village.

The start and the finish are two nodes of their own, the last of the ball: a walk
leaves the one and ends at the other, which are the same place. Where that place lies
inside an edge, the edge is cut in two there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from itinera.search import ends

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray, IntArray, LongArray
    from itinera.graph.snap import Snap
    from itinera.search.costs import TravelCosts
    from itinera.search.ends import End
    from itinera.search.network import Rows


@dataclass(frozen=True, slots=True)
class Ball:
    """What can be touched on a walk from a start and back.

    Attributes
    ----------
    node : int32, shape (n,)
        Search node of each node; -1 for the last two, start and finish.
    offsets : int64, shape (n + 1,)
        Where the arcs that leave each node begin.
    tail, head : int32, shape (m,)
        Nodes of the ball.
    edge : int32, shape (m,)
        Edge of the ball: an edge of the graph, or the part of one beside the start.
    arc : int32, shape (m,)
        Arc of the graph.
    cost : float64, shape (m,)
        Cost, half of both nodes included; of the part that is travelled.
    amount : float64, shape (m,)
        What the walk's length is counted in, of that part.
    low, high : float64, shape (m,)
        Share of the arc, in its direction, where travel begins and ends.
    edges : int32, shape (n_edges,)
        Edge of the graph of each edge of the ball.
    place : int32, shape (n,)
        Copies of a node, and start and finish, share their place.
    """

    node: IntArray
    offsets: LongArray
    tail: IntArray
    head: IntArray
    edge: IntArray
    arc: IntArray
    cost: FloatArray
    amount: FloatArray
    low: FloatArray
    high: FloatArray
    edges: IntArray
    place: IntArray

    @property
    def n_nodes(self) -> int:
        """Number of nodes, start and finish included."""
        return len(self.node)

    @property
    def start(self) -> int:
        """The node that walks leave."""
        return len(self.node) - 2

    @property
    def finish(self) -> int:
        """The node where walks end."""
        return len(self.node) - 1


def cut_at(ball: Ball, snap: Snap) -> tuple[Ball, int]:
    """Make a node of a place inside an edge, so that walks can be led through it.

    Returns
    -------
    ball, node
        The ball itself and a node of it, where the place is a junction or where a
        forbidden turn hangs on the edge (then the nearer end stands for it); -1
        where the ball does not hold the edge.
    """
    share = np.where(ball.arc & 1, 1.0 - snap.fraction, snap.fraction)
    here = ball.arc >> 1 == snap.edge
    inside = here & (ball.low < share - _TINY) & (share + _TINY < ball.high)
    split = np.flatnonzero(inside)
    touched = np.setdiff1d((ball.tail[split], ball.head[split]), (ball.start, ball.finish))
    if len(split) == 0 or len(touched) > 2:
        return ball, _nearest_end(ball, np.flatnonzero(here), share)
    v = ball.n_nodes - 2
    tail, head = (np.where(ends >= v, ends + 1, ends) for ends in (ball.tail, ball.head))
    low, high, edge = ball.low.copy(), ball.high.copy(), ball.edge.copy()
    part = (share[split] - low[split]) / (high[split] - low[split])
    backward = (ball.arc[split] & 1).astype(np.bool_)
    old = edge[split].copy()
    edge[split] = np.where(backward, len(ball.edges), old)
    rest = {
        "tail": np.full(len(split), v), "head": head[split], "arc": ball.arc[split],
        "edge": np.where(backward, old, len(ball.edges)), "low": share[split],
        "high": high[split].copy(), "cost": ball.cost[split] * (1.0 - part),
        "amount": ball.amount[split] * (1.0 - part),
    }  # fmt: skip
    head[split], high[split] = v, share[split]
    cost, amount = ball.cost.copy(), ball.amount.copy()
    cost[split] *= part
    amount[split] *= part
    first = {
        "tail": tail, "head": head, "arc": ball.arc, "edge": edge, "cost": cost,
        "amount": amount, "low": low, "high": high,
    }  # fmt: skip
    columns = {name: np.concatenate((first[name], rest[name])) for name in first}
    node = np.insert(ball.node, v, -1)
    edges = np.append(ball.edges, snap.edge).astype(np.int32)
    place = np.insert(ball.place, v, ball.place.max() + 1)
    return by_tail(node, edges, place, columns), v


def pruned(ball: Ball, edges: BoolArray) -> tuple[Ball, IntArray]:
    """Leave out edges, and the nodes that none of the others touches.

    Parameters
    ----------
    edges : bool, shape (n_edges of the ball,)
        What is kept.

    Returns
    -------
    ball, number
        `number` is the new number of each node, -1 for those left out.
    """
    kept = edges[ball.edge]
    touched = np.zeros(ball.n_nodes, dtype=np.bool_)
    touched[ball.tail[kept]] = touched[ball.head[kept]] = True
    touched[-2:] = True
    number = np.where(touched, np.cumsum(touched) - 1, -1).astype(np.int32)
    new_edge = np.cumsum(edges) - 1
    columns = {name: getattr(ball, name)[kept] for name in ("arc", "cost", "amount", "low", "high")}
    columns["tail"], columns["head"] = number[ball.tail[kept]], number[ball.head[kept]]
    columns["edge"] = new_edge[ball.edge[kept]]
    less = by_tail(ball.node[touched], ball.edges[edges], ball.place[touched], columns)
    return less, number


def _nearest_end(ball: Ball, arcs: LongArray, share: FloatArray) -> int:
    """Return the end of some arc, of those given, that is nearest to a place on their edge."""
    if len(arcs) == 0:
        return -1
    before, after = np.abs(share - ball.low)[arcs], np.abs(ball.high - share)[arcs]
    if before.min() <= after.min():
        return int(ball.tail[arcs[before.argmin()]])
    return int(ball.head[arcs[after.argmin()]])


def by_tail(node: IntArray, edges: IntArray, place: IntArray, columns: dict[str, Any]) -> Ball:
    """Sort arcs by tail and make a ball of them."""
    order = np.argsort(columns["tail"], kind="stable")
    offsets = np.zeros(len(node) + 1, dtype=np.int64)
    np.cumsum(np.bincount(columns["tail"], minlength=len(node)), out=offsets[1:])
    whole = {name: columns[name][order].astype(np.int32) for name in _WHOLE}
    real = {name: columns[name][order] for name in ("cost", "amount", "low", "high")}
    return Ball(node=node, offsets=offsets, edges=edges, place=place, **whole, **real)


_WHOLE = ("tail", "head", "edge", "arc")
_TINY = 1e-9  # share of an edge: nearer to its end is at its end
_START, _FINISH = -2, -1  # search nodes of the two that are none


@dataclass(frozen=True, slots=True)
class _Arcs:
    """Arcs before they are numbered: one row per arc, both ends search nodes."""

    tail: IntArray
    head: IntArray
    arc: IntArray
    cost: FloatArray
    low: FloatArray
    high: FloatArray

    def chosen(self, rows: BoolArray | LongArray) -> _Arcs:
        """Return some of the rows."""
        return _Arcs(
            self.tail[rows], self.head[rows], self.arc[rows],
            self.cost[rows], self.low[rows], self.high[rows],
        )  # fmt: skip

    def amounts(self, amount: FloatArray) -> FloatArray:
        """Return what is counted along the part of each arc that is travelled."""
        travelled: FloatArray = amount[self.arc] * (self.high - self.low)
        return travelled


def ball_around(
    costs: TravelCosts, snap: Snap, amount: FloatArray, *, most: float, end: Snap | None = None
) -> Ball:
    """Return what a walk from a place and back can touch.

    Parameters
    ----------
    costs
        Whose arcs may be used.
    snap
        Where the walk begins and ends.
    amount : float64, shape (n_arcs,)
        What is counted along each arc of the graph: metres or seconds.
    most
        How much of it the walk may have.
    end
        Where the walk is to end instead. Start and finish are one place all the same;
        `ending_at` parts them.

    Returns
    -------
    Ball
        Without arcs, if no walk comes back within `most`.
    """
    network = costs.network
    begin = ends.departure(costs, snap)
    first, last = arcs_leaving(costs, begin), arcs_entering(costs, ends.arrival(costs, snap))
    goal = last if end is None else arcs_entering(costs, ends.arrival(costs, end))
    there, out = nodes_within(
        costs, network.leaving, first.head, first.amounts(amount), amount, most
    )
    back, home = nodes_within(
        costs, network.entering, goal.tail, goal.amounts(amount), amount, most
    )
    forced, held = _end_nodes(costs, end)
    there, out = _with_nodes(there, out, forced, np.inf)
    back, home = _with_nodes(back, home, forced, np.inf if held >= 0 else 0.0)
    local = np.zeros(network.n_nodes, dtype=np.int32)  # number in the ball plus one
    local[there] = np.arange(1, len(there) + 1, dtype=np.int32)
    met = local[back]
    there, out, home = there[met[met > 0] - 1], out[met[met > 0] - 1], home[met > 0]
    local[:] = 0
    inside = (out + home <= most) | np.isin(there, forced)
    nodes, out, home = there[inside], out[inside], home[inside]
    local[nodes] = np.arange(1, len(nodes) + 1, dtype=np.int32)
    inner = _inner_arcs(costs, nodes, local, snap.edge if begin.node < 0 else -1)
    counted = inner.amounts(amount)
    kept = out[local[inner.tail] - 1] + counted + home[local[inner.head] - 1] <= most
    kept |= inner.arc >> 1 == held
    first = first.chosen(local[first.head] > 0)
    last = last.chosen(local[last.tail] > 0)
    here = int(local[begin.node]) - 1 if begin.node >= 0 else -1
    places = _places(network.node_of[nodes], here)
    return _numbered(nodes, places, local, (inner.chosen(kept), first, last), amount)


def _end_nodes(costs: TravelCosts, end: Snap | None) -> tuple[IntArray, int]:
    """Return the nodes that a ball holds for its end, and its edge where it is inside one, or -1.

    An end is not come back from, so that neither it nor the street to it need be within
    what there and back again takes.
    """
    if end is None:
        return np.zeros(0, dtype=np.int32), -1
    junction = ends.junction_of(costs, end)
    edge = costs.network.graph.edges.nodes[end.edge].tolist()
    nodes = {
        copy for v in (edge if junction < 0 else [junction]) for copy in costs.network.copies(v)
    }
    return np.array(sorted(nodes), dtype=np.int32), end.edge if junction < 0 else -1


def _with_nodes(
    nodes: IntArray, amounts: FloatArray, more: IntArray, amount: float
) -> tuple[IntArray, FloatArray]:
    """Add nodes that are missing, and bring the amount of all of them down to one."""
    missing = np.setdiff1d(more, nodes)
    nodes = np.concatenate((nodes, missing)).astype(np.int32)
    amounts = np.concatenate((amounts, np.full(len(missing), np.inf)))
    return nodes, np.where(np.isin(nodes, more), np.minimum(amounts, amount), amounts)


def nodes_within(
    costs: TravelCosts,
    rows: Rows,
    seeds: IntArray,
    seed_amounts: FloatArray,
    amount: FloatArray,
    most: float,
) -> tuple[IntArray, FloatArray]:
    """Return the search nodes within `most` of the seeds, and how far they are."""
    from itinera.search import _kernels

    return _kernels.within(
        rows.offsets, rows.arcs, rows.far, costs.network.arc_of, costs.weight, amount,
        seeds, seed_amounts, most,
    )  # fmt: skip


def arcs_leaving(costs: TravelCosts, begin: End) -> _Arcs:
    """Return the arcs, or parts of arcs, that leave a place."""
    rows = [(costs.first_arcs[arc], before, 1.0) for arc, before in begin.arcs.items()]
    return _end_arcs(costs, rows, _START, at_head=False)


def arcs_entering(costs: TravelCosts, finish: End) -> _Arcs:
    """Return the arcs, or parts of arcs, that arrive at a place."""
    rows = [
        (search_arc, 0.0, share)
        for arc, share in finish.arcs.items()
        for search_arc in costs.network.search_arcs(arc)
        if costs.usable[search_arc]
    ]
    return _end_arcs(costs, rows, _FINISH, at_head=True)


def _end_arcs(
    costs: TravelCosts, rows: list[tuple[int, float, float]], end: int, *, at_head: bool
) -> _Arcs:
    """Put parts of search arcs between a place and the network into columns."""
    search = np.array([row[0] for row in rows], dtype=np.int32)
    low, high = (np.array([row[i] for row in rows], dtype=np.float64) for i in (1, 2))
    network = costs.network
    arc = network.arc_of[search]
    there = np.full(len(rows), end, dtype=np.int32)
    tail = network.tail[search] if at_head else there
    head = there if at_head else network.head[search]
    half = np.array([costs.half_node_cost(int(n)) for n in (tail if at_head else head)])
    cost = (high - low) * costs.cost[arc] + half.astype(np.float64)
    some = (high - low > 0.0) & np.isfinite(cost)
    return _Arcs(tail, head, arc, cost, low, high).chosen(some)


def _inner_arcs(costs: TravelCosts, nodes: IntArray, local: IntArray, cut_edge: int) -> _Arcs:
    """Return the open arcs between nodes of the ball, but for the edge that the start cuts."""
    rows = costs.network.leaving
    begin, count = rows.offsets[nodes], rows.offsets[nodes + 1] - rows.offsets[nodes]
    position = np.repeat(begin - np.cumsum(count) + count, count) + np.arange(count.sum())
    tail, head = np.repeat(nodes, count), rows.far[position]
    search = rows.arcs[position]
    arc, cost = costs.network.arc_of[search], costs.weight[search]
    kept = np.isfinite(cost) & (local[head] > 0) & (arc >> 1 != cut_edge)
    n = len(arc)
    return _Arcs(tail, head, arc, cost, np.zeros(n), np.ones(n)).chosen(kept)


def _places(node_of: IntArray, here: int) -> IntArray:
    """Give copies of a node one place, and start, finish and the junction there another."""
    _, place = np.unique(node_of, return_inverse=True)
    there = int(place[here]) if here >= 0 else int(place.max(initial=-1)) + 1
    return np.concatenate((place, (there, there))).astype(np.int32)


def _numbered(
    nodes: IntArray,
    place: IntArray,
    local: IntArray,
    parts: tuple[_Arcs, _Arcs, _Arcs],
    amount: FloatArray,
) -> Ball:
    """Count nodes and edges from 0 and sort the arcs by tail."""
    n = len(nodes)
    inner, first, last = parts
    tail = np.concatenate((local[inner.tail] - 1, first.tail * 0 + n, local[last.tail] - 1))
    head = np.concatenate((local[inner.head] - 1, local[first.head] - 1, last.head * 0 + n + 1))
    arc, cost, low, high = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("arc", "cost", "low", "high")
    )
    # The part of an edge before the start, the part behind it, or the whole.
    begin = np.where(arc & 1, 1.0 - high, low)
    side = np.where(high - low >= 1.0, 0, np.where(begin > 0.0, 2, 1))
    key, edge = np.unique(3 * (arc >> 1).astype(np.int64) + side, return_inverse=True)
    columns = {
        "tail": tail, "head": head, "edge": edge, "arc": arc, "cost": cost,
        "amount": amount[arc] * (high - low), "low": low, "high": high,
    }  # fmt: skip
    node = np.concatenate((nodes, (-1, -1))).astype(np.int32)
    return by_tail(node, (key // 3).astype(np.int32), place, columns)
