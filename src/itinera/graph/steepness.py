"""How steep each edge gets: the steepest 25 m of it, in either direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray, LongArray

SUSTAINED_M = 25.0  # a shorter rise is a kerb, a step or the raster's noise
LEAST_M = 10.0  # an edge counts as at least this long: heights are kept to 0.1 m


def steepest(offsets: LongArray, ele_m: FloatArray, length_m: FloatArray) -> FloatArray:
    """Return the steepest rise of every edge over 25 m, along it and against it.

    An edge of less than 25 m counts as a whole; one of less than 10 m as if its
    rise took 10 m.

    Parameters
    ----------
    offsets : int64, shape (n_edges + 1,)
        Where the samples of each edge begin.
    ele_m : float64, shape (n_samples,)
        Evenly spaced along each edge, NaN where unknown.
    length_m : float64, shape (n_edges,)

    Returns
    -------
    float64, shape (n_edges, 2)
        Per cent, never negative; NaN where no 25 m of the edge are known.

    Examples
    --------
    >>> steepest(np.array([0, 2]), np.array([10.0, 11.0]), np.array([10.0])).tolist()
    [[10.0, 0.0]]
    """
    rises = _rises(offsets, ele_m, length_m)
    wide = np.clip(length_m, LEAST_M, SUSTAINED_M)
    columns = []
    for rise in (rises, -rises):
        known = np.isfinite(rise)
        most = np.maximum.reduceat(np.where(known, rise, -np.inf), offsets[:-1]).max(axis=1)
        columns.append(np.where(np.isfinite(most), np.maximum(most, 0.0) / wide * 100.0, np.nan))
    return np.stack(columns, axis=1)


def _rises(offsets: LongArray, ele_m: FloatArray, length_m: FloatArray) -> FloatArray:
    """Return the rise over 25 m that begins, and that ends, at each sample, shape (n, 2)."""
    counts = np.diff(offsets)
    edge = np.repeat(np.arange(len(counts)), counts)
    first, last = offsets[:-1][edge], offsets[1:][edge] - 1
    steps = np.minimum(SUSTAINED_M * (counts - 1) / length_m, counts - 1.0)[edge]
    here = np.arange(len(ele_m))
    columns = []
    for sign in (1, -1):
        whole = np.floor(steps + 1e-9).astype(np.int64)
        part = np.maximum(steps - whole, 0.0)
        part[part < 1e-6] = 0.0
        near = here + sign * whole
        far = near + sign * (part > 0)
        inside = (far >= first) & (far <= last)
        near, far = np.clip(near, first, last), np.clip(far, first, last)
        there = ele_m[near] + (ele_m[far] - ele_m[near]) * part
        columns.append(np.where(inside, sign * (there - ele_m), np.nan))
    return np.stack(columns, axis=1)
