"""What to know before setting out: stretches and points that deserve a warning.

Each rule is a function from the track to a mask over its pieces or over the
nodes between them; what is neighbouring and alike becomes one warning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.itinerary.i18n import message
from itinera.itinerary.itinerary import RouteWarning
from itinera.osm.codes import (
    PASSABLE,
    Access,
    AreaFlag,
    Barrier,
    Crossing,
    Cycleway,
    EdgeFlag,
    Highway,
    Lit,
    SacScale,
    TrailVisibility,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from itinera.geodesy import BoolArray, ByteArray
    from itinera.graph.routegraph import DatedRestriction, RouteGraph
    from itinera.itinerary.i18n import Translator
    from itinera.itinerary.track import Track

# A walker or rider passes 200 m of main road in two minutes or half a minute; shorter
# bits are crossings and corners, which cues and costs already deal with.
BUSY_ROAD_M = 200.0
# An underpass below this length has daylight at both ends, even where no lamp is mapped.
DARK_TUNNEL_M = 50.0

_TEXTS = {
    "steps": message("Steps"),
    "private": message("Private way"),
    "destination": message("Access for residents and visitors only"),
    "unknown_access": message("It is not known whether one may pass"),
    "ford": message("Ford: feet may get wet"),
    "poor_visibility": message("Path hard to see on the ground"),
    "unlit_tunnel": message("Tunnel without light"),
    "level_crossing": message("Level crossing: mind the trains"),
    "busy_road": message("Busy road"),
    "dated_restriction": message("Closed at times: {condition}"),
    "pushing": message("Get off and push"),
    "ferry": message("Ferry: mind the timetable"),
    "barrier": message("Barrier: get off or lift the bicycle"),
    "difficult_path": message("Difficult path"),
}
CODES = tuple(_TEXTS)


def _table(*codes: int) -> BoolArray:
    """Return a table by code (a byte) that is True for some."""
    table = np.zeros(256, dtype=np.bool_)
    table[list(codes)] = True
    return table


_STEPS, _FERRY = _table(Highway.STEPS), _table(Highway.FERRY)
_RAILS = _table(Crossing.LEVEL_CROSSING, Crossing.RAILWAY_CROSSING)
_BUSY = _table(
    Highway.TRUNK,
    Highway.TRUNK_LINK,
    Highway.PRIMARY,
    Highway.PRIMARY_LINK,
    Highway.SECONDARY,
    Highway.SECONDARY_LINK,
)
_SAFE_CYCLEWAYS = _table(Cycleway.LANE, Cycleway.TRACK, Cycleway.SEPARATE)
# What a rider does not pass without slowing to a walk; bollards and kerbs are left out.
_HINDRANCES = _table(
    Barrier.OTHER,
    Barrier.GATE,
    Barrier.SWING_GATE,
    Barrier.CYCLE_BARRIER,
    Barrier.STILE,
    Barrier.KISSING_GATE,
    Barrier.TURNSTILE,
    Barrier.FULL_HEIGHT_TURNSTILE,
    Barrier.BLOCK,
    Barrier.MOTORCYCLE_BARRIER,
    Barrier.CHAIN,
    Barrier.HAMPSHIRE_GATE,
    Barrier.BUMP_GATE,
    Barrier.WICKET_GATE,
    Barrier.SLIDING_GATE,
    Barrier.HORSE_STILE,
    Barrier.LOG,
    Barrier.DEBRIS,
    Barrier.ROPE,
    Barrier.JERSEY_BARRIER,
    Barrier.FENCE,
    Barrier.WALL,
    Barrier.HEDGE,
    Barrier.DITCH,
    Barrier.SALLY_PORT,
)
_MTB_HARD = 3  # column value of mtb:scale 2: steps, loose rock, hairpins
_SAC_HARD = SacScale.DEMANDING_MOUNTAIN_HIKING  # T3: hands for balance, exposed places


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rules read."""

    graph: RouteGraph
    track: Track
    mode: str
    access: ByteArray  # (n,) in the direction of travel

    @classmethod
    def of(cls, graph: RouteGraph, track: Track, mode: str) -> Ground:
        """Gather the columns of a track."""
        columns = graph.edges
        pair = (
            (columns.fwd_foot, columns.bwd_foot)
            if mode == "foot"
            else (columns.fwd_bicycle, columns.bwd_bicycle)
        )
        edges = track.edges
        access = np.where(track.arcs & 1, pair[1][edges], pair[0][edges])
        return cls(graph, track, mode, access)

    def flag(self, flag: EdgeFlag) -> BoolArray:
        """Tell which pieces bear a flag."""
        return np.asarray((self.graph.edges.flags[self.track.edges] & flag) > 0)

    def highway(self, wanted: BoolArray) -> BoolArray:
        """Tell which pieces are of a wanted way class (a table by code)."""
        return wanted[self.graph.edges.highway[self.track.edges]]


def _difficult(ground: Ground) -> BoolArray:
    columns, edges = ground.graph.edges, ground.track.edges
    if ground.mode == "foot":
        return np.asarray(columns.sac_scale[edges] >= _SAC_HARD)
    return np.asarray(columns.mtb_scale[edges] >= _MTB_HARD)


def _busy(ground: Ground) -> BoolArray:
    """Tell which pieces are main roads without room of one's own.

    In towns sidewalks are the rule and seldom tagged, so walkers are not warned there.
    """
    columns, track = ground.graph.edges, ground.track
    if ground.mode == "foot":
        town = (columns.areas[track.edges] & AreaFlag.BUILT_UP) > 0
        apart = ground.flag(EdgeFlag.SIDEWALK) | town
    else:
        edges = track.edges
        lane = np.where(track.arcs & 1, columns.bwd_cycleway[edges], columns.fwd_cycleway[edges])
        apart = _SAFE_CYCLEWAYS[lane]
    return np.asarray(ground.highway(_BUSY) & ~apart)


def _dark(ground: Ground) -> BoolArray:
    lit = ground.graph.edges.lit[ground.track.edges]
    return np.asarray(ground.flag(EdgeFlag.TUNNEL) & (lit != Lit.YES))


def _hidden(ground: Ground) -> BoolArray:
    visibility = ground.graph.edges.visibility[ground.track.edges]
    return np.asarray(visibility >= TrailVisibility.BAD)


def _pushing(ground: Ground) -> BoolArray:
    steps = ground.highway(_STEPS)  # warned of on their own
    return np.asarray((ground.mode == "bicycle") & (ground.access == Access.PUSH) & ~steps)


_ALONG: dict[str, Callable[[Ground], BoolArray]] = {
    "steps": lambda ground: ground.highway(_STEPS),
    "private": lambda ground: ground.access == Access.PRIVATE,
    "destination": lambda ground: ground.access == Access.DESTINATION,
    "unknown_access": lambda ground: ground.access == Access.UNKNOWN,
    "ford": lambda ground: ground.flag(EdgeFlag.FORD),
    "poor_visibility": _hidden,
    "unlit_tunnel": _dark,
    "busy_road": _busy,
    "pushing": _pushing,
    "ferry": lambda ground: ground.flag(EdgeFlag.FERRY) | ground.highway(_FERRY),
    "difficult_path": _difficult,
}


def warnings_of(
    graph: RouteGraph, track: Track, mode: str, t: Translator, *, dated: bool
) -> tuple[RouteWarning, ...]:
    """Return the warnings of a track, in order of their beginning.

    Parameters
    ----------
    mode
        "foot" or "bicycle".
    dated
        Whether to warn of restrictions that hold at some times only, as is right
        where no date of travel was given.
    """
    ground = Ground.of(graph, track, mode)
    found = [*_stretches(ground, t), *_points(ground, t)]
    if dated:
        found += _dated_warnings(ground, t)
    order = {code: rank for rank, code in enumerate(CODES)}
    return tuple(sorted(found, key=lambda w: (w.from_m, w.to_m, order[w.code])))


def _stretches(ground: Ground, t: Translator) -> Iterator[RouteWarning]:
    """Yield one warning for each run of pieces that a rule picks."""
    for code, rule in _ALONG.items():
        mask = rule(ground)
        if not mask.any():
            continue
        for begin, end in _runs(mask):
            if _long_enough(ground, code, begin, end):
                yield _warning(ground.track, code, t(_TEXTS[code]), begin, end)


def _long_enough(ground: Ground, code: str, begin: int, end: int) -> bool:
    """Tell whether a run is long enough to speak of."""
    metres = float(ground.track.at_m[end] - ground.track.at_m[begin])
    if code == "busy_road":
        return metres > BUSY_ROAD_M
    if code == "unlit_tunnel":
        lit = ground.graph.edges.lit[ground.track.edges[begin:end]]
        return metres > DARK_TUNNEL_M or bool((lit == Lit.NO).any())
    return True


def _runs(mask: BoolArray) -> list[tuple[int, int]]:
    """Return the runs of True as (begin, end)."""
    step = np.diff(np.concatenate(([0], mask.astype(np.int8), [0])))
    begins, ends = np.flatnonzero(step == 1).tolist(), np.flatnonzero(step == -1).tolist()
    return list(zip(begins, ends, strict=True))


def _warning(track: Track, code: str, text: str, begin: int, end: int) -> RouteWarning:
    """Return a warning from the beginning of one piece to that of another."""
    from_m, to_m = float(track.at_m[begin]), float(track.at_m[end])
    return RouteWarning(code, text, from_m, to_m, track.lonlat_at(begin))


def _points(ground: Ground, t: Translator) -> Iterator[RouteWarning]:
    """Yield the warnings of nodes passed through."""
    between = ground.track.node >= 0
    crossing = np.where(between, ground.graph.nodes.crossing[ground.track.node], Crossing.NONE)
    barrier = np.where(between, ground.graph.nodes.barrier[ground.track.node], Barrier.NONE)
    masks = {"level_crossing": _RAILS[crossing], "ford": crossing == Crossing.FORD}
    if ground.mode == "bicycle":
        masks["barrier"] = _HINDRANCES[barrier]
    for code, mask in masks.items():
        for row in np.flatnonzero(mask).tolist():
            yield _warning(ground.track, code, t(_TEXTS[code]), row + 1, row + 1)


def _dated_warnings(ground: Ground, t: Translator) -> Iterator[RouteWarning]:
    """Yield a warning for each dated restriction met, once per run of the same."""
    rows = ground.graph.edges.dated[ground.track.edges]
    for row in np.unique(rows[rows >= 0]).tolist():
        for begin, end in _runs(rows == row):
            backward = bool(ground.track.arcs[begin] & 1)
            for restriction in ground.graph.dated[row]:
                if _binds(restriction, ground.mode, backward=backward):
                    yield _dated(ground.track, restriction, t, begin, end)
    if not ground.graph.node_dated:
        return
    for row, node in enumerate(ground.track.node.tolist()):
        for restriction in ground.graph.node_dated.get(node, ()):
            if _binds(restriction, ground.mode, backward=None):
                yield _dated(ground.track, restriction, t, row + 1, row + 1)


def _dated(
    track: Track, restriction: DatedRestriction, t: Translator, begin: int, end: int
) -> RouteWarning:
    """Return the warning of one dated restriction."""
    text = t(_TEXTS["dated_restriction"], condition=restriction.condition)
    return _warning(track, "dated_restriction", text, begin, end)


def _binds(restriction: DatedRestriction, mode: str, *, backward: bool | None) -> bool:
    """Tell whether a restriction may close the way to this traveller in this direction."""
    ways = {True: "backward", False: "forward", None: "both"}
    return (
        restriction.mode == mode
        and restriction.access < PASSABLE
        and (backward is None or restriction.direction in (ways[backward], "both"))
    )
