"""Terrils as ground: the drawn paths say where a heap has which share of its height.

A path on a heap is cut into its slope, so the slope is built from the paths:
each point of a spiral, a ramp or stairs gets a share of the height (0 at the
foot, 1 at the summit), and the ground between them is spanned by triangles.
So whoever climbs a drawn path climbs steadily, and meets the summit where it is drawn.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.interpolate import LinearNDInterpolator
from shapely.geometry import Polygon

from itinera.maquette.heaps import STEEPNESS

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray
    from itinera.maquette.drawn import Course
    from itinera.maquette.heaps import Heap

    Paths = dict[str, list[Course]]

SPACING_M = 3.0  # of the points along paths that the triangles span
INSIDE_M = 5.0  # a spiral climbs once it is this far inside the foot
LAST_STEP = 0.965  # share of the height at the end of a spiral: the tip is rounded
DOME = 0.85  # the same where the tip was taken off: what is left is domed
EDGE = 0.96  # share at the edge of a plateau, which swells to 1
RAMP = 0.45  # no drawn ramp is steeper; a higher plateau swells more
SUMMIT_M = 6.0  # radius of what is level on top of a cone
RISE = 0.35  # share of the length of a ridge at each end over which it rises
TOP_OF_PLATEAU = 0.62  # share of the radius, where no path says it
TOP_OF_CONE = 0.08


@dataclass(frozen=True, slots=True)
class Mound:
    """A heap as a surface of shares of its height.

    Attributes
    ----------
    summit_m
        Metres above sea.
    foot : float64, shape (n, 2)
        Ring in metres on the plane; outside it nothing changes.
    xy : float64, shape (m, 2)
        Points that the surface passes through.
    share : float64, shape (m,)
        Of the height, 0 to 1, at those points.
    """

    number: str
    summit_m: float
    foot: FloatArray
    xy: FloatArray
    share: FloatArray

    def lift(self, xy: FloatArray, ground_m: FloatArray) -> FloatArray:
        """Return the altitude of places on and round the heap.

        Parameters
        ----------
        xy : float64, shape (n, 2)
            Metres on the plane.
        ground_m : float64, shape (n,)
            Altitude of the ground without the heap.
        """
        share = np.zeros(len(xy))
        inside = shapely.contains_xy(Polygon(self.foot), xy[:, 0], xy[:, 1])
        share[inside] = np.nan_to_num(LinearNDInterpolator(self.xy, self.share)(xy[inside]))
        lifted: FloatArray = ground_m + share * (self.summit_m - ground_m)
        return lifted


def mound_of(heap: Heap, paths: Paths, *, ground_m: float, summit_m: float) -> Mound:
    """Shape a heap after its drawn paths, or after its kind where none is drawn."""
    foot = _dense(heap.foot)
    lines = [(foot, np.zeros(len(foot)))]
    if "montée" in paths:
        lines += _spiral(heap, paths)
    elif "crête" in paths:
        lines += _ridge(paths)
    elif "plateau" in paths:
        lines += _plateau(paths, summit_m - ground_m)
    else:
        lines.append(_undrawn(heap))
    points = np.vstack([xy for xy, _ in lines])
    share = np.concatenate([share for _, share in lines])
    _, kept = np.unique(np.round(points, 1), axis=0, return_index=True)
    kept = np.sort(kept)
    return Mound(heap.terril.number, summit_m, heap.foot, points[kept], share[kept])


Shares = list[tuple["FloatArray", "FloatArray"]]


def _spiral(heap: Heap, paths: Paths) -> Shares:
    """Let the spiral climb from where it leaves the foot, and the steps from turn to turn."""
    nodes, xy = _chained(paths["montée"] + paths.get("sommet", []))
    ring = Polygon(heap.foot)
    inside = shapely.contains_xy(ring, xy[:, 0], xy[:, 1])
    depth = np.where(inside, shapely.distance(shapely.points(xy), ring.exterior), 0.0)
    outer = np.flatnonzero(depth < INSIDE_M)
    first = int(outer[-1]) if len(outer) else 0
    end = len(nodes) - 2  # the last node is the summit
    last = DOME if heap.terril.shape == "Tronqué" else LAST_STEP
    share = np.clip((np.arange(len(nodes)) - first) / max(end - first, 1), 0.0, 1.0) * last
    share[-1] = 1.0
    level = dict(zip(nodes, share.tolist(), strict=True))
    radius = min(SUMMIT_M, math.dist(xy[-1], xy[-2]) / 2.0)
    lines = [_along(*_onto_tip(xy, share, radius)), _tip(xy[-1], radius)]
    for steps in paths.get("escalier", []):
        shares = np.array([level.get(n, 0.0) for n in steps.nodes])
        lines.append(_along(*_onto_tip(steps.xy, shares, radius)))
    return lines


def _tip(summit: FloatArray, radius: float) -> tuple[FloatArray, FloatArray]:
    """Make a summit wide enough to stand on."""
    t = np.linspace(0.0, 2.0 * math.pi, 13)
    return summit + radius * np.stack([np.cos(t), np.sin(t)], axis=1), np.ones(len(t))


def _onto_tip(xy: FloatArray, share: FloatArray, radius: float) -> tuple[FloatArray, FloatArray]:
    """Let a path that ends on the summit be level over the tip."""
    if share[-1] < 1.0:
        return xy, share
    back = xy[-2] - xy[-1]
    edge = xy[-1] + back * radius / np.hypot(*back)
    return np.insert(xy, -1, edge, axis=0), np.insert(share, -1, 1.0)


def _ridge(paths: Paths) -> Shares:
    """Let the crest rise from both ends, and the steps lead to it."""
    nodes, xy = _chained(paths["crête"])
    along = np.linspace(0.0, 1.0, len(nodes))
    share = np.clip(np.minimum(along, 1.0 - along) / RISE, 0.0, 1.0)
    level = dict(zip(nodes, share.tolist(), strict=True))
    lines = [_along(xy, share)]
    for steps in paths.get("marches", []):
        lines.append(_along(steps.xy, np.array([level.get(n, 0.0) for n in steps.nodes])))
    return lines


def _plateau(paths: Paths, height_m: float) -> Shares:
    """Let ramps and short cuts rise to the round on top; inside it the ground swells a little."""
    ramps = [float(np.hypot(*np.diff(c.xy, axis=0).T).sum()) for c in paths.get("rampe", [])]
    edge = min([EDGE, *(RAMP * length / height_m for length in ramps)])
    top = {node for course in paths["plateau"] for node in course.nodes}
    lines = [_along(c.xy, np.full(len(c.nodes), edge)) for c in paths["plateau"]]
    if "traversée" in paths:
        _, xy = _chained(paths["traversée"])
        metres = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
        lines.append(_along(xy, edge + (1.0 - edge) * np.sin(math.pi * metres / metres[-1])))
    for course in paths.get("rampe", []) + paths.get("raccourci", []):
        lines.append(_along(course.xy, np.array([edge if n in top else 0.0 for n in course.nodes])))
    return lines


def _undrawn(heap: Heap) -> tuple[FloatArray, FloatArray]:
    """Put a top of the size that the kind of heap asks for."""
    cone = heap.terril.shape in STEEPNESS and heap.terril.shape != "Plat"
    size = TOP_OF_CONE if cone else TOP_OF_PLATEAU
    t = np.linspace(0.0, 2.0 * math.pi, 25)
    u, v = heap.radii[0] * size * np.cos(t), heap.radii[1] * size * np.sin(t)
    cos, sin = math.cos(heap.turn), math.sin(heap.turn)
    xy = np.stack([heap.x + u * cos - v * sin, heap.y + u * sin + v * cos], axis=1)
    return xy, np.ones(len(t))


def _chained(courses: list[Course]) -> tuple[list[int], FloatArray]:
    """Join pieces of one path, each drawn upwards, end to end."""
    by_first = {course.nodes[0]: course for course in courses}
    ends = {course.nodes[-1] for course in courses}
    course = next((c for c in courses if c.nodes[0] not in ends), courses[0])
    nodes, xy = list(course.nodes), [course.xy]
    for _ in courses:
        following = by_first.get(nodes[-1])
        if following is None:
            break
        nodes += following.nodes[1:]
        xy.append(following.xy[1:])
    return nodes, np.vstack(xy)


def _dense(ring: FloatArray) -> FloatArray:
    """Put points along a line at a few metres, its own included."""
    return _along(ring, np.zeros(len(ring)))[0]


def _along(xy: FloatArray, share: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Put points along a line at a few metres; shares run evenly from point to point."""
    metres = np.hypot(*np.diff(xy, axis=0).T)
    counts = np.maximum(1, np.ceil(metres / SPACING_M)).astype(np.int64)
    at = np.concatenate([k + np.arange(n) / n for k, n in enumerate(counts)] + [[len(xy) - 1.0]])
    own = np.arange(len(xy), dtype=np.float64)
    points = np.stack([np.interp(at, own, xy[:, k]) for k in (0, 1)], axis=1)
    return points, np.interp(at, own, share)
