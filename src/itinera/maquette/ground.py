"""The ground of the model terrain: true pitheads, guessed hills beyond them, valleys that fall."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import isotonic_regression
from scipy.spatial import cKDTree

from itinera.bundle import bundled
from itinera.maquette.curves import resample
from itinera.maquette.facts import read_facts
from itinera.maquette.relief import Known, Relief

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray
    from itinera.maquette.plane import Plane

GUESSES = "data/dem/reperes.csv"
PITHEAD_ERROR_M = 0.8  # the tables round to whole metres, and heads stand on made ground
ALONE_M = 1_500.0  # a guess counts only where no pithead is nearer
WATER_STEP_M = 250.0
WATER_ERROR_M = 0.3
BANK_M = 0.5  # how far a canal lies below the ground beside it
MEETING_M = 300.0  # so near to a greater water a smaller one takes its level from it
ABOVE = 0.1  # weight of ground that lies above its water
LOWEST_M = 15.0  # of all water here; the lowest pithead stands at 15.3 m


def pitheads(plane: Plane) -> Known:
    """Return the true altitudes of the pit shafts (579 of 636 rows have one)."""
    spots = [spot for spot in read_facts().spots if spot.kind == "pit" and spot.note]
    xy = np.array([plane.xy(spot.lon, spot.lat) for spot in spots])
    altitude = np.array([float(spot.note) for spot in spots])
    return Known(xy, altitude, np.full(len(spots), PITHEAD_ERROR_M))


def guesses(plane: Plane, pits: Known) -> Known:
    """Return altitudes remembered by people, for hills and plains where no shaft was sunk."""
    with bundled(GUESSES).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    known = Known(
        np.array([plane.xy(float(row["lon"]), float(row["lat"])) for row in rows]),
        np.array([float(row["altitude_m"]) for row in rows]),
        np.array([float(row["within_m"]) for row in rows]),
    )
    return known.only(cKDTree(pits.xy).query(known.xy)[0] > ALONE_M)


def lay_ground(plane: Plane, waters: list[FloatArray]) -> Relief:
    """Lay the ground through pitheads, guesses and waters that never rise.

    Parameters
    ----------
    waters
        Courses in the direction of the flow, metres on the plane, each of shape (n, 2).

    Notes
    -----
    A first surface without waters says how high each would lie; its closest
    course that nowhere rises (isotonic regression) then becomes points of the
    second surface.
    """
    pits = pitheads(plane)
    land = pits.and_also(guesses(plane, pits))
    dry = Relief.through(land)
    if not waters:
        return dry
    return Relief.through(land.and_also(_levels(dry, waters)))


def _levels(dry: Relief, waters: list[FloatArray]) -> Known:
    """Return places along the waters, the longest first, with levels that fall downstream."""
    placed = np.zeros((0, 2))
    levels: list[FloatArray] = []
    for water in sorted(waters, key=lambda line: -len(line)):
        course = resample(water, WATER_STEP_M)
        level = falling(np.maximum(dry.at(course) - BANK_M, LOWEST_M))
        apart = np.ones(len(course), dtype=np.bool_)
        if len(placed):
            apart = cKDTree(placed).query(course)[0] > MEETING_M
        placed = np.vstack([placed, course[apart]])
        levels.append(level[apart])
    return Known(placed, np.concatenate(levels), np.full(len(placed), WATER_ERROR_M))


def falling(altitude_m: FloatArray) -> FloatArray:
    """Return a course that nowhere rises, through the lower of the altitudes on its way.

    Parameters
    ----------
    altitude_m : float64, shape (n,)
        Along a water, metres.

    Returns
    -------
    float64, shape (n,)
        Falling from the end that is higher on the whole: a drawn water may be laid either way.

    Notes
    -----
    Isotonic regression, in which what lies above the course counts for little:
    water follows valleys, and a hill on its way is cut, not climbed.
    """
    middle = len(altitude_m) // 2
    if altitude_m[:middle].mean() < altitude_m[-middle:].mean():
        return falling(altitude_m[::-1])[::-1]
    course = altitude_m
    for _ in range(3):
        weights = np.where(altitude_m > course + 0.5, ABOVE, 1.0)
        course = isotonic_regression(altitude_m, weights=weights, increasing=False).x
    return course
