"""How far the model terrain is from the pitheads that it was not told of.

    python -m benchmarks.terrain

Each shaft is left out once, in twenty parts drawn by chance, and told by the
others. Twin shafts stand 30 to 90 m apart, which flatters every method (and the
nearest shaft most), so the second table leaves out whole pits: all shafts within
400 m of one another go together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from itinera.maquette.ground import guesses, pitheads
from itinera.maquette.plane import Plane
from itinera.maquette.relief import Known, Relief
from itinera.maquette.tiles import ORIGIN

if TYPE_CHECKING:
    from collections.abc import Callable

    from itinera.geodesy import FloatArray, IntArray

    Guess = Callable[[Known, FloatArray], FloatArray]

FOLDS = 20
SEED = 20_231_107
ONE_PIT_M = 400.0


def nearest(known: Known, xy: FloatArray) -> FloatArray:
    """Say what the nearest shaft says."""
    return known.altitude_m[cKDTree(known.xy).query(xy)[1]]


def inverse_distance(known: Known, xy: FloatArray) -> FloatArray:
    """Weigh all shafts by the inverse of the squared distance (Shepard 1968)."""
    weight = 1.0 / np.maximum(cdist(xy, known.xy), 1.0) ** 2
    return weight @ known.altitude_m / weight.sum(axis=1)


def model(known: Known, xy: FloatArray) -> FloatArray:
    """Say what the model says of the ground, guesses beyond the shafts included."""
    plane = Plane.at(*ORIGIN)
    return Relief.through(known.and_also(guesses(plane, known))).at(xy)


def shafts_only(known: Known, xy: FloatArray) -> FloatArray:
    """Say what the model would say without any guess."""
    return Relief.through(known).at(xy)


METHODS: dict[str, Guess] = {
    "nearest shaft": nearest,
    "inverse distance, squared": inverse_distance,
    "model, shafts alone": shafts_only,
    "**model**": model,
}


def pits_of(known: Known) -> IntArray:
    """Return the number of the pit that each shaft belongs to."""
    near = cKDTree(known.xy).sparse_distance_matrix(cKDTree(known.xy), ONE_PIT_M)
    return connected_components(near, directed=False)[1]


def parts(groups: IntArray, seed: int = SEED) -> IntArray:
    """Deal groups out to the parts of a cross-validation, by chance."""
    order = np.random.default_rng(seed).permutation(groups.max() + 1)
    return (order % FOLDS)[groups]


def left_out(known: Known, part: IntArray, guess: Guess) -> FloatArray:
    """Return by how much each shaft is missed by those of the other parts, metres."""
    error = np.empty(len(part))
    for number in range(FOLDS):
        out = part == number
        error[out] = guess(known.only(~out), known.xy[out]) - known.altitude_m[out]
    return error


def table(known: Known, groups: IntArray) -> list[str]:
    """Return a table of the errors of all methods."""
    part = parts(groups)
    rows = ["| method | RMS, m | median, m | 90 % within, m |", "|---|---:|---:|---:|"]
    for name, guess in METHODS.items():
        error = np.abs(left_out(known, part, guess))
        rms = np.sqrt((error**2).mean())
        rows.append(
            f"| {name} | {rms:.2f} | {np.median(error):.2f} | {np.quantile(error, 0.9):.1f} |"
        )
    return rows


def main() -> None:
    """Print both tables."""
    known = pitheads(Plane.at(*ORIGIN))
    pits = pits_of(known)
    print(f"{len(known.xy)} shafts, one by one:\n")
    print("\n".join(table(known, np.arange(len(known.xy)))))
    print(f"\n{pits.max() + 1} pits, each with all its shafts:\n")
    print("\n".join(table(known, pits)))


if __name__ == "__main__":
    main()
