"""Lines that bend: splines through points, wandering roads, fewer points."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray
    from itinera.maquette.chance import Dice


def spline(points: FloatArray, spacing: float) -> FloatArray:
    """Draw a smooth line through points (centripetal Catmull–Rom).

    Parameters
    ----------
    points : float64, shape (n, 2)
        Where the line passes, metres.
    spacing
        Distance of the drawn points, metres.
    """
    if len(points) < 3:
        return resample(points, spacing)
    ends = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    pieces = []
    for i in range(len(points) - 1):
        count = max(2, math.ceil(math.dist(points[i], points[i + 1]) / spacing) + 1)
        pieces.append(_catmull_rom(ends[i : i + 4], np.linspace(0.0, 1.0, count))[:-1])
    return np.vstack([*pieces, points[-1:]])


def _catmull_rom(p: FloatArray, share: FloatArray) -> FloatArray:
    """Evaluate one piece of the spline between p[1] and p[2]."""
    knots = np.concatenate([[0.0], np.cumsum(np.sqrt(np.hypot(*np.diff(p, axis=0).T)) + 1e-9)])
    t = (knots[1] + share * (knots[2] - knots[1]))[:, None]
    a = [_mix(p[i], p[i + 1], knots[i], knots[i + 1], t) for i in range(3)]
    b = [_mix(a[i], a[i + 1], knots[i], knots[i + 2], t) for i in range(2)]
    return _mix(b[0], b[1], knots[1], knots[2], t)


def _mix(a: FloatArray, b: FloatArray, ta: float, tb: float, t: FloatArray) -> FloatArray:
    """Interpolate between a (at ta) and b (at tb)."""
    return (a * (tb - t) + b * (t - ta)) / (tb - ta)


def wander(
    a: FloatArray, b: FloatArray, roughness: float, spacing: float, dice: Dice
) -> FloatArray:
    """Draw a road from a to b that bends as roads do, by halving and displacing.

    Parameters
    ----------
    roughness
        Sideways displacement of the middle as a share of the length.
    spacing
        Distance of the drawn points, metres.
    """
    points = np.stack([a, b])
    length = math.dist(a, b)
    while length > 420.0 and len(points) < 17:
        points = _halve(points, roughness, dice)
        length /= 2.0
    return spline(points, spacing)


def _halve(points: FloatArray, roughness: float, dice: Dice) -> FloatArray:
    """Put a displaced point between each two."""
    middle = (points[:-1] + points[1:]) / 2.0
    along = np.diff(points, axis=0)
    aside = np.stack([-along[:, 1], along[:, 0]], axis=1)
    shifts = np.array([dice.about(roughness) for _ in range(len(middle))])
    out = np.empty((2 * len(points) - 1, 2))
    out[::2], out[1::2] = points, middle + aside * shifts[:, None]
    return out


def resample(points: FloatArray, spacing: float) -> FloatArray:
    """Put points along a line at about `spacing` metres, both ends kept."""
    metres = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    count = max(2, math.ceil(metres[-1] / spacing) + 1)
    at = np.linspace(0.0, metres[-1], count)
    return np.stack([np.interp(at, metres, points[:, k]) for k in (0, 1)], axis=1)


def thin(points: FloatArray, tolerance: float) -> FloatArray:
    """Leave out points that lie within `tolerance` metres of the line (Douglas–Peucker)."""
    keep = np.zeros(len(points), dtype=bool)
    keep[0] = keep[-1] = True
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        off = _distances(points[first + 1 : last], points[first], points[last])
        worst = int(np.argmax(off))
        if off[worst] > tolerance:
            middle = first + 1 + worst
            keep[middle] = True
            spans += [(first, middle), (middle, last)]
    return points[keep]


def _distances(points: FloatArray, a: FloatArray, b: FloatArray) -> FloatArray:
    """Return the distances of points from the segment a–b."""
    along = b - a
    share = np.clip((points - a) @ along / max(float(along @ along), 1e-12), 0.0, 1.0)
    off: FloatArray = np.hypot(*(points - a - share[:, None] * along).T)
    return off


def ring(
    centre: tuple[float, float],
    radii: tuple[float, float],
    angle: float,
    *,
    unevenness: float,
    spacing: float,
    dice: Dice,
) -> FloatArray:
    """Draw a closed, uneven ellipse, first point repeated at the end.

    Parameters
    ----------
    radii
        Half axes in metres; the first lies along `angle` (radians from east).
    unevenness
        Share by which the radius varies.
    """
    around = math.pi * (radii[0] + radii[1])
    count = max(12, math.ceil(around / spacing))
    t = np.linspace(0.0, 2 * math.pi, count, endpoint=False)
    swell = np.ones(count)
    for waves in (2, 3, 5):
        swell += unevenness / waves * math.sqrt(2) * np.sin(waves * t + dice.between(0, 6.28))
    x, y = radii[0] * swell * np.cos(t), radii[1] * swell * np.sin(t)
    turned = np.stack(
        [x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)],
        axis=1,
    )
    return np.vstack([turned, turned[:1]]) + centre
