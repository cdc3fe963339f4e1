"""Railways through the true stations, and former mine railways as greenways."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import minimum_spanning_tree

from itinera.maquette.chance import Dice
from itinera.maquette.curves import spline
from itinera.maquette.frame import Strand, Town
from itinera.maquette.kinds import Kind
from itinera.maquette.roads import links

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray
    from itinera.maquette.facts import Cavalier, Spot
    from itinera.maquette.plane import Plane

GREENWAYS = 46  # the longest former railways that are drawn as ways
LONGEST_TRACK_M = 15_000.0


def railways(stations: list[Spot], plane: Plane) -> list[Strand]:
    """Join the stations: a tree, and the short links that close loops on it."""
    at = np.array([plane.xy(s.lon, s.lat) for s in stations]).reshape(-1, 2)
    if len(at) < 2:
        return []
    pairs = links(at)
    metres = np.hypot(*(at[pairs[:, 0]] - at[pairs[:, 1]]).T)
    graph = csr_matrix((metres, (pairs[:, 0], pairs[:, 1])), shape=(len(at), len(at)))
    tree = minimum_spanning_tree(graph).tocoo()
    chosen = set(zip(tree.row.tolist(), tree.col.tolist(), strict=True))
    near = {(int(i), int(j)) for (i, j), m in zip(pairs, metres, strict=True) if m < 5_200.0}
    ahead = _directions(at, sorted(chosen))
    strands = []
    for i, j in sorted(chosen | {p for p in near if hash(p) % 3 == 0}):
        if math.dist(at[i], at[j]) < LONGEST_TRACK_M:
            strands.append(Strand(Kind.RAIL, _track(at[i], at[j], ahead[i], ahead[j]),
                                  "Fictif chemin de fer"))  # fmt: skip
    return strands


def _directions(at: FloatArray, pairs: list[tuple[int, int]]) -> FloatArray:
    """Return the main direction of the track through each station (unit vectors)."""
    sums = np.zeros((len(at), 2))
    for i, j in pairs:
        along = at[j] - at[i]
        along = along / max(float(np.hypot(*along)), 1.0)
        for k in (i, j):
            sums[k] += along if sums[k] @ along >= 0 else -along
    ahead: FloatArray = sums / np.maximum(np.hypot(*sums.T), 1e-9)[:, None]
    return ahead


def _track(a: FloatArray, b: FloatArray, via_a: FloatArray, via_b: FloatArray) -> FloatArray:
    """Draw a track with gentle curves that leaves both stations in their direction."""
    along = b - a
    reach = 0.22 * math.dist(a, b)
    first = a + via_a * (reach if via_a @ along >= 0 else -reach)
    last = b - via_b * (reach if via_b @ along >= 0 else -reach)
    return spline(np.stack([a, first, last, b]), 90.0)


def greenways(
    cavaliers: tuple[Cavalier, ...], towns: list[Town], plane: Plane, seed: int
) -> list[Strand]:
    """Draw the longest former railways along the diagonal of their box, past their communes."""
    by_key = {_plain(town.name): town for town in towns}
    strands = []
    for cavalier in cavaliers[:GREENWAYS]:
        named = [by_key[_plain(name)] for name in cavalier.communes if _plain(name) in by_key]
        if not named or 2 * len(named) < len(cavalier.communes):
            continue
        points = _diagonal(cavalier, named, plane, Dice(seed, "cavalier", cavalier.name))
        title = re.sub(r"\s+", " ", cavalier.name.strip("? "))
        strands.append(Strand(Kind.GREENWAY, points, f"Fictif cavalier – {title}"))
    return strands


def _plain(name: str) -> str:
    """Return a name without accents, case and hyphens, since the tables differ in them."""
    stripped = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "Oe"))
    return re.sub(r"[^a-z]+", " ", stripped.encode("ascii", "ignore").decode().lower()).strip()


def _diagonal(cavalier: Cavalier, named: list[Town], plane: Plane, dice: Dice) -> FloatArray:
    """Lead a line from corner to corner of the box, drawn towards its communes."""
    west, south = plane.xy(*cavalier.box[:2])
    east, north = plane.xy(*cavalier.box[2:])
    centres = np.array([(t.x, t.y) for t in named])
    rising = _tilt(centres, (west + east) / 2.0, (south + north) / 2.0) >= 0.0
    a = np.array([west, south if rising else north])
    b = np.array([east, north if rising else south])
    along = b - a
    shares = np.clip((centres - a) @ along / max(float(along @ along), 1.0), 0.06, 0.94)
    points = [a]
    for i in np.argsort(shares, kind="stable"):
        on_line = a + shares[i] * along
        edge = named[i].radius * 0.8 * (1 if dice.chance(0.5) else -1)
        aside = np.array([-along[1], along[0]]) / max(float(np.hypot(*along)), 1.0)
        target = 0.7 * on_line + 0.3 * (centres[i] + edge * aside)
        if math.dist(target, points[-1]) > 2600.0 and math.dist(target, b) > 900.0:
            points.append(target)
    return spline(np.array([*points, b]), 70.0)


def _tilt(centres: FloatArray, x: float, y: float) -> float:
    """Return a positive number if the places rise to the east about the middle (x, y)."""
    return float(((centres[:, 0] - x) * (centres[:, 1] - y)).sum())
