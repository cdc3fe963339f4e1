"""The arcs of a foreign graph, paired into streets as OSM would draw them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from itinera.geodesy import IntArray, to_fixed
from itinera.osm.codes import Access
from itinera.osm.keys import is_relevant
from itinera.osm.tagsets import HIGHWAYS

if TYPE_CHECKING:
    import networkx as nx

Tags = dict[str, str]
Attributes = Mapping[str, Any]  # what networkx keeps: any value under any name

FROM_TAGS = 255  # no Access is given with the arc: the tags decide
#: Where the parts of a merged street disagree, the strictest of these holds.
STRICTEST_FIRST = ("no", "private", "customers", "destination", "permissive", "yes", "designated")
ACCESS_KEYS = ("access", "foot", "bicycle", "vehicle", "motor_vehicle")


@dataclass(frozen=True, slots=True)
class Street:
    """A street in the direction of its OSM way.

    `inside` are its points between the ends; `marked` are its marked routes as JSON
    (see `bridge`); `access` holds Access or FROM_TAGS for foot forward, foot backward,
    bicycle forward, bicycle backward.
    """

    refs: tuple[int, ...]
    inside: IntArray = field(compare=False)
    way: int
    tags: tuple[tuple[str, str], ...]
    name: str
    ref: str
    areas: int
    marked: str
    access: tuple[int, int, int, int]


def pair(graph: nx.MultiDiGraph[int], numbers: Mapping[int, int]) -> list[Street]:
    """Join the two arcs of every street.

    Parameters
    ----------
    graph
        A graph with OSMnx's attribute names.
    numbers
        Node of `graph` → number that the street's `refs` use.
    """
    waiting: dict[tuple[int, int, str, bytes], list[int]] = {}
    pairs: list[tuple[int, int, Attributes, Attributes | None]] = []
    for u, v, data in graph.edges(data=True):
        same = str(sorted(_listed(data.get("osmid", 0)), key=str)), _shape(data)
        partners = waiting.get((v, u, *same))
        if partners:
            place = partners.pop(0)
            pairs[place] = (*pairs[place][:3], data)
        else:
            waiting.setdefault((u, v, *same), []).append(len(pairs))
            pairs.append((u, v, data, None))
    return [_street(graph, numbers, pair) for pair in pairs]


def _street(
    graph: nx.MultiDiGraph[int],
    numbers: Mapping[int, int],
    pair: tuple[int, int, Attributes, Attributes | None],
) -> Street:
    """Describe a street from one or both of its arcs."""
    u, v, there, back = pair
    forward: Attributes | None = there
    if there.get("reversed") is True:
        u, v, forward, back = v, u, back, there
    drawn = forward if forward is not None else there
    inside = _inside(drawn, graph.nodes[u] if drawn is forward else graph.nodes[v])
    tags = tags_of(there)
    oneway = there.get("oneway_tag") or ("yes" if True in _listed(there.get("oneway")) else "")
    tags = {k: t for k, t in tags.items() if k != "oneway"} | ({"oneway": oneway} if oneway else {})
    return Street(
        refs=(numbers[u], numbers[v]),
        inside=inside if drawn is forward else inside[::-1],
        way=_first_number(there.get("osmid", 0)),
        tags=tuple(sorted(tags.items())),
        name=_first_text(there.get("name")),
        ref=_first_text(there.get("ref")),
        areas=int(there.get("area_flags", 0)),
        marked=str(there.get("marked_routes", "[]")),
        access=_given_access(forward, back, oneway=bool(oneway)),
    )


def _given_access(
    forward: Attributes | None, back: Attributes | None, *, oneway: bool
) -> tuple[int, int, int, int]:
    """Return the access that the arcs themselves give, or FROM_TAGS."""
    given: list[int] = []
    for mode in ("foot", "bicycle"):
        known = any(arc is not None and f"{mode}_access" in arc for arc in (forward, back))
        for arc in (forward, back):
            if arc is not None and f"{mode}_access" in arc:
                given.append(int(Access[str(arc[f"{mode}_access"]).upper()]))
            elif arc is None and (known or not oneway):
                given.append(int(Access.NO))
            else:
                given.append(FROM_TAGS)
    return given[0], given[1], given[2], given[3]


def _inside(data: Attributes, begin: Attributes) -> IntArray:
    """Return the points of an arc between its ends, from the end at node `begin`."""
    line = data.get("geometry")
    if line is None:
        return np.zeros((0, 2), dtype=np.int32)
    points = to_fixed(np.asarray(line.coords)[:, :2])
    first = to_fixed([float(begin["x"]), float(begin["y"])])
    at_ends = np.abs(points[[0, -1]].astype(np.int64) - first).sum(axis=1)
    return points[1:-1] if at_ends[0] <= at_ends[1] else points[-2:0:-1]


def tags_of(data: Attributes) -> Tags:
    """Return the OSM tags among the attributes of an arc or node."""
    found = {}
    for key, value in data.items():
        if is_relevant(key) and not isinstance(value, bool):
            texts = [str(v) for v in _listed(value)]
            if texts:
                found[key] = _merged(key, texts)
    return found


def _merged(key: str, values: list[str]) -> str:
    """Return the one value of a merged street (see the notes of `from_osmnx`)."""
    if key == "highway":
        known = [v for v in values if v in HIGHWAYS]
        return min(known, key=lambda v: HIGHWAYS[v]) if known else values[0]
    if key in ACCESS_KEYS:
        return min(values, key=_strictness)
    return values[0]


def _strictness(value: str) -> int:
    """Return the rank of an access value, strictest first."""
    return STRICTEST_FIRST.index(value) if value in STRICTEST_FIRST else 2


def _listed(value: object) -> list[Any]:
    """Return a value, or the values of a list, without gaps."""
    values = value if isinstance(value, list | tuple | set) else [value]
    return [v for v in values if v is not None and not (isinstance(v, float) and math.isnan(v))]


def _first_text(value: object) -> str:
    """Return the first text of a value."""
    return next((str(v) for v in _listed(value)), "")


def _first_number(value: object) -> int:
    """Return the first whole number of a value, 0 if there is none."""
    return next((v for v in _listed(value) if isinstance(v, int)), 0)


def _shape(data: Attributes) -> bytes:
    """Return what tells the geometry of an arc, in either direction, from others."""
    line = data.get("geometry")
    if line is None:
        return b""
    points = to_fixed(np.asarray(line.coords)[:, :2])
    return min(points.tobytes(), points[::-1].tobytes())


def chain(streets: list[Street]) -> list[Street]:
    """Join the pieces of ways through nodes where nothing else meets (unsimplified graphs)."""
    touching: dict[int, list[int]] = {}
    for i, street in enumerate(streets):
        for ref in street.refs:
            touching.setdefault(ref, []).append(i)
    following = {}
    for i, street in enumerate(streets):
        others = [j for j in touching[street.refs[-1]] if j != i]
        if (
            len(touching[street.refs[-1]]) == 2
            and others
            and _continues(street, streets[others[0]])
        ):
            following[i] = others[0]
    chains: list[list[int]] = []
    seen: set[int] = set()
    followed = set(following.values())
    begins = [i for i in range(len(streets)) if i not in followed]
    for begin in [*begins, *range(len(streets))]:  # the second time round: rings
        links: list[int] = []
        at: int | None = begin
        while at is not None and at not in seen:
            seen.add(at)
            links.append(at)
            at = following.get(at)
        chains += [links] if links else []
    return [_joined([streets[i] for i in links]) for links in chains]


def _continues(one: Street, other: Street) -> bool:
    """Say whether two pieces are one way in one direction."""
    same = replace(one, refs=other.refs) == other
    return same and one.refs[-1] == other.refs[0]


def _joined(pieces: list[Street]) -> Street:
    """Join straight pieces into one street."""
    refs = [*pieces[0].refs[:1], *(ref for piece in pieces for ref in piece.refs[1:])]
    return replace(pieces[0], refs=tuple(refs))
