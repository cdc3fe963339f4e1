"""Where loops begin: circles and ellipses through the start, led over the ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from itinera.geodesy import FloatArray, IntArray
    from itinera.planning.loop.course import Course

SHAPES = 48
ASPECTS = (1.0, 0.7, 1.4)  # length towards the heading over width
DETOUR = 1.3  # length of ways over that of the polygon they follow, to begin with
ROUNDS = 4
MANY = 3  # places to pass, from which on their round decides the shape


def shapes(target_m: float, heading: float | None) -> Iterator[FloatArray]:
    """Yield the vias of starting shapes, the most different ones first.

    Parameters
    ----------
    target_m
        Wished length.
    heading
        Where the loop is to lie, radians from east against the clock; None for anywhere.

    Yields
    ------
    float64, shape (2 to 4, 2)
        Metres east and north of the start, in order of travel.
    """
    spread = 2.0 * np.pi if heading is None else np.pi / 3.0
    middle = np.pi / 2.0 if heading is None else heading
    for i in range(SHAPES):
        # The golden ratio spreads headings evenly however many are taken.
        turn = (i * 0.618_033_988_749_895 + 0.5) % 1.0 - 0.5
        vias = 2 + (i + 1) % 3
        sense = 1.0 if i % 2 else -1.0
        yield ellipse(target_m, middle + spread * turn, vias, ASPECTS[i // 3 % 3], sense)


def ellipse(target_m: float, heading: float, vias: int, aspect: float, sense: float) -> FloatArray:
    """Return points at equal angles of an ellipse through the start, of about the wished length.

    Parameters
    ----------
    target_m
        Length of a walk through the points on streets, about.
    heading
        Direction of the middle, radians from east.
    vias
        Number of points, the start not counted.
    aspect
        Axis along the heading over the other.
    sense
        1 against the clock, -1 with it.
    """
    angle = sense * 2.0 * np.pi * np.arange(1, vias + 1) / (vias + 1)
    along, across = aspect * (1.0 - np.cos(angle)), np.sin(angle)
    points = np.column_stack((along, across))
    ring = np.vstack(((0.0, 0.0), points, (0.0, 0.0)))
    perimeter = np.hypot(*np.diff(ring, axis=0).T).sum()
    points *= target_m / DETOUR / perimeter
    cos, sin = np.cos(heading), np.sin(heading)
    turned: FloatArray = points @ np.array([[cos, sin], [-sin, cos]])
    return turned


def through(
    shape: FloatArray,
    musts: Sequence[tuple[int, float, float]],
    *,
    backward: bool = False,
    course: Course | None = None,
) -> tuple[FloatArray, IntArray]:
    """Put nodes that must be passed into a shape, each where it makes it least longer.

    Of three nodes or more a short round is made first, and the shape put into that.

    Parameters
    ----------
    musts
        Node, metres east, metres north.
    backward
        Travel the round of the nodes the other way, if it is one.
    course
        Where the walk ends, and whether the nodes have an order; None for a loop in any.

    Returns
    -------
    shape, given
        As `construct` takes them.
    """
    base = [(-1, float(x), float(y)) for x, y in shape]
    more = list(musts)
    end = course.end if course else (0.0, 0.0)
    if course and course.ordered:
        base, more = more, base
    elif len(musts) >= MANY:
        from itinera.planning.loop.tour import tour_through

        order = tour_through(np.array([[x, y] for _, x, y in musts]), end=end)
        turned = backward and end == (0.0, 0.0)
        base, more = [musts[i] for i in (order[::-1] if turned else order)], base
    points = [(0.0, 0.0), *((x, y) for _, x, y in base), end]
    given = [-1, *(node for node, _, _ in base), -1]
    for node, x, y in more:
        ring = np.array(points)
        gap = np.hypot(*(ring - (x, y)).T)
        longer = gap[:-1] + gap[1:] - np.hypot(*np.diff(ring, axis=0).T)
        at = int(np.argmin(longer)) + 1
        points.insert(at, (x, y))
        given.insert(at, node)
    return np.array(points[1:-1]).reshape(-1, 2), np.array(given[1:-1], dtype=np.int32)
