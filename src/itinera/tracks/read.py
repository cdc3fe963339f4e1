"""A recorded or drawn track from a file: one GPX track, or one GeoJSON line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from itinera.errors import OutsideError
from itinera.geodesy import FloatArray, IntArray, LongArray, segment_lengths
from itinera.tracks.errors import (
    BadPointError,
    BigTrackError,
    BrokenTrackError,
    NoLengthError,
    NoTrackError,
    SeveralTracksError,
)
from itinera.tracks.guard import MAX_BYTES, MAX_POINTS, check_position, outline_of, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from itinera.tracks.guard import Outline

GEOJSON = (".geojson", ".json")
FEWEST = 2


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """Somebody's track, as it stands in the file.

    Attributes
    ----------
    name
        Its own name, or that of the file.
    lonlat : float64, shape (n, 2)
        Degrees; two points or more, not all in one place.
    ele : float64, shape (n,), or None
        Heights that the file states, NaN where a point has none; None where none has any.
    segment : int32, shape (n,)
        Which segment each point is of; a new one begins where recording was interrupted.
    line : int64, shape (n,)
        Line of the file that each point begins on, 0 where lines mean nothing.
    """

    name: str
    lonlat: FloatArray
    ele: FloatArray | None
    segment: IntArray
    line: LongArray

    def step_m(self) -> FloatArray:
        """Return the metres from each point to the next, 0 from one segment to another."""
        steps = segment_lengths(self.lonlat)
        steps[np.diff(self.segment) != 0] = 0.0
        return steps

    def at_m(self) -> FloatArray:
        """Return the metres from the start to each point, breaks between segments left out."""
        return np.concatenate(([0.0], np.cumsum(self.step_m())))


def read_track(path: Path, *, track: int | None = None) -> Recorded:
    """Read a file.

    Parameters
    ----------
    path
        A GPX, or a GeoJSON with one line (by its ending).
    track
        Which track is meant where there are several, from 1.

    Raises
    ------
    TrackError
        If it holds no single track, or a broken one; see `track_of_gpx`.
    OutsideError
        If it cannot be opened.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            outline_of(bytes(MAX_BYTES + 1), path.name)
        data = path.read_bytes()
    except OSError as error:
        raise OutsideError(
            f"{path} cannot be read: {error.strerror or error}.", remedy="Check the path."
        ) from error
    if path.suffix.lower() in GEOJSON:
        return track_of_geojson(data, path.name)
    return track_of_gpx(data, path.name, track=track)


def track_of_gpx(data: bytes, name: str, *, track: int | None = None) -> Recorded:
    """Read the track of a GPX document.

    Parameters
    ----------
    data
        The document; GPX 1.0 or 1.1, in any encoding that it declares.
    name
        What to call it in errors.
    track
        Which track is meant where there are several, from 1.

    Raises
    ------
    TrackError
        If it is broken, holds no track or several, or the track has no length.
    """
    import gpxpy
    import gpxpy.gpx

    outline = outline_of(data, name)
    chosen = _chosen(outline, name, track)
    try:
        gpx = gpxpy.parse(text_of(data, outline))
    except (gpxpy.gpx.GPXException, ValueError, LookupError, AttributeError, TypeError) as error:
        raise BrokenTrackError(
            f"{name} does not follow GPX: {error}.", remedy="Export the track again."
        ) from error
    if chosen >= len(gpx.tracks):  # a namespace prefix on every element, which gpxpy passes over
        raise BrokenTrackError(
            f"{name} writes its elements in a way that cannot be read.",
            remedy="Export the track again, without prefixes such as <gpx:trk>.",
        )
    found = gpx.tracks[chosen]
    rows = [
        (p.longitude, p.latitude, np.nan if p.elevation is None else p.elevation, number)
        for number, segment in enumerate(found.segments)
        for p in segment.points
    ]
    lines = [line for segment in outline.tracks[chosen] for line in segment]
    columns = np.array(rows, dtype=np.float64).reshape(-1, 4)
    return _recorded(found.name or gpx.name or name, columns, lines, name)


def track_of_geojson(data: bytes, name: str) -> Recorded:
    """Read the line of a GeoJSON document: its only LineString or MultiLineString.

    Raises
    ------
    TrackError
        If it is broken, holds no line or several, or the line has no length.
    """
    try:
        document = json.loads(data)
    except ValueError as error:
        raise BrokenTrackError(
            f"{name} is no JSON: {error}.", remedy="Export the track again."
        ) from error
    lines = _lines(document)
    if len(lines) != 1:
        raise SeveralTracksError(
            f"{name} has {len(lines)} lines, one is wanted.",
            remedy="Give a GeoJSON with a single LineString or MultiLineString, or a GPX.",
        )
    title, parts = lines[0]
    rows = [(part, n, p) for part, points in enumerate(parts) for n, p in enumerate(points, 1)]
    if len(rows) > MAX_POINTS:
        raise BigTrackError(
            f"{name} has {len(rows)} points, the limit is {MAX_POINTS}.",
            remedy="Simplify the track, or cut it into parts.",
        )
    columns = np.array([_position(p, f"{name}, part {part + 1}, point {n}", part)
                        for part, n, p in rows]).reshape(-1, 4)  # fmt: skip
    return _recorded(title or name, columns, [0] * len(columns), name)


def _lines(document: Any) -> list[tuple[str, list[Any]]]:  # Any: JSON
    """Return (name, parts) of every line of a GeoJSON object."""
    if not isinstance(document, dict):
        return []
    if document.get("type") == "FeatureCollection":
        return [line for feature in document.get("features") or () for line in _lines(feature)]
    geometry = document.get("geometry") if document.get("type") == "Feature" else document
    if not isinstance(geometry, dict) or not isinstance(geometry.get("coordinates"), list):
        return []
    properties = document.get("properties") or {}
    title = str(properties.get("name") or "") if isinstance(properties, dict) else ""
    if geometry.get("type") == "LineString":
        return [(title, [geometry["coordinates"]])]
    return [(title, geometry["coordinates"])] if geometry.get("type") == "MultiLineString" else []


def _position(value: Any, place: str, part: int) -> tuple[float, float, float, int]:  # Any: JSON
    """Return longitude, latitude, height and part of a GeoJSON position."""
    if not isinstance(value, list) or len(value) < FEWEST:
        raise BadPointError(f"{place} is {value!r}.", remedy="Write positions as [lon, lat].")
    check_position(value[1], value[0], place)
    high = value[2] if len(value) > FEWEST and isinstance(value[2], int | float) else np.nan
    return float(value[0]), float(value[1]), float(high), part


def _chosen(outline: Outline, name: str, track: int | None) -> int:
    """Return which track is meant, or say why there is no saying."""
    count = len(outline.tracks)
    if track is not None and not 1 <= track <= count:
        raise SeveralTracksError(
            f"{name} has no track {track}: it has {count}.",
            remedy=f"Give a number from 1 to {count}." if count else "Give another file.",
        )
    if count == 0:
        where = f"{name}, line {outline.route_line}: it" if outline.routes else name
        held = [f"{outline.routes} route(s)"] if outline.routes else []
        held += [f"{outline.waypoints} waypoint(s)"] if outline.waypoints else []
        raise NoTrackError(
            f"{where} has no track{', only ' + ' and '.join(held) if held else ''}.",
            remedy="Export the itinerary as a track: a route names the places to pass, "
            "not the way between them."
            if outline.routes
            else "Export the itinerary as a track.",
        )
    if count > 1 and track is None:
        begins = [next((s[0] for s in segments if s), 0) for segments in outline.tracks]
        told = ", ".join(f"{n} at line {line}" for n, line in enumerate(begins[:5], 1))
        raise SeveralTracksError(
            f"{name} has {count} tracks ({told}{', …' if count > 5 else ''}).",
            remedy="Say which one is meant with --track N, or cut the file.",
        )
    return (track or 1) - 1


def _recorded(title: str, columns: FloatArray, lines: list[int], name: str) -> Recorded:
    """Make a track of columns: longitude, latitude, height, segment."""
    if len(columns) < FEWEST or np.ptp(columns[:, :2], axis=0).max() == 0.0:
        raise NoLengthError(
            f"{name}: the track has {len(columns)} point(s) in one place, so no length.",
            remedy="Give a track of at least two different points.",
        )
    ele = columns[:, 2]
    return Recorded(
        name=" ".join(title.split()),
        lonlat=np.ascontiguousarray(columns[:, :2]),
        ele=np.ascontiguousarray(ele) if np.isfinite(ele).any() else None,
        segment=columns[:, 3].astype(np.int32),
        line=np.array(lines, dtype=np.int64),
    )
