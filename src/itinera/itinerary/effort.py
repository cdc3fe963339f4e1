"""How hard an itinerary is: the ITRA km-effort and the scales met along the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.itinerary.itinerary import Effort
from itinera.osm.codes import Highway, SacScale

if TYPE_CHECKING:
    from itinera.graph.routegraph import RouteGraph
    from itinera.itinerary.track import Track

#: Least rounded km-effort of each class (ITRA; copy in a 2018 race guide, p. 105).
ITRA_CLASSES = (
    (210, "XXL"),
    (155, "XL"),
    (115, "L"),
    (75, "M"),
    (45, "S"),
    (25, "XS"),
    (0, "XXS"),
)
CLIMB_M_PER_KM = 100.0  # ITRA: 100 m of climb weigh as much as a kilometre


def km_effort(length_m: float, climb_m: float | None) -> float:
    """Return kilometres plus a hundredth of the climb in metres.

    Examples
    --------
    >>> km_effort(110_000.0, 1_560.0)
    125.6
    """
    return round(length_m / 1000.0 + (climb_m or 0.0) / CLIMB_M_PER_KM, 3)


def itra_class(effort: float) -> str:
    """Return the class of a km-effort, which ITRA rounds to a whole number first."""
    whole = int(effort + 0.5)
    return next(name for least, name in ITRA_CLASSES if whole >= least)


def effort_of(graph: RouteGraph, track: Track, *, profile: str, climb_m: float | None) -> Effort:
    """Return the effort of a track (`profile` names whose speeds gave the time)."""
    edges = track.edges
    sac = int(graph.edges.sac_scale[edges].max())
    mtb = int(graph.edges.mtb_scale[edges].max())
    on_steps = graph.edges.highway[edges] == Highway.STEPS
    total = km_effort(float(track.at_m[-1]), climb_m)
    return Effort(
        km_effort=total,
        itra_class=itra_class(total),
        time_model=f"speeds of profile {profile}",
        difficulty={
            "sac_scale": SacScale(sac).name.lower() if sac else None,
            "mtb_scale": mtb - 1 if mtb else None,
            "steps_m": float(np.sum(track.length_m[on_steps])),
        },
    )
