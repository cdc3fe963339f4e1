"""What one asks of the journey planner, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from itinera.itinerary.i18n import DEFAULT_LANGUAGE
from itinera.planning.request import MAX_SNAP_M, Traveller

if TYPE_CHECKING:
    from shapely import Polygon

    from itinera.itinerary import Stop

LonLat = tuple[float, float]

DEFAULT_EFFORT = 3
ORDERS = ("free", "fixed")
#: What a stage is measured by; the unit of its `Band` is metres, km-effort or seconds.
MEASURES = ("length_m", "km_effort", "time_s")
#: What the end of a stage can offer.
OFFERS = ("lodging", "camping", "station", "shop", "water", "food")
PASSING_M = 300.0  # passing this near a place is a visit


@dataclass(frozen=True, slots=True)
class Band:
    """A number that is wished, and the least and the most that will do (None: no wish)."""

    low: float
    wished: float | None
    high: float


@dataclass(frozen=True, slots=True)
class Visit:
    """A place that must or should be visited.

    Attributes
    ----------
    stop
        The place.
    must
        A journey without it is none; else it is a wish.
    prize
        Points for visiting it, where it is a wish; a must has none. Two points are worth
        a per cent of the wished length, as for loops.
    within_m
        Passing a way this near counts, in metres.
    key
        Where in the spec it stands, for messages ("grande-traversee.toml, line 12"), or "".
    """

    stop: Stop
    must: bool = True
    prize: float = 0.0
    within_m: float = PASSING_M
    key: str = ""


@dataclass(frozen=True, slots=True)
class Follow:
    """A stretch that goes along something given.

    The journey enters at one of its ends and leaves at the other.

    Attributes
    ----------
    line
        A track to follow, (lon, lat) in degrees, or None.
    route
        A marked route by its reference ("EV5") or network and reference ("icn:EV5"), or None.
    begin, end
        Which part of it: from the place on it that is nearest to `begin` to the one nearest
        to `end`; None for its own end.
    oriented
        Only from `begin` to `end` (from the line's first point to its last), not against it.
    key
        Where in the spec it stands, for messages.
    """

    line: tuple[LonLat, ...] | None = None
    route: str | None = None
    begin: Stop | None = None
    end: Stop | None = None
    oriented: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that the end of a stage is to offer, `kind` of OFFERS, at most so far away."""

    kind: str
    within_m: float


@dataclass(frozen=True, slots=True)
class StageWish:
    """How a journey is to be cut into days.

    Attributes
    ----------
    count
        Fewest and most stages, or None for as many as `band` gives.
    measure
        One of MEASURES: what `band` limits and what is balanced.
    band
        Least, wished and most of a stage, detours included, in the unit of `measure`.
    ends
        What each end must offer: all of the outer, any of each inner. The end of the whole
        journey, and with a round trip its start, is as it is.
    rest_after
        Numbers of stages (from 1) after which a day of rest is taken.
    not_at
        Places where no stage may end, within `PASSING_M`.
    at
        Places where some stage must end.
    rotate
        A round trip may begin at any end of a stage, so that the stages are best.
    key
        Where in the spec it stands, for messages.
    """

    count: tuple[int, int] | None = None
    measure: str = "km_effort"
    band: Band | None = None
    ends: tuple[tuple[Offer, ...], ...] = ()
    rest_after: tuple[int, ...] = ()
    not_at: tuple[Stop, ...] = ()
    at: tuple[Stop, ...] = ()
    rotate: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed since a journey was planned; all else is to stay as it was.

    Attributes
    ----------
    shut
        Areas that are closed now, (lon, lat) in degrees.
    moved
        Number of a stage (from 1) and where it is to end.
    """

    shut: tuple[Polygon, ...] = ()
    moved: tuple[tuple[int, Stop], ...] = ()


@dataclass(frozen=True, slots=True)
class JourneyRequest:
    """A journey of several days.

    Attributes
    ----------
    start, end
        Where it begins and ends; `end` None for a round trip.
    traveller
        Who travels, when, and around what.
    visits
        Places that must or should be visited.
    order
        "fixed": the visits that must be are taken in their order; "free": the best order.
    length_m
        Length of the whole, metres; None for whatever it takes.
    climb_m
        Climb of the whole wished, metres, or None.
    follows
        Stretches along something given.
    never
        Places not to be passed within 150 m.
    stages
        How it is cut into days; None for one piece.
    access
        Stations and places from which one wants a way to the journey.
    trains_home
        Does one want a way from the end of each stage to its station?
    shortcuts
        Is one to be told of shorter ways from end to end of a stage?
    closed_days
        Numbers of stages (from 1) for which one wants a way round.
    changes
        What has changed since; the journey is planned without, then mended.
    lang, name
        Language of the texts; the name, "" to make one.
    seed, effort
        Of the search; effort 1 to 5 counts evaluations.
    max_snap_m
        How far a place may lie from the nearest way that may be used, metres.
    """

    start: Stop
    end: Stop | None = None
    traveller: Traveller = field(default_factory=Traveller)
    visits: tuple[Visit, ...] = ()
    order: str = "free"
    length_m: Band | None = None
    climb_m: float | None = None
    follows: tuple[Follow, ...] = ()
    never: tuple[Stop, ...] = ()
    stages: StageWish | None = None
    access: tuple[Stop, ...] = ()
    trains_home: bool = False
    shortcuts: bool = True
    closed_days: tuple[int, ...] = ()
    changes: Changes = field(default_factory=Changes)
    lang: str = DEFAULT_LANGUAGE
    name: str = ""
    seed: int = 0
    effort: int = DEFAULT_EFFORT
    max_snap_m: float = MAX_SNAP_M

    @property
    def round_trip(self) -> bool:
        """Tell whether it ends where it begins."""
        return self.end is None
