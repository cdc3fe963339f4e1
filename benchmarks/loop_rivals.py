"""What loops are measured against: GraphHopper's published idea, a rejection sampler, Valhalla.

The first two are our own implementations on our own ground, legs and costs, so that what
is compared is the method. Valhalla has its own network and profiles.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import metres_per_degree
from itinera.planning.loop.candidates import ellipse
from itinera.planning.loop.walks import Found, blank_walk, memory_for, taken_from
from itinera.search import _loop_kernels as k

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itinera.planning.loop.solve import Task

THIRD = 1.0 / 3.0
MOST_TRIES = 20  # draws for each clean loop that is wanted
FITTED = 3  # times that its length is fitted
SPREAD = 0.1  # GraphHopper draws a distance within a tenth of its mean
AGAIN = 4.0  # added to 1: a used edge weighs five times, as in GraphHopper's round_trip
DETOUR = 1.3  # of Valhalla's ways over straight lines, about


def graphhopper(task: Task, seed: int) -> Found | None:
    """Go to one random point at a third of the length and come back, used edges five times dearer.

    For up to 50 km that is `round_trip` as GraphHopper and openrouteservice have it
    (RoundTripRouting and MultiPointTour in GraphHopper's sources): no look at the length.
    """
    random = np.random.default_rng(seed)
    far = task.target_m * THIRD * (1.0 + random.uniform(-SPREAD, SPREAD))
    turn = random.uniform(0.0, 2.0 * np.pi)
    shape = far * np.array([[np.cos(turn), np.sin(turn)]])
    plain = task.wish._replace(used_factor=AGAIN, near_factor=0.0)
    return _led(task, plain, shape)


def rejection(task: Task, evaluations: int, seed: int) -> tuple[Found | None, Found | None]:
    """Draw random vias until a loop is clean; return the first clean one and the best of all.

    As many draws as our search makes evaluations.
    """
    first: Found | None = None
    best: Found | None = None
    for found in draws(task, evaluations, seed):
        if best is None or found.value > best.value:
            best = found
        if first is None and clean(found, task):
            first = found
    return first, best


def draws(task: Task, count: int, seed: int) -> Iterator[Found]:
    """Yield loops through random vias.

    Two to four of them on a random ellipse, of a size drawn about the wished length; used
    edges are as much dearer as ours.
    """
    random = np.random.default_rng(seed)
    plain = task.wish._replace(near_factor=0.0)
    for _ in range(count):
        found = _led(task, plain, _drawn(random, task.target_m * random.uniform(0.6, 1.2)))
        if found is not None:
            yield found


def clean_loops(task: Task, count: int, seed: int) -> list[Found]:
    """Return random clean loops, the size of each fitted to the wished length; fewer if rare."""
    random = np.random.default_rng(seed + 1)
    plain = task.wish._replace(near_factor=0.0)
    found: list[Found] = []
    for _ in range(MOST_TRIES * count):
        one = _led(task, plain, _drawn(random, task.target_m), rounds=FITTED)
        if one is not None and clean(one, task):
            found.append(one)
        if len(found) == count:
            break
    return found


def _drawn(random: np.random.Generator, target_m: float) -> np.ndarray:
    """Return random vias of a loop of about a length."""
    turn, vias = random.uniform(0.0, 2.0 * np.pi), int(random.integers(2, 5))
    return ellipse(target_m, turn, vias, random.uniform(0.5, 2.0), 1.0)


def clean(found: Found, task: Task) -> bool:
    """Whether the objective's own measures call a loop clean."""
    t, metres = found.terms, found.terms[k.METRES]
    off = abs(t[k.AMOUNT] / task.wish.target - 1.0)
    return bool(off <= 0.05 and t[k.REPEATED] <= 0.05 * metres and t[k.CORRIDOR] <= 0.1 * metres)


class _Buffers:
    """The kernels' buffers of the ground used last."""

    ground: object = None
    held: tuple[object, ...] = ()


def _led(task: Task, wish: k.Wish, shape: np.ndarray, *, rounds: int = 1) -> Found | None:
    if _Buffers.ground is not task.ground:
        _Buffers.ground = task.ground
        _Buffers.held = (memory_for(task.ground), blank_walk(task.ground), blank_walk(task.ground))
    memory, one, best = _Buffers.held
    given = np.full(len(shape), -1, dtype=np.int32)
    value = k.construct(task.ground, memory, wish, shape, given, rounds, one, best)
    if value <= k.FAILED:
        return None
    return taken_from(best, task.ground, memory, task.wish)


@dataclass
class Valhalla:
    """Triangles on Valhalla's own network."""

    config: Path

    def __post_init__(self) -> None:
        from valhalla import Actor

        self.actor = Actor(str(self.config))

    def triangle(
        self, lonlat: tuple[float, float], target_m: float, costing: str, seed: int
    ) -> list[tuple[float, float]] | None:
        """Go round an equilateral triangle of about the wished length, in a random direction."""
        turn = np.random.default_rng(seed).uniform(0.0, 2.0 * np.pi)
        side = target_m / 3.0 / DETOUR
        scale = metres_per_degree(lonlat[1])
        corners = [
            (lonlat[0] + side * np.cos(a) / scale[0], lonlat[1] + side * np.sin(a) / scale[1])
            for a in (turn - np.pi / 6.0, turn + np.pi / 6.0)
        ]
        places = [{"lon": p[0], "lat": p[1]} for p in (lonlat, *corners, lonlat)]
        asked = {"locations": places, "costing": costing, "directions_type": "none"}
        try:
            answer = json.loads(self.actor.route(json.dumps(asked)))
        except RuntimeError:  # "No path could be found", a corner off its network
            return None
        lines = [_decoded(leg["shape"]) for leg in answer["trip"]["legs"]]
        return [point for line in lines for point in line]


def _decoded(shape: str) -> list[tuple[float, float]]:
    """Read Valhalla's encoded polyline (six decimals)."""
    points, lat, lon, i = [], 0, 0, 0
    while i < len(shape):
        steps = []
        for _ in range(2):
            shift = value = 0
            while True:
                byte = ord(shape[i]) - 63
                i += 1
                value |= (byte & 0x1F) << shift
                shift += 5
                if byte < 0x20:
                    break
            steps.append(~(value >> 1) if value & 1 else value >> 1)
        lat, lon = lat + steps[0], lon + steps[1]
        points.append((lon / 1e6, lat / 1e6))
    return points
