"""Legs of a network laid end to end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import segment_lengths, to_degrees

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import FloatArray, IntArray
    from itinera.nodenetwork.model import NodeNetwork
    from itinera.nodenetwork.sequence import Ridden


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """Legs laid end to end.

    Attributes
    ----------
    rides
        In order.
    point : list of int, one more than rides
        Index in `fixed` of the point where each begins; the last point last.
    fixed : int32, shape (n, 2)
        The line, 1e-7 degrees.
    along_m : float64, shape (n,)
        Metres from the start to each point.
    """

    rides: tuple[Ridden, ...]
    point: list[int]
    fixed: IntArray
    along_m: FloatArray


def lay_course(network: NodeNetwork, rides: Sequence[Ridden]) -> Course:
    """Lay legs end to end; each joint is one point."""
    parts: list[IntArray] = []
    point = [0]
    for ride in rides:
        fixed = _points(network, ride)
        parts.append(fixed if not parts else fixed[1:])
        point.append(point[-1] + len(fixed) - 1)
    line = np.concatenate(parts).astype(np.int32)
    along = np.concatenate(([0.0], np.cumsum(segment_lengths(to_degrees(line)))))
    return Course(tuple(rides), point, line, along)


def _points(network: NodeNetwork, ride: Ridden) -> IntArray:
    """Return the points of a leg in the direction of travel."""
    if ride.leg is not None:
        return ride.leg.fixed[::-1] if ride.reversed else ride.leg.fixed
    ends = np.array([network.nodes[ride.start].lonlat, network.nodes[ride.end].lonlat])
    return np.rint(ends * 1e7).astype(np.int32)


def repeated_m(course: Course) -> float:
    """Return the metres on segments that were travelled before, in either direction."""
    place = course.fixed[:, 0].astype(np.int64) * (1 << 32) + course.fixed[:, 1]
    ends = np.sort(np.column_stack((place[:-1], place[1:])), axis=1)
    _, first = np.unique(ends, axis=0, return_index=True)
    metres = np.diff(course.along_m)
    metres[first] = 0.0
    return float(metres.sum())


def stretches(ride: Ridden) -> list[tuple[int, int, str, str]]:
    """Return (first point, last point, highway, surface) of a leg in the order of travel."""
    if ride.leg is None:
        return [(0, 1, "", "")]
    last = len(ride.leg.fixed) - 1
    ends = [section.first for section in ride.leg.sections[1:]] + [last]
    rows = [
        (section.first, end, section.highway, section.surface)
        for section, end in zip(ride.leg.sections, ends, strict=True)
    ]
    if not ride.reversed:
        return rows
    return [(last - end, last - first, highway, surface) for first, end, highway, surface in rows]
