"""What one asks a planner, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from itinera.itinerary.i18n import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from datetime import date

    from shapely import Polygon

    from itinera.itinerary import Stop
    from itinera.itinerary.itinerary import LonLat
    from itinera.profile import Profile

DEFAULT_PROFILE = "hike"
MAX_SNAP_M = 1000.0  # a terril's middle lies up to a kilometre from the nearest path
MAX_ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Traveller:
    """Who travels, when, and what is avoided: what decides the costs.

    Attributes
    ----------
    profile
        A profile, or the name of a shipped one, or the path of a TOML file.
    avoid
        Areas not to be touched, (lon, lat) in degrees.
    on
        Day of travel; None leaves dated restrictions out, and warns of them.
    avoid_ways
        Ways not to be used: ids of OSM ways, or (lon, lat) where one runs.
    surface
        "paved" or "unpaved" and how many times dearer the other kind is to be
        (`profile.taste`); None for what the profile says.
    """

    profile: Profile | str = DEFAULT_PROFILE
    avoid: tuple[Polygon, ...] = ()
    on: date | None = None
    avoid_ways: tuple[int | LonLat, ...] = ()
    surface: tuple[str, float] | None = None


@dataclass(frozen=True, slots=True)
class RouteRequest:
    """The best way through places in order.

    Attributes
    ----------
    vias
        At least two places.
    traveller
        Who travels, when, and around what.
    alternatives
        How many other ways are wanted besides the best, 0 to 3.
    lang
        Language of the texts.
    name
        Of the itinerary; "" makes one of its ends.
    max_snap_m
        How far a via may lie from the nearest way that may be used, in metres.
    """

    vias: tuple[Stop, ...]
    traveller: Traveller = Traveller()
    alternatives: int = 0
    lang: str = DEFAULT_LANGUAGE
    name: str = ""
    max_snap_m: float = MAX_SNAP_M


@dataclass(frozen=True, slots=True)
class ReachRequest:
    """What can be reached from a place within a budget: `seconds` or `metres`, not both."""

    start: Stop
    traveller: Traveller = Traveller()
    seconds: float | None = None
    metres: float | None = None
    max_snap_m: float = MAX_SNAP_M


@dataclass(frozen=True, slots=True)
class MatrixRequest:
    """Lengths and times from every start to every end."""

    starts: tuple[Stop, ...]
    ends: tuple[Stop, ...]
    traveller: Traveller = Traveller()
    max_snap_m: float = MAX_SNAP_M
