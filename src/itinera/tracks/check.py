"""What there is to know about somebody's track: what an organiser wants to hear first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.itinerary.assemble import data_source
from itinera.itinerary.i18n import DEFAULT_LANGUAGE, translator
from itinera.itinerary.shares import (
    highway_shares,
    network_shares,
    repeated_metres,
    surface_shares,
)
from itinera.itinerary.warnings import warnings_of
from itinera.tracks.crossings import level_crossings, road_crossings
from itinera.tracks.errors import ElsewhereError
from itinera.tracks.gaps import Gap, gaps_of, outside
from itinera.tracks.heights import map_climb, own_climb
from itinera.tracks.lawful import Judge
from itinera.tracks.lay import runs_of
from itinera.tracks.match import MAD_TO_SIGMA, MOST_SIGMA_M, match
from itinera.tracks.words import said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from itinera.elevation.climb import Climb
    from itinera.geodesy import FloatArray
    from itinera.graph.locate import LocationIndex
    from itinera.graph.routegraph import RouteGraph
    from itinera.itinerary import DataSource, RouteWarning
    from itinera.itinerary.track import Track
    from itinera.profile.model import Profile
    from itinera.profile.weighting import Weighting
    from itinera.tracks.crossings import RoadCrossing
    from itinera.tracks.lawful import Breach
    from itinera.tracks.lay import Run
    from itinera.tracks.match import Matching
    from itinera.tracks.read import Recorded

HARDLY = 0.5  # a track of which less than this share is matched does not follow the map


@dataclass(frozen=True, slots=True)
class Traveller:
    """For whom a track is checked, and in which language.

    Attributes
    ----------
    on
        Day of travel; None leaves dated restrictions out, and warns of them.
    """

    profile: Profile
    weighting: Weighting
    on: date | None = None
    lang: str = DEFAULT_LANGUAGE


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """The report on a track. Metres are those of the recording unless a name says otherwise.

    Attributes
    ----------
    length_m
        Of the track as it stands in the file.
    matched_m, share_matched
        How much of it lies on the network.
    ways_m
        Length of the ways travelled; noise makes a recording longer than its way.
    repeated_m
        Metres of ways travelled again, in either direction.
    climb
        Of the ways travelled, on the heights of the map; None where it knows none.
    own_climb
        Of the track, on the heights of the file, counted by the same rule; None where it
        states none.
    noise_m
        Standard deviation of the recording across the ways that it follows.
    points, points_used
        Points of the track, and those matched.
    runs
        The parts that follow the network.
    """

    name: str
    profile: str
    mode: str
    lang: str
    length_m: float
    matched_m: float
    share_matched: float
    ways_m: float
    repeated_m: float
    climb: Climb | None
    own_climb: Climb | None
    noise_m: float
    points: int
    points_used: int
    start: tuple[float, float]
    end: tuple[float, float]
    bbox: tuple[float, float, float, float]
    highways: Mapping[str, float]
    surfaces: Mapping[str, float]
    networks: Mapping[str, float]
    gaps: tuple[Gap, ...]
    illegal: tuple[Breach, ...]
    road_crossings: tuple[RoadCrossing, ...]
    level_crossings: tuple[RoadCrossing, ...]
    warnings: tuple[RouteWarning, ...]
    runs: tuple[Run, ...]
    notes: tuple[str, ...]
    data: DataSource


def check(recorded: Recorded, index: LocationIndex, traveller: Traveller) -> Check:
    """Match a track and judge it.

    Parameters
    ----------
    recorded
        The track.
    index
        Of the graph.
    traveller
        Who is to travel it.

    Raises
    ------
    ElsewhereError
        If no point of the track lies on the map.
    """
    graph, lang = index.graph, traveller.lang
    if outside(recorded.lonlat, index).all():
        raise _elsewhere(recorded, index)
    matching = match(recorded, index, traveller.weighting)
    runs = runs_of(graph, recorded, matching)
    gaps = gaps_of(recorded, matching, runs, index, lang)
    judge = Judge.of(graph, traveller.profile, traveller.weighting, traveller.on, lang)
    length_m = float(recorded.step_m().sum())
    matched_m = min(sum(run.to_m - run.from_m for run in runs), length_m)
    own, mapped = own_climb(recorded), map_climb(graph, runs)
    (west, south), (east, north) = (f(recorded.lonlat, axis=0).tolist() for f in (np.min, np.max))
    share = matched_m / length_m if length_m else 0.0
    return Check(
        name=recorded.name,
        profile=traveller.profile.name,
        mode=traveller.profile.mode,
        lang=lang,
        length_m=length_m,
        matched_m=matched_m,
        share_matched=share,
        ways_m=sum(float(run.track.at_m[-1]) for run in runs),
        repeated_m=sum(repeated_metres(run.track) for run in runs),
        climb=mapped,
        own_climb=own,
        noise_m=matching.noise_m,
        points=len(recorded.lonlat),
        points_used=len(matching.sample.lonlat),
        start=_place(recorded.lonlat[0]),
        end=_place(recorded.lonlat[-1]),
        bbox=(west, south, east, north),
        highways=_summed(graph, runs, highway_shares),
        surfaces=_summed(graph, runs, surface_shares),
        networks=_summed(graph, runs, network_shares),
        gaps=gaps,
        illegal=tuple(breach for run in runs for breach in judge.breaches(run)),
        road_crossings=tuple(c for run in runs for c in road_crossings(graph, run, lang)),
        level_crossings=tuple(c for run in runs for c in level_crossings(graph, run, lang)),
        warnings=tuple(_warnings(graph, runs, traveller)),
        runs=tuple(runs),
        notes=(
            *_notes(graph, recorded, matching, gaps, share, lang),
            *_on_heights(own, mapped, lang),
        ),
        data=data_source(graph.source),
    )


def _elsewhere(recorded: Recorded, index: LocationIndex) -> ElsewhereError:
    """Say that the whole track lies outside the map."""
    (west, south), (east, north) = (f(recorded.lonlat, axis=0) for f in (np.min, np.max))
    swapped = not outside(recorded.lonlat[:, ::-1], index).all()
    return ElsewhereError(
        f"The track {recorded.name!r} lies outside the map: it spans "
        f"{south:.4f},{west:.4f} to {north:.4f},{east:.4f}, the map {index.grid} (LAT,LON).",
        remedy="Latitude and longitude seem swapped: exchange them."
        if swapped
        else "Build a graph of its area and name it with --graph.",
    )


def _summed(
    graph: RouteGraph,
    runs: Sequence[Run],
    shares: Callable[[RouteGraph, Track], dict[str, float]],
) -> dict[str, float]:
    """Add up the shares of runs, most first."""
    total: Counter[str] = Counter()
    for run in runs:
        total.update(shares(graph, run.track))
    return dict(sorted(total.items(), key=lambda pair: (-pair[1], pair[0])))


def _warnings(
    graph: RouteGraph, runs: Sequence[Run], traveller: Traveller
) -> Iterable[RouteWarning]:
    """Yield the warnings of every run, in metres of the recording."""
    from dataclasses import replace

    t = translator(traveller.lang)
    mode, dated = traveller.profile.mode, traveller.on is None
    for run in runs:
        for warning in warnings_of(graph, run.track, mode, t, dated=dated):
            yield replace(
                warning,
                from_m=run.recorded_at(warning.from_m),
                to_m=run.recorded_at(warning.to_m),
            )


def _notes(
    graph: RouteGraph,
    recorded: Recorded,
    matching: Matching,
    gaps: Sequence[Gap],
    share: float,
    lang: str,
) -> Iterable[str]:
    """Yield what must be said of the whole."""
    if share < HARDLY:
        yield said("hardly", lang)
    if matching.noise_m > MOST_SIGMA_M:
        yield said("loose", lang, off=round(matching.noise_m / MAD_TO_SIGMA))
    if any(gap.reason == "outside_map" for gap in gaps):
        yield said("partly_outside", lang)
    sample = matching.sample
    if len(sample.lonlat) < len(recorded.lonlat):
        t = translator(lang)
        points, used = t.number(len(recorded.lonlat)), t.number(len(sample.lonlat))
        spacing = t.number(sample.spacing_m)
        yield said("thinned", lang, points=points, used=used, spacing=spacing)
    if graph.source.invented:
        yield said("invented", lang)


def _on_heights(own: Climb | None, mapped: Climb | None, lang: str) -> Iterable[str]:
    """Yield whose heights are missing."""
    if own is None:
        yield said("no_heights", lang)
    if mapped is None:
        yield said("no_map_heights", lang)


def _place(lonlat: FloatArray) -> tuple[float, float]:
    """Return a position as two numbers."""
    lon, lat = lonlat.tolist()
    return lon, lat
