"""The geometry of cutting a face in two."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray
    from itinera.maquette.chance import Dice

ROW_M = 118.0  # two rows of gardens between two streets of an estate
ROW_LENGTH_M = 300.0


def following(values: FloatArray) -> FloatArray:
    """Return each value's successor round a ring (np.roll is several times slower)."""
    out = np.empty_like(values)
    out[:-1] = values[1:]
    out[-1] = values[0]
    return out


def middle_of(xs: FloatArray, ys: FloatArray) -> tuple[float, float, float]:
    """Return area (positive: counter-clockwise) and centroid of a polygon."""
    x0, y0 = float(xs[0]), float(ys[0])
    x, y = xs - x0, ys - y0
    xn, yn = following(x), following(y)
    cross = x * yn - xn * y
    area = float(cross.sum()) / 2.0
    if area < 1e-6:
        return 0.0, x0, y0
    cx = float(((x + xn) * cross).sum()) / (6.0 * area)
    cy = float(((y + yn) * cross).sum()) / (6.0 * area)
    return area, x0 + cx, y0 + cy


def axis(xs: FloatArray, ys: FloatArray) -> tuple[float, float]:
    """Return direction (radians) and length ratio of the long axis, from the boundary's inertia."""
    xn, yn = following(xs), following(ys)
    weight = np.hypot(xn - xs, yn - ys)
    mx, my = (xs + xn) / 2.0, (ys + yn) / 2.0
    total = weight.sum()
    mx, my = mx - (weight * mx).sum() / total, my - (weight * my).sum() / total
    a = float((weight * mx * mx).sum())
    b = float((weight * mx * my).sum())
    c = float((weight * my * my).sum())
    spread = math.sqrt(((a - c) / 2.0) ** 2 + b * b)
    mean = (a + c) / 2.0
    return 0.5 * math.atan2(2.0 * b, a - c), math.sqrt((mean + spread) / max(mean - spread, 1e-6))


def longest_side(xs: FloatArray, ys: FloatArray) -> float:
    """Return the direction in which most of the boundary runs (its longest side), radians."""
    dx, dy = following(xs) - xs, following(ys) - ys
    k = int(np.argmax(dx * dx + dy * dy))
    return math.atan2(float(dy[k]), float(dx[k]))


def rows_of(grid: float, xs: FloatArray, ys: FloatArray) -> list[float]:
    """Return the directions to try in a miners' estate: streets along the rows, few across."""
    cos, sin = math.cos(grid), math.sin(grid)
    along, across = xs * cos + ys * sin, ys * cos - xs * sin
    length, depth = float(np.ptp(along)), float(np.ptp(across))
    first_along = depth > ROW_M and length < max(ROW_LENGTH_M, 1.2 * depth)
    other = grid + math.pi / 2
    return [grid, other] if first_along else [other, grid]


def bent(
    a: tuple[float, float], b: tuple[float, float], bend: float, spacing: float, dice: Dice
) -> FloatArray:
    """Return inner points of a line from a to b that bulges and, if long, winds."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = math.hypot(dx, dy)
    count = int(length / spacing)
    bulge, sway, curl = dice.about(bend), dice.about(bend * 0.5), dice.about(bend * 0.3)
    if count < 1 or bend == 0.0:
        return np.zeros((0, 2))
    share = np.arange(1, count + 1) / (count + 1)
    off = (
        bulge * np.sin(math.pi * share)
        + sway * np.sin(2 * math.pi * share)
        + curl * np.sin(3 * math.pi * share)
    )
    return np.stack([a[0] + share * dx - off * dy, a[1] + share * dy + off * dx], axis=1)


def short_of_walls(
    a: tuple[float, float], b: tuple[float, float], walls: list[bool], clearance: float
) -> FloatArray:
    """Return the points where a straight line from a to b stops short of the walls at its ends."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    share = clearance / math.hypot(dx, dy)
    stops = [share] * walls[0] + [1.0 - share] * walls[1]
    return np.array([(a[0] + s * dx, a[1] + s * dy) for s in stops]).reshape(-1, 2)


def crosses(
    corners: tuple[FloatArray, FloatArray], at_edges: tuple[int, int], line: FloatArray
) -> bool:
    """Tell whether a line crosses a polygon's boundary elsewhere than where it begins and ends."""
    xs, ys = corners
    xn, yn = following(xs), following(ys)
    px, py = line[:-1, 0, None], line[:-1, 1, None]
    qx, qy = line[1:, 0, None], line[1:, 1, None]
    ex, ey = xn - xs, yn - ys
    side_p = ex * (py - ys) - ey * (px - xs)
    side_q = ex * (qy - ys) - ey * (qx - xs)
    dx, dy = qx - px, qy - py
    side_a = dx * (ys - py) - dy * (xs - px)
    side_b = dx * (yn - py) - dy * (xn - px)
    hit = (side_p * side_q < -1e-6) & (side_a * side_b < -1e-6)
    hit[0, at_edges[0]] = False
    hit[-1, at_edges[1]] = False
    return bool(hit.any())
