"""A version of an itinerary with its stages, as itinera writes it: JSON, GeoJSON, or a folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from itinera.tracks.errors import BrokenTrackError, NoLengthError, NoTrackError
from itinera.tracks.read import FEWEST, Recorded, read_track

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["StageLine", "Version", "read_version", "version_of"]

WHOLE = ("journey", "loop", "route", "course", "network-route")  # kinds, the first found is meant


@dataclass(frozen=True, slots=True, eq=False)
class StageLine:
    """A stage of a version: from `from_m` to `to_m` along the whole, without detours.

    `length_m`, `climb_m` and `name` are what the file says of it, detours included.
    """

    number: int
    name: str
    from_m: float
    to_m: float
    length_m: float
    climb_m: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """One version: the whole line, and its stages (none for anything but a journey)."""

    track: Recorded
    stages: tuple[StageLine, ...] = ()


def read_version(path: Path, *, name: str = "") -> Version:
    """Read a version of an itinerary.

    Parameters
    ----------
    path
        A GPX or a GeoJSON with one line, the JSON or the GeoJSON of a journey, or a folder
        that `itinera traverse` or `itinera publish` wrote.
    name
        What to call it; "" for its own name.

    Raises
    ------
    TrackError
        If it holds no itinerary.
    OutsideError
        If it cannot be read.
    """
    if path.is_dir():
        path = _in_folder(path)
    if path.suffix.lower() in (".json", ".geojson"):
        found = version_of(path.read_bytes(), name or path.stem) if path.is_file() else None
        if found is not None:
            return found
    return Version(read_track(path))


def _in_folder(folder: Path) -> Path:
    """Return the file of a folder that holds its journey: the one with the shortest name."""
    for ending in ("geojson", "json", "gpx"):
        found = [one for one in folder.glob(f"*.{ending}") if one.name != "facts.json"]
        if found:
            return min(found, key=lambda one: (len(one.name), one.name))
    raise NoTrackError(
        f"{folder} holds no itinerary.",
        remedy="Name a folder that `itinera traverse` or `itinera publish` wrote, or a file.",
    )


def version_of(data: bytes, name: str) -> Version | None:
    """Read the itineraries of a document of itinera, None where it is somebody else's.

    Raises
    ------
    BrokenTrackError
        If the itinerary in it has no line.
    """
    try:
        document = json.loads(data)
    except ValueError:
        return None
    rows = list(_itineraries(document))
    whole = next((row for kind in WHOLE for row in rows if row.get("kind") == kind), None)
    if whole is None:
        return None
    stages = [row["stage"] for row in rows if isinstance(row.get("stage"), dict)]
    about = [row for row in rows if isinstance(row.get("stage"), dict)]
    try:
        track = _recorded(str(whole.get("name") or name), whole["geometry"]["coordinates"])
        lines = tuple(_stage(row, stage) for row, stage in zip(about, stages, strict=True))
    except NoLengthError:
        raise
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise BrokenTrackError(
            f"{name} is no whole document of an itinerary: {error!r}.",
            remedy="Write it again with `itinera traverse` or `itinera publish`.",
        ) from error
    return Version(track, lines)


def _itineraries(document: Any) -> Iterator[dict[str, Any]]:  # Any: JSON
    """Yield the itineraries of a document, each with its geometry."""
    if not isinstance(document, dict):
        return
    for row in document.get("itineraries") or ():
        if isinstance(row, dict):
            yield row
    for feature in document.get("features") or ():
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if isinstance(properties, dict) and properties.get("role") == "itinerary":
            yield {**properties, "geometry": feature.get("geometry")}


def _stage(row: dict[str, Any], stage: dict[str, Any]) -> StageLine:
    """Read a stage."""
    climb = row.get("climb_m")
    return StageLine(
        number=int(stage["number"]),
        name=str(row["name"]),
        from_m=float(stage["from_m"]),
        to_m=float(stage["to_m"]),
        length_m=float(row["length_m"]),
        climb_m=None if climb is None else float(climb),
    )


def _recorded(name: str, coordinates: Any) -> Recorded:  # Any: JSON
    """Make a track of the coordinates of a line."""
    lonlat = np.array([point[:2] for point in coordinates], dtype=np.float64)
    heights = [point[2] if len(point) > FEWEST else np.nan for point in coordinates]
    ele = np.array(heights, dtype=np.float64)
    if len(lonlat) < FEWEST or np.ptp(lonlat, axis=0).max() == 0.0:
        raise NoLengthError(
            f"{name}: the itinerary has no length.",
            remedy="Write it again with `itinera traverse`.",
        )
    numbers = np.zeros(len(lonlat), dtype=np.int32)
    known = ele if np.isfinite(ele).any() else None
    return Recorded(name, lonlat, known, numbers, numbers.astype(np.int64))
