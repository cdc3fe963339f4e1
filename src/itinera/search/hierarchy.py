"""Customizable contraction hierarchies.

Dibbelt, Strasser and Wagner (2016), "Customizable Contraction Hierarchies". Three
phases: an *order* of the nodes by nested dissection and the *topology* that follows
from it, both from the shape of the network alone, made once per graph and stored; and
a *customization* per set of costs, in milliseconds. Queries then climb the elimination
tree from both ends and take microseconds.

The order comes from RoutingKit through the wheel `routingkit-cch`; where that cannot be
imported, the network is halved by its coordinates, which gives a slower hierarchy and
the same answers.
"""

from __future__ import annotations

import contextlib
import importlib
from collections import deque
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, cast

import numpy as np

from itinera.search.reduction import Reduced, reduce_network

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import ModuleType

_wheel: ModuleType | None = None
with contextlib.suppress(ImportError):  # no wheel for this machine: see `_halved`
    _wheel = importlib.import_module("routingkit_cch")

    import numpy.typing as npt

    from itinera.geodesy import FloatArray, IntArray, LongArray

    WeightArray = npt.NDArray[np.uint32]

LEAST = 1e-6  # felt metres: an arc that costs nothing could be ridden round and round
FEW = 16  # nodes that are not worth halving

Offsets = list[tuple[int, float]]  # (search node, cost of getting to or from it)
Found = tuple[float, list[int], int]  # cost, search arcs in order, search node at the start


def nested_dissection(tail: IntArray, head: IntArray, lonlat: FloatArray) -> WeightArray:
    """Order nodes for contraction, from the least important to the last separator.

    Parameters
    ----------
    tail, head : int32, shape (n_arcs,)
        Ends of the arcs; parallel arcs and arcs that return to their node are fine.
    lonlat : float64, shape (n_nodes, 2)
        Positions, degrees: the separators are found by inertial flow (Schild and
        Sommer 2015) over them.

    Returns
    -------
    uint32, shape (n_nodes,)
        Node of each rank.
    """
    reduced = reduce_network(tail, head, len(lonlat))
    core_lonlat = lonlat[reduced.core]
    # A node without arcs has no place in a dissection; any place will do.
    order: Sequence[int] | LongArray = np.arange(len(core_lonlat))
    if len(reduced.tail) and _wheel is None:
        order = _halved(reduced, core_lonlat)
    elif len(reduced.tail) and _wheel is not None:
        order = _wheel.compute_order_inertial(
            len(core_lonlat),
            _words(np.stack([reduced.tail, reduced.head], axis=1).reshape(-1)),
            _words(np.stack([reduced.head, reduced.tail], axis=1).reshape(-1)),
            core_lonlat[:, 1].tolist(),
            core_lonlat[:, 0].tolist(),
        )
    core = reduced.core[np.asarray(order, dtype=np.int64)]
    return np.concatenate([reduced.first, core]).astype(np.uint32)


def _words(values: npt.NDArray[np.integer]) -> list[int]:
    """Hand an array to the wheel without a list of Python numbers.

    The wheel reads any sequence of whole numbers, so a memory view does, which
    mypy cannot know.
    """
    return cast("list[int]", np.ascontiguousarray(values, dtype=np.uint32).data)


def _halved(reduced: Reduced, lonlat: FloatArray) -> LongArray:
    """Order a core by halving it across its longer side, again and again.

    Those of one half that have a neighbour in the other are the separator, and go last.
    """
    side = np.zeros(len(lonlat), dtype=np.int8)
    parts: list[LongArray] = []  # from the last separator back
    waiting = [np.arange(len(lonlat))]
    while waiting:
        nodes = waiting.pop()
        if len(nodes) <= FEW:
            parts.append(nodes)
            continue
        places = lonlat[nodes]
        ranks = np.argsort(places[:, np.ptp(places, axis=0).argmax()], kind="stable")
        low, high = nodes[ranks[: len(nodes) // 2]], nodes[ranks[len(nodes) // 2 :]]
        side[low], side[high] = 1, 2
        across = side[reduced.tail] + side[reduced.head] == 3
        ends = np.concatenate([reduced.tail[across], reduced.head[across]])
        between = np.unique(ends[side[ends] == 1])
        side[nodes] = 0
        parts.append(between)
        waiting += [np.setdiff1d(low, between), high]
    return np.concatenate(parts[::-1])


@dataclass(frozen=True, slots=True, eq=False)
class Topology:
    """A contracted network without costs.

    Attributes
    ----------
    rank : int32, shape (n_nodes,)
        When each node is contracted.
    rows, head, tail, below_rows, below, chord
        As `_hierarchy_kernels` describes them.
    idle
        Memory of searches that have ended, for the next ones, of whatever thread.
    """

    rank: IntArray
    rows: LongArray
    head: IntArray
    tail: IntArray
    below_rows: LongArray
    below: IntArray
    chord: IntArray
    idle: deque[tuple[FloatArray, IntArray]] = field(default_factory=deque, init=False, repr=False)

    @classmethod
    def of(cls, order: WeightArray, tail: IntArray, head: IntArray) -> Topology:
        """Contract a network in a given order (see `nested_dissection`)."""
        from itinera.search import _hierarchy_kernels

        n = len(order)
        rank = np.empty(n, dtype=np.int32)
        rank[order] = np.arange(n, dtype=np.int32)
        tail_rank, head_rank = rank[tail], rank[head]
        low, high = np.minimum(tail_rank, head_rank), np.maximum(tail_rank, head_rank)
        pairs = np.unique((low.astype(np.int64) * n + high)[low != high])
        offsets = _offsets(pairs // max(n, 1), n)
        rows, far = _hierarchy_kernels.fill(offsets, (pairs % max(n, 1)).astype(np.int32))
        return cls(
            rank=rank,
            rows=rows,
            head=far,
            tail=np.repeat(np.arange(n, dtype=np.int32), np.diff(rows)),
            below_rows=_offsets(far, n),
            below=np.argsort(far, kind="stable").astype(np.int32),
            chord=_hierarchy_kernels.chords_of(rows, far, tail_rank, head_rank),
        )

    def save(self, folder: Path) -> None:
        """Write the arrays into an existing folder."""
        for name in _COLUMNS:
            np.save(_file(folder, name), getattr(self, name), allow_pickle=False)

    @staticmethod
    def is_in(folder: Path) -> bool:
        """Tell whether a folder holds a topology."""
        return _file(folder, _COLUMNS[0]).exists()

    @classmethod
    def open(cls, folder: Path) -> Topology:
        """Open what `save` wrote, memory-mapped.

        Raises
        ------
        OSError, ValueError
            If a file is missing or cut.
        """
        # Copy on write, not read only: kernels are compiled for arrays that may be written.
        return cls(
            *(
                np.asarray(np.load(_file(folder, name), mmap_mode="c", allow_pickle=False))
                for name in _COLUMNS
            )
        )

    def fits(self, n_nodes: int, n_arcs: int) -> bool:
        """Tell whether the arrays have the shapes of a network of that size."""
        n_chords = len(self.head)
        lengths = {
            "rank": n_nodes, "rows": n_nodes + 1, "head": n_chords, "tail": n_chords,
            "below_rows": n_nodes + 1, "below": n_chords, "chord": n_arcs,
        }  # fmt: skip
        return all(
            getattr(self, name).shape == (length,)
            and getattr(self, name).dtype == (np.int64 if "rows" in name else np.int32)
            for name, length in lengths.items()
        ) and bool(self.rows[-1] == n_chords == self.below_rows[-1])

    def customize(self, weight: FloatArray) -> Costs:
        """Give every search arc a cost, infinite where it is closed.

        Parameters
        ----------
        weight : float64, shape (n_search_arcs,)
            Not negative; takes about 0.1 s per million arcs.
        """
        from itinera.search import _hierarchy_kernels

        cost, via = _hierarchy_kernels.customize(
            self.rows, self.head, self.tail, self.below_rows, self.below, self.chord, weight, LEAST
        )
        return Costs(self, cost, via)

    def memory(self) -> tuple[FloatArray, IntArray]:
        """Return memory for one search, to be put back into `idle` after it."""
        try:
            return self.idle.pop()
        except IndexError:
            n = len(self.rank)
            return np.full((2, n), np.inf), np.zeros((5, n + 1), dtype=np.int32)


_COLUMNS = tuple(column.name for column in fields(Topology) if column.name != "idle")


def _file(folder: Path, name: str) -> Path:
    return folder / f"search_{name}.npy"


def _offsets(row: npt.NDArray[np.integer], n: int) -> LongArray:
    """Return where each of n rows begins among ascending row numbers."""
    offsets = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.bincount(row, minlength=n), out=offsets[1:])
    return offsets


@dataclass(frozen=True, slots=True, eq=False)
class Costs:
    """A contracted network with its costs, ready for queries from any thread.

    Attributes
    ----------
    cost : float64, shape (2, n_chords)
        Of each chord upwards and downwards.
    via : int32, shape (2, n_chords)
        What it is made of.
    """

    topology: Topology
    cost: FloatArray
    via: IntArray

    def path(self, sources: Offsets, targets: Offsets) -> Found | None:
        """Return the cheapest path from any source to any target, None if there is none."""
        from itinera.search import _hierarchy_kernels

        shape = self.topology
        reached, memory = shape.memory()
        cost, start, arcs = _hierarchy_kernels.search(
            shape.rows, shape.head, shape.tail, self.cost, self.via,
            *self._ranked(sources), *self._ranked(targets), reached, memory,
        )  # fmt: skip
        shape.idle.append((reached, memory))
        if start < 0:
            return None
        node = next(node for node, _ in sources if shape.rank[node] == start)
        return float(cost), arcs.tolist(), node

    def between(
        self, source: int, target: int, arc_of: IntArray, weight: FloatArray
    ) -> tuple[float, int, IntArray]:
        """Find the cheapest path between two nodes.

        Parameters
        ----------
        arc_of, weight : shape (n_search_arcs,)
            The graph's arc of each search arc, and the costs to add up.

        Returns
        -------
        cost, turns, arcs
            The cost is infinite if there is no path; `turns` counts how often it turns
            round; the arcs are those of the graph.
        """
        from itinera.search import _hierarchy_kernels

        shape = self.topology
        reached, memory = shape.memory()
        found = _hierarchy_kernels.between(
            shape.rows, shape.head, shape.tail, self.cost, self.via, shape.rank,
            int(source), int(target), arc_of, weight, reached, memory,
        )  # fmt: skip
        shape.idle.append((reached, memory))
        return found

    def table(self, sources: Sequence[Offsets], targets: Sequence[int]) -> FloatArray:
        """Return the costs from each set of sources to each target, infinite where no path is."""
        from itinera.search import _hierarchy_kernels

        shape = self.topology
        goals = shape.rank[np.asarray(targets, dtype=np.int64)]
        seeds, costs = self._ranked([offset for offsets in sources for offset in offsets])
        begins = np.cumsum([0, *map(len, sources)])
        return _hierarchy_kernels.table(
            shape.rows, shape.head, self.cost, begins, seeds, costs,
            _hierarchy_kernels.above(shape.rows, shape.head, goals), goals,
        )  # fmt: skip

    def _ranked(self, offsets: Offsets) -> tuple[IntArray, FloatArray]:
        """Return the ranks of nodes, and their costs."""
        nodes = np.array([node for node, _ in offsets], dtype=np.int64)
        return self.topology.rank[nodes], np.array([cost for _, cost in offsets], dtype=np.float64)
