"""The way through numbered nodes in order: signed legs, and what to do where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from itinera.errors import InputError, NoRouteError
from itinera.geodesy import distance
from itinera.nodenetwork.junctions import Junction, junctions_of
from itinera.nodenetwork.numbers import key_of
from itinera.nodenetwork.shortest import reach

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from itinera.nodenetwork.model import NetworkLeg, NodeNetwork

#: States of routes that cannot be travelled (there are no signs yet, or no more).
NOT_SIGNED = ("proposed", "planned", "abandoned", "removed")
#: A hop across a junction, or an alternate leg, is taken only where the way round is
#: this many times as long.
HOP_FACTOR = 10.0
ALTERNATE_FACTOR = 5.0
#: Legs between two posts of one junction that are longer lead round, not across.
ACROSS_M = 300.0


@dataclass(frozen=True, slots=True)
class Ridden:
    """A leg as it is travelled; `leg` None: a straight hop between posts of one junction.

    `start` and `end` are indices of nodes, `length_m` geodesic metres.
    """

    leg: NetworkLeg | None
    start: int
    end: int
    length_m: float

    @property
    def reversed(self) -> bool:
        """True if the leg is travelled against its line."""
        return self.leg is not None and (self.start, self.end) != (self.leg.start, self.leg.end)

    @property
    def cost(self) -> float:
        """What is minimised: metres, more for what is not the signed way."""
        if self.leg is None:
            return HOP_FACTOR * self.length_m
        return self.length_m * (ALTERNATE_FACTOR if self.leg.state == "alternate" else 1.0)


@dataclass(frozen=True, slots=True)
class Chain:
    """The way from one wished number to the next; `direct` if one signed leg joins them."""

    rides: tuple[Ridden, ...]
    direct: bool


Arcs = dict[int, list[Ridden]]
State = dict[int, tuple[float, tuple[Chain, ...]]]  # node → cost, chains that led there


def chains_through(network: NodeNetwork, junctions: Sequence[Junction]) -> tuple[Chain, ...]:
    """Return the best way through junctions in order.

    From one to the next the signed leg between them is taken, and only where there is
    none the shortest chain of legs through other nodes.

    Parameters
    ----------
    network
        Whose legs are travelled; proposed ones are not.
    junctions
        At least two.

    Raises
    ------
    InputError
        If a number follows itself without a leg that leads round.
    NoRouteError
        If no legs lead from one to the next; `nearest` tells how near they come.
    """
    arcs = _arcs(network)
    state: State = dict.fromkeys(junctions[0].nodes, (0.0, ()))
    for one, other in pairwise(junctions):
        if one == other:
            state = _round(arcs, state, one)
            continue
        direct = _onward(arcs, state, other, {*one.nodes, *other.nodes})
        state = direct or _onward(arcs, state, other, None) or _none(network, arcs, one, other)
    chains = min(state.values(), key=lambda found: found[0])[1]
    return _from_end_to_end(arcs, chains, set(junctions[0].nodes), set(junctions[-1].nodes))


def _from_end_to_end(
    arcs: Arcs, chains: tuple[Chain, ...], first: Container[int], last: Container[int]
) -> tuple[Chain, ...]:
    """Begin and end at the relation's own ends, where it goes on to another post there.

    On the way the nearest post of a junction will do; but who begins at a number begins
    where the signed way begins. The stretch from the post where a way arrives to the one
    where it leaves again belongs to the arrival.
    """
    begun = chains[0].rides
    while before := _post_before(arcs, begun, first):
        begun = (before, *begun)
    chains = (Chain(begun, chains[0].direct), *chains[1:])
    ended = chains[-1].rides
    while after := _post_after(arcs, ended, last):
        ended = (*ended, after)
    return (*chains[:-1], Chain(ended, chains[-1].direct))


def _post_before(arcs: Arcs, rides: tuple[Ridden, ...], junction: Container[int]) -> Ridden | None:
    """Return the stretch of the same relation from another post, one where it does not arrive."""
    same = [ride for rows in arcs.values() for ride in rows if _same_relation(ride, rides[0])]
    arrivals = {ride.end for ride in same if ride.start not in junction}
    met = {*arrivals, *(ride.end for ride in rides)}
    found = (ride for ride in same if ride.end == rides[0].start)
    return next((ride for ride in found if ride.start in junction and ride.start not in met), None)


def _post_after(arcs: Arcs, rides: tuple[Ridden, ...], junction: Container[int]) -> Ridden | None:
    """Return the stretch of the same relation to another post."""
    met = {rides[0].start, *(ride.end for ride in rides)}
    found = (ride for ride in arcs[rides[-1].end] if _same_relation(ride, rides[-1]))
    return next((ride for ride in found if ride.end in junction and ride.end not in met), None)


def _same_relation(ride: Ridden, other: Ridden) -> bool:
    """Tell whether two legs are of one relation; a hop is of none."""
    return (
        ride.leg is not None and other.leg is not None and ride.leg.relation == other.leg.relation
    )


def _arcs(network: NodeNetwork) -> Arcs:
    """Return what may be travelled from each node: legs, and hops across junctions."""
    arcs: Arcs = {i: [] for i in range(len(network.nodes))}
    for leg in network.legs:
        if leg.state in NOT_SIGNED:
            continue
        arcs[leg.start].append(Ridden(leg, leg.start, leg.end, leg.length_m))
        if leg.both_ways and leg.start != leg.end:
            arcs[leg.end].append(Ridden(leg, leg.end, leg.start, leg.length_m))
    for junction in junctions_of(network):
        for start in junction.nodes:
            for end in junction.nodes:
                if start != end:
                    metres = distance(network.nodes[start].lonlat, network.nodes[end].lonlat)
                    arcs[start].append(Ridden(None, start, end, metres))
    return arcs


def _onward(arcs: Arcs, state: State, goal: Junction, within: Container[int] | None) -> State:
    """Return the state at the next junction, {} if it is not reached (`within` some nodes)."""
    inside = set(goal.nodes)

    def out(node: int) -> list[tuple[Ridden, int, float]]:
        return [
            (ride, ride.end, ride.cost)
            for ride in arcs[node]
            if within is None or (ride.end in within and not _round_about(ride, node, inside))
        ]

    found = reach({node: cost for node, (cost, _) in state.items()}, out)
    reached: State = {}
    for node in goal.nodes:
        if node in found:
            cost, rides, start = found[node]
            chain = Chain(rides, direct=within is not None)
            reached[node] = (cost, (*state[start][1], chain))
    return reached


def _round_about(ride: Ridden, node: int, goal: Container[int]) -> bool:
    """Tell whether a leg between posts of one junction leads round instead of across."""
    same = (node in goal) == (ride.end in goal)
    return same and ride.leg is not None and ride.length_m > ACROSS_M


def _round(arcs: Arcs, state: State, junction: Junction) -> State:
    """Return the state after a leg that leads from a junction back to itself."""
    found: State = {}
    for node, (cost, chains) in state.items():
        for ride in arcs[node]:
            back = ride.leg is not None and ride.end in junction.nodes
            if back and (ride.end == node or ride.length_m > ACROSS_M):
                whole = (cost + ride.cost, (*chains, Chain((ride,), direct=True)))
                found[ride.end] = min(found.get(ride.end, whole), whole, key=lambda f: f[0])
    if not found:
        raise InputError(
            f"The number {junction.number!r} follows itself, and no leg leads round.",
            remedy="Leave one of the two out.",
        )
    return found


def _none(network: NodeNetwork, arcs: Arcs, one: Junction, other: Junction) -> State:
    """Raise: say that nothing leads on, and what comes nearest."""

    def out(node: int) -> list[tuple[Ridden, int, float]]:
        return [(ride, ride.end, ride.cost) for ride in arcs[node]]

    reached = reach(dict.fromkeys(one.nodes, 0.0), out)
    metres, node = min(
        (distance(network.nodes[node].lonlat, other.lonlat), node) for node in reached
    )
    at = next(j for j in junctions_of(network) if node in j.nodes)
    nearest = f"{at}, {metres / 1000:.1f} km from {other.number}"
    if set(reached) <= set(one.nodes):
        problem = f"No signed leg leaves {one}, so none leads to {other}."
    else:
        problem = f"No signed legs lead from {one} to {other}. The nearest reached is {nearest}."
    raise NoRouteError(problem, remedy=_advice(one, other), nearest=nearest)


def _advice(one: Junction, other: Junction) -> str:
    if one.network != other.network:
        return "They belong to different networks: choose numbers of one."
    return "Import the neighbouring network as well, or choose another number."


def numbers_of(network: NodeNetwork, chain: Chain) -> list[str]:
    """Return the numbers that a chain passes between its ends, each junction once."""
    numbers = [network.nodes[ride.end].number for ride in chain.rides]
    ends = {key_of(network.nodes[chain.rides[0].start].number), key_of(numbers[-1])}
    passed = [number for number in numbers if key_of(number) not in ends]
    return list(dict.fromkeys(passed))
