"""Costs and paths between many places at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.search import ends

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import FloatArray
    from itinera.graph.snap import Snap
    from itinera.search.ends import End
    from itinera.search.path import Path
    from itinera.search.router import Router


def costs(router: Router, starts: Sequence[Snap], finishes: Sequence[Snap]) -> FloatArray:
    """Return the cost of the cheapest path from every start to every end.

    Parameters
    ----------
    starts, finishes
        Places on the network.

    Returns
    -------
    float64, shape (n_starts, n_ends)
        Infinite where there is no path.

    Notes
    -----
    One sweep of the hierarchy per start over all ends. Where the hierarchy would
    turn round behind a forbidden turn (see `exact`) the costs are too low by the
    detour.
    """
    begins = [ends.departure(router, snap) for snap in starts]
    goals = [ends.arrival(router, snap) for snap in finishes]
    targets = sorted({stub.node for goal in goals for stub in goal.stubs})
    table = _sweep(router, begins, targets)
    column = {node: i for i, node in enumerate(targets)}
    result = np.full((len(begins), len(goals)), np.inf)
    for j, goal in enumerate(goals):
        for stub in goal.stubs:
            np.minimum(result[:, j], table[:, column[stub.node]] + stub.cost, out=result[:, j])
    _correct_ends(router, begins, goals, result)
    return result


def paths(
    router: Router, starts: Sequence[Snap], finishes: Sequence[Snap]
) -> list[list[Path | None]]:
    """Find the cheapest path from every start to every end, None where there is none.

    For lengths and times per pair; one query each.
    """
    begins = [ends.departure(router, snap) for snap in starts]
    goals = [ends.arrival(router, snap) for snap in finishes]
    return [[router.between(begin, goal) for goal in goals] for begin in begins]


def _sweep(router: Router, begins: Sequence[End], targets: Sequence[int]) -> FloatArray:
    """Return the costs from the starts to search nodes, infinite where out of reach."""
    table = np.full((len(begins), len(targets)), np.inf)
    rows = [i for i, begin in enumerate(begins) if begin.stubs]
    if rows and targets:
        sources = [ends.offsets(begins[i]) for i in rows]
        table[rows] = router.hierarchy.table(sources, targets)
    return table


def _correct_ends(
    router: Router, begins: Sequence[End], goals: Sequence[End], result: FloatArray
) -> None:
    """Take off the halves of nodes that are ends, and put in the stretches within one edge."""
    result -= np.array([ends.half_paid(router, begin) for begin in begins])[:, None]
    result -= np.array([ends.half_paid(router, goal) for goal in goals])[None, :]
    by_node: dict[int, list[int]] = {}
    by_arc: dict[int, list[int]] = {}
    for j, goal in enumerate(goals):
        by_node.setdefault(goal.node, []).append(j)
        for arc in goal.arcs:
            by_arc.setdefault(arc, []).append(j)
    for i, begin in enumerate(begins):
        for arc, before in begin.arcs.items():
            for j in by_arc.get(arc, []):
                share = goals[j].arcs[arc] - before
                if share >= 0.0:
                    result[i, j] = min(result[i, j], share * router.cost[arc])
        if begin.node >= 0:
            same = by_node.get(begin.node, [])
            result[i, same] = [0.0 if begin.arcs or goals[j].arcs else np.inf for j in same]
