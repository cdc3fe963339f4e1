"""What a way is called: its name, its number, or what it looks like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.itinerary.i18n import message
from itinera.osm.codes import EdgeFlag, Highway

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, IntArray, LongArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.itinerary.i18n import Translator

_ONTO = {
    Highway.PATH: message("onto the path"),
    Highway.TRACK: message("onto the track"),
    Highway.FOOTWAY: message("onto the footpath"),
    Highway.CYCLEWAY: message("onto the cycle path"),
    Highway.BRIDLEWAY: message("onto the bridleway"),
    Highway.STEPS: message("by the steps"),
    Highway.PEDESTRIAN: message("onto the pedestrian street"),
    Highway.RESIDENTIAL: message("onto the street"),
    Highway.LIVING_STREET: message("onto the street"),
    Highway.SERVICE: message("onto the service road"),
    Highway.FERRY: message("by the ferry"),
    Highway.CORRIDOR: message("through the passage"),
    Highway.PLATFORM: message("along the platform"),
    Highway.ELEVATOR: message("by the lift"),
}
_ONTO_ROAD = message("onto the road")
_ONTO_TOWPATH = message("onto the towpath")
_TOWPATH_KEY = 64  # beyond every Highway code


@dataclass(frozen=True, slots=True)
class Labels:
    """What each of some edges is called, as numbers that compare.

    Attributes
    ----------
    key : int64, shape (n,)
        Equal where two edges bear the same name; where none does, equal for the same look.
    named : bool, shape (n,)
        Whether there is a name or a road number.
    """

    key: LongArray
    named: BoolArray


def labels(graph: RouteGraph, edges: IntArray) -> Labels:
    """Return the labels of edges: the name, else the road number, else the look."""
    name = graph.edges.name[edges].astype(np.int64)
    text = np.where(name > 0, name, graph.edges.ref[edges])
    towpath = (graph.edges.flags[edges] & EdgeFlag.TOWPATH) > 0
    look = np.where(towpath, _TOWPATH_KEY, graph.edges.highway[edges].astype(np.int64))
    return Labels(np.where(text > 0, text, -1 - look), text > 0)


def name_of(graph: RouteGraph, key: int) -> str:
    """Return the name or road number behind a label key, "" for a mere look."""
    return graph.names[key] if key > 0 else ""


def onto(graph: RouteGraph, key: int, t: Translator) -> str:
    """Say that one goes onto the way behind a label key: "dans la rue de Lens"."""
    if key > 0:
        return t.onto(graph.names[key])
    look = -1 - key
    if look == _TOWPATH_KEY:
        return t(_ONTO_TOWPATH)
    return t(_ONTO.get(Highway(look), _ONTO_ROAD))
