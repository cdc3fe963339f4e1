"""What a person rides or walks: the values that every result holds.

The field names are those of the contract's ITINERARY; `itinera.export.json`
writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray
    from itinera.itinerary.elevation import Elevation

LonLat = tuple[float, float]
Shares = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Stop:
    """A place that an itinerary begins at, passes, or ends at.

    Attributes
    ----------
    name
        What people call it, "" for bare coordinates.
    lonlat
        (lon, lat) of the place itself, in degrees (not of the point on the network).
    id, kind
        Of a waypoint; "" and "via" otherwise.
    hazard
        "burning" or "closed" (in part or whole) for a spoil heap known to be so, else "".
    near_m
        A way that comes nearer than this meets it; None for `met.NEAR_M`.
    """

    name: str
    lonlat: LonLat
    id: str = ""
    kind: str = "via"
    hazard: str = ""
    near_m: float | None = None


@dataclass(frozen=True, slots=True)
class MetWaypoint:
    """A waypoint met along the way: `at_m` from the start, `off_m` beside the line."""

    id: str
    name: str
    kind: str
    lonlat: LonLat
    at_m: float
    off_m: float
    hazard: str = ""  #: as of a `Stop`


@dataclass(frozen=True, slots=True)
class Cue:
    """An instruction at a point of the way.

    Attributes
    ----------
    at_m
        Metres from the start.
    lonlat
        (lon, lat) in degrees.
    turn
        One of directions.TURNS, for example "left" or "roundabout".
    name
        Name or number of the way taken, "" where it has none.
    text
        The instruction as a sentence.
    """

    at_m: float
    lonlat: LonLat
    turn: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class SurfaceRun:
    """A stretch of one surface class, from `from_m` to `to_m`."""

    surface: str
    from_m: float
    to_m: float


@dataclass(frozen=True, slots=True)
class RouteWarning:
    """What to know before setting out, from `from_m` to `to_m` (equal at a point)."""

    code: str
    text: str
    from_m: float
    to_m: float
    lonlat: LonLat


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard it is.

    Attributes
    ----------
    km_effort
        Kilometres plus a hundredth of the climb in metres (climb 0 where unknown).
    itra_class
        XXS to XXL, after the ITRA table of km-efforts.
    time_model
        How the time was computed.
    difficulty
        Scales met along the way: sac_scale, mtb_scale (highest, None if untagged), steps_m;
        and the fields of `difficulty.Difficulty`, where the way is known edge by edge.
    """

    km_effort: float
    itra_class: str
    time_model: str
    difficulty: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class DataSource:
    """Where the map comes from; see `RouteGraph.source`."""

    source: str
    osm_timestamp: str
    graph_id: str
    invented: bool
    attribution: str


@dataclass(frozen=True, slots=True, eq=False)
class Itinerary:
    """A way to go, and what there is to know about it.

    Attributes
    ----------
    kind
        "route", "loop", "journey", "stage", "variant", "course" or "network-route".
    length_m, time_s
        Geodesic metres on WGS84 along the whole geometry; seconds on the way.
    climb_m, descent_m
        None where no elevation is known.
    repeated_m
        Metres on a stretch already travelled, in either direction.
    highways, surfaces, networks
        Metres by OSM highway value, by surface class, by NETWORK:REF of marked routes.
    lonlat : float64, shape (n_points, 2)
        The line, degrees with at most 7 decimals.
    ele : float64, shape (n_points,), or None
        Height of each point in metres, not a number where unknown; None where none is known.
    lang
        Language of the texts.
    unavoidable_repeat_m, score
        For planned loops: what the ground forces, and the objective with its terms.
    elevation
        Gradients, climbs and heights along the way; None where no height is known.
    surface_runs
        The surfaces in order of the way.
    """

    kind: str
    name: str
    profile: str
    length_m: float
    climb_m: float | None
    descent_m: float | None
    time_s: float
    repeated_m: float
    start: LonLat
    end: LonLat
    bbox: tuple[float, float, float, float]
    highways: Shares
    surfaces: Shares
    networks: Shares
    effort: Effort
    waypoints: tuple[MetWaypoint, ...]
    cues: tuple[Cue, ...]
    warnings: tuple[RouteWarning, ...]
    lonlat: FloatArray
    ele: FloatArray | None
    data: DataSource
    lang: str = "fr"
    unavoidable_repeat_m: float | None = None
    score: Mapping[str, float] | None = field(default=None)
    elevation: Elevation | None = None
    surface_runs: tuple[SurfaceRun, ...] = ()
