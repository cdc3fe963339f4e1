"""Turn cues: an instruction where a traveller must choose, and only there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.itinerary.i18n import message
from itinera.itinerary.itinerary import Cue
from itinera.itinerary.junctions import depart_bearing, junctions_of
from itinera.itinerary.ways import labels, name_of, onto
from itinera.osm.codes import PASSABLE, Access, EdgeFlag, Highway

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import BoolArray, LongArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.itinerary.i18n import Translator
    from itinera.itinerary.itinerary import Stop
    from itinera.itinerary.junctions import Junctions
    from itinera.itinerary.track import Track
    from itinera.itinerary.ways import Labels
    from itinera.profile.weighting import Weighting

STRAIGHT_DEG = 40.0  # less is no turn that people would name, unless the way forks
SHARP_DEG = 125.0
UTURN_DEG = 170.0
FORK_DEG = 25.0  # two ways less than this apart are a fork
BEND_DEG = 30.0  # other ways turning this much more do not compete with a bend of the road
SHORT_NAME_M = 30.0  # a name borne for less is not worth an instruction

TURNS = {
    "continue": message("Continue {onto}"),
    "slight_left": message("Bear left {onto}"),
    "left": message("Turn left {onto}"),
    "sharp_left": message("Turn sharp left {onto}"),
    "slight_right": message("Bear right {onto}"),
    "right": message("Turn right {onto}"),
    "sharp_right": message("Turn sharp right {onto}"),
    "uturn": message("Turn back"),
    "roundabout": message("At the roundabout, take the {ordinal} exit {onto}"),
    "depart": "",
    "via": message("Via point: {name}"),
    "arrive": message("Arrival: {name}"),
}
# Two turns less than AT_ONCE_M apart (a staggered crossing) are one instruction.
AT_ONCE_M = 20.0
_THEN = {
    "left": message("{first}, then at once left {onto}"),
    "right": message("{first}, then at once right {onto}"),
}
_ROUND_ON_FOOT = message("Follow the roundabout and continue {onto}")
_VIA_UNNAMED = message("Via point")
_ARRIVE_UNNAMED = message("Arrival")
_DEPART = (
    message("Head north {onto}"),
    message("Head north-east {onto}"),
    message("Head east {onto}"),
    message("Head south-east {onto}"),
    message("Head south {onto}"),
    message("Head south-west {onto}"),
    message("Head west {onto}"),
    message("Head north-west {onto}"),
)
# Ways that nobody counts as an exit of a roundabout.
_NO_EXIT = (Highway.FOOTWAY, Highway.PATH, Highway.STEPS, Highway.CYCLEWAY, Highway.BRIDLEWAY)


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn at the end of `piece`, onto the way of `onto_piece`; exit of a roundabout, or 0."""

    piece: int
    kind: str
    onto_piece: int
    exit: int = 0


@dataclass(frozen=True, slots=True)
class _Scene:
    """All that the rules look at."""

    graph: RouteGraph
    track: Track
    junctions: Junctions
    labels: Labels
    same: BoolArray  # (n - 1,) whether the way keeps its label
    round: BoolArray  # (n,) whether a piece runs on a roundabout


def directions(
    graph: RouteGraph, weighting: Weighting, track: Track, stops: Sequence[Stop], t: Translator
) -> tuple[Cue, ...]:
    """Return the cues of a track in order, from "depart" to "arrive".

    Parameters
    ----------
    weighting
        Says which other ways this traveller could take.
    stops
        Where the legs begin and end, one more than there are legs.
    t
        Language of the texts.
    """
    way = labels(graph, track.edges)
    round_ = (graph.edges.flags[track.edges] & EdgeFlag.ROUNDABOUT) > 0
    same = way.key[:-1] == way.key[1:]
    scene = _Scene(graph, track, junctions_of(graph, weighting, track), way, same, round_)
    turns = sorted(_roundabouts(scene) + _turns(scene), key=lambda turn: turn.piece)
    cues = [_depart(scene, t)]
    cues += [_cue(scene, turn, then, t) for turn, then in _paired(scene, turns)]
    cues += _vias(track, stops, t)
    cues.sort(key=lambda cue: (cue.at_m, cue.turn != "via"))
    return (*cues, _arrive(track, stops[-1], t))


def _turns(scene: _Scene) -> list[Turn]:
    """Return the turns outside roundabouts."""
    seen = scene.junctions
    off = ~(scene.round[:-1] | scene.round[1:])
    worth = (seen.others > 0) & (
        (np.abs(seen.turn) >= STRAIGHT_DEG)
        | ~scene.same
        | (np.abs(seen.straightest) < np.abs(seen.turn) + FORK_DEG)
    )
    back = (scene.track.arcs[:-1] ^ 1) == scene.track.arcs[1:]
    turns = []
    for row in np.flatnonzero(off & (worth | back)).tolist():
        kind = "uturn" if back[row] else _kind(scene, row)
        if kind and not (kind == "continue" and _short(scene, row + 1)):
            turns.append(Turn(row, kind, row + 1))
    return turns


def _paired(scene: _Scene, turns: list[Turn]) -> list[tuple[Turn, Turn | None]]:
    """Join each turn with the next where there is no time to say both."""
    pairs: list[tuple[Turn, Turn | None]] = []
    for turn in turns:
        before = pairs[-1] if pairs else None
        if before is not None and before[1] is None and _at_once(scene, before[0], turn):
            pairs[-1] = (before[0], turn)
        else:
            pairs.append((turn, None))
    return pairs


def _at_once(scene: _Scene, one: Turn, other: Turn) -> bool:
    """Tell whether two turns of one leg follow each other so soon that they are one."""
    track = scene.track
    apart = track.at_m[other.piece + 1] - track.at_m[one.piece + 1]
    same_leg = track.leg[one.piece] == track.leg[other.onto_piece]
    sides = all(turn.kind.endswith(("left", "right")) for turn in (one, other))
    return bool(sides and same_leg and apart < AT_ONCE_M)


def _kind(scene: _Scene, row: int) -> str:
    """Return the kind of turn at a junction, "" where nothing need be said."""
    turn = float(scene.junctions.turn[row])
    other = float(scene.junctions.straightest[row])
    if abs(turn) >= STRAIGHT_DEG:
        bend = scene.same[row] and abs(other) > abs(turn) + BEND_DEG
        return "" if bend else _side(turn)
    fork = abs(other) < abs(turn) + FORK_DEG
    if fork and not _obvious(scene, row):
        return "slight_left" if turn < other else "slight_right"
    if not scene.same[row] and scene.labels.named[row + 1]:
        return "continue"
    return ""


def _obvious(scene: _Scene, row: int) -> bool:
    """Tell whether a traveller at a fork stays on the way without being told."""
    if not scene.same[row]:
        return False
    if scene.labels.named[row]:
        return True
    other = int(scene.junctions.straightest_arc[row]) >> 1
    highway = scene.graph.edges.highway
    return bool(highway[other] != highway[scene.track.edges[row + 1]])


def _side(turn: float) -> str:
    """Return the kind of a turn of at least STRAIGHT_DEG."""
    size = abs(turn)
    side = "left" if turn < 0.0 else "right"
    if size > UTURN_DEG:
        return "uturn"
    if size > SHARP_DEG:
        return f"sharp_{side}"
    return side


def _short(scene: _Scene, piece: int) -> bool:
    """Tell whether the label of a piece is borne for too short to speak of."""
    key = scene.labels.key
    end = piece
    while end < len(key) and key[end] == key[piece]:
        end += 1
        if scene.track.at_m[end] - scene.track.at_m[piece] >= SHORT_NAME_M:
            return False
    return True


def _roundabouts(scene: _Scene) -> list[Turn]:
    """Return one turn for each roundabout passed, counting its exits."""
    edge = np.diff(np.concatenate(([0], scene.round.astype(np.int8), [0])))
    begins, ends = np.flatnonzero(edge == 1), np.flatnonzero(edge == -1)
    last = len(scene.round)
    return [
        Turn(begin - 1, "roundabout", end, _exit_number(scene, begin, end))
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)
        if begin > 0 and end < last
    ]


def _exit_number(scene: _Scene, begin: int, end: int) -> int:
    """Count the exits up to the one taken; 0 where one goes round against the traffic.

    Exits are what a vehicle could take, whoever travels: walkers count with them.
    """
    edges, arcs = scene.graph.edges, scene.track.arcs[begin:end]
    if (_drivable(scene.graph, arcs.astype(np.int64)) == 0).any():
        return 0
    seen = scene.junctions
    inside = (seen.exit_piece >= begin) & (seen.exit_piece < end - 1)
    arc = seen.exit_arc[inside]
    on_round = (edges.flags[arc >> 1] & EdgeFlag.ROUNDABOUT) > 0
    counts = ~on_round & ~np.isin(edges.highway[arc >> 1], _NO_EXIT)
    return 1 + int(np.sum(counts & (_drivable(scene.graph, arc) > 0)))


def _drivable(graph: RouteGraph, arcs: LongArray) -> BoolArray:
    """Tell which arcs may be ridden, which is how traffic may go too."""
    edges = arcs >> 1
    ride = np.where(arcs & 1, graph.edges.bwd_bicycle[edges], graph.edges.fwd_bicycle[edges])
    return np.asarray((ride >= PASSABLE) & (ride != Access.PUSH))


def _cue(scene: _Scene, turn: Turn, then: Turn | None, t: Translator) -> Cue:
    """Put a turn, or two that follow at once, into words."""
    piece = turn.piece + 1
    key = int(scene.labels.key[(then or turn).onto_piece])
    way = onto(scene.graph, key, t)
    template = TURNS[turn.kind]
    if turn.kind == "roundabout" and not turn.exit:
        template = _ROUND_ON_FOOT
    text = t(template, onto="" if then else way, ordinal=t.ordinal(turn.exit))
    if then is not None:
        text = t(_THEN[then.kind.rpartition("_")[2]], first=text, onto=way)
    at_m, lonlat = float(scene.track.at_m[piece]), scene.track.lonlat_at(piece)
    return Cue(at_m, lonlat, turn.kind, name_of(scene.graph, key), text)


def _depart(scene: _Scene, t: Translator) -> Cue:
    """Return the first cue."""
    key = int(scene.labels.key[0])
    octant = round(depart_bearing(scene.track) / 45.0) % 8
    text = t(_DEPART[octant], onto=onto(scene.graph, key, t))
    return Cue(0.0, scene.track.lonlat_at(0), "depart", name_of(scene.graph, key), text)


def _vias(track: Track, stops: Sequence[Stop], t: Translator) -> list[Cue]:
    """Return a cue where each leg but the last ends."""
    cues = []
    for number, stop in enumerate(stops[1:-1]):
        piece = int(np.searchsorted(track.leg, number, side="right"))
        text = t(TURNS["via"], name=stop.name) if stop.name else t(_VIA_UNNAMED)
        cues.append(Cue(float(track.at_m[piece]), track.lonlat_at(piece), "via", stop.name, text))
    return cues


def _arrive(track: Track, stop: Stop, t: Translator) -> Cue:
    """Return the last cue."""
    text = t(TURNS["arrive"], name=stop.name) if stop.name else t(_ARRIVE_UNNAMED)
    last = len(track.arcs)
    return Cue(float(track.at_m[-1]), track.lonlat_at(last), "arrive", stop.name, text)
