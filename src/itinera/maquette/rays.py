"""What a straight line meets first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapely.geometry import LineString, Point

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely import STRtree

NEAR_M = 1.0  # what touches the beginning of the ray is not "met"


def first_hit(
    ray: LineString, tree: STRtree, lines: Sequence[LineString]
) -> tuple[int, float] | None:
    """Return which line a ray meets first, and after how many metres."""
    origin = Point(ray.coords[0])
    best: tuple[float, int] | None = None
    for i in sorted(tree.query(ray, predicate="intersects").tolist()):
        away = origin.distance(ray.intersection(lines[i]))
        if away > NEAR_M and (best is None or away < best[0]):
            best = (away, i)
    return None if best is None else (best[1], best[0])
