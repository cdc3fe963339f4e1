"""What loops from a start cost where nothing draws them: the measure of one that is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.planning.loop.candidates import through
from itinera.planning.loop.walks import blank_walk, is_clean, memory_for, taken_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itinera.planning.loop.solve import Task
    from itinera.search.loop_arrays import Wish

SAMPLED = 16  # loops that are led round
ROUNDS = 2  # of fitting the length of each
CHEAP = 0.1  # of them cost no more than what a drawn loop may cost unpunished


def with_ordinary_cost(task: Task) -> Wish:
    """Return a wish with what ordinary loops cost, where something draws.

    A theme may lead a loop elsewhere, but not along dearer ways than loops here have.
    So some are led round on the costs of the profile alone, and what the cheapest of
    those that are clean cost is `ordinary`; the objective weighs felt metres beyond
    that more. Where none is clean there is no such bound.
    """
    ground = task.ground
    if not ground.attraction.any() and len(ground.prize_value) == 0:
        return task.wish
    felt = list(_felt(task))
    return task.wish._replace(ordinary=float(np.quantile(felt, CHEAP))) if felt else task.wish


def _felt(task: Task) -> Iterator[float]:
    """Yield the felt metres in a metre of clean loops on the costs of the profile alone."""
    from itinera.search import _loop_kernels as k

    plain = task.ground._replace(cost=task.ground.felt)
    memory, wish = memory_for(plain), task.wish
    one, best = blank_walk(plain), blank_walk(plain)
    drawn = task.course.shapes(task.target_m, task.heading)
    for shape, _ in zip(drawn, range(SAMPLED), strict=False):
        led, given = through(shape, task.musts, course=task.course)
        if k.construct(plain, memory, wish, led, given, ROUNDS, one, best) <= k.FAILED:
            continue
        found = taken_from(best, plain, memory, wish)
        if is_clean(found, wish):
            yield float(found.terms[k.COST] / found.terms[k.METRES])
