"""A profile as values: one number for every value of every column.

Tables are tuples indexed by the code of a column (`itinera.osm.codes`), so that
applying a profile is one array lookup per column. Everything is frozen and
hashable: a profile can be the key of a cache.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from itinera.profile.pace import Pace

Table = tuple[float, ...]

#: No cost falls below this share of the length, whatever attracts a traveller.
#: Planners rely on it (a lower bound of cost from distance). Own judgement.
MIN_COST_FACTOR = 0.5


@dataclass(frozen=True, slots=True)
class Words:
    """A text in the three languages of the region; missing ones fall back."""

    fr: str = ""
    en: str = ""
    nl: str = ""

    def get(self, language: str) -> str:
        """Return the text in `language`, else in English, French or Dutch."""
        return str(getattr(self, language, "")) or self.en or self.fr or self.nl


@dataclass(frozen=True, slots=True)
class Toll:
    """What passing a point costs once: felt metres (infinite: impassable) and seconds."""

    metres: float = 0.0
    seconds: float = 0.0

    @property
    def passable(self) -> bool:
        """Whether this traveller gets past it at all."""
        return math.isfinite(self.metres)


FREE = Toll()
IMPASSABLE = Toll(math.inf, 0.0)


@dataclass(frozen=True, slots=True)
class Speeds:
    """How fast: km/h by way class, times factors of what is under the feet or wheels.

    Of `surface`, `smoothness` and `tracktype` the slowest counts (they describe
    the same ground); the other factors multiply.
    """

    highway_kmh: Table
    surface: Table
    smoothness: Table
    tracktype: Table
    sac_scale: Table
    mtb_scale: Table
    visibility: Table


@dataclass(frozen=True, slots=True)
class Costs:
    """How pleasant: felt metres per metre, 1 = a flat pleasant way.

    Of `surface`, `smoothness` and `tracktype` the worst counts; the other
    factors multiply. The product never falls below `MIN_COST_FACTOR`.
    """

    highway: Table
    surface: Table
    smoothness: Table
    tracktype: Table
    sac_scale: Table
    mtb_scale: Table
    visibility: Table
    traffic: Table  #: by level of stress 0…4 (0 is never used)
    lit: Table
    access: Table
    area: Table  #: by bit of codes.AreaFlag, lowest first
    flag: Table  #: by bit of codes.EdgeFlag, lowest first
    network: tuple[tuple[str, float], ...]  #: class ("icn") or named ("icn:EV5") → factor
    narrow_m: float  #: a way known to be narrower is multiplied by `narrow_factor`
    narrow_factor: float


@dataclass(frozen=True, slots=True)
class Slope:
    """How slopes feel, where the heights are known.

    Attributes
    ----------
    climb_m_per_m
        Felt metres for every metre climbed.
    up, down
        Felt metres per metre by class of gradient in the direction of travel, by
        `schema.GRADE_WORDS`: the first from 0 to 2 %, the last without end.
    """

    climb_m_per_m: float
    up: Table
    down: Table

    @property
    def says_something(self) -> bool:
        """Whether any gradient costs more or less than the flat."""
        return any(factor != 1.0 for factor in (*self.up, *self.down))


@dataclass(frozen=True, slots=True)
class EffortScale:
    """How much effort a kilometre is.

    Attributes
    ----------
    index_per_km_effort
        What a km-effort (a kilometre, or 100 m of climb) counts on the scale of effort.
    colour_km_effort
        Up to how many km-effort a way is green, blue, red; beyond the last it is black.
    """

    index_per_km_effort: float
    colour_km_effort: tuple[float, float, float]


#: Of a walker, unless a profile says otherwise; `profiles/hike.toml` has the reasons.
WALKER = EffortScale(2.5, (13.0, 25.0, 42.0))
#: Of a rider, likewise; `profiles/touring_bike.toml`.
RIDER = EffortScale(0.75, (30.0, 60.0, 100.0))


@dataclass(frozen=True, slots=True)
class Pushing:
    """Walking beside the bicycle."""

    speed_kmh: float
    factor: float


@dataclass(frozen=True, slots=True)
class Limits:
    """Where this traveller does not go at all; unknown values always pass.

    The `worst_…` values are codes of their column, 255 where there is no limit.
    """

    allow_pushing: bool
    allow_ferry: bool
    allow_steps: bool
    allow_ramps: bool  #: steps with a ramp for wheels, where steps are not allowed
    allow_informal: bool
    max_incline_pct: float  #: of the tagged slope; infinite: no limit
    max_up_pct: float  #: over 25 m of the terrain, in the direction of travel; infinite: no limit
    max_down_pct: float  #: the same going down
    min_width_m: float  #: 0: no limit
    max_stress: int
    worst_smoothness: int
    worst_tracktype: int
    worst_sac_scale: int
    worst_mtb_scale: int  #: as in the column: 1…7 = mtb:scale 0…6
    worst_visibility: int
    forbidden_highways: tuple[int, ...]
    forbidden_surfaces: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RoadCrossings:
    """What crossing a big road costs, by its way class."""

    tolls: tuple[Toll, ...]  #: by codes.Highway
    marked: float  #: share of the toll that is left at a marked crossing
    traffic_signals: float  #: share that is left at traffic lights


@dataclass(frozen=True, slots=True)
class Points:
    """What passing a node costs."""

    barrier: tuple[Toll, ...]  #: by codes.Barrier
    level_crossing: Toll
    railway_crossing: Toll
    ford: Toll
    dismount: Toll  #: a node that is passed on foot only, for a rider
    destination: Toll  #: a node open only to those who have business behind it
    ferry: Toll  #: a crossing by ferry, half on boarding and half on leaving


@dataclass(frozen=True, slots=True)
class Profile:
    """A traveller: `docs/profiles.md` explains every number.

    Attributes
    ----------
    name
        Name of the shipped profile, or of the file without its ending.
    mode
        "foot" or "bicycle": which access rules bind.
    """

    name: str
    mode: str
    title: Words
    description: Words
    speed: Speeds
    time: Pace
    cost: Costs
    slope: Slope
    effort: EffortScale
    pushing: Pushing
    limits: Limits
    crossing: RoadCrossings
    points: Points
