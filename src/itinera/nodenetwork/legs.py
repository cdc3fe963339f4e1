"""From one route relation to the legs between its numbered nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from itinera.geodesy import length, to_degrees
from itinera.nodenetwork.model import Fact, NetworkLeg, Section, mode_of
from itinera.nodenetwork.numbers import key_of, pair_of
from itinera.nodenetwork.pieces import cut_into_pieces, points_along
from itinera.nodenetwork.shortest import reach

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from itinera.nodenetwork.model import NetworkNode
    from itinera.nodenetwork.pieces import PlacedLine, Ways
    from itinera.osm.relations import Point

Steps = tuple[int, ...]  # pieces in order of travel, ~piece where against the way
UNUSED_M = 1.0  # shorter remains of ways are not worth a word


@dataclass(frozen=True, slots=True, eq=False)
class NumberedRoute:
    """A route relation, ready to be cut into legs.

    Attributes
    ----------
    osm_id, name, network, state
        Of the relation; `name` is "12-34" where it has one.
    members
        Its ways, those of nested relations included, with their roles.
    missing
        How many of its ways the file does not hold.
    node_members
        Places of the nodes that it holds as members, with their ids.
    """

    osm_id: int
    name: str
    network: str
    state: str
    members: tuple[PlacedLine, ...]
    missing: int
    node_members: dict[Point, int]


def wanted_numbers(route: NumberedRoute) -> tuple[str, ...]:
    """Return the keys of the two numbers that a route joins, () where its name has no two."""
    pair = pair_of(route.name)
    return (key_of(pair[0]), key_of(pair[1])) if pair else ()


def nodes_on(
    route: NumberedRoute, places: Mapping[tuple[str, Point], int], nodes: Sequence[NetworkNode]
) -> dict[Point, int]:
    """Return where a route's ways pass nodes of its own network: place → index of the node.

    Where both numbers of its name are among them, the others are only passed.
    """
    found = {}
    for line, _ in route.members:
        for x, y in line.fixed.tolist():
            node = places.get((route.network, (x, y)))
            if node is not None:
                found[x, y] = node
    wanted = wanted_numbers(route)
    borne = {key_of(nodes[node].number) for node in found.values()}
    if wanted and set(wanted) <= borne:
        return {p: node for p, node in found.items() if key_of(nodes[node].number) in wanted}
    return found


def legs_of(
    route: NumberedRoute, stops: Mapping[Point, int], nodes: Sequence[NetworkNode]
) -> tuple[list[NetworkLeg], list[Fact]]:
    """Find the legs between neighbouring nodes of a route.

    From each node every other is sought that can be reached along the route without
    passing a third; the shortest such way is the leg. A leg that can be travelled
    back on the same ways is given once, with `both_ways`.

    Parameters
    ----------
    route
        The relation.
    stops
        What `nodes_on` returns.
    nodes
        All nodes of the network.
    """
    ways = cut_into_pieces(route.members, set(stops), mode_of(route.network))
    found = {
        (start, end): steps
        for start in sorted(stops, key=lambda place: stops[place])
        for end, steps in _ways_between(ways, start, stops)
    }
    legs = []
    for (start, end), steps in found.items():
        back = tuple(~i for i in reversed(steps))
        both = _can_turn_round(ways, steps) and (start == end or found.get((end, start)) == back)
        if both and stops[start] > stops[end]:
            continue  # the same leg was made from its other end
        legs.append(_leg(route, ways, steps, stops[start], stops[end], both))
    return legs, _facts(route, ways, found, stops, nodes)


def _ways_between(
    ways: Ways, start: Point, stops: Mapping[Point, int]
) -> Iterator[tuple[Point, Steps]]:
    """Yield the nodes next to one along the route, and the way there."""

    def out(place: Point) -> list[tuple[int, Point, float]]:
        if place != start and place in stops:
            return []
        return [(i, head, _piece_m(ways, i)) for i, head in ways.out(place)]

    found = reach({start: 0.0}, out)
    others = [place for place in found if place in stops and place != start]
    for place in sorted(others, key=lambda place: stops[place]):
        yield place, found[place][1]
    if len(stops) == 1:
        ring = _ring(ways, start)
        if ring:
            yield start, ring


def _ring(ways: Ways, start: Point) -> Steps:
    """Return the way round from a node back to itself, () if there is none."""
    best: tuple[float, Steps] = (float("inf"), ())
    for first, place in ways.out(start):

        def out(at: Point, taken: int = first) -> list[tuple[int, Point, float]]:
            onward = [(i, head) for i, head in ways.out(at) if i not in (taken, ~taken)]
            return [(i, head, _piece_m(ways, i)) for i, head in onward]

        if place == start:
            whole: tuple[float, Steps] = (_piece_m(ways, first), (first,))
        else:
            onward = reach({place: 0.0}, out).get(start)
            if onward is None:
                continue
            whole = (_piece_m(ways, first) + onward[0], (first, *onward[1]))
        best = min(best, whole, key=lambda ring: ring[0])
    return best[1]


def _piece_m(ways: Ways, step: int) -> float:
    return ways.pieces[step if step >= 0 else ~step].length_m


def _can_turn_round(ways: Ways, steps: Steps) -> bool:
    """Tell whether a way can be travelled back as it came."""
    pieces = [ways.pieces[i if i >= 0 else ~i] for i in steps]
    return all(piece.forward and piece.backward for piece in pieces)


def _leg(
    route: NumberedRoute, ways: Ways, steps: Steps, start: int, end: int, both: bool
) -> NetworkLeg:
    """Draw a leg."""
    fixed = points_along(ways, steps)
    return NetworkLeg(
        relation=route.osm_id,
        ref=route.name,
        network=route.network,
        state=route.state,
        start=start,
        end=end,
        both_ways=both,
        fixed=fixed,
        length_m=length(to_degrees(fixed)),
        sections=tuple(_sections(ways, steps)),
    )


def _sections(ways: Ways, steps: Steps) -> Iterator[Section]:
    """Yield what a leg runs on; neighbouring pieces of one way are one section."""
    at, last = 0, None
    for step in steps:
        piece = ways.pieces[step if step >= 0 else ~step]
        tags = piece.line.tags or {}
        if piece.line.osm_id != last:
            highway = tags.get("highway") or tags.get("route", "")
            yield Section(at, piece.line.osm_id, highway, tags.get("surface", ""))
        last = piece.line.osm_id
        at += len(piece.fixed) - 1


def _facts(
    route: NumberedRoute,
    ways: Ways,
    found: Mapping[tuple[Point, Point], Steps],
    stops: Mapping[Point, int],
    nodes: Sequence[NetworkNode],
) -> list[Fact]:
    """Return what is odd about a route."""
    about = f"relation/{route.osm_id}"
    told = []
    if route.missing:
        told.append(
            Fact(
                "members_missing",
                about,
                f"{route.missing} of its ways are not in the file, or have no line.",
            )
        )
    told += [Fact(code, about, text) for code, text in _connection(route, found, stops, nodes)]
    used = {i if i >= 0 else ~i for steps in found.values() for i in steps}
    unused = [piece for i, piece in enumerate(ways.pieces) if i not in used]
    metres = sum(piece.length_m for piece in unused)
    if metres > UNUSED_M and found:
        ids = sorted({piece.line.osm_id for piece in unused})
        shown = ", ".join(f"way/{osm_id}" for osm_id in ids[:3]) + (" …" if len(ids) > 3 else "")
        told.append(Fact("unused_ways", about, f"{metres:.0f} m lie on no leg: {shown}."))
    return told


def _connection(
    route: NumberedRoute,
    found: Mapping[tuple[Point, Point], Steps],
    stops: Mapping[Point, int],
    nodes: Sequence[NetworkNode],
) -> Iterator[tuple[str, str]]:
    """Yield what is odd about a route's ends and about getting from one to the other."""
    wanted = wanted_numbers(route)
    called = repr(route.name)
    if not wanted:
        yield "name_missing", f"Its name {called} has no two numbers."
        if not found:
            yield "not_continuous", "No leg between two numbered nodes was found on it."
        return
    borne = {key_of(nodes[node].number) for node in stops.values()}
    for number in sorted(set(wanted) - borne):
        yield "node_missing", f"No node {number!r} lies on {called}."
    if set(wanted) - borne or wanted[0] == wanted[1]:
        if not found:
            yield "not_continuous", f"{called} gives no leg."
        return
    one, other = wanted
    ends = {tuple(key_of(nodes[stops[place]].number) for place in pair) for pair in found}
    ahead, back = (one, other) in ends, (other, one) in ends
    if not ahead and not back:
        yield "not_continuous", f"{called} leads in neither direction from end to end."
    elif not ahead:
        yield "not_forward", f"{called} does not lead from {one} to {other}."
    elif not back:
        yield "not_backward", f"{called} does not lead from {other} to {one}."
