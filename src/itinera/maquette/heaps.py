"""The feet of the terrils: outlines of true size round the true points."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import substring

from itinera.maquette.chance import Dice
from itinera.maquette.curves import resample, ring
from itinera.maquette.facts import Terril

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray
    from itinera.maquette.facts import Facts
    from itinera.maquette.frame import Strand
    from itinera.maquette.plane import Plane

LAKE = "Étang"  # a lake is bounded as a terril is, and nothing is drawn inside
CLEAR = 0.9  # share of the distance of two terrils that their radii may fill
LEAST_RADIUS_M = 28.0
LONG_SHAPES = {
    LAKE: 1.5,
    "Cavalier": 5.0,
    "Plat": 1.7,
    "Bassin de décantation": 1.5,
    "Terrasses": 1.5,
}
LAKES = {
    "Mare à Goriaux": 42.0,
    "Étang d’Amaury": 36.0,
    "Parc de Wingles et étangs": 18.0,
    "Étangs de Chabaud-Latour et Digue Noire": 48.0,
    "Base de loisirs des Argales": 34.0,
}
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
    def is_lake(self) -> bool:
        """True for open water."""
        return self.terril.shape == LAKE

    @property
    def round_name(self) -> str:
        """What the path round it is called."""
        what = "de l'étang –" if self.is_lake else "du terril"
        return f"Fictif tour {what} {self.terril.number}"

    @property
    def height_m(self) -> float:
        """Height above the foot: published, or guessed from shape and size."""
        if self.terril.height_m:
            return self.terril.height_m
        factor, limit = STEEPNESS.get(self.terril.shape, (0.12, 20.0))
        return min(limit, factor * min(self.radii))


def heaps(terrils: tuple[Terril, ...], plane: Plane, seed: int) -> list[Heap]:
    """Outline the terrils; where two would overlap both shrink in proportion."""
    at = np.array([plane.xy(t.lon, t.lat) for t in terrils]).reshape(-1, 2)
    axes = [_axes(terril) for terril in terrils]
    found: list[Heap] = []
    for k, terril in enumerate(terrils):
        long, short = axes[k]
        for other in range(len(terrils)):
            apart = math.dist(at[k], at[other])
            if other != k and long + axes[other][0] > CLEAR * apart:
                room = CLEAR * apart * axes[k][0] / (axes[k][0] + axes[other][0])
                long = min(long, max(LEAST_RADIUS_M, room))
        radii = (long, min(short, long))
        dice = Dice(seed, "heap", terril.number)
        turn = dice.between(-0.5, 0.5)
        x, y = float(at[k, 0]), float(at[k, 1])
        foot = ring((x, y), radii, turn, unevenness=0.07, spacing=28.0, dice=dice)
        walkable = not terril.shape.startswith("Arasé") and terril.surface_ha >= 1.2
        found.append(Heap(terril, x, y, radii, turn, foot, walkable))
    return found


def _axes(terril: Terril) -> tuple[float, float]:
    """Return the half axes in metres that its area and shape ask for."""
    ratio = LONG_SHAPES.get(terril.shape, 1.15)
    if terril.number == "T075":
        ratio = 5.2  # Pinchonvalles is 1.75 km long (domain.md, section 7.2)
    radius = math.sqrt(max(0.6, terril.surface_ha) * 10_000.0 / math.pi / ratio)
    return radius * ratio, radius


def lakes(facts: Facts) -> tuple[Terril, ...]:
    """Return the true lakes among the parks (their size is a guess)."""
    return tuple(
        Terril(spot.name, spot.name, LAKE, spot.lon, spot.lat, hectares, 0.0, None, "open")
        for spot in facts.spots
        for name, hectares in LAKES.items()
        if spot.kind == "park" and spot.name == name
    )


def detours(found: list[Heap]) -> list[Polygon]:
    """Return the ground that roads keep off: walkable terrils and lakes, near ones together."""
    feet = [Polygon(heap.foot).buffer(32.0) for heap in found if heap.walkable]
    clusters: list[Polygon] = list(shapely.get_parts(shapely.union_all(feet))) if feet else []
    return [cluster.convex_hull.buffer(-6.0) for cluster in clusters]


def step_aside(strand: Strand, keep_off: list[Polygon], tree: STRtree) -> Strand:
    """Lead a line round what it would run over, by the shorter side."""
    points = strand.points
    if len(points) < 2:
        return strand
    for k in sorted(tree.query(LineString(points), predicate="intersects").tolist()):
        points = _round(points, keep_off[k])
    return replace(strand, points=points)


def _round(points: FloatArray, hull: Polygon) -> FloatArray:
    """Replace the stretches of a line inside a hull by stretches of its boundary."""
    inside = shapely.contains_xy(hull, points[:, 0], points[:, 1])
    outside = np.flatnonzero(~inside)
    if len(outside) < 2:
        return points
    pieces = [points[: outside[0]]]
    for a, b in itertools.pairwise(outside):
        pieces.append(points[a : a + 1])
        if b - a > 1:
            pieces.append(_along(hull, points[a], points[b]))
    pieces.append(points[outside[-1] :])
    return np.vstack(pieces)


def _along(hull: Polygon, a: FloatArray, b: FloatArray) -> FloatArray:
    """Return the shorter way along the boundary between the points of it nearest to a and b."""
    edge = hull.exterior
    start, end = edge.project(Point(a)), edge.project(Point(b))
    low, high = min(start, end), max(start, end)
    inner = np.array(substring(edge, low, high).coords)
    if high - low > edge.length / 2.0:
        outer = [substring(edge, high, edge.length), substring(edge, 0.0, low)]
        inner = np.vstack([np.array(part.coords) for part in outer])[::-1]
    if start > end:
        inner = inner[::-1]
    if len(inner) < 3:
        return inner
    return resample(inner, 45.0)[1:-1]
