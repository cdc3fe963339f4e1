"""Drawn worlds for loops, and every walk of a small one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from itinera.itinerary import Itinerary, Stop
from itinera.planning import Planner
from itinera.planning.loop import LoopRequest
from itinera.planning.loop.layout import Layout, lay_out
from itinera.planning.loop.walks import Found, blank_walk, memory_for, put_into, taken_from
from itinera.search.ball import Ball
from sketch import World, sketch

#: Two squares beside each other, and a dead end of 400 m at A. One step is 100 m.
SQUARES = """
Z---A---B---C
    |   |   |
    |   |   |
    |   |   |
    D---E---F
"""

#: Twelve junctions and two diagonals, 19 edges.
LATTICE = """
A---B---C---D
|\\  |   |   |
| \\ |   |   |
|  \\|   |   |
E---F---G---H
|   |   |\\  |
|   |   | \\ |
|   |   |  \\|
I---J---K---L
"""


def squares(**options: object) -> World:
    """Return two squares of about 400 m a side and a dead end."""
    return sketch(SQUARES, **options)


def lattice(**options: object) -> World:
    """Return twelve junctions with blocks of 400 m."""
    return sketch(LATTICE, **options)


def at(world: World, letter: str) -> Stop:
    """Return a place at a letter."""
    return Stop(letter, world.lonlat(letter))


def wish(world: World, letter: str, metres: float, **options: object) -> LoopRequest:
    """Ask for a loop from a letter."""
    return LoopRequest(at(world, letter), length_m=metres, **options)


def layout(planner: Planner, request: LoopRequest) -> Layout:
    """Lay a request on the ground."""
    return lay_out(planner, planner.travels.of(request.traveller), request)


def trails(ball: Ball, most: float, *, passes: int = 1) -> Iterator[list[int]]:
    """Yield every walk from start to finish that travels no edge more than `passes` times."""
    used = np.zeros(len(ball.edges), dtype=int)
    path: list[int] = []

    def extend(node: int, amount: float) -> Iterator[list[int]]:
        if node == ball.finish:
            yield list(path)
            return
        for k in range(int(ball.offsets[node]), int(ball.offsets[node + 1])):
            e = int(ball.edge[k])
            longer = amount + float(ball.amount[k])
            if used[e] >= passes or longer > most:
                continue
            used[e] += 1
            path.append(k)
            yield from extend(int(ball.head[k]), longer)
            path.pop()
            used[e] -= 1

    yield from extend(ball.start, 0.0)


def judged(place: Layout, arcs: list[int]) -> Found:
    """Score a walk as the search does."""
    ground = place.task.ground
    walk = blank_walk(ground)
    row = np.array(arcs, dtype=np.int32)
    cut = np.array([0, len(row)], dtype=np.int32)
    put_into(Found(row, cut, np.zeros(2, dtype=np.bool_), 0.0, np.zeros(13)), walk)
    return taken_from(walk, ground, memory_for(ground), place.wish)


def letters(world: World, loop: Itinerary) -> str:
    """Return the junctions that a walk passes, in order."""
    names = {tuple(np.round(p, 5)): name for name, p in world.positions.items()}
    return "".join(names.get(tuple(np.round(p, 5)), "") for p in loop.lonlat.tolist())
