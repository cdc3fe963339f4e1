"""Turn restrictions: relations → sequences of arcs that may not follow one another.

https://wiki.openstreetmap.org/wiki/Relation:restriction. A restriction binds
riders unless it excepts bicycles; it binds walkers only where it says so
(`restriction:foot`). One that holds at some times only is counted, not applied.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise, product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from itinera.graph.routegraph import ForbiddenTurns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from itinera.graph.build_lookup import Lookup
    from itinera.osm.extract import Relation

TURNS = ("left_turn", "right_turn", "straight_on", "u_turn", "entry", "exit")
NO = frozenset(f"no_{turn}" for turn in TURNS)
ONLY = frozenset(f"only_{turn}" for turn in TURNS)
Arcs = tuple[int, ...]


class Binding(NamedTuple):
    """What a restriction says to walkers and to riders, "" = nothing."""

    foot: str
    bicycle: str


def forbidden_turns(
    relations: tuple[Relation, ...], lookup: Lookup
) -> tuple[ForbiddenTurns, Counter[str]]:
    """Turn restrictions into forbidden sequences of arcs.

    Returns
    -------
    turns
        Sorted by arcs; sequences that several relations forbid stand once, with
        the least relation id.
    notes
        How many restrictions were broken or conditional.
    """
    notes: Counter[str] = Counter()
    rows: dict[Arcs, tuple[int, int, int]] = {}  # arcs → foot, bicycle, relation
    for relation in relations:
        binding = binding_of(relation.tags)
        if any(key.endswith(":conditional") for key in relation.tags):
            notes["conditional_restrictions"] += 1
        for value in sorted({*binding} - {""}):
            sequences = list(_sequences(relation, value, lookup))
            notes["broken_restrictions"] += not sequences
            foot, bicycle = int(binding.foot == value), int(binding.bicycle == value)
            for arcs in sequences:
                known = rows.get(arcs, (0, 0, relation.osm_id))
                rows[arcs] = (known[0] | foot, known[1] | bicycle, known[2])
    return _columns(rows), notes


def binding_of(tags: Mapping[str, str]) -> Binding:
    """Read whom a restriction binds to what.

    Examples
    --------
    >>> binding_of({"type": "restriction", "restriction": "no_left_turn"})
    Binding(foot='', bicycle='no_left_turn')
    >>> binding_of({"type": "restriction", "restriction": "no_left_turn", "except": "psv;bicycle"})
    Binding(foot='', bicycle='')
    """
    _, _, only_for = tags["type"].partition(":")  # the old form, type=restriction:bicycle
    plain = tags.get("restriction", "")
    excepted = {word.strip() for word in tags.get("except", "").split(";")}
    bicycle = plain if only_for in ("", "bicycle") and "bicycle" not in excepted else ""
    bicycle = tags.get("restriction:bicycle", bicycle)
    foot = tags.get("restriction:foot", plain if only_for == "foot" else "")
    return Binding(
        foot if foot in NO | ONLY else "",
        bicycle if bicycle in NO | ONLY else "",
    )


def _sequences(relation: Relation, value: str, lookup: Lookup) -> Iterable[Arcs]:
    """Yield the sequences of arcs that one restriction forbids."""
    ways = {
        role: [m.ref for m in relation.members if m.kind == "w" and m.role == role]
        for role in ("from", "via", "to")
    }
    via_nodes = [m.ref for m in relation.members if m.kind == "n" and m.role == "via"]
    for start, end in product(ways["from"], ways["to"]):
        if ways["via"]:
            yield from _over_ways(start, ways["via"], end, value, lookup)
        elif len(via_nodes) == 1:
            yield from _over_node(start, lookup.node(via_nodes[0]), end, value, lookup)


def _over_node(start: int, node: int, end: int, value: str, lookup: Lookup) -> list[Arcs]:
    """Return what is forbidden at a node, nothing if the ways do not fit it."""
    if node < 0:
        return []
    arriving, leaving = lookup.arriving(start, node), lookup.leaving(end, node)
    if not arriving or not leaving:
        return []
    if value == "no_u_turn" and start == end:
        return [(arc, arc ^ 1) for arc in arriving]
    if len(arriving) > 1 or len(leaving) > 1:  # a way that should have been cut here
        return []
    if value in NO:
        return [(arriving[0], leaving[0])]
    return [(arriving[0], arc) for arc in lookup.all_leaving(node) if arc != leaving[0]]


def _over_ways(start: int, via: list[int], end: int, value: str, lookup: Lookup) -> list[Arcs]:
    """Return what is forbidden along via ways: the whole chain, or every way off it."""
    chain = _chain([start, *via, end], lookup)
    if chain is None:
        return []
    if value in NO:
        return [chain]
    return [
        (*chain[:i], arc)
        for i in range(2, len(chain))
        for arc in lookup.all_leaving(lookup.head(chain[i - 1]))
        if arc not in (chain[i], chain[i - 1] ^ 1)
    ]


def _chain(ways: list[int], lookup: Lookup) -> Arcs | None:
    """Return the arcs from the first way's end over the middle ways into the last way."""
    joints: list[int] = []
    for way, following in pairwise(ways):
        shared = lookup.way_nodes(way) & lookup.way_nodes(following)
        if joints and len(shared) > 1:
            shared -= {joints[-1]}
        if len(shared) != 1:
            return None
        joints.append(shared.pop())
    arriving, leaving = lookup.arriving(ways[0], joints[0]), lookup.leaving(ways[-1], joints[-1])
    if len(arriving) != 1 or len(leaving) != 1:
        return None
    arcs = [arriving[0]]
    for way, begin, end in zip(ways[1:-1], joints[:-1], joints[1:], strict=True):
        middle = _along(way, begin, end, lookup)
        if middle is None:
            return None
        arcs += middle
    return (*arcs, leaving[0])


def _along(way: int, begin: int, end: int, lookup: Lookup) -> list[int] | None:
    """Return the arcs along one way from a node to another, the fewest there are."""
    paths: dict[int, list[int]] = {begin: []}
    waiting = [begin]
    for node in waiting:
        for arc in lookup.leaving(way, node):
            head = lookup.head(arc)
            if head not in paths:
                paths[head] = [*paths[node], arc]
                waiting.append(head)
    return paths.get(end) or None


def _columns(rows: Mapping[Arcs, tuple[int, int, int]]) -> ForbiddenTurns:
    """Return the forbidden sequences as compressed rows."""
    order = sorted(rows)
    offsets = np.zeros(len(order) + 1, dtype=np.int64)
    np.cumsum([len(arcs) for arcs in order], out=offsets[1:])
    facts = np.array([rows[arcs] for arcs in order], dtype=np.int64).reshape(-1, 3)
    return ForbiddenTurns(
        offsets=offsets,
        arcs=np.array([arc for arcs in order for arc in arcs], dtype=np.int32),
        foot=facts[:, 0].astype(np.uint8),
        bicycle=facts[:, 1].astype(np.uint8),
        relation=facts[:, 2].copy(),
    )
