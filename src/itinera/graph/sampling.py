"""Places along every edge where the terrain is asked, as whole columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import to_degrees
from itinera.graph.edgeheights import STEP_M
from itinera.graph.lengths import lengths_between

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itinera.geodesy import FloatArray, IntArray, LongArray

BLOCK = 50_000  # samples worked on at once; their columns fit into the processor's cache


def sample_offsets(length_m: FloatArray) -> LongArray:
    """Return where the samples of each edge begin, at most 10 m apart and at least two.

    Parameters
    ----------
    length_m : float64, shape (n_edges,)

    Returns
    -------
    int64, shape (n_edges + 1,)

    Examples
    --------
    >>> sample_offsets(np.array([0.5, 10.0, 10.1, 100.0])).tolist()
    [0, 2, 4, 7, 18]
    """
    counts = np.maximum(np.ceil(length_m / STEP_M - 1e-6), 1.0).astype(np.int64) + 1
    offsets = np.zeros(len(length_m) + 1, dtype=np.int64)
    np.cumsum(counts, out=offsets[1:])
    return offsets


def blocks(offsets: LongArray, most: int = BLOCK) -> Iterator[tuple[int, int]]:
    """Yield (first, last + 1) of runs of edges with about `most` samples each."""
    n_edges = len(offsets) - 1
    marks = np.arange(most, int(offsets[-1]), most)
    cuts = np.unique(np.concatenate([[0], np.searchsorted(offsets, marks), [n_edges]]))
    yield from zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True)


def shares(offsets: LongArray) -> tuple[LongArray, FloatArray]:
    """Return the edge of every sample, counted from 0, and how far along it lies, 0 to 1."""
    counts = np.diff(offsets)
    edge = np.repeat(np.arange(len(counts)), counts)
    number = np.arange(len(edge)) - (offsets[:-1] - offsets[0])[edge]
    share: FloatArray = number / (counts - 1)[edge]
    return edge, share


def places(points: IntArray, starts: LongArray, offsets: LongArray) -> FloatArray:
    """Return the places of the samples of some edges.

    Parameters
    ----------
    points : int32, shape (n_points, 2)
        The lines of the edges one after another, in 1e-7 degrees.
    starts : int64, shape (n_edges + 1,)
        Where the points of each edge begin.
    offsets : int64, shape (n_edges + 1,)
        Where the samples of each edge begin.

    Returns
    -------
    float64, shape (n_samples, 2)
        Longitude and latitude in degrees; evenly spaced in geodesic metres.
    """
    starts = starts - starts[0]
    metres = lengths_between(points[:-1], points[1:])
    along = np.append(0.0, np.cumsum(metres))
    begin, end = along[starts[:-1]], along[starts[1:] - 1]
    edge, share = shares(offsets)
    wanted = begin[edge] + share * (end - begin)[edge]
    after = np.searchsorted(along, wanted, side="left")
    after = np.clip(after, (starts[:-1] + 1)[edge], (starts[1:] - 1)[edge])
    step = along[after] - along[after - 1]
    part = np.divide(wanted - along[after - 1], step, out=np.zeros(len(step)), where=step > 0)
    first, second = to_degrees(points[after - 1]), to_degrees(points[after])
    lonlat: FloatArray = first + (second - first) * np.clip(part, 0.0, 1.0)[:, None]
    return lonlat
