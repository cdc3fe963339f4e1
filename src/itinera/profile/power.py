"""The speed of a rider of so many watts: a cubic equation, solved for many slopes at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray

GRAVITY = 9.80665  # m/s², standard gravity, CGPM 1901
_ROUNDS = 60  # bisection: 100 m/s / 2⁶⁰ is nothing
_FASTEST = 100.0  # m/s; a rider falls off a cliff of 64 % no faster


def speeds_at(
    power_w: float,
    gradient: FloatArray,
    crr: FloatArray,
    *,
    mass_kg: float,
    drag: float,
) -> FloatArray:
    """Return the even speed at which the power at the wheel is used up.

    Parameters
    ----------
    power_w
        Power at the wheel in watts, > 0.
    gradient
        Rise over run; broadcasts against `crr`.
    crr
        Coefficient of rolling resistance, > 0.
    mass_kg
        All that moves.
    drag
        Half the density of the air times the drag area, kg/m, > 0.

    Returns
    -------
    float64
        Metres per second, > 0: the positive root v of
        drag v³ + m g (sin + crr cos) v = power.

    Examples
    --------
    150 W at the wheel, 85 kg, drag 0.24, crr 0.005 on the flat: at 7.85 m/s
    0.24 × 7.85³ + 85 × 9.807 × 0.005 × 7.85 = 116.1 + 32.7 = 148.8 W; so a little more.

    >>> float(speeds_at(150.0, np.zeros(1), np.full(1, 0.005), mass_kg=85.0, drag=0.24)[0])
    7.873...

    Notes
    -----
    The signs of drag, force and -power change once whatever the sign of the force, so the
    cubic has exactly one positive root (Descartes), and halving an interval finds it, on
    climbs and descents alike.
    """
    angle = np.arctan(gradient)
    force = mass_kg * GRAVITY * (np.sin(angle) + crr * np.cos(angle))
    low, high = np.zeros_like(force), np.full_like(force, _FASTEST)
    for _ in range(_ROUNDS):
        middle = 0.5 * (low + high)
        enough = (drag * middle * middle + force) * middle < power_w
        low, high = np.where(enough, middle, low), np.where(enough, high, middle)
    return 0.5 * (low + high)
