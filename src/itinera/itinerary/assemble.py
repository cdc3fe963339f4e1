"""From paths to an itinerary: lay the track, add up its facts, put them into words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import InputError
from itinera.geodesy import to_degrees
from itinera.itinerary.difficulty import Met
from itinera.itinerary.directions import directions
from itinera.itinerary.effort import effort_of
from itinera.itinerary.elevation import elevation_of, line_with_heights
from itinera.itinerary.i18n import DEFAULT_LANGUAGE, translator
from itinera.itinerary.itinerary import DataSource, Itinerary
from itinera.itinerary.met import places_met, stops_met
from itinera.itinerary.services import services_met
from itinera.itinerary.shares import (
    highway_shares,
    network_shares,
    repeated_metres,
    surface_runs,
    surface_shares,
)
from itinera.itinerary.track import lay_track
from itinera.itinerary.warnings import warnings_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from itinera.geodesy import FloatArray
    from itinera.graph.routegraph import RouteGraph, Source
    from itinera.itinerary.elevation import Elevation
    from itinera.itinerary.i18n import Translator
    from itinera.itinerary.itinerary import MetWaypoint, Stop
    from itinera.itinerary.track import Track
    from itinera.profile.weighting import Weighting
    from itinera.search.path import Path


@dataclass(frozen=True, slots=True)
class About:
    """What an itinerary is to be called and for when.

    Attributes
    ----------
    name
        "" makes a name of the first and the last stop.
    kind
        As in `Itinerary`.
    lang
        Language of all texts.
    on
        Day of travel; None means that dated restrictions were not applied, so that
        each one met is warned of.
    """

    name: str = ""
    kind: str = "route"
    lang: str = DEFAULT_LANGUAGE
    on: date | None = None


def assemble(
    graph: RouteGraph,
    weighting: Weighting,
    legs: Sequence[Path],
    stops: Sequence[Stop],
    *,
    about: About | None = None,
    places: Sequence[Stop] = (),
) -> Itinerary:
    """Make an itinerary of paths laid end to end.

    Parameters
    ----------
    graph, weighting
        What the paths were searched on.
    legs
        One path from each stop to the next.
    stops
        Where the legs begin and end, one more than there are legs.
    about
        Name, kind, language and day.
    places
        Waypoints to list where the way meets them.

    Raises
    ------
    InputError
        If stops and legs do not fit, or the legs have no length.
    """
    about = about or About()
    if len(stops) != len(legs) + 1:
        raise InputError(
            f"{len(stops)} stops do not fit {len(legs)} legs.",
            remedy="Give one stop more than there are legs.",
        )
    t = translator(about.lang)
    track = lay_track(graph, legs)
    met = _met(graph, track, stops, places, t)
    elevation = elevation_of(graph.heights, track, met)
    climb_m, descent_m = _climb(elevation)
    lonlat, ele = _line(track, elevation)
    warnings = warnings_of(graph, track, weighting.mode, t, dated=about.on is None)
    faced = Met(graph, track, weighting.mode, warnings, met)
    return Itinerary(
        kind=about.kind,
        name=about.name or _name(stops),
        profile=weighting.profile_name,
        length_m=float(track.at_m[-1]),
        climb_m=climb_m,
        descent_m=descent_m,
        time_s=travel_seconds(weighting, track),
        repeated_m=repeated_metres(track),
        start=track.lonlat_at(0),
        end=track.lonlat_at(len(track.arcs)),
        bbox=_bbox(lonlat),
        highways=highway_shares(graph, track),
        surfaces=surface_shares(graph, track),
        networks=network_shares(graph, track),
        effort=effort_of(faced, weighting, climb_m=climb_m, t=t),
        waypoints=met,
        cues=directions(graph, weighting, track, stops, t),
        warnings=warnings,
        lonlat=lonlat,
        ele=ele,
        data=data_source(graph.source),
        lang=about.lang,
        elevation=elevation,
        surface_runs=surface_runs(graph, track),
    )


def _climb(elevation: Elevation | None) -> tuple[float, float] | tuple[None, None]:
    """Return climb and descent, None where no height is known."""
    return (elevation.climb.climb_m, elevation.climb.descent_m) if elevation else (None, None)


def _bbox(lonlat: FloatArray) -> tuple[float, float, float, float]:
    """Return the bounds of a line: west, south, east, north."""
    (west, south), (east, north) = lonlat.min(axis=0).tolist(), lonlat.max(axis=0).tolist()
    return west, south, east, north


def _line(track: Track, elevation: Elevation | None) -> tuple[FloatArray, FloatArray | None]:
    """Return the line and the height of each of its points, None where none is known."""
    if elevation is None:
        return to_degrees(track.fixed), None
    return line_with_heights(track, elevation.at_m, elevation.ele_m)


def travel_seconds(weighting: Weighting, track: Track) -> float:
    """Return the time of travel: arcs by the share travelled, and the nodes passed through."""
    moving = float((weighting.seconds[track.arcs] * track.share).sum())
    node = track.node
    inside = (node >= 0) & (track.leg[:-1] == track.leg[1:])
    return moving + float(np.sum(weighting.node_seconds[node[inside]]))


def data_source(source: Source) -> DataSource:
    """Return what results say of their data."""
    return DataSource(
        source=", ".join(source.files),
        osm_timestamp=source.osm_timestamp,
        graph_id=source.graph_id,
        invented=source.invented,
        attribution=source.attribution,
    )


def _name(stops: Sequence[Stop]) -> str:
    """Name an itinerary after its ends."""
    first, last = (
        stop.name or "{1:.5f}, {0:.5f}".format(*stop.lonlat) for stop in (stops[0], stops[-1])
    )
    return f"{first} – {last}"


def _met(
    graph: RouteGraph, track: Track, stops: Sequence[Stop], places: Sequence[Stop], t: Translator
) -> tuple[MetWaypoint, ...]:
    """Return stops, known places and services of the map, in order of the way."""
    known = {stop.id for stop in stops if stop.id}
    met = stops_met(track, stops)
    others = places_met(track, [place for place in places if place.id not in known])
    others += services_met(graph, track, [*met, *others], t)
    middle = sorted([*met[1:-1], *others], key=lambda waypoint: waypoint.at_m)
    return (met[0], *middle, met[-1])
