"""Profiles to count the climb of: recorded and designed tracks, SRTM lines, drawn ground."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.measure import ROOT
from itinera.elevation.terrain import Terrain, open_terrain
from itinera.errors import ItineraError
from itinera.geodesy import FloatArray, metres_per_degree, segment_lengths
from itinera.graph.build import build_graph
from itinera.itinerary import Stop
from itinera.planning import Planner, RouteRequest, Traveller
from itinera.tracks.read import read_track

SHARED = Path(os.environ.get("ITINERA_SHARED", ROOT.parent / "shared")) / "data"
STEP_M = 10.0
ROUTES = 30
ASIDE_M = 12.0  # how far a way may lie beside itself on another map
SEED = 20_26


@dataclass(frozen=True)
class Profile:
    """Heights along a way.

    Attributes
    ----------
    name
        Short, for a column.
    at_m, ele_m : float64, shape (n,)
        Metres along the way, heights in metres, all known.
    truth_m
        Its true climb where the ground was drawn, else None.
    aside
        The same way as other maps might lay it: heights at the same metres.
    """

    name: str
    at_m: FloatArray
    ele_m: FloatArray
    truth_m: float | None = None
    aside: tuple[FloatArray, ...] = ()


TRACKS = {
    "Douai run": "gpx/pimpmygpx/Course_pied_du_midi_Douai.gpx",
    "Landas run": "gpx/pimpmygpx/La_Landasienne_2023_5Km_20231015.gpx",
    "Seraing–Cambrai": "gpx/tour-de-france/04Seraing-Cambrai.geojson",
    "Arras–Amiens": "gpx/tour-de-france/05Arras-Amiens.geojson",
    "Lille–Arenberg": "gpx/tour-de-france/trace_2022_5.geojson",
}


def tracks() -> Iterator[Profile]:
    """Yield the tracks that carry heights."""
    for name, path in TRACKS.items():
        track = read_track(SHARED / path)
        assert track.ele is not None
        yield Profile(name, track.at_m(), track.ele)


def lines(osm: str, tiles: tuple[str, ...], profile: str) -> Iterator[Profile]:
    """Yield routes between places drawn by lot, with heights from SRTM, also laid aside."""
    terrain = open_terrain([SHARED / "dem" / f"{tile}.hgt.zip" for tile in tiles])
    planner = Planner(build_graph([SHARED / "osm" / osm]))
    low, high = (f(planner.graph.nodes.lonlat, axis=0) / 1e7 for f in (np.min, np.max))
    rng, found = np.random.default_rng(SEED), 0
    while found < ROUTES:
        ends = rng.uniform(low, high, size=(2, 2))
        vias = tuple(Stop("", (float(lon), float(lat))) for lon, lat in ends)
        try:
            (way,) = planner.route(RouteRequest(vias, Traveller(profile), max_snap_m=800.0))
        except ItineraError:
            continue
        line = _dense(way.lonlat)
        if len(line) < 200:
            continue
        heights = [_heights(terrain, line + shift) for shift in _shifts(line)]
        if any(np.isnan(ele).any() for ele in heights):
            continue
        found += 1
        at_m = STEP_M * np.arange(len(line))
        yield Profile(osm, at_m, heights[0], aside=tuple(heights[1:]))


def _dense(lonlat: FloatArray) -> FloatArray:
    """Return a place every 10 m of a line."""
    at = np.concatenate(([0.0], np.cumsum(segment_lengths(lonlat))))
    marks = np.arange(0.0, at[-1], STEP_M)
    return np.stack([np.interp(marks, at, lonlat[:, i]) for i in (0, 1)], axis=1)


def _shifts(line: FloatArray) -> list[FloatArray]:
    """Return no shift, then 12 m to the four sides, in degrees."""
    lon, lat = metres_per_degree(float(line[0, 1]))
    sides = ((0.0, 0.0), (1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0))
    return [np.array([x * ASIDE_M / lon, y * ASIDE_M / lat]) for x, y in sides]


def _heights(terrain: Terrain, lonlat: FloatArray) -> FloatArray:
    return terrain.heights(lonlat).ele_m


def srtm_noise(n: int, rng: np.random.Generator) -> FloatArray:
    """Return what a 30 m raster adds to samples every 10 m: 1.5 m (1 sigma) per post."""
    posts = rng.normal(0.0, 1.5, n // 3 + 2)
    return np.interp(np.arange(n) / 3.0, np.arange(len(posts)), posts)


def drawn() -> Iterator[Profile]:
    """Yield ground of which the climb is known."""
    rng = np.random.default_rng(SEED)
    canal = np.arange(0.0, 200_000.1, STEP_M)
    level = np.full(len(canal), 21.0)
    yield Profile("level, ±0.3 m", canal, level + rng.normal(0.0, 0.3, len(canal)), 0.0)
    yield Profile("level, 30 m raster", canal, level + srtm_noise(len(canal), rng), 0.0)
    at = np.concatenate(([0.0], 300.0 + 0.3 * np.arange(390), [600.0]))
    steps = np.concatenate(([38.0], 38.0 + 0.17 * np.arange(390), [38.0 + 0.17 * 389]))
    yield Profile("389 steps", at, steps, 389 * 0.17)
    cone = np.arange(0.0, 2000.1, STEP_M)
    over = np.interp(cone, (800.0, 1000.0, 1200.0), (30.0, 90.0, 30.0))
    yield Profile("over a cone", cone, over, 60.0)
    at = np.arange(0.0, 40_000.1, STEP_M)
    hills = 60.0 + 14.0 * np.sin(at / 300.0) + 6.0 * np.sin(at / 110.0 + 1.0)
    truth = float(np.maximum(np.diff(hills), 0.0).sum())
    yield Profile("hills, ±0.3 m", at, hills + rng.normal(0.0, 0.3, len(at)), truth)
    yield Profile("hills, 30 m raster", at, hills + srtm_noise(len(at), rng), truth)
