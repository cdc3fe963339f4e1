"""What one asks of the loop planner, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from itinera.itinerary.i18n import DEFAULT_LANGUAGE
from itinera.planning.request import MAX_SNAP_M, Traveller

if TYPE_CHECKING:
    from shapely import Polygon

    from itinera.geodesy import FloatArray, IntArray
    from itinera.itinerary import Stop
    from itinera.itinerary.itinerary import LonLat

DEFAULT_EFFORT = 3
DIRECTIONS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


@dataclass(frozen=True, slots=True, eq=False)
class Prizes:
    """Places that are worth something to pass.

    Attributes
    ----------
    value : float64, shape (n,)
        What passing each place is worth; one is as much as a per cent of the wished length.
    offsets : int64, shape (n + 1,)
        Where the edges of each place begin in `edges`.
    edges : int32
        Edges of the graph; travelling any one of a place's edges passes the place.
    """

    value: FloatArray
    offsets: IntArray
    edges: IntArray

    @classmethod
    def none(cls) -> Prizes:
        """Return no prizes."""
        return cls(np.zeros(0), np.zeros(1, dtype=np.int32), np.zeros(0, dtype=np.int32))


@dataclass(frozen=True, slots=True)
class Attraction:
    """What draws a loop: ways by the metre, places by the piece.

    Attributes
    ----------
    ways : float64, shape (n_edges,), or None
        0 for nothing special to 1 for the best; None for nothing anywhere.
    places
        Places worth passing.
    """

    ways: FloatArray | None = None
    places: Prizes = field(default_factory=Prizes.none)


@dataclass(frozen=True, slots=True)
class LoopRequest:
    """A round trip from a place, or a walk of a wished length from one place to another.

    Attributes
    ----------
    start
        Where it begins and ends.
    length_m, time_s
        How long it is to be; one of the two.
    traveller
        Who travels, when, and around what.
    climb_m
        Metres of climb wished, None for any.
    count
        How many loops are wanted that differ: they share at most half their length.
    tolerance_pct
        How far from the wished length a loop may be, per cent of it.
    direction
        One of DIRECTIONS, where the loop is to lie from the start, or "".
    start_kinds, start_within_m
        Kinds of places (`best_start.START_KINDS`) of which the best within so many metres of
        `start` is the start; none for `start` itself.
    like
        A line to keep to where the wishes allow it, (lon, lat) in degrees.
    end
        Where it ends instead of at its start.
    musts
        Places to pass, in any order.
    ordered
        Are they to be passed in the order given?
    through
        Areas of each of which it travels some way, (lon, lat) in degrees.
    must_within_m
        How far off each of them the loop may stay where its length does not reach all.
    lollipop
        May the way out and the way back share a stem, where the ground forces one?
    attraction
        What draws the loop.
    themes
        Themes and their weights, which draw it instead; see `planning.themes`.
    places
        The places of `attraction`, row by row, to list where the loop passes them.
    seed, effort
        Of the search; effort 1 to 5 counts evaluations (`search.stop`).
    """

    start: Stop
    length_m: float | None = None
    time_s: float | None = None
    traveller: Traveller = field(default_factory=Traveller)
    climb_m: float | None = None
    count: int = 1
    tolerance_pct: float = 5.0
    direction: str = ""
    end: Stop | None = None
    start_kinds: tuple[str, ...] = ()
    start_within_m: float = 3000.0
    like: tuple[LonLat, ...] = ()
    musts: tuple[Stop, ...] = ()
    ordered: bool = False
    must_within_m: float = 0.0
    through: tuple[Polygon, ...] = ()
    lollipop: bool = True
    attraction: Attraction = field(default_factory=Attraction)
    themes: tuple[tuple[str, float], ...] = ()
    places: tuple[Stop, ...] = ()
    seed: int = 0
    effort: int = DEFAULT_EFFORT
    lang: str = DEFAULT_LANGUAGE
    name: str = ""
    max_snap_m: float = MAX_SNAP_M
