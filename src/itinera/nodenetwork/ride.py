"""Numbers in, an itinerary out: line, length, cues at the nodes, what runs underfoot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import InputError
from itinera.geodesy import to_degrees
from itinera.itinerary import DataSource, Effort, Itinerary, MetWaypoint
from itinera.itinerary.effort import itra_class, km_effort
from itinera.itinerary.i18n import DEFAULT_LANGUAGE, translator
from itinera.nodenetwork.course import lay_course, repeated_m, stretches
from itinera.nodenetwork.cues import cues_of, notes_of, warnings_of
from itinera.nodenetwork.ground import elevation_under
from itinera.nodenetwork.junctions import find_junctions
from itinera.nodenetwork.model import mode_of
from itinera.nodenetwork.sequence import chains_through
from itinera.osm.codes import Surface
from itinera.osm.tagsets import SURFACES, highway_code
from itinera.profile import load_profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.elevation.climb import Climb
    from itinera.elevation.terrain import Terrain
    from itinera.geodesy import FloatArray
    from itinera.nodenetwork.course import Course
    from itinera.nodenetwork.model import NodeNetwork
    from itinera.nodenetwork.sequence import Chain
    from itinera.profile import Profile

PROFILES = {"foot": "hike", "bicycle": "touring_bike"}  # who travels where nobody says
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class NumbersRequest:
    """What somebody wants to ride.

    Attributes
    ----------
    numbers
        As `junctions.find_junctions` reads them, at least two.
    kind
        Code of the network ("rcn") where a file holds several, "" for all.
    profile
        Whose speed gives the time; "" for the usual one of the network.
    name
        "" makes one of the numbers.
    """

    numbers: tuple[str, ...]
    kind: str = ""
    profile: str = ""
    lang: str = DEFAULT_LANGUAGE
    name: str = ""


@dataclass(frozen=True, slots=True)
class NumberedRide:
    """An itinerary of kind "network-route", and what there is to say about it."""

    itinerary: Itinerary
    notes: tuple[str, ...]


def ride_numbers(
    network: NodeNetwork, request: NumbersRequest, *, terrain: Terrain | None = None
) -> NumberedRide:
    """Ride a network by its numbers.

    The signed leg between two numbers is taken; between numbers without one, the
    shortest chain of legs through others, which the notes tell.

    Parameters
    ----------
    network
        As imported.
    request
        The numbers in order, and who travels.
    terrain
        Where heights come from; without it climbs are unknown.

    Raises
    ------
    InputError
        For fewer than two numbers, one that several nodes bear, a network that is
        neither for walkers nor for riders, or a profile that does not travel on it.
    UnknownNameError
        For a number that no node bears.
    NoRouteError
        If no legs lead from a number to the next.
    """
    junctions = find_junctions(network, request.numbers, kind=request.kind)
    profile = _profile(junctions[0].network, request.profile)
    chains = chains_through(network, junctions)
    course = lay_course(network, [ride for chain in chains for ride in chain.rides])
    t = translator(request.lang)
    itinerary = _itinerary(network, course, profile, request, terrain)
    itinerary = replace(itinerary, name=_name(network, chains, request))
    notes = notes_of(network, chains, t)
    return NumberedRide(itinerary, tuple(notes))


def _profile(network: str, name: str) -> Profile:
    """Return the profile of who travels, checked to travel as the network does."""
    mode = mode_of(network)
    if not mode:
        raise InputError(
            f"The network {network!r} is neither for walkers nor for riders.",
            remedy="itinera rides networks of codes such as rwn (on foot) and rcn (by bicycle).",
        )
    profile = load_profile(name or PROFILES[mode])
    if profile.mode != mode:
        raise InputError(
            f"Profile {profile.name!r} does not travel on network {network!r} ({mode}).",
            remedy=f"Choose one that does, or leave --profile out ({PROFILES[mode]}).",
        )
    return profile


def _name(network: NodeNetwork, chains: Sequence[Chain], request: NumbersRequest) -> str:
    """Return the wish, or else the numbers in order: "12 – 45 – 67"."""
    if request.name:
        return request.name
    first = network.nodes[chains[0].rides[0].start].number
    others = [network.nodes[chain.rides[-1].end].number for chain in chains if chain.rides]
    return " – ".join([first, *others])


def _itinerary(
    network: NodeNetwork,
    course: Course,
    profile: Profile,
    request: NumbersRequest,
    terrain: Terrain | None,
) -> Itinerary:
    lonlat = to_degrees(course.fixed)
    (west, south), (east, north) = lonlat.min(axis=0).tolist(), lonlat.max(axis=0).tolist()
    metres = float(course.along_m[-1])
    shares = _shares(course, profile)
    t = translator(request.lang)
    met = _waypoints(network, course)
    elevation = None if terrain is None else elevation_under(course, terrain, met)
    climb = None if elevation is None else elevation.climb
    return Itinerary(
        kind="network-route",
        name=request.name,
        profile=profile.name,
        length_m=metres,
        climb_m=None if climb is None else climb.climb_m,
        descent_m=None if climb is None else climb.descent_m,
        time_s=shares.seconds,
        repeated_m=repeated_m(course),
        start=_lonlat(lonlat[0]),
        end=_lonlat(lonlat[-1]),
        bbox=(west, south, east, north),
        highways=shares.highways,
        surfaces=shares.surfaces,
        networks=shares.networks,
        effort=_effort(metres, climb, shares.highways.get("steps", 0.0), profile.name),
        waypoints=met,
        cues=cues_of(network, course, t),
        warnings=warnings_of(network, course, t),
        lonlat=lonlat,
        ele=None
        if elevation is None
        else np.interp(course.along_m, elevation.at_m, elevation.ele_m),
        data=_data(network),
        lang=request.lang,
        elevation=elevation,
    )


@dataclass(frozen=True, slots=True)
class _Shares:
    """Metres by way class, surface and route; seconds in all."""

    highways: dict[str, float]
    surfaces: dict[str, float]
    networks: dict[str, float]
    seconds: float


def _shares(course: Course, profile: Profile) -> _Shares:
    """Add up what the legs run on."""
    highways: dict[str, float] = {}
    surfaces: dict[str, float] = {}
    networks: dict[str, float] = {}
    seconds = 0.0
    for ride, begin in zip(course.rides, course.point, strict=False):
        for first, last, highway, surface in stretches(ride):
            metres = float(course.along_m[begin + last] - course.along_m[begin + first])
            code = SURFACES.get(surface, int(Surface.UNKNOWN))
            _add(highways, highway or UNKNOWN, metres)
            _add(surfaces, Surface(code).name.lower(), metres)
            seconds += metres / _metres_a_second(profile, highway, code)
        if ride.leg is not None:
            _add(networks, f"{ride.leg.network}:{ride.leg.ref or ride.leg.relation}", ride.length_m)
    return _Shares(_sorted(highways), _sorted(surfaces), _sorted(networks), seconds)


def _metres_a_second(profile: Profile, highway: str, surface: int) -> float:
    """Return a profile's speed on a stretch; on ways that it would never take, that of paths."""
    by_class = profile.speed.highway_kmh
    kmh = (
        by_class[highway_code({"highway": highway})] or by_class[highway_code({"highway": "path"})]
    )
    return kmh * profile.speed.surface[surface] / 3.6


def _add(shares: dict[str, float], key: str, metres: float) -> None:
    shares[key] = shares.get(key, 0.0) + metres


def _sorted(shares: dict[str, float]) -> dict[str, float]:
    """Return shares in the order of results: the longest first."""
    return dict(sorted(shares.items(), key=lambda item: (-item[1], item[0])))


def _effort(metres: float, climb: Climb | None, steps_m: float, profile: str) -> Effort:
    total = km_effort(metres, None if climb is None else climb.climb_m)
    return Effort(
        km_effort=total,
        itra_class=itra_class(total),
        time_model=f"speeds of profile {profile}",
        difficulty={"sac_scale": None, "mtb_scale": None, "steps_m": steps_m},
    )


def _waypoints(network: NodeNetwork, course: Course) -> tuple[MetWaypoint, ...]:
    """Return the numbered nodes along the way, in order."""
    passed = [course.rides[0].start, *(ride.end for ride in course.rides)]
    return tuple(
        MetWaypoint(
            id=f"node/{node.osm_id}" if node.osm_id else "",
            name=node.number,
            kind="network_node",
            lonlat=node.lonlat,
            at_m=float(course.along_m[at]),
            off_m=0.0,
        )
        for node, at in zip((network.nodes[i] for i in passed), course.point, strict=True)
    )


def _data(network: NodeNetwork) -> DataSource:
    source = network.source
    return DataSource(
        source=", ".join(source.files),
        osm_timestamp=source.osm_timestamp,
        graph_id=source.network_id,
        invented=source.invented,
        attribution=source.attribution,
    )


def _lonlat(point: FloatArray) -> tuple[float, float]:
    return float(point[0]), float(point[1])
