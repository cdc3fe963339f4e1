"""Short ways between many near nodes: what lies between two points of a recorded track.

A search stops as soon as it has settled its goals, and never looks farther than it
is told; its memory is kept from one search to the next, so that ten thousand
searches on a map of a million nodes touch only what lies near.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import InputError

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray, IntArray, LongArray
    from itinera.graph.routegraph import RouteGraph


@dataclass(frozen=True, slots=True)
class Steps:
    """Nodes to be joined, step by step.

    Attributes
    ----------
    begins, ends : int64, shape (n_steps + 1,)
        Where the sources and the goals of each step begin.
    sources, goals : int32
        Nodes of the graph.
    bound_m : float64, shape (n_steps,)
        No way longer than this is looked for.
    """

    begins: LongArray
    sources: IntArray
    ends: LongArray
    goals: IntArray
    bound_m: FloatArray


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A graph with one cost per arc, all of them finite, to be searched near by.

    Attributes
    ----------
    offsets, arcs : as `RouteGraph.out_offsets` and `out_arcs`.
    near, far : int32, shape (n_arcs,)
        The two ends of the arc at each position.
    cost, metres : float64, shape (n_arcs,)
        Of the arc at each position.
    """

    offsets: LongArray
    arcs: IntArray
    near: IntArray
    far: IntArray
    cost: FloatArray
    metres: FloatArray

    @classmethod
    def of(cls, graph: RouteGraph, cost: FloatArray) -> Surroundings:
        """Lay costs on the arcs of a graph.

        Parameters
        ----------
        cost : float64, shape (n_arcs,)
            Finite and not negative: whoever looks for what somebody did does not
            begin by what is allowed.

        Raises
        ------
        InputError
            If a cost is missing, negative or not finite.
        """
        if cost.shape != (graph.n_arcs,) or not np.all((cost >= 0.0) & np.isfinite(cost)):
            raise InputError(
                f"The costs of {graph.n_arcs} arcs have shape {cost.shape} or are not all finite.",
                remedy="Give one finite cost, not negative, for each arc.",
            )
        arcs = np.ascontiguousarray(graph.out_arcs)
        return cls(
            offsets=np.array(graph.out_offsets),  # a copy: kernels are compiled for writable arrays
            arcs=arcs,
            near=graph.arc_tails()[arcs],
            far=graph.arc_heads()[arcs],
            cost=np.ascontiguousarray(cost[arcs]),
            metres=np.ascontiguousarray(graph.edges.length_m[arcs >> 1]),
        )

    def tables(self, steps: Steps) -> tuple[LongArray, FloatArray, FloatArray]:
        """Find what lies between the sources and the goals of each step.

        Returns
        -------
        pairs : int64, shape (n_steps + 1,)
            Where the table of each step begins, a row per source, a column per goal.
        cost, metres : float64, shape (pairs[-1],)
            Of the cheapest way within the bound, infinite where there is none.
        """
        from itinera.search import _kernels

        pairs = np.zeros(len(steps.begins), dtype=np.int64)
        np.cumsum(np.diff(steps.begins) * np.diff(steps.ends), out=pairs[1:])
        cost, metres = _kernels.near_pairs(
            self.offsets, self.far, self.cost, self.metres, steps.begins, steps.sources,
            steps.ends, steps.goals, steps.bound_m, pairs,
        )  # fmt: skip
        return pairs, cost, metres

    def paths(
        self, sources: IntArray, goals: IntArray, bound_m: FloatArray
    ) -> tuple[IntArray, LongArray]:
        """Find the arcs from each source to its goal.

        Returns
        -------
        arcs : int32
            All ways in a row.
        rows : int64, shape (n + 1,)
            Where each way begins in `arcs`; empty where there is none within the bound.
        """
        from itinera.search import _kernels

        positions, rows = _kernels.near_paths(
            self.offsets, self.far, self.near, self.cost, self.metres, sources, goals, bound_m
        )
        return self.arcs[positions], rows
