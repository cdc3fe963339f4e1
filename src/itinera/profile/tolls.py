"""What passing a point costs: big roads, barriers, railways, fords."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.osm.codes import PASSABLE, Access, Crossing, Highway
from itinera.profile.model import FREE, Toll

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, ByteArray, FloatArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.profile.model import Profile, RoadCrossings

H = Highway

#: How big a road is, from the least; classes that are not named are no roads to cross.
SIZE: dict[Highway, int] = {
    H.UNCLASSIFIED: 1,
    H.TERTIARY: 2,
    H.TERTIARY_LINK: 2,
    H.SECONDARY: 3,
    H.SECONDARY_LINK: 3,
    H.PRIMARY: 4,
    H.PRIMARY_LINK: 4,
    H.TRUNK: 5,
    H.TRUNK_LINK: 5,
    H.MOTORWAY: 6,
    H.MOTORWAY_LINK: 6,
}
#: The class whose toll stands for a size.
CLASS_OF_SIZE = (H.UNKNOWN, H.UNCLASSIFIED, H.TERTIARY, H.SECONDARY, H.PRIMARY, H.TRUNK, H.MOTORWAY)


def crossing_tolls(crossing: RoadCrossings, graph: RouteGraph) -> tuple[FloatArray, FloatArray]:
    """Return what meeting bigger roads adds to every arc: felt metres and seconds.

    Half the toll of the biggest road at a node (`Nodes.road`) is charged on every arc of a
    smaller road that begins or ends there: crossing pays it whole, turning into
    the big road or out of it half, following the big road nothing. Two halves
    are also paid by who only passes the mouth of a big road that ends at the node.

    Parameters
    ----------
    crossing
        Tolls by class, and what is left of them at marked crossings and lights.
    graph
        Route graph.

    Returns
    -------
    metres, seconds : float64, shape (n_arcs,)
    """
    sizes = np.array([SIZE.get(code, 0) for code in Highway], dtype=np.uint8)
    size, biggest = sizes[graph.edges.highway], sizes[graph.nodes.road]
    ends = graph.edges.nodes
    metres = _at_nodes(crossing, graph, biggest, [toll.metres for toll in crossing.tolls])
    seconds = _at_nodes(crossing, graph, biggest, [toll.seconds for toll in crossing.tolls])
    smaller = size[:, None] < biggest[ends]
    return _halves(metres[ends], smaller), _halves(seconds[ends], smaller)


def ferry_tolls(ferry: Toll, graph: RouteGraph) -> tuple[FloatArray, FloatArray]:
    """Return what waiting for ferries adds to every arc: felt metres and seconds.

    Half the toll is charged on a ferry's arc at each end where it meets the land;
    a line of several stretches is paid once.

    Parameters
    ----------
    ferry
        The toll of one crossing.
    graph
        Route graph.

    Returns
    -------
    metres, seconds : float64, shape (n_arcs,)
    """
    ferries = graph.edges.highway == H.FERRY
    landing = ferries[:, None] & (graph.nodes.road[graph.edges.nodes] != H.FERRY)
    return _halves(np.float64(ferry.metres), landing), _halves(np.float64(ferry.seconds), landing)


def _halves(toll: FloatArray | np.float64, charged: BoolArray) -> FloatArray:
    """Return per arc half the tolls of those of its ends where they are charged."""
    ends = np.where(charged, toll, 0.0)
    return np.repeat((ends[:, 0] + ends[:, 1]) / 2.0, 2)  # a sum over an axis of 2 is slow


def _at_nodes(
    crossing: RoadCrossings, graph: RouteGraph, biggest: ByteArray, tolls: list[float]
) -> FloatArray:
    """Return the toll of crossing the biggest road at each node."""
    by_size = np.array([tolls[code] for code in CLASS_OF_SIZE])
    share = np.ones(len(Crossing))
    share[Crossing.MARKED] = crossing.marked
    share[Crossing.TRAFFIC_SIGNALS] = crossing.traffic_signals
    left = share[graph.nodes.crossing]
    # A share of nothing leaves nothing, even of an impassable road (0 × ∞ would be no number).
    return np.where(left > 0.0, by_size[biggest] * np.where(left > 0.0, left, 1.0), 0.0)


def node_tolls(
    profile: Profile, graph: RouteGraph, access: ByteArray
) -> tuple[FloatArray, FloatArray]:
    """Return what passing through every node costs: felt metres and seconds.

    Parameters
    ----------
    profile
        The traveller.
    graph
        Route graph.
    access : uint8, shape (n_nodes,)
        `codes.Access` of the profile's mode.

    Returns
    -------
    metres, seconds : float64, shape (n_nodes,)
        `metres` is infinite where this traveller may not or cannot pass.
    """
    nodes, points = graph.nodes, profile.points
    metres, seconds = _columns(points.barrier, nodes.barrier)
    at_crossing = [FREE] * len(Crossing)
    at_crossing[Crossing.LEVEL_CROSSING] = points.level_crossing
    at_crossing[Crossing.RAILWAY_CROSSING] = points.railway_crossing
    at_crossing[Crossing.FORD] = points.ford
    by_access = [FREE] * len(Access)
    by_access[Access.PUSH] = points.dismount
    by_access[Access.DESTINATION] = points.destination
    for tolls, column in ((tuple(at_crossing), nodes.crossing), (tuple(by_access), access)):
        more_metres, more_seconds = _columns(tolls, column)
        metres += more_metres
        seconds += more_seconds
    least = PASSABLE if profile.limits.allow_pushing else PASSABLE + 1
    metres[access < least] = np.inf
    return metres, seconds


def _columns(tolls: tuple[Toll, ...], column: ByteArray) -> tuple[FloatArray, FloatArray]:
    metres = np.array([toll.metres for toll in tolls])[column]
    return metres, np.array([toll.seconds for toll in tolls])[column]
