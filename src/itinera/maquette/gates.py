"""Gates: the places where the roads of neighbouring regions meet."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import cKDTree

from itinera.maquette.chance import Dice
from itinera.maquette.curves import wander
from itinera.maquette.frame import Strand, positions
from itinera.maquette.kinds import Kind
from itinera.maquette.names import road_name

if TYPE_CHECKING:
    from itinera.maquette.frame import Town
    from itinera.maquette.plane import Plane
    from itinera.maquette.sheet import Sheet

Gate = tuple[float, float]  # (lon, lat) in degrees, 7 decimals
SAME_M = 1.0


def outermost(towns: list[Town], plane: Plane) -> tuple[Gate, ...]:
    """Return the places of a region that stand on its convex hull."""
    hull = shapely.MultiPoint(positions(towns)).convex_hull
    corners = shapely.get_coordinates(hull)[:-1]
    return tuple((round(lon, 7), round(lat, 7)) for lon, lat in plane.lonlat(corners).tolist())


def gate_roads(gates: tuple[Gate, ...], towns: list[Town], plane: Plane, seed: int) -> list[Strand]:
    """Lead a road from each gate to the nearest place."""
    tree = cKDTree(positions(towns))
    strands = []
    for gate in gates:
        place = np.array(plane.xy(*gate))
        town = towns[int(tree.query(place)[1])]
        dice = Dice(seed, "gate road", *gate)
        points = wander(place, np.array([town.x, town.y]), 0.05, 60.0, dice)
        name, ref = road_name(Kind.TERTIARY, ("", ""), dice)
        strands.append(Strand(Kind.TERTIARY, points, name, ref))
    return strands


def gate_nodes(sheet: Sheet, plane: Plane, gates: tuple[Gate, ...]) -> dict[Gate, int]:
    """Return the node of the sheet at each gate that has one."""
    nodes = list(sheet.at.values())
    tree = cKDTree([(sheet.x[n], sheet.y[n]) for n in nodes])
    found = {}
    for gate in gates:
        away, nearest = tree.query(plane.xy(*gate))
        if math.isfinite(away) and away < SAME_M:
            found[gate] = nodes[int(nearest)]
    return found
