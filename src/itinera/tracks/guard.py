"""Look through a GPX document before anything is made of it.

One pass of the parser that Python comes with (expat) finds what is wrong and on
which line: broken XML, a document type or entities (they can blow a small file up
to gigabytes, or read other files), a position that is none. Nothing is expanded,
and the count of points is known before an object per point is made.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from itinera.tracks.errors import (
    BadPointError,
    BigTrackError,
    BrokenTrackError,
    TrackError,
    UnsafeTrackError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BYTES = 64_000_000  # 100,000 points with heights, times and pulses take 20 MB
MAX_POINTS = 200_000  # a point a second for two days; 50 µs and 1 kB each while being read
FAR_LON, FAR_LAT = 180.0, 90.0
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(slots=True)
class Outline:
    """What a GPX document holds, counted while it is read.

    Attributes
    ----------
    tracks
        For each track, for each of its segments: the lines of its points.
    routes, waypoints
        How many there are.
    encoding
        As the document declares it.
    """

    tracks: list[list[list[int]]] = field(default_factory=list)
    routes: int = 0
    route_line: int = 0  #: of the first route
    waypoints: int = 0
    points: int = 0
    encoding: str = "utf-8-sig"


def outline_of(data: bytes, name: str) -> Outline:
    """Read a GPX document's outline.

    Parameters
    ----------
    data
        The whole document.
    name
        What to call it in errors, the file's name as a rule.

    Raises
    ------
    TrackError
        If it is too big, no XML, no GPX, declares a document type, or has a point
        without a position on the Earth; the line is named.
    """
    if len(data) > MAX_BYTES:
        raise BigTrackError(
            f"{name} has {len(data) / 1e6:.0f} MB, the limit is {MAX_BYTES / 1e6:.0f} MB.",
            remedy="Simplify the track, or cut it into parts.",
        )
    return _Reader(name).read(data)


def text_of(data: bytes, outline: Outline) -> str:
    """Decode a document that `outline_of` has passed, its XML declaration left out."""
    encoding = outline.encoding
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    return _DECLARATION.sub("", data.decode(encoding), count=1)


class _Reader:
    """Handlers of the parser."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.outline = Outline()
        self.depth = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.XmlDeclHandler = self._declaration
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end

    def read(self, data: bytes) -> Outline:
        """Parse everything."""
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as error:
            what = expat.ErrorString(error.code)
            raise BrokenTrackError(
                f"{self.name}, line {error.lineno}, column {error.offset + 1}: "
                f"the XML is broken ({what}).",
                remedy="Export the track again; the file may have been cut short.",
            ) from error
        except (LookupError, ValueError) as error:  # an encoding that Python does not know
            if isinstance(error, TrackError):
                raise
            raise BrokenTrackError(
                f"{self.name} cannot be decoded: {error}.", remedy="Save it as UTF-8."
            ) from error
        return self.outline

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower().replace("_", "-") not in ("utf-8", "utf8"):
            self.outline.encoding = encoding

    def _doctype(self, *_parts: object) -> None:
        raise UnsafeTrackError(
            f"{self._line()}: the file declares a document type or entities, "
            "which GPX files never do.",
            remedy="Do not trust the file; export the track again.",
        )

    def _begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        kind = tag.rpartition(" ")[2]
        self.depth += 1
        if self.depth == 1 and kind != "gpx":
            raise BrokenTrackError(
                f"{self._line()}: the document is <{kind}>, not <gpx>.",
                remedy="Export the track as GPX.",
            )
        if kind == "trkpt":
            self._point(attributes)
        elif kind == "trk":
            self.outline.tracks.append([])
        elif kind == "trkseg" and self.outline.tracks:
            self.outline.tracks[-1].append([])
        elif self.depth == 2 and kind == "rte":
            self.outline.route_line = self.outline.route_line or self.parser.CurrentLineNumber
            self.outline.routes += 1
        elif self.depth == 2 and kind == "wpt":
            self.outline.waypoints += 1

    def _end(self, _tag: str) -> None:
        self.depth -= 1

    def _point(self, attributes: Mapping[str, str]) -> None:
        """Note the line of a track point, whose position must be one."""
        outline = self.outline
        outline.points += 1
        if outline.points > MAX_POINTS:
            raise BigTrackError(
                f"{self._line()}: the file has more than {MAX_POINTS} track points.",
                remedy="Simplify the track, or cut it into parts.",
            )
        if not outline.tracks or not outline.tracks[-1]:
            raise BrokenTrackError(
                f"{self._line()}: a <trkpt> stands outside a <trkseg>.",
                remedy="Export the track again; the file does not follow GPX 1.1.",
            )
        lines = outline.tracks[-1][-1]
        lines.append(self.parser.CurrentLineNumber)
        place = f"{self._line()}, segment {len(outline.tracks[-1])}, point {len(lines)}"
        check_position(attributes.get("lat"), attributes.get("lon"), place)

    def _line(self) -> str:
        return f"{self.name}, line {self.parser.CurrentLineNumber}"


def check_position(lat: object, lon: object, place: str) -> None:
    """Refuse what is no position.

    Raises
    ------
    TrackError
        Saying where (`place`) and whether the two numbers seem swapped.
    """
    if lat is None or lon is None:
        missing = "lat" if lat is None else "lon"
        raise BadPointError(f"{place} has no {missing}.", remedy="Correct or remove this point.")
    try:
        y, x = float(str(lat)), float(str(lon))
    except ValueError:
        y = x = math.nan
    if abs(y) <= FAR_LAT and abs(x) <= FAR_LON:
        return
    swapped = abs(x) <= FAR_LAT and abs(y) <= FAR_LON
    raise BadPointError(
        f"{place} is at lat={lat!r} lon={lon!r}, which is not on the Earth.",
        remedy="Latitude and longitude seem swapped: exchange them."
        if swapped
        else "Correct or remove this point.",
    )
