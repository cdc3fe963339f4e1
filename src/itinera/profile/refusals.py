"""Why a traveller does not go where the access rules would let them: the limits, one by one.

`weigh` applies the same limits to whole columns; a test keeps the two in step.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from itinera.graph.grades import grades_of
from itinera.graph.routegraph import Edges
from itinera.graph.steepness import SUSTAINED_M
from itinera.osm.codes import PASSABLE, Access, Crossing, EdgeFlag, Highway
from itinera.profile.schema import COLUMNS
from itinera.profile.slopes import UNSLOPED
from itinera.profile.stress import stress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itinera.graph.routegraph import RouteGraph
    from itinera.profile.model import Limits, Profile

_UNKNOWN_INCLINE = -128

#: Limit → (column of Edges, words of its codes).
_WORST = {
    "worst_smoothness": ("smoothness", "smoothness"),
    "worst_tracktype": ("tracktype", "tracktype"),
    "worst_sac_scale": ("sac_scale", "sac_scale"),
    "worst_mtb_scale": ("mtb_scale", "mtb_scale"),
    "worst_visibility": ("visibility", "visibility"),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line of a profile that keeps its traveller out.

    Attributes
    ----------
    key
        Key of the profile file, for example "limits.worst_smoothness".
    value
        What the profile says there.
    found
        What the way or node has, for example "smoothness=very_bad".
    direction
        "forward" or "backward" where only that one is refused, else "both".
    """

    key: str
    value: str
    found: str
    direction: str = "both"


def edge_refusals(profile: Profile, graph: RouteGraph, edge: int) -> list[Refusal]:
    """Return what in a profile keeps its traveller off an edge, access rules left out.

    Parameters
    ----------
    profile
        The traveller.
    graph
        Where.
    edge
        Edge of the graph.

    Returns
    -------
    list of Refusal
        Empty where the profile has no objection.
    """
    return [
        *_ground_refusals(graph.edges, edge, profile.limits),
        *_size_refusals(graph.edges, edge, profile.limits),
        *_kind_refusals(graph.edges, edge, profile.limits),
        *_directed_refusals(profile, graph, edge),
        *_steep_refusals(graph, edge, profile.limits),
    ]


def node_refusals(profile: Profile, graph: RouteGraph, node: int) -> list[Refusal]:
    """Return what in a profile keeps its traveller from passing a node, access rules left out."""
    refusals = []
    barrier = int(graph.nodes.barrier[node])
    if not profile.points.barrier[barrier].passable:
        word = COLUMNS["barrier"][barrier]
        refusals.append(Refusal(f"barrier.{word}", "impassable", f"barrier={word}"))
    tolls = {
        Crossing.LEVEL_CROSSING: profile.points.level_crossing,
        Crossing.RAILWAY_CROSSING: profile.points.railway_crossing,
        Crossing.FORD: profile.points.ford,
    }
    crossing = Crossing(int(graph.nodes.crossing[node]))
    if crossing in tolls and not tolls[crossing].passable:
        word = crossing.name.lower()
        refusals.append(Refusal(f"point.{word}", "impassable", word))
    foot = profile.mode == "foot"
    access = int((graph.nodes.foot if foot else graph.nodes.bicycle)[node])
    if access == Access.PUSH and not profile.limits.allow_pushing:
        refusals.append(_no_pushing("both"))
    tolls_of = {
        Access.PUSH: profile.points.dismount,
        Access.DESTINATION: profile.points.destination,
    }
    if access in tolls_of and not tolls_of[Access(access)].passable:
        word = "dismount" if access == Access.PUSH else "destination"
        refusals.append(Refusal(f"point.{word}", "impassable", f"access={word}"))
    return refusals


def _ground_refusals(edges: Edges, edge: int, limits: Limits) -> Iterator[Refusal]:
    """Yield what is too bad on an ordered scale."""
    for key, (column, words) in _WORST.items():
        found, worst = int(getattr(edges, column)[edge]), int(getattr(limits, key))
        if found > worst:
            names = COLUMNS[words]
            yield Refusal(f"limits.{key}", names[worst], f"{column}={names[found]}")


def _size_refusals(edges: Edges, edge: int, limits: Limits) -> Iterator[Refusal]:
    """Yield what is too narrow or too steep."""
    width, slope = int(edges.width_cm[edge]), int(edges.incline_pct[edge])
    if 0 < width < 100.0 * limits.min_width_m:
        yield Refusal("limits.min_width_m", f"{limits.min_width_m:g}", f"width={width / 100:g}")
    if slope != _UNKNOWN_INCLINE and abs(slope) > limits.max_incline_pct:
        yield Refusal("limits.max_incline_pct", f"{limits.max_incline_pct:g}", f"incline={slope}%")


def _kind_refusals(edges: Edges, edge: int, limits: Limits) -> Iterator[Refusal]:
    """Yield kinds of ways that this traveller does not use."""
    highway, surface = int(edges.highway[edge]), int(edges.surface[edge])
    flags = int(edges.flags[edge])
    if highway in limits.forbidden_highways:
        word = COLUMNS["highway"][highway]
        yield Refusal("limits.forbidden_highways", word, f"highway={word}")
    if surface in limits.forbidden_surfaces:
        word = COLUMNS["surface"][surface]
        yield Refusal("limits.forbidden_surfaces", word, f"surface={word}")
    ramp = limits.allow_ramps and bool(flags & EdgeFlag.RAMP)
    if highway == Highway.STEPS and not limits.allow_steps and not ramp:
        yield Refusal("limits.allow_steps", "false", "highway=steps")
    if highway == Highway.FERRY and not limits.allow_ferry:
        yield Refusal("limits.allow_ferry", "false", "route=ferry")
    if flags & EdgeFlag.INFORMAL and not limits.allow_informal:
        yield Refusal("limits.allow_informal", "false", "informal=yes")


def _directed_refusals(profile: Profile, graph: RouteGraph, edge: int) -> Iterator[Refusal]:
    """Yield what one direction may have and the other not: traffic and pushing."""
    one = Edges(**{f.name: getattr(graph.edges, f.name)[edge : edge + 1] for f in fields(Edges)})
    foot = profile.mode == "foot"
    sides = (
        ("forward", one.fwd_cycleway, one.fwd_foot if foot else one.fwd_bicycle),
        ("backward", one.bwd_cycleway, one.bwd_foot if foot else one.bwd_bicycle),
    )
    for direction, cycleway, access in sides:
        right = int(access[0])
        if right < PASSABLE:
            continue
        level = int(stress(one, profile.mode, cycleway)[0])
        if level > profile.limits.max_stress:
            limit = f"{profile.limits.max_stress}"
            yield Refusal("limits.max_stress", limit, f"traffic stress {level}", direction)
        if right == Access.PUSH and not profile.limits.allow_pushing:
            yield _no_pushing(direction)


def _steep_refusals(graph: RouteGraph, edge: int, limits: Limits) -> Iterator[Refusal]:
    """Yield where the terrain is too steep, per direction; what nobody knows passes."""
    grades = grades_of(graph)
    if grades is None or UNSLOPED[graph.edges.highway[edge]]:
        return
    along, against = grades.steepest_pct[2 * edge : 2 * edge + 2].tolist()
    for direction, up, down in (("forward", along, against), ("backward", against, along)):
        if up > limits.max_up_pct:
            yield _too_steep("max_up_pct", limits.max_up_pct, up, direction)
        if down > limits.max_down_pct:
            yield _too_steep("max_down_pct", limits.max_down_pct, down, direction)


def _too_steep(key: str, limit: float, found: float, direction: str) -> Refusal:
    slope = f"{'+' if key == 'max_up_pct' else '-'}{found:.1f} % / {SUSTAINED_M:g} m"
    return Refusal(f"limits.{key}", f"{limit:g}", slope, direction)


def _no_pushing(direction: str) -> Refusal:
    """Return the refusal of whoever does not push."""
    return Refusal("limits.allow_pushing", "false", "to be pushed", direction)
