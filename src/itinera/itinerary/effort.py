"""How hard an itinerary is: km-effort, its ITRA class, and the scales met along the way."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np

from itinera.itinerary.difficulty import difficulty_of
from itinera.itinerary.itinerary import Effort
from itinera.osm.codes import Highway, SacScale

if TYPE_CHECKING:
    from itinera.itinerary.difficulty import Met
    from itinera.itinerary.i18n import Translator
    from itinera.profile.weighting import Weighting

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


def effort_of(met: Met, weighting: Weighting, *, climb_m: float | None, t: Translator) -> Effort:
    """Return the effort and the difficulty of a way.

    Parameters
    ----------
    met
        The way and what it meets.
    weighting
        Whose way; it knows how slopes made its times.
    climb_m
        None where no height is known: the km-effort is then the length alone.
    t
        Says the reasons.
    """
    track = met.track
    sac, mtb = int(met.column("sac_scale").max()), int(met.column("mtb_scale").max())
    on_steps = met.column("highway") == Highway.STEPS
    total = km_effort(float(track.at_m[-1]), climb_m)
    return Effort(
        km_effort=total,
        itra_class=itra_class(total),
        time_model=time_model(weighting),
        difficulty={
            "sac_scale": SacScale(sac).name.lower() if sac else None,
            "mtb_scale": mtb - 1 if mtb else None,
            "steps_m": float(np.sum(track.length_m[on_steps])),
            **asdict(difficulty_of(met, weighting, km_effort=total, t=t)),
        },
    )


def time_model(weighting: Weighting) -> str:
    """Say how times were computed: whose speeds on the flat, and what slopes make of them."""
    speeds = f"speeds of profile {weighting.profile_name}"
    return speeds if weighting.time_model == "flat" else f"{weighting.time_model}, {speeds}"
