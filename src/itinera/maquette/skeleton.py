"""From the strands of the frame to a sheet with shared nodes, and the faces between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry import LineString, Polygon

from itinera.maquette.frame import Strand
from itinera.maquette.kinds import Kind
from itinera.maquette.rays import first_hit
from itinera.maquette.sheet import Face, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import FloatArray

GRID_M = 0.05  # strands that meet within this distance share a node
TIP_M = 8.0  # what sticks out less than this beyond a crossing is cut off
REACH_M = 4_000.0


def weave(strands: Sequence[Strand]) -> tuple[Sheet, list[Face]]:
    """Give crossing strands common nodes and return the sheet with the faces they bound."""
    strands = list(strands)
    edges, _ = _faces(strands)
    strands += [Strand(Kind.GHOST, line) for line in _extensions(edges)]
    edges, faces = _faces(strands)
    for _ in range(4):
        holed = [face for face in faces if len(face.interiors)]
        if not holed:
            break
        strands += [Strand(Kind.GHOST, cut) for face in holed for cut in _cuts(face)]
        edges, faces = _faces(strands)
    sheet, where = _draw(_without_tips(edges), strands)
    return sheet, [_bounded(face, sheet, where) for face in faces if not len(face.interiors)]


def _faces(strands: list[Strand]) -> tuple[list[LineString], list[Polygon]]:
    """Node the strands and return the pieces between crossings and the faces."""
    lines = [LineString(s.points) for s in strands if len(s.points) > 1]
    woven = shapely.union_all(lines, grid_size=GRID_M)
    pieces = [p for p in shapely.get_parts(woven) if p.length > 0.0]
    faces = shapely.get_parts(shapely.polygonize(pieces))
    return pieces, list(faces)


def _tips(pieces: list[LineString]) -> set[tuple[float, float]]:
    """Return the ends that belong to one piece only."""
    count: dict[tuple[float, float], int] = {}
    for piece in pieces:
        for x, y in (piece.coords[0], piece.coords[-1]):
            count[x, y] = count.get((x, y), 0) + 1
    return {end for end, n in count.items() if n == 1}


def _without_tips(pieces: list[LineString]) -> list[LineString]:
    """Leave out what sticks out a few metres beyond a crossing."""
    loose = _tips(pieces)
    return [p for p in pieces if p.length > TIP_M or not {p.coords[0], p.coords[-1]} & loose]


def _extensions(pieces: list[LineString]) -> list[FloatArray]:
    """Lead each loose end on to what it would meet, so that it bounds faces like the rest."""
    loose = _tips(pieces)
    tree = STRtree(pieces)
    found = []
    for piece in pieces:
        points = shapely.get_coordinates(piece)
        for end, before in ((points[0], points[1]), (points[-1], points[-2])):
            if (end[0], end[1]) not in loose or piece.length < TIP_M:
                continue
            ahead = (end - before) / max(float(np.hypot(*(end - before))), 1e-9)
            hit = first_hit(LineString([end, end + ahead * REACH_M]), tree, pieces)
            if hit is not None:
                found.append(np.stack([end, end + ahead * hit[1]]))
    return found


def _cuts(face: Polygon) -> list[FloatArray]:
    """Return lines that tie each hole of a face to what surrounds it, east and west."""
    cuts = []
    reach = face.bounds[2] - face.bounds[0] + 10.0
    for hole in face.interiors:
        points = np.array(hole.coords)
        for side in (-1.0, 1.0):
            start = points[np.argmax(side * points[:, 0])]
            tip = (start[0] + side * reach, start[1] + side * 13.0)
            ray = LineString([start, tip])
            inside = [p for p in shapely.get_parts(ray.intersection(face)) if p.length > GRID_M]
            if inside:
                first = min(inside, key=lambda p: p.distance(shapely.Point(start)))
                ends = np.array(first.coords)
                along = (ends[-1] - ends[0]) / max(first.length, 1e-6)
                cuts.append(np.stack([ends[0] - 0.5 * along, ends[-1] + 0.5 * along]))
    return cuts


def _draw(
    pieces: list[LineString], strands: list[Strand]
) -> tuple[Sheet, dict[tuple[int, int], tuple[int, int]]]:
    """Draw the pieces; also return (node, node) → (line, segment) for both directions."""
    sheet = Sheet()
    tree = STRtree([LineString(s.points) for s in strands])
    middles = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    mother = tree.nearest(middles)
    streets = {int(m): sheet.new_street() for m in sorted(set(mother.tolist()))}
    at: dict[tuple[float, float], int] = {}
    where: dict[tuple[int, int], tuple[int, int]] = {}
    for piece, origin in zip(pieces, mother.tolist(), strict=True):
        nodes = []
        for x, y in piece.coords:
            key = (round(x, 2), round(y, 2))
            if key not in at:
                at[key] = sheet.node(x, y)
            nodes.append(at[key])
        strand = strands[origin]
        line = sheet.draw(strand.kind, nodes, street=streets[origin])
        sheet.lines[line].name, sheet.lines[line].ref = strand.name, strand.ref
        for k in range(len(nodes) - 1):
            where[nodes[k], nodes[k + 1]] = where[nodes[k + 1], nodes[k]] = (line, k)
    sheet.at = at
    return sheet, where


def _bounded(face: Polygon, sheet: Sheet, where: dict[tuple[int, int], tuple[int, int]]) -> Face:
    """Say which segments bound a face."""
    ring = shapely.geometry.polygon.orient(face).exterior.coords
    nodes = [sheet.at[round(x, 2), round(y, 2)] for x, y in ring][:-1]
    after = [*nodes[1:], nodes[0]]
    return Face(nodes, [where[pair] for pair in zip(nodes, after, strict=True)])
