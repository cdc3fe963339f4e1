"""Overpass JSON: relations with the geometry of their members, or objects that refer to nodes.

Both answers of Overpass are read: ``out geom`` (each member carries its points)
and ``out body; >; out skel`` (ways list node ids, nodes stand by themselves).

Format: https://wiki.openstreetmap.org/wiki/Overpass_API/Overpass_QL#out
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from itinera.errors import OsmFileError, OutsideError
from itinera.osm.extract import Member
from itinera.osm.relations import Line, Relation, RelationLines, Spot, with_members

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from itinera.geodesy import IntArray
    from itinera.osm.extract import Tags
    from itinera.osm.relations import Point

ENDINGS = (".json", ".turbojson", ".overpassjson")
Element = dict[str, Any]  # JSON objects hold anything; what is read of them is checked
_KINDS = {"node": "n", "way": "w", "relation": "r"}


class _NowhereError(ValueError):
    """A position that is not on Earth."""


def read_overpass(path: Path, wanted: Callable[[Tags], bool]) -> RelationLines:
    """Read an answer of Overpass.

    Parameters
    ----------
    path
        A JSON file (`ENDINGS`).
    wanted
        Tells from its tags whether a relation is of interest; relations that are
        members of such a one are taken as well.

    Raises
    ------
    OutsideError
        If the file is missing or unreadable.
    OsmFileError
        If it is no JSON, no answer of Overpass, an answer that was broken off, or
        holds an impossible position.
    """
    answer = _answer(path)
    elements = [_checked(path, i, one) for i, one in enumerate(answer["elements"])]
    try:
        return _read(elements, wanted, _stamp(answer))
    except _NowhereError as error:
        raise OsmFileError(
            f"{str(path)!r} holds the position {error}, which is not on Earth.",
            remedy="Fetch it again.",
        ) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _foreign(path, f"an element lacks or misuses {error}") from error


def _read(elements: list[Element], wanted: Callable[[Tags], bool], stamp: str) -> RelationLines:
    """Sort elements into relations, lines and spots."""
    spots: dict[int, Spot] = {}
    lines: dict[int, Line] = {}
    relations: dict[int, Relation] = {}
    for one in elements:
        if one["type"] == "node" and "lat" in one:
            spots[one["id"]] = Spot(one["id"], _place(one), _tags(one))
    places = {osm_id: spot.place for osm_id, spot in spots.items()}
    for one in elements:
        if one["type"] == "way":
            _add_line(lines, one["id"], _points_of(one, places), _tags(one))
    for one in elements:
        if one["type"] != "relation":
            continue
        for member in one.get("members", ()):
            _take_member(member, lines, spots)
        relations[one["id"]] = Relation(one["id"], _tags(one), _members(one))
    return RelationLines(with_members(relations, wanted), lines, spots, stamp)


def _take_member(member: Element, lines: dict[int, Line], spots: dict[int, Spot]) -> None:
    """Keep the geometry that a member brings along."""
    ref = int(member["ref"])
    if member["type"] == "node" and "lat" in member:
        spots.setdefault(ref, Spot(ref, _place(member), {}))
    elif member["type"] == "way" and "geometry" in member and ref not in lines:
        _add_line(lines, ref, _points_of(member, {}), None)


def _add_line(lines: dict[int, Line], way: int, points: list[Point], tags: Tags | None) -> None:
    if len(points) > 1:
        fixed: IntArray = np.array(points, dtype=np.int32)
        lines[way] = Line(way, fixed, tags)


def _points_of(one: Element, places: dict[int, Point]) -> list[Point]:
    """Return the points of a way; `null` stands where a box cut the geometry."""
    if "geometry" in one:
        return [_place(point) for point in one["geometry"] if point is not None]
    return [places[node] for node in one.get("nodes", ()) if node in places]


def _place(point: Element) -> Point:
    """Return a position in 1e-7 degrees."""
    lon, lat = float(point["lon"]), float(point["lat"])
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        raise _NowhereError(f"lat {lat}, lon {lon}")
    return round(lon * 1e7), round(lat * 1e7)


def _tags(one: Element) -> Tags:
    return {str(key): str(value) for key, value in one.get("tags", {}).items()}


def _members(one: Element) -> tuple[Member, ...]:
    return tuple(
        Member(_KINDS[m["type"]], int(m["ref"]), str(m.get("role", "")))
        for m in one.get("members", ())
        if m["type"] in _KINDS
    )


def _answer(path: Path) -> Element:
    """Return the JSON object of a file, checked to be a whole answer of Overpass."""
    try:
        answer = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise OutsideError(f"There is no file {str(path)!r}.", remedy="Check the path.") from error
    except OSError as error:
        raise OutsideError(
            f"{str(path)!r} cannot be read: {error.strerror or error}.", remedy="Check its rights."
        ) from error
    except json.JSONDecodeError as error:
        raise OsmFileError(
            f"{str(path)!r} is damaged or cut short: line {error.lineno}: {error.msg}.",
            remedy="Fetch it again.",
        ) from error
    except UnicodeDecodeError as error:
        raise OsmFileError(f"{str(path)!r} is not UTF-8.", remedy="Fetch it again.") from error
    except RecursionError as error:
        raise _foreign(path, "it is nested too deep") from error
    if not isinstance(answer, dict) or not isinstance(answer.get("elements"), list):
        raise _foreign(path, 'it has no list "elements"')
    remark = str(answer.get("remark", ""))
    if "error" in remark:
        raise OsmFileError(
            f"Overpass broke off while it wrote {str(path)!r}: {' '.join(remark.split())}.",
            remedy="Ask again, for a smaller area or with a longer timeout.",
        )
    return answer


def _stamp(answer: Element) -> str:
    """Return the moment of the data, "" if the answer does not tell."""
    head = answer.get("osm3s")
    return str(head.get("timestamp_osm_base", "")) if isinstance(head, dict) else ""


def _checked(path: Path, number: int, one: object) -> Element:
    """Return an element that is an object with type and id."""
    if (
        isinstance(one, dict)
        and isinstance(one.get("id"), int)
        and one.get("type") in tuple(_KINDS)
    ):
        return one
    raise _foreign(path, f"element {number + 1} has no type or no id")


def _foreign(path: Path, reason: str) -> OsmFileError:
    return OsmFileError(
        f"{str(path)!r} is no answer of Overpass: {reason}.",
        remedy="Ask Overpass with [out:json] and `out geom;`.",
    )
