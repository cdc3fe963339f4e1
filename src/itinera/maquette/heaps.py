"""The feet of the terrils: outlines of true size round the true points."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from shapely import STRtree
from shapely.geometry import Point, Polygon

from itinera.maquette.chance import Dice
from itinera.maquette.curves import ring

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray
    from itinera.maquette.facts import Terril
    from itinera.maquette.frame import Strand
    from itinera.maquette.plane import Plane

LONG_SHAPES = {"Cavalier": 5.0, "Plat": 1.7, "Bassin de décantation": 1.5, "Terrasses": 1.5}
MODERN = "Grand terril moderne"
#: Height in metres of a heap of which none is published, by shape: factor of its radius, limit.
STEEPNESS = {
    "Conique": (0.55, 75.0),
    MODERN: (0.5, 110.0),
    "Tronqué": (0.4, 60.0),
    "Plat": (0.1, 25.0),
}


@dataclass(frozen=True, slots=True)
class Heap:
    """A terril on the plane: its foot (closed ring), half axes and the turn of the long one."""

    terril: Terril
    x: float
    y: float
    radii: tuple[float, float]
    turn: float
    foot: FloatArray
    walkable: bool  # ring and paths are drawn; false for what was levelled or built over

    @property
    def height_m(self) -> float:
        """Height above the foot: published, or guessed from shape and size."""
        if self.terril.height_m:
            return self.terril.height_m
        factor, limit = STEEPNESS.get(self.terril.shape, (0.12, 20.0))
        return min(limit, factor * min(self.radii))


def heaps(terrils: tuple[Terril, ...], plane: Plane, seed: int) -> list[Heap]:
    """Outline the terrils; where two would overlap the later one shrinks."""
    found: list[Heap] = []
    for terril in terrils:
        x, y = plane.xy(terril.lon, terril.lat)
        dice = Dice(seed, "heap", terril.number)
        ratio = LONG_SHAPES.get(terril.shape, 1.15)
        if terril.number == "T075":
            ratio = 5.2  # Pinchonvalles is 1.75 km long (domain.md, section 7.2)
        area = max(0.6, terril.surface_ha) * 10_000.0
        radius = math.sqrt(area / math.pi / ratio)
        free = min((_gap(other, x, y) for other in found), default=math.inf)
        radius = min(radius, max(28.0, 0.46 * free))
        long = min(radius * ratio, max(40.0, 0.8 * free)) if free < 1500.0 else radius * ratio
        turn = dice.between(-0.5, 0.5)
        foot = ring((x, y), (long, radius), turn, unevenness=0.07, spacing=28.0, dice=dice)
        walkable = not terril.shape.startswith("Arasé") and terril.surface_ha >= 1.2
        found.append(Heap(terril, x, y, (long, radius), turn, foot, walkable))
    return found


def _gap(heap: Heap, x: float, y: float) -> float:
    """Return the distance from the middle of a heap, in metres."""
    return math.hypot(heap.x - x, heap.y - y)


def step_aside(strand: Strand, heaps_here: list[Heap]) -> FloatArray:
    """Bend a line round the terrils that it would cross."""
    points = strand.points.copy()
    for heap in heaps_here:
        if not heap.walkable:
            continue
        dx, dy = points[:, 0] - heap.x, points[:, 1] - heap.y
        cos, sin = math.cos(heap.turn), math.sin(heap.turn)
        u, v = dx * cos + dy * sin, -dx * sin + dy * cos
        a, b = heap.radii[0] * 1.1 + 26.0, heap.radii[1] * 1.1 + 26.0
        depth = np.hypot(u / a, v / b)
        inside = depth < 1.0
        if not inside.any():
            continue
        push = 1.0 / np.maximum(depth[inside], 0.05)
        u, v = u[inside] * push, v[inside] * push
        points[inside, 0] = heap.x + u * cos - v * sin
        points[inside, 1] = heap.y + u * sin + v * cos
    return points


def heap_polygons(found: list[Heap]) -> list[Polygon]:
    """Return the feet as valid polygons."""
    return [Polygon(heap.foot).buffer(0) for heap in found]


def heap_tree(found: list[Heap]) -> STRtree:
    """Index the feet for "which terril is here"."""
    return STRtree(heap_polygons(found))


def heap_at(tree: STRtree, xy: tuple[float, float]) -> int | None:
    """Return the index of the terril at a place, None if none is there."""
    hits = tree.query(Point(xy), predicate="within")
    return int(hits[0]) if len(hits) else None
