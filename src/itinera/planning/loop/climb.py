"""Loops with the climb asked for: legs lean to hilly or flat ways, the window follows reports.

Arcs know the climb of their smoothed profile, unthresholded; what is reported of a whole
loop is thresholded once (`itinera.elevation.climb`). The two differ by a factor that
depends on the ground, so the window is set in arcs' metres by what the loops found so far
report, and searched again where that moved it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from itinera.planning.loop.candidates import through
from itinera.planning.loop.walks import blank_walk, memory_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from itinera.geodesy import FloatArray
    from itinera.planning.loop.answer import Answer
    from itinera.planning.loop.solve import Task

OFF, OFF_M = 0.05, 15.0  # how far the climb may be off: share, metres
INSIDE = 0.5  # of that window is aimed at, so that what is reported falls into it
ROUNDS = 3  # searches at most
STEEPEST_LEAN = 2.5  # exponent of how much cheaper the hilliest ways become
HALVINGS = 5
SAMPLED = 6  # candidates by which a lean is judged


def most_off_m(climb_m: float) -> float:
    """Return how many metres a wished climb may be off."""
    return max(OFF_M, OFF * climb_m)


def search_climbing(
    task: Task,
    climb_m: float,
    find: Callable[[Task], list[Answer]],
) -> Iterator[list[Answer]]:
    """Search loops whose reported climb is what was wished, and yield what comes nearer.

    Parameters
    ----------
    climb_m
        Metres wished.
    find
        Searches a task; the answers have itineraries.

    Yields
    ------
    list of Answer
        Those of the search that came nearest, the climb that fits first.
    """
    from itinera.search import _loop_kernels as k

    factor, best_gap = 1.0, np.inf
    for _ in range(ROUNDS):
        leaning = _leaning(_aimed(task, climb_m, factor), climb_m / factor)
        found = find(leaning)
        if not found:
            return
        gaps = [one.climb_gap_m(climb_m) for one in found]
        if float(np.mean(gaps)) < best_gap:
            best_gap = float(np.mean(gaps))
            yield sorted(found, key=lambda one: one.climb_gap_m(climb_m) > most_off_m(climb_m))
        if max(gaps) <= most_off_m(climb_m):
            return
        said = sum(one.climb_m for one in found)
        counted = sum(float(one.walk.terms[k.CLIMB]) for one in found)
        factor = said / counted if counted > 0.0 and said > 0.0 else factor


def window(climb_m: float | None) -> tuple[float, float]:
    """Return least and most metres of climb that a wish lets pass."""
    if climb_m is None:
        return 0.0, 1e9
    return max(0.0, climb_m - most_off_m(climb_m)), climb_m + most_off_m(climb_m)


def _aimed(task: Task, climb_m: float, factor: float) -> Task:
    """Set the window of a task, in metres of the arcs."""
    off = INSIDE * most_off_m(climb_m)
    low, high = max(0.0, climb_m - off) / factor, (climb_m + off) / factor
    return replace(task, wish=task.wish._replace(least_climb_m=low, most_climb_m=high))


def _leaning(task: Task, counted_m: float) -> Task:
    """Make hilly ways cheaper, or dearer, until plain candidates climb about as much as wished."""
    hilly = _hilliness(task)
    if not hilly.any():
        return task
    low, high = -STEEPEST_LEAN, STEEPEST_LEAN
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        leaning = _leant(task, hilly, middle)
        if _sampled_climb(leaning) < counted_m:
            low = middle
        else:
            high = middle
    return _leant(task, hilly, 0.5 * (low + high))


def _hilliness(task: Task) -> FloatArray:
    """Return how hilly each edge is: 0 as most, 1 as the hilliest tenth, -1 the other way."""
    ground = task.ground
    climb = np.bincount(ground.edge, weights=ground.climb, minlength=len(ground.metres))
    arcs = np.bincount(ground.edge, minlength=len(ground.metres))
    steep = climb / np.maximum(1, arcs) / np.maximum(1.0, ground.metres)
    if not steep.any():
        return np.zeros(len(steep))
    middle, top = np.quantile(steep, (0.5, 0.9))
    hilly: FloatArray = np.clip((steep - middle) / max(top - middle, 1e-6), -1.0, 1.5)
    return hilly


def _leant(task: Task, hilly: FloatArray, lean: float) -> Task:
    """Lean the costs of legs."""
    factor = np.exp(-lean * hilly)
    ground = task.ground
    cost = ground.cost * factor[ground.edge]
    slope = ground.slope * float(np.median(factor))
    return replace(task, ground=ground._replace(cost=cost, slope=slope))


def _sampled_climb(task: Task) -> float:
    """Return the climb of some candidates, as if they had the wished length; their median."""
    from itinera.search import _loop_kernels as k

    memory = memory_for(task.ground)
    one, best = blank_walk(task.ground), blank_walk(task.ground)
    climbs = []
    drawn = task.course.shapes(task.target_m, task.heading)
    for shape, _ in zip(drawn, range(SAMPLED), strict=False):
        led, given = through(shape, task.musts, course=task.course)
        value = k.construct(task.ground, memory, task.wish, led, given, 2, one, best)
        if value > k.FAILED:
            k.score(task.ground, memory, task.wish, best)
            climbs.append(memory.terms[k.CLIMB] * task.target_m / memory.terms[k.METRES])
    return float(np.median(climbs)) if climbs else 0.0
