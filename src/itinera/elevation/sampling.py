"""Heights at any number of places in bounded memory.

Places are taken a million at a time; those of each raster are sorted by windows of
512 by 512 posts, and each window is read once. A height depends on its place alone,
not on the order of the places nor on the company they are in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.elevation.heights import NO_SOURCE, Heights
from itinera.elevation.mosaic import meets
from itinera.elevation.posts import bilinear

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itinera.elevation.mosaic import Mosaic
    from itinera.geodesy import FloatArray, LongArray

__all__ = ["heights_at"]

SLAB = 1 << 20  # places at a time
WINDOW = 512  # posts: 1 MB a window


def heights_at(mosaic: Mosaic, lonlat: FloatArray) -> Heights:
    """Return the heights at places.

    Parameters
    ----------
    mosaic
        The rasters, in the order in which they are asked.
    lonlat : float64, shape (n, 2)
        Degrees.
    """
    n = len(lonlat)
    heights = Heights(
        ele_m=np.full(n, np.nan),
        bridged=np.zeros(n, dtype=np.bool_),
        source=np.full(n, NO_SOURCE, dtype=np.uint16),
        covered=np.zeros(n, dtype=np.bool_),
    )
    for begin in range(0, n, SLAB):
        part = slice(begin, begin + SLAB)
        slab = Heights(
            heights.ele_m[part], heights.bridged[part], heights.source[part], heights.covered[part]
        )
        _Slab(mosaic, lonlat[part], slab).fill()
    return heights


class _Slab:
    """So many places that they and what is known of them fit into memory."""

    def __init__(self, mosaic: Mosaic, lonlat: FloatArray, out: Heights) -> None:
        self.mosaic, self.lonlat, self.out = mosaic, lonlat, out
        self.order = np.argsort(lonlat[:, 0])
        self.lons = lonlat[self.order, 0]

    def fill(self) -> None:
        """Ask every raster for its posts; then every one again, voids bridged."""
        found = np.isfinite(self.lonlat).all(axis=1)
        if not found.any():
            return
        low, high = self.lonlat[found].min(axis=0), self.lonlat[found].max(axis=0)
        box = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
        near = [k for k, r in enumerate(self.mosaic.rasters) if meets(r.grid.reach, box)]
        for k in near:
            self._ask(k, self._unknown(k), bridging=False)
        for k in near:
            self._ask(k, self._unknown(k), bridging=True)

    def _unknown(self, k: int) -> LongArray:
        """Return the places within reach of a raster whose height is not known yet."""
        west, south, east, north = self.mosaic.rasters[k].grid.reach
        first, last = np.searchsorted(self.lons, [west, east + 1e-12])
        rows = self.order[first:last]
        lats = self.lonlat[rows, 1]
        wanted: LongArray = rows[(lats >= south) & (lats <= north) & np.isnan(self.out.ele_m[rows])]
        return wanted

    def _ask(self, k: int, places: LongArray, *, bridging: bool) -> None:
        """Give these places the heights that a raster knows."""
        if not len(places):
            return
        raster = self.mosaic.rasters[k]
        rows, cols = raster.grid.cells(self.lonlat[places])
        near = raster.holds(rows, cols)
        self.out.covered[places[near]] = True
        if self.mosaic.neighbours[k]:
            near = (rows > -1.0) & (rows < raster.grid.n_rows)
            near &= (cols > -1.0) & (cols < raster.grid.n_cols)
        places, rows, cols = places[near], rows[near], cols[near]
        read = self.mosaic.bridged if bridging else self.mosaic.window
        for group in _windows(rows, cols):
            top, bottom = _span(rows[group])
            left, right = _span(cols[group])
            posts = read(k, top, left, bottom - top + 1, right - left + 1)
            ele_m = bilinear(posts, rows[group], cols[group], top=top, left=left)
            self._keep(places[group], ele_m, k)
            if bridging:
                self.out.bridged[places[group]] = np.isfinite(self.out.ele_m[places[group]])

    def _keep(self, places: LongArray, ele_m: FloatArray, k: int) -> None:
        """Write down what is known now."""
        known = np.isfinite(ele_m)
        places = places[known]
        self.out.ele_m[places] = ele_m[known]
        self.out.source[places] = k
        self.out.covered[places] = True


def _windows(rows: FloatArray, cols: FloatArray) -> Iterator[LongArray]:
    """Return places by the window that they lie in, window by window."""
    if not len(rows):
        return
    down = ((rows + 1.0) // WINDOW).astype(np.int32)
    across = ((cols + 1.0) // WINDOW).astype(np.int32)
    window = down * (int(across.max()) + 1) + across
    order = np.argsort(window, kind="stable")
    cuts = np.flatnonzero(np.diff(window[order])) + 1
    yield from np.split(order, cuts)


def _span(steps: FloatArray) -> tuple[int, int]:
    """Return the first and the last post between which places lie, two at least."""
    first = int(np.floor(steps.min()))
    return first, max(int(np.ceil(steps.max())), first + 1)
