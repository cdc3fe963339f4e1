"""What each edge runs through: areas and shores → codes.AreaFlag bits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import metres_per_degree, to_degrees
from itinera.graph.lengths import lengths_between
from itinera.osm.codes import AreaFlag

if TYPE_CHECKING:
    from itinera.geodesy import ByteArray, FloatArray, IntArray, LongArray
    from itinera.osm.extract import AreaShapes

SHORE_M = 40.0  # how near open water, a canal or a river a way runs along it


def area_flags(offsets: LongArray, geometry: IntArray, areas: AreaShapes) -> ByteArray:
    """Flag edges by where the middle point of their line lies.

    Parameters
    ----------
    offsets, geometry
        As in RouteGraph.

    Returns
    -------
    uint8, shape (n_edges,)
    """
    flags = np.zeros(len(offsets) - 1, dtype=np.uint8)
    if not len(areas.flag) or not len(flags):
        return flags
    import shapely

    middle = middles(offsets, geometry)
    per_lon, per_lat = metres_per_degree(float(middle[:, 1].mean()))
    scale = np.array([per_lon, per_lat])
    tree = shapely.STRtree(shapely.points(middle * scale))
    shapes = shapely.transform(
        shapely.from_wkb(list(areas.wkb), on_invalid="ignore"), lambda xy: xy * scale
    )
    for flag in AreaFlag:
        chosen = shapes[(areas.flag & flag) > 0]
        if flag is AreaFlag.WATER:
            found = tree.query(chosen, predicate="dwithin", distance=SHORE_M)
        else:
            found = tree.query(chosen, predicate="intersects")
        flags[np.unique(found[1])] |= np.uint8(flag)
    return flags


def middles(offsets: LongArray, geometry: IntArray) -> FloatArray:
    """Return the point halfway along each edge, in degrees, shape (n_edges, 2)."""
    metres = lengths_between(geometry[:-1], geometry[1:])
    metres[offsets[1:-1] - 1] = 0.0  # from one edge to the next
    along = np.append(0.0, np.cumsum(metres))
    half = (along[offsets[:-1]] + along[offsets[1:] - 1]) / 2
    after = np.searchsorted(along, half, side="left")
    after = np.clip(after, offsets[:-1] + 1, offsets[1:] - 1)
    step = along[after] - along[after - 1]
    share = np.divide(half - along[after - 1], step, out=np.zeros(len(step)), where=step > 0)
    start, end = to_degrees(geometry[after - 1]), to_degrees(geometry[after])
    points: FloatArray = start + (end - start) * share[:, None]
    return points
