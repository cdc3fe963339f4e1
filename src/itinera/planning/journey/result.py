"""What a journey is, once planned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from itinera.itinerary import Itinerary, Stop
    from itinera.planning.journey.ends import Candidate


@dataclass(frozen=True, slots=True)
class TrainHome:
    """A station near the end of a stage: its name, where, and metres to walk."""

    name: str
    lonlat: tuple[float, float]
    walk_m: float


@dataclass(frozen=True, slots=True)
class Stage:
    """A day of a journey.

    Attributes
    ----------
    number
        From 1.
    itinerary
        Kind "stage": from where one slept to where one sleeps, detours included.
    from_m, to_m
        Where on the whole journey it begins and ends, metres.
    end
        What was chosen as its end; None for the end of the journey itself.
    rest_after
        Is a day of rest taken after it?
    detour_m
        Metres of it that are no part of the whole journey: to and from where one sleeps.
    train
        The nearest station to its end, or None.
    summits
        Spoil heaps that it climbs.
    effort
        In the unit of the wished measure, detours included.
    day
        When it is gone, None where no day of travel was given.
    """

    number: int
    itinerary: Itinerary
    from_m: float
    to_m: float
    end: Candidate | None = None
    rest_after: bool = False
    detour_m: float = 0.0
    train: TrainHome | None = None
    summits: tuple[str, ...] = ()
    effort: float = 0.0
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """A wish that was left out: which, metres it would cost, and why, as a sentence."""

    stop: Stop
    extra_m: float
    why: str


@dataclass(frozen=True, slots=True)
class Journey:
    """A journey of several days.

    Attributes
    ----------
    whole
        Kind "journey": the whole way without the detours.
    stages
        In order.
    variants
        Kind "variant": shortcuts, ways round a closed day, ways from stations.
    left_out
        Wishes that it does not visit.
    notes
        What to know of all of it.
    digest
        Checksum of what was asked.
    """

    whole: Itinerary
    stages: tuple[Stage, ...] = ()
    variants: tuple[Itinerary, ...] = ()
    left_out: tuple[Missed, ...] = ()
    notes: tuple[str, ...] = ()
    digest: str = ""
