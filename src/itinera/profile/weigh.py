"""A profile applied to a route graph, by table lookups over whole columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import InputError
from itinera.osm.codes import PASSABLE, Access, EdgeFlag, Highway, Smoothness, Surface, TrackType
from itinera.profile.closures import access_on, node_access_on
from itinera.profile.model import MIN_COST_FACTOR, Costs, Limits, Profile, Table
from itinera.profile.networks import attraction
from itinera.profile.slopes import Slopes
from itinera.profile.stress import stress
from itinera.profile.tolls import crossing_tolls, ferry_tolls, node_tolls
from itinera.profile.weighting import Weighting

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from enum import IntEnum

    from itinera.geodesy import BoolArray, ByteArray, FloatArray
    from itinera.graph.routegraph import Edges, RouteGraph

_SHORTEST_M = 0.1  # two nodes in one place still cost something, so that costs are positive
_CRAWL_KMH = 0.2  # slower is standing still: factors of bad ground multiply to no less
_UNKNOWN_INCLINE = -128

#: What lies on a way whose surface nobody tagged: by tracktype, else by class. Own judgement
#: after the definitions of tracktype; ways that are not named are taken as asphalt.
SURFACE_OF_TRACKTYPE: dict[IntEnum, Surface] = {
    TrackType.GRADE1: Surface.COMPACTED,
    TrackType.GRADE2: Surface.FINE_GRAVEL,
    TrackType.GRADE3: Surface.UNPAVED,
    TrackType.GRADE4: Surface.GROUND,
    TrackType.GRADE5: Surface.GRASS,
}
SURFACE_OF_CLASS: dict[IntEnum, Surface] = {
    Highway.TRACK: Surface.UNPAVED,
    Highway.PATH: Surface.GROUND,
    Highway.BRIDLEWAY: Surface.GROUND,
    Highway.FOOTWAY: Surface.PAVED,
    Highway.PEDESTRIAN: Surface.PAVED,
    Highway.STEPS: Surface.PAVED,
    Highway.VIA_FERRATA: Surface.ROCK,
    Highway.ELEVATOR: Surface.UNKNOWN,
    Highway.FERRY: Surface.UNKNOWN,
}


def weigh(
    profile: Profile,
    graph: RouteGraph,
    *,
    on: date | None = None,
    closed: BoolArray | None = None,
) -> Weighting:
    """Say what every arc and node of a graph costs a traveller.

    Parameters
    ----------
    profile
        The traveller.
    graph
        Where.
    on
        Day of travel; None leaves dated restrictions out.
    closed : bool, shape (n_edges,)
        Edges not to be used (avoided areas); None for none.

    Returns
    -------
    Weighting
        Costs in felt metres, infinite where this traveller may not pass, and seconds.

    Raises
    ------
    InputError
        If `closed` has not one value per edge.

    Notes
    -----
    cost = length × class × worst of (surface, smoothness, tracktype) × sac_scale ×
    mtb_scale × visibility × traffic × lit × area × flags × width × network × access × slope,
    at least `MIN_COST_FACTOR` per metre, plus the climb and half the toll of a big road at
    each end. Where no heights are known, slopes change neither costs nor times.
    """
    if closed is not None and closed.shape != (graph.n_edges,):
        raise InputError(
            f"The mask of closed edges has shape {closed.shape}.",
            remedy=f"Give one value per edge: ({graph.n_edges},).",
        )
    access = access_on(graph, profile.mode, on)
    stretch = _stretch(graph, profile, closed)
    inclines = _inclines(graph, profile, stretch)
    pulls = attraction(profile.cost.network, graph)
    cycleways = (graph.edges.fwd_cycleway, graph.edges.bwd_cycleway)
    sides = []
    for side, (cycleway, pull) in enumerate(zip(cycleways, pulls, strict=True)):
        level = stress(graph.edges, profile.mode, cycleway)
        way = _Way(access[side], level, pull, inclines[side])
        sides.append(_direction(profile, stretch, way))
    toll_m, toll_s = crossing_tolls(profile.crossing, graph)
    ferry_m, ferry_s = ferry_tolls(profile.points.ferry, graph)
    node_cost, node_seconds = node_tolls(profile, graph, node_access_on(graph, profile.mode, on))
    return Weighting(
        profile_name=profile.name,
        mode=profile.mode,
        cost=np.stack([cost for cost, _ in sides], axis=1).reshape(-1) + toll_m + ferry_m,
        seconds=np.stack([seconds for _, seconds in sides], axis=1).reshape(-1) + toll_s + ferry_s,
        node_cost=node_cost,
        node_seconds=node_seconds,
        time_model="flat" if graph.heights is None else profile.time.name,
        effort=profile.effort,
    )


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What is the same in both directions of every edge."""

    length: FloatArray
    factor: FloatArray
    kmh: FloatArray
    barred: BoolArray
    ground: ByteArray


@dataclass(frozen=True, slots=True)
class _Incline:
    """What slopes do to every edge in one direction."""

    factor: FloatArray | float = 1.0
    climb_cost: FloatArray | float = 0.0
    barred: BoolArray | bool = False
    longer: FloatArray | float = 1.0  #: times the time of the flat


def _inclines(graph: RouteGraph, profile: Profile, stretch: _Stretch) -> list[_Incline]:
    """Return what slopes do along the edges and against them."""
    slopes = Slopes.of(graph, profile)
    if slopes is None:
        return [_Incline(), _Incline()]
    longer = slopes.longer(3.6 / stretch.kmh, stretch.ground)
    return [
        _Incline(slopes.factor(side), slopes.climb_cost(side), slopes.barred(side), longer[side])
        for side in (0, 1)
    ]


@dataclass(frozen=True, slots=True)
class _Way:
    """What differs between the two directions of every edge."""

    access: ByteArray
    level: ByteArray  #: of traffic stress
    pull: FloatArray | float  #: of marked routes
    incline: _Incline


def _stretch(graph: RouteGraph, profile: Profile, closed: BoolArray | None) -> _Stretch:
    edges = graph.edges
    ground = _assumed_surface(edges)
    barred = _barred(edges, profile.limits)
    if closed is not None:
        barred |= closed
    return _Stretch(
        length=np.maximum(edges.length_m, _SHORTEST_M),
        factor=_way_factor(edges, ground, profile.cost),
        kmh=_speed_kmh(edges, ground, profile),
        barred=barred,
        ground=ground,
    )


def _direction(profile: Profile, stretch: _Stretch, way: _Way) -> tuple[FloatArray, FloatArray]:
    """Return cost and seconds of every edge in one direction, road tolls left out."""
    pushed = way.access == Access.PUSH
    factor = stretch.factor * way.pull
    factor *= _array(profile.cost.access)[way.access]
    factor *= _array(profile.cost.traffic)[way.level]
    factor *= way.incline.factor
    np.maximum(factor, MIN_COST_FACTOR, out=factor)
    factor[pushed] *= profile.pushing.factor
    barred = stretch.barred | (way.access < PASSABLE) | (way.level > profile.limits.max_stress)
    barred |= way.incline.barred
    if not profile.limits.allow_pushing:
        barred |= pushed
    factor[barred] = np.inf
    slowest = np.minimum(stretch.kmh, profile.pushing.speed_kmh)
    kmh = np.where(pushed, slowest, stretch.kmh / way.incline.longer)  # pushing keeps its speed
    cost = stretch.length * factor + way.incline.climb_cost
    return cost, stretch.length / (kmh / 3.6)


def _way_factor(edges: Edges, ground: ByteArray, cost: Costs) -> FloatArray:
    """Return the felt metres per metre that both directions share."""
    factor = _array(cost.surface)[ground]
    np.maximum(factor, _array(cost.smoothness)[edges.smoothness], out=factor)
    np.maximum(factor, _array(cost.tracktype)[edges.tracktype], out=factor)
    for table, column in (
        (cost.highway, edges.highway),
        (cost.sac_scale, edges.sac_scale),
        (cost.mtb_scale, edges.mtb_scale),
        (cost.visibility, edges.visibility),
        (cost.lit, edges.lit),
    ):
        if _says_something(table):
            factor *= _array(table)[column]
    for table, bits in ((cost.area, edges.areas), (cost.flag, edges.flags)):
        if _says_something(table):
            factor *= _products(table)[bits]
    if cost.narrow_factor != 1.0:
        factor[(edges.width_cm > 0) & (edges.width_cm < 100.0 * cost.narrow_m)] *= (
            cost.narrow_factor
        )
    return factor


def _speed_kmh(edges: Edges, ground: ByteArray, profile: Profile) -> FloatArray:
    """Return the speed of travel, never below that of crawling."""
    speed = profile.speed
    factor = _array(speed.surface)[ground]
    np.minimum(factor, _array(speed.smoothness)[edges.smoothness], out=factor)
    np.minimum(factor, _array(speed.tracktype)[edges.tracktype], out=factor)
    for table, column in (
        (speed.sac_scale, edges.sac_scale),
        (speed.mtb_scale, edges.mtb_scale),
        (speed.visibility, edges.visibility),
    ):
        if _says_something(table):
            factor *= _array(table)[column]
    return np.maximum(factor * _array(speed.highway_kmh)[edges.highway], _CRAWL_KMH)


def _barred(edges: Edges, limits: Limits) -> BoolArray:
    """Return where this traveller does not go in either direction."""
    barred = _banned(limits.forbidden_highways, len(Highway))[edges.highway]
    barred |= _banned(limits.forbidden_surfaces, len(Surface))[edges.surface]
    barred |= edges.smoothness > limits.worst_smoothness
    barred |= edges.tracktype > limits.worst_tracktype
    barred |= edges.sac_scale > limits.worst_sac_scale
    barred |= edges.mtb_scale > limits.worst_mtb_scale
    barred |= edges.visibility > limits.worst_visibility
    barred |= (edges.width_cm > 0) & (edges.width_cm < 100.0 * limits.min_width_m)
    steep = np.abs(edges.incline_pct.astype(np.int16)) > limits.max_incline_pct
    barred |= steep & (edges.incline_pct != _UNKNOWN_INCLINE)
    if not limits.allow_steps:
        ramp = (edges.flags & EdgeFlag.RAMP) > 0
        barred |= (edges.highway == Highway.STEPS) & ~(ramp & limits.allow_ramps)
    if not limits.allow_ferry:
        barred |= edges.highway == Highway.FERRY
    if not limits.allow_informal:
        barred |= (edges.flags & EdgeFlag.INFORMAL) > 0
    return barred


def _assumed_surface(edges: Edges) -> ByteArray:
    """Return the surface, assumed where neither it nor the smoothness is known."""
    by_tracktype = _surfaces(SURFACE_OF_TRACKTYPE, TrackType)[edges.tracktype]
    by_class = _surfaces(SURFACE_OF_CLASS, Highway)[edges.highway]
    assumed = np.where(edges.tracktype > 0, by_tracktype, by_class)
    silent = (edges.surface == Surface.UNKNOWN) & (edges.smoothness == Smoothness.UNKNOWN)
    return np.where(silent, assumed, edges.surface)


def _surfaces(values: Mapping[IntEnum, Surface], column: type[IntEnum]) -> ByteArray:
    """Return a table of surfaces over all codes of a column, asphalt where not named."""
    return np.array([values.get(code, Surface.ASPHALT) for code in column], dtype=np.uint8)


def _banned(codes: tuple[int, ...], size: int) -> BoolArray:
    table = np.zeros(size, dtype=np.bool_)
    table[list(codes)] = True
    return table


def _products(by_bit: Table) -> FloatArray:
    """Return the product of the factors of the bits that are set, for every set of bits."""
    table = np.ones(1)
    for factor in by_bit:
        table = np.concatenate([table, table * factor])
    return table


def _says_something(table: Table) -> bool:
    return any(factor != 1.0 for factor in table)


def _array(table: Table) -> FloatArray:
    return np.array(table)
