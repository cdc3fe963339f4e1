"""Heights along edges as columns: what a route graph knows of the ground's shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from itinera.geodesy import ByteArray, FloatArray, IntArray, LongArray

    ShortArray = npt.NDArray[np.int16]
    SingleArray = npt.NDArray[np.float32]

UNKNOWN_DM = -32768  # a sample without a height
DEM = "dem:"  # begins the build options that name a raster
NOTE = "elevation note"  # begins the build options that warn: rasters that disagree
HEIGHTS_VERSION = 1  # counts changes of what the same rasters give
STEP_M = 10.0  # samples of an edge are no farther apart


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class EdgeHeights:
    """Samples along every edge, and what costs need per arc.

    The samples of edge ``e`` are ``offsets[e]`` to ``offsets[e + 1]`` in its
    forward direction, evenly spaced over its length, both ends included, at
    least two and at most 10 m apart. Edges that share a node have exactly the
    same height there.

    Attributes
    ----------
    offsets : int64, shape (n_edges + 1,)
    base_dm : int32, shape (n_edges,)
        Decimetres above the datum of the rasters.
    rise_dm : int16, shape (n_samples,)
        Decimetres above the edge's base, never negative; -32768 = unknown.
    climb_m : float32, shape (n_arcs,)
        Unthresholded climb of the smoothed samples in the arc's direction. For
        costs only: what is reported is filtered once over a whole itinerary.
        0 where nothing is known.
    steepest_pct : float32, shape (n_arcs,)
        Steepest sustained rise in the arc's direction, 0 where it never rises;
        NaN where nothing is known.
    flags : uint8, shape (n_edges,)
        codes.HeightFlag bits.
    """

    offsets: LongArray
    base_dm: IntArray
    rise_dm: ShortArray
    climb_m: SingleArray
    steepest_pct: SingleArray
    flags: ByteArray

    def metres(self, edges: slice) -> FloatArray:
        """Return the heights of all samples of some edges, in metres, NaN where unknown."""
        first, last, _ = edges.indices(len(self.base_dm))
        rise = self.rise_dm[int(self.offsets[first]) : int(self.offsets[last])]
        base = np.repeat(self.base_dm[edges], np.diff(self.offsets[first : last + 1]))
        metres = (base + rise.astype(np.float64)) / 10
        metres[rise == UNKNOWN_DM] = np.nan
        return metres

    def of_edge(self, edge: int) -> FloatArray:
        """Return the heights along an edge in metres, NaN where unknown."""
        return self.metres(slice(edge, edge + 1))

    def of_arc(self, arc: int) -> FloatArray:
        """Return the heights along an arc in its direction, metres, NaN where unknown."""
        heights = self.of_edge(arc >> 1)
        return heights[::-1] if arc & 1 else heights
