"""The likeliest sequence of candidates, and the moves between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.osm.codes import PASSABLE, Access
from itinera.search.nearby import Steps as Searches
from itinera.search.nearby import Surroundings
from itinera.tracks.retrace import Move

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itinera.geodesy import BoolArray, ByteArray, FloatArray, IntArray, LongArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.profile.weighting import Weighting
    from itinera.tracks.candidates import Candidates

DRAWN_SIGMA_M = 1.0  # of a track that was drawn on this very map
SPARSE_M = 30.0  # points farther apart than this do not tell which street was taken
ILLEGAL_FACTOR = 1.3  # of two ways alike, one against the rules or to be pushed is less likely
UNLIKELY_FACTOR = 4.0  # the same between points far apart, of what a metre costs as a rule
LEAST_FACTOR, DEAREST_FACTOR = 0.5, 8.0  # however bad a way is, somebody took it
DEAREST_NODE_M = 200.0  # and passed a gate that nobody may pass
NOISE_M = 10.0  # with less noise the length of a way tells more, and the profile less
NEAR_SHARE = 0.1  # of what the profile feels between points far apart, where they are near
ALIKE_SHARE = 0.001  # enough to choose between two ways of one course
DETOUR = 0.03  # how much longer than the straight line a way is without being unlikely
LEAST_M = 1e-3  # edges without length
CHUNK = 400  # steps searched at once, which bounds memory
DIRECT = 0  # along one edge; 1 + 2 x + y: leaving it by its end x, entering the next by its end y


@dataclass(frozen=True, slots=True)
class Steps:
    """From each point to the next.

    Attributes
    ----------
    straight_m : float64, shape (n,)
    broken : bool, shape (n,)
        Where no way is looked for.
    bound_m : float64, shape (n,)
        How long a way may be to be believed.
    """

    straight_m: FloatArray
    broken: BoolArray
    bound_m: FloatArray

    @classmethod
    def of(cls, straight_m: FloatArray, broken: BoolArray, sigma: float) -> Steps:
        """Say how long each way may be: some detour, and what noise and spacing excuse."""
        spacing = float(np.median(straight_m)) if len(straight_m) else 0.0
        bound_m = 2.5 * straight_m + 100.0 + 6.0 * sigma + 3.0 * spacing
        return cls(straight_m, broken, bound_m)


@dataclass(frozen=True, slots=True)
class _Ways:
    """What is searched for one kind of step.

    Attributes
    ----------
    per_m : float64, shape (n_arcs,)
        What a metre of each arc costs there.
    half : float64, shape (n_nodes,)
        Half of what passing a node costs there, in metres.
    """

    around: Surroundings
    per_m: FloatArray
    half: FloatArray

    @classmethod
    def of(cls, graph: RouteGraph, per_m: FloatArray, half: FloatArray) -> _Ways:
        """Charge half of each node to the arcs that touch it."""
        length = np.maximum(np.repeat(graph.edges.length_m, 2), LEAST_M)
        cost = per_m * length + half[graph.arc_tails()] + half[graph.arc_heads()]
        return cls(Surroundings.of(graph, cost), per_m, half)


@dataclass(frozen=True, slots=True)
class Model:
    """What is likely: `ways` for points near each other and for points far apart."""

    graph: RouteGraph
    sigma: float
    ways: tuple[_Ways, _Ways]

    @classmethod
    def of(
        cls, graph: RouteGraph, weighting: Weighting, sigma: float, *, trust: float = 0.0
    ) -> Model:
        """Cost the arcs: none is closed, some are dearer.

        Parameters
        ----------
        sigma
            Standard deviation of the points, in metres.
        trust
            How far the way between points far apart is that of the profile, at least; from
            0 (that of the length) to 1.
        """
        length = np.maximum(np.repeat(graph.edges.length_m, 2), LEAST_M)
        access = graph.arc_access(weighting.mode)
        felt = _felt(weighting.cost / length, access < PASSABLE) - 1.0
        nodes = np.minimum(weighting.node_cost, DEAREST_NODE_M) / 2.0
        trust = max(trust, min(sigma / NOISE_M, 1.0))
        share = NEAR_SHARE * trust if sigma > DRAWN_SIGMA_M else ALIKE_SHARE
        barred = np.where(access <= Access.PUSH, ILLEGAL_FACTOR, 1.0)
        near = _Ways.of(graph, np.maximum(barred, 1.0 + share * felt), share * nodes)
        far = _Ways.of(graph, 1.0 + trust * felt, trust * nodes)
        return cls(graph, sigma, (near, far))


@dataclass(frozen=True, slots=True)
class Part:
    """A sequence without a break: points from `first` to `last`, and the moves between them.

    `off_m` tells how far each point is from where it was matched to.
    """

    first: int
    last: int
    moves: tuple[Move, ...]
    off_m: FloatArray


@dataclass(frozen=True, slots=True)
class _Links:
    """From each candidate of a point (rows) to each of the next (columns)."""

    unlikely: FloatArray  # minus the logarithm of the likelihood, infinite where there is no way
    how: ByteArray


@dataclass(frozen=True, slots=True)
class _Ends:
    """The two end nodes of every candidate's edge, listed once per point."""

    offsets: LongArray  # (n_points + 1,)
    nodes: IntArray
    place: LongArray  # (n_candidates, 2), where in its point's list each end stands

    @classmethod
    def of(cls, graph: RouteGraph, found: Candidates) -> _Ends:
        """List them."""
        n_points = len(found.offsets) - 1
        point = np.repeat(np.arange(n_points), np.diff(found.offsets))
        ends = graph.edges.nodes[found.edge].astype(np.int64)
        keys, inverse = np.unique(point[:, None] * graph.n_nodes + ends, return_inverse=True)
        counts = np.bincount(keys // graph.n_nodes, minlength=n_points)
        offsets = np.concatenate(([0], np.cumsum(counts)))
        place = inverse.reshape(-1, 2) - offsets[point][:, None]
        return cls(offsets, (keys % graph.n_nodes).astype(np.int32), place)


def _felt(per_m: FloatArray, illegal: BoolArray) -> FloatArray:
    """Return what a metre of each arc costs between points far apart."""
    open_ways = np.isfinite(per_m) & ~illegal
    usual = float(np.median(per_m[open_ways])) if open_ways.any() else 1.0
    felt = np.clip(per_m, LEAST_FACTOR, DEAREST_FACTOR)
    felt[~open_ways] = UNLIKELY_FACTOR * usual
    return felt


def likeliest(model: Model, found: Candidates, steps: Steps) -> list[Part]:
    """Find the likeliest sequences; where no way is plausible, one ends and the next begins.

    Parameters
    ----------
    found
        Candidates of each point, at least one.
    steps
        From each point to the next.
    """
    seen = 0.5 * (found.off_m / model.sigma) ** 2
    rows = [seen[a:b] for a, b in zip(found.offsets[:-1], found.offsets[1:], strict=True)]
    parts, first, score = [], 0, rows[0]
    trail: list[tuple[LongArray, ByteArray]] = []
    for step, links in enumerate(_links(model, found, steps)):
        total = score[:, None] + links.unlikely
        best = total.argmin(axis=0)
        columns = np.arange(len(best))
        if np.isfinite(total[best, columns]).any():
            trail.append((best, links.how[best, columns]))
            score = total[best, columns] + rows[step + 1]
            continue
        parts.append(_traced(model, found, steps, first, score, trail))
        first, score, trail = step + 1, rows[step + 1], []
    parts.append(_traced(model, found, steps, first, score, trail))
    return parts


def _links(model: Model, found: Candidates, steps: Steps) -> Iterator[_Links]:
    """Yield the links of every step."""
    ends = _Ends.of(model.graph, found)
    for begin in range(0, len(steps.straight_m), CHUNK):
        chunk = np.arange(begin, min(begin + CHUNK, len(steps.straight_m)))
        tables: dict[int, tuple[FloatArray, FloatArray]] = {}
        for kind in (0, 1):
            wanted = chunk[
                ~steps.broken[chunk] & ((steps.straight_m[chunk] > SPARSE_M) == bool(kind))
            ]
            tables |= _tables(model.ways[kind], ends, steps, wanted)
        for step in chunk.tolist():
            if step in tables:
                yield _link(model, found, ends, steps, step, tables[step])
            else:
                shape = np.diff(found.offsets)[step : step + 2]
                yield _Links(np.full(shape, np.inf), np.zeros(shape, dtype=np.uint8))


def _tables(
    ways: _Ways, ends: _Ends, steps: Steps, wanted: LongArray
) -> dict[int, tuple[FloatArray, FloatArray]]:
    """Return cost and metres between the ends of the candidates, for each wanted step."""
    begins, sources = _gather(ends, wanted)
    finishes, goals = _gather(ends, wanted + 1)
    searches = Searches(begins, sources, finishes, goals, steps.bound_m[wanted])
    pairs, cost, metres = ways.around.tables(searches)
    shapes = np.stack([np.diff(begins), np.diff(finishes)], axis=1).tolist()
    return {
        step: (cost[a:b].reshape(shape), metres[a:b].reshape(shape))
        for step, a, b, shape in zip(wanted.tolist(), pairs[:-1], pairs[1:], shapes, strict=True)
    }


def _gather(ends: _Ends, points: LongArray) -> tuple[LongArray, IntArray]:
    """Return the end nodes of some points in a row, and where those of each begin."""
    begin = ends.offsets[points]
    counts = ends.offsets[points + 1] - begin
    offsets = np.concatenate(([0], np.cumsum(counts)))
    rows = np.repeat(begin - offsets[:-1], counts) + np.arange(offsets[-1])
    return offsets, ends.nodes[rows]


def _link(
    model: Model,
    found: Candidates,
    ends: _Ends,
    steps: Steps,
    step: int,
    table: tuple[FloatArray, FloatArray],
) -> _Links:
    """Choose the way between each two candidates of one step, and say how unlikely it is."""
    kind = int(steps.straight_m[step] > SPARSE_M)
    here = slice(found.offsets[step], found.offsets[step + 1])
    there = slice(found.offsets[step + 1], found.offsets[step + 2])
    ways = model.ways[kind]
    out_m, out_cost = _to_ends(model, found, here, ways, leaving=True)
    in_m, in_cost = _to_ends(model, found, there, ways, leaving=False)
    at = ends.place[here][:, :, None, None], ends.place[there][None, None]
    cost = table[0][at] + out_cost[:, :, None, None] + in_cost[None, None]
    metres = table[1][at] + out_m[:, :, None, None] + in_m[None, None]
    ways_cost = [_along(model, found, here, there, ways.per_m)]
    ways_cost += [(cost[:, x, :, y], metres[:, x, :, y]) for x in (0, 1) for y in (0, 1)]
    costs = np.stack([way[0] for way in ways_cost])
    how = costs.argmin(axis=0)
    chosen = how[None]
    best_cost = np.take_along_axis(costs, chosen, axis=0)[0]
    best_m = np.take_along_axis(np.stack([way[1] for way in ways_cost]), chosen, axis=0)[0]
    straight = float(steps.straight_m[step])
    with np.errstate(invalid="ignore"):  # infinite less infinite, where there is no way
        excess = np.abs(best_m - straight) + best_cost - best_m
    excess[~(best_m <= steps.bound_m[step])] = np.inf
    scale = 2.0 + model.sigma + DETOUR * straight
    return _Links(excess / scale, how.astype(np.uint8))


def _to_ends(
    model: Model, found: Candidates, rows: slice, ways: _Ways, *, leaving: bool
) -> tuple[FloatArray, FloatArray]:
    """Return metres and cost between candidates and the two ends of their edges, (n, 2)."""
    edge, fraction = found.edge[rows], found.fraction[rows]
    shares = np.stack([fraction, 1.0 - fraction], axis=1)
    metres = shares * model.graph.edges.length_m[edge][:, None]
    # Leaving by end 0 is going against the edge, entering by it is going with it.
    arcs = 2 * edge[:, None] + (np.array([1, 0]) if leaving else np.array([0, 1]))
    nodes = model.graph.edges.nodes[edge]
    return metres, metres * ways.per_m[arcs] + ways.half[nodes]


def _along(
    model: Model, found: Candidates, here: slice, there: slice, per_m: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return cost and metres between candidates of one edge along it, infinite for others."""
    edge = found.edge[here]
    shares = found.fraction[there][None] - found.fraction[here][:, None]
    metres = np.abs(shares) * model.graph.edges.length_m[edge][:, None]
    metres = np.where(edge[:, None] == found.edge[there][None], metres, np.inf)
    return metres * per_m[2 * edge[:, None] + (shares < 0.0)], metres


def _traced(
    model: Model,
    found: Candidates,
    steps: Steps,
    first: int,
    score: FloatArray,
    trail: list[tuple[LongArray, ByteArray]],
) -> Part:
    """Go back from the likeliest last candidate, then lay the moves."""
    last = first + len(trail)
    rank = int(score.argmin())
    chosen, how = [rank], list[int]()
    for best, ways in reversed(trail):
        how.append(int(ways[rank]))
        rank = int(best[rank])
        chosen.append(rank)
    rows = found.offsets[first : last + 1] + np.array(chosen[::-1])
    moves = _moves(model, found, steps, rows, np.array(how[::-1], dtype=np.int64), first)
    return Part(first, last, tuple(moves), found.off_m[rows])


def _moves(
    model: Model, found: Candidates, steps: Steps, rows: LongArray, how: LongArray, first: int
) -> list[Move]:
    """Lay the moves from each chosen candidate to the next."""
    edge, fraction = found.edge[rows].tolist(), found.fraction[rows].tolist()
    between = _arcs_between(model, found, steps, rows, how, first)
    moves = []
    for i, code in enumerate(how.tolist()):
        step = first + i
        if code == DIRECT:
            moves.append(Move(edge[i], fraction[i], fraction[i + 1], step))
            continue
        x, y = divmod(code - 1, 2)
        moves.append(Move(edge[i], fraction[i], float(x), step))
        moves += [Move(a >> 1, float(a & 1), 1.0 - (a & 1), step) for a in between.get(i, ())]
        moves.append(Move(edge[i + 1], float(y), fraction[i + 1], step))
    return moves


def _arcs_between(
    model: Model, found: Candidates, steps: Steps, rows: LongArray, how: LongArray, first: int
) -> dict[int, list[int]]:
    """Return the arcs between the edges of the chosen candidates, by step of the part."""
    arcs: dict[int, list[int]] = {}
    nodes = model.graph.edges.nodes
    straight = steps.straight_m[first : first + len(how)]
    for kind in (0, 1):
        some = np.flatnonzero((how != DIRECT) & ((straight > SPARSE_M) == bool(kind)))
        x, y = (how[some] - 1) // 2, (how[some] - 1) % 2
        sources = nodes[found.edge[rows[some]], x].astype(np.int32)
        goals = nodes[found.edge[rows[some + 1]], y].astype(np.int32)
        bound_m = steps.bound_m[first + some]
        found_arcs, begins = model.ways[kind].around.paths(sources, goals, bound_m)
        for i, a, b in zip(some.tolist(), begins[:-1], begins[1:], strict=True):
            arcs[i] = found_arcs[a:b].tolist()
    return arcs
