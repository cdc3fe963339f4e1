"""Which places a picture of elevation names: spoil heaps, towns, aid, as far as there is room."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import metres_per_degree
from itinera.waypoints import load_waypoints

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from itinera.itinerary import Itinerary

TOWN_NEAR_M = 1000.0  # from the middle of a commune to the way: one passes through it
MOST = 18
ROOM_SHARE = 0.022  # of the length: the height of a line of text on its side
LONGEST = 26  # characters
AID = ("drinking_water", "toilets", "shelter", "food", "bike_repair", "bike_service", "campsite")

#: Kinds by importance, with the sign on the profile and its colour; others come last.
LOOKS = {
    "terril": (0, "^", "#7a2a20"),
    "peak": (0, "^", "#7a2a20"),
    "commune": (1, "o", "#23262b"),
    "site": (2, "s", "#7b3b2f"),
    "station": (3, "s", "#30507a"),
    **dict.fromkeys(AID, (4, "P", "#1f6e4a")),
}
OTHER_LOOK = (5, "o", "#5a5c60")


@dataclass(frozen=True, slots=True)
class Label:
    """A name on the picture, where it stands, and how it looks."""

    at_m: float
    name: str
    rank: int
    sign: str
    colour: str


def labels_of(itinerary: Itinerary) -> list[Label]:
    """Return the names to write along an itinerary, in order, the weightier of two too near."""
    places = [(met.at_m, met.name, met.kind) for met in itinerary.waypoints if met.name]
    found = [_label(*place) for place in (*places, *_towns(itinerary))]
    room = ROOM_SHARE * itinerary.length_m
    kept: list[Label] = []
    for one in sorted(found, key=lambda label: (label.rank, label.at_m, label.name)):
        apart = all(abs(one.at_m - other.at_m) >= room for other in kept)
        if apart and one.name not in {other.name for other in kept}:
            kept.append(one)
    return sorted(_spread(kept), key=lambda label: label.at_m)


def _spread(labels: Sequence[Label]) -> list[Label]:
    """Return no more names than a picture bears, the weighty first, each far from the others.

    Taken in the order of the way, the names of a long one would all stand at its beginning.
    """
    chosen: list[Label] = []
    rest = sorted(labels, key=lambda label: (label.rank, label.at_m))
    while rest and len(chosen) < MOST:
        weight = rest[0].rank
        peers = [one for one in rest if one.rank == weight]
        chosen.append(max(peers, key=lambda one: (_apart_m(one, chosen), -one.at_m)))
        rest.remove(chosen[-1])
    return chosen


def _apart_m(one: Label, chosen: Sequence[Label]) -> float:
    """Return how far the nearest chosen name is."""
    return min((abs(one.at_m - other.at_m) for other in chosen), default=math.inf)


def _label(at_m: float, name: str, kind: str) -> Label:
    """Return how a place is shown."""
    short = name if len(name) <= LONGEST else name[: LONGEST - 1].rstrip() + "…"
    return Label(at_m, short, *LOOKS.get(kind, OTHER_LOOK))


def _towns(itinerary: Itinerary) -> Iterator[tuple[float, str, str]]:
    """Yield the communes whose middle the way comes near to: metres, name, kind."""
    lonlat = itinerary.lonlat
    scale = np.array(metres_per_degree(float(lonlat[:, 1].mean())))
    line = lonlat * scale
    along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))))
    along *= itinerary.length_m / max(float(along[-1]), 1.0)
    for waypoint in load_waypoints():
        if waypoint.kind != "commune" or waypoint.lonlat is None:
            continue
        off_m = np.hypot(*(line - np.array(waypoint.lonlat) * scale).T)
        nearest = int(np.argmin(off_m))
        if off_m[nearest] <= TOWN_NEAR_M:
            yield float(along[nearest]), waypoint.name, waypoint.kind
