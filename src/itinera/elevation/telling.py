"""The samples of an elevation profile that tell its shape; the rest lies between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray, LongArray

FEWEST = 3  # samples among which one may be left out


def telling_rows(at_m: FloatArray, ele_m: FloatArray, off_m: float) -> LongArray:
    """Return the samples that a line of straight pieces needs to stay near all others.

    Parameters
    ----------
    at_m, ele_m : float64, shape (n,)
        Metres along the way and heights; where heights are not a number, every sample stays.
    off_m
        How far a sample that is left out may lie from the line (Douglas and Peucker 1973).

    Returns
    -------
    int64, shape (m,)
        Rows, ascending; both ends of every known stretch are among them.

    Examples
    --------
    >>> telling_rows(np.array([0.0, 10.0, 20.0]), np.array([20.0, 21.0, 22.0]), 0.5).tolist()
    [0, 2]
    """
    known = np.isfinite(ele_m)
    kept = ~known
    turns = np.flatnonzero(np.diff(np.concatenate(([False], known, [False])).astype(np.int8)))
    for begin, end in turns.reshape(-1, 2).tolist():
        kept[begin + _telling(at_m[begin:end], ele_m[begin:end], off_m)] = True
    return np.flatnonzero(kept)


def _telling(at_m: FloatArray, ele_m: FloatArray, off_m: float) -> LongArray:
    """Return the rows that tell of a known stretch."""
    if len(at_m) < FEWEST:
        return np.arange(len(at_m))
    import shapely

    # The row rides along as a third coordinate, which simplification carries over.
    line = shapely.linestrings(np.column_stack((at_m, ele_m, np.arange(len(at_m)))))
    fewer = shapely.simplify(line, off_m, preserve_topology=False)
    return shapely.get_coordinates(fewer, include_z=True)[:, 2].astype(np.int64)
