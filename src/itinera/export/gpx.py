"""GPX 1.1: one track with one segment, and waypoints for what lies along it.

Everything is written by gpxpy. Its points are objects of 23 fields each, which
takes 5 µs a point to make and write; the track points here are a gpxpy *field*
of our own that writes them from the columns, 10 times faster.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import gpxpy
import gpxpy.gpx
import gpxpy.gpxfield
import numpy as np

from itinera import __version__
from itinera.export.simplify import simplified
from itinera.itinerary.climb_words import climb_sentences
from itinera.itinerary.i18n import translator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from itinera.geodesy import FloatArray
    from itinera.itinerary import DataSource, Itinerary

AUTHOR = "itinera"
COPYRIGHT = "OpenStreetMap contributors"
LICENCE = "https://opendatacommons.org/licenses/odbl/1-0/"
_FORBIDDEN_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _PointColumns(gpxpy.gpxfield.AbstractGPXField):
    """The track points of a segment, written from arrays."""

    def __init__(self) -> None:
        super().__init__(is_list=True)
        self.name = "points"

    def to_xml(
        self,
        value: tuple[FloatArray, FloatArray | None],
        version: str,  # noqa: ARG002  gpxpy gives all of these by name
        nsmap: Mapping[str, str] | None = None,  # noqa: ARG002  as above
        prettyprint: bool = True,  # noqa: ARG002  as above
        indent: str = "",
    ) -> str:
        """Write all points: 7 decimals, height with one where known."""
        lonlat, ele = value
        begin = f'\n{indent}<trkpt lat="%.7f" lon="%.7f"'
        if ele is None:
            return ((begin + "/>") * len(lonlat)) % tuple(lonlat[:, ::-1].ravel().tolist())
        known = np.isfinite(ele).tolist()
        whole = begin + "><ele>%.1f</ele></trkpt>"
        bare = begin + "/>"
        columns = np.column_stack((lonlat[:, ::-1], ele))
        if all(known):
            return (whole * len(known)) % tuple(columns.ravel().tolist())
        rows = columns.tolist()
        return "".join(
            whole % (lat, lon, height) if there else bare % (lat, lon)
            for there, (lat, lon, height) in zip(known, rows, strict=True)
        )


class _Segment(gpxpy.gpx.GPXTrackSegment):
    """A track segment whose points are columns."""

    gpx_11_fields = [_PointColumns()]  # noqa: RUF012  gpxpy's own way of declaring fields


def to_gpx(itinerary: Itinerary, *, max_points: int | None = None) -> str:
    """Write an itinerary as GPX 1.1.

    Parameters
    ----------
    itinerary
        What to write.
    max_points
        Most track points that the device takes; None writes all. The description
        then says how far the line may have moved.

    Raises
    ------
    InputError
        If `max_points` is below 2.
    """
    tolerance_m = None
    if max_points is not None:
        fewer = simplified(itinerary, max_points)
        itinerary, tolerance_m = fewer.itinerary, fewer.tolerance_m
    gpx = gpxpy.gpx.GPX()
    gpx.creator = f"itinera {__version__}"
    _fill_metadata(gpx, itinerary, tolerance_m)
    gpx.waypoints = _waypoints(itinerary)
    track = gpxpy.gpx.GPXTrack(name=_clean(itinerary.name), description=gpx.description)
    track.type = itinerary.profile  # type: ignore[assignment]  # gpxpy means str or None
    segment = _Segment()
    segment.points = (itinerary.lonlat, itinerary.ele)  # type: ignore[assignment]  # see _PointColumns
    track.segments.append(segment)
    gpx.tracks.append(track)
    return gpx.to_xml(version="1.1") + "\n"


def _fill_metadata(gpx: gpxpy.gpx.GPX, itinerary: Itinerary, tolerance_m: float | None) -> None:
    """Say what the file is, where it comes from and what covers it."""
    west, south, east, north = itinerary.bbox
    stamp = itinerary.data.osm_timestamp
    gpx.name = _clean(itinerary.name)
    gpx.description = _clean(description(itinerary, tolerance_m))
    gpx.author_name = AUTHOR
    gpx.copyright_author = _copyright(itinerary.data)
    gpx.copyright_year = stamp[:4] or None
    gpx.copyright_license = LICENCE
    gpx.time = datetime.fromisoformat(stamp.replace("Z", "+00:00")) if stamp else None
    gpx.keywords = ", ".join(
        dict.fromkeys([itinerary.kind, itinerary.profile, *map(_clean, itinerary.networks)])
    )
    gpx.bounds = gpxpy.gpx.GPXBounds(south, north, west, east)


def _copyright(data: DataSource) -> str:
    """Return whose the map is; gpxpy writes it as an attribute, which it does not escape."""
    if not data.invented:
        return COPYRIGHT
    return escape(_clean(f"{data.attribution} (no data of {COPYRIGHT})"), {'"': "&quot;"})


def description(itinerary: Itinerary, tolerance_m: float | None = None) -> str:
    """Describe an itinerary in its own language: length, time, climb, and what to beware of."""
    t = translator(itinerary.lang)
    length, duration = t.distance(itinerary.length_m), t.duration(itinerary.time_s)
    said = [t("{length}, about {duration}.", length=length, duration=duration)]
    said += climb_sentences(itinerary)
    if tolerance_m:
        points, metres = t.number(len(itinerary.lonlat)), t.number(tolerance_m, 1)
        said.append(
            t(
                "Simplified to {points} points; the line moves at most {metres} m.",
                points=points,
                metres=metres,
            )
        )
    if itinerary.data.invented:
        said.append(t("The network of this map is invented: do not go out with it."))
    return " ".join(said)


def _waypoints(itinerary: Itinerary) -> list[gpxpy.gpx.GPXWaypoint]:
    """Return what lies along: the named stops and waypoints, each once."""
    found: dict[tuple[Any, ...], gpxpy.gpx.GPXWaypoint] = {}
    for met in itinerary.waypoints:
        if not met.name:
            continue
        lon, lat = met.lonlat
        point = gpxpy.gpx.GPXWaypoint(round(lat, 7), round(lon, 7), name=_clean(met.name))
        point.type = _clean(met.kind)
        found.setdefault((met.name, met.lonlat), point)
    return list(found.values())


def _clean(text: str) -> str:
    """Leave out characters that XML cannot hold."""
    return _FORBIDDEN_IN_XML.sub("", text)
