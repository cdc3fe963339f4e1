"""Heights along a ride by numbers, straight from rasters: a network has no edges to keep them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import to_degrees
from itinera.itinerary.elevation import elevation_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.elevation.terrain import Terrain
    from itinera.itinerary import MetWaypoint
    from itinera.itinerary.elevation import Elevation
    from itinera.nodenetwork.course import Course

STEP_M = 10.0  # between samples, as along the edges of a graph


def elevation_under(
    course: Course, terrain: Terrain, met: Sequence[MetWaypoint]
) -> Elevation | None:
    """Return the elevation of a course.

    Nothing is known of bridges and cuttings here: a bridge climbs as the ground under it.

    Parameters
    ----------
    course
        What is ridden.
    terrain
        Where heights come from.
    met
        Places along it, whose names climbs take.

    Returns
    -------
    Elevation or None
        None where no height is known.
    """
    metres = float(course.along_m[-1])
    at_m = np.linspace(0.0, metres, max(2, int(np.ceil(metres / STEP_M)) + 1))
    degrees = to_degrees(course.fixed)
    spots = np.stack([np.interp(at_m, course.along_m, degrees[:, i]) for i in (0, 1)], axis=1)
    heights = terrain.heights(spots)
    invented = [source.model for source in terrain.sources] + [False]
    modelled = np.array(invented)[np.minimum(heights.source, len(terrain.sources))]
    closed = bool((course.fixed[0] == course.fixed[-1]).all())
    model_m = metres * float(modelled.mean())
    return elevation_on(at_m, heights.ele_m, met, closed=closed, model_m=model_m)
