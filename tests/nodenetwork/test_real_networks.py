"""Roerdalen on foot and The Hague by bicycle: numbers give the lengths of the relations."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable

import numpy as np
import pytest

from conftest import shared_path
from itinera.errors import InputError
from itinera.geodesy import length
from itinera.nodenetwork.importing import import_network
from itinera.nodenetwork.junctions import Junction, junctions_of
from itinera.nodenetwork.model import NodeNetwork
from itinera.nodenetwork.ride import NumbersRequest, ride_numbers

Lines = dict[int, list[tuple[str, list[tuple[float, float]]]]]  # relation → (role, line) of ways


def roerdalen() -> tuple[NodeNetwork, Lines]:
    """Return the network, and the relations as read without itinera."""
    path = shared_path("data", "node-networks", "roerdalen.osm")
    root = ET.parse(path).getroot()
    place = {n.get("id"): (float(n.get("lon")), float(n.get("lat"))) for n in root.iter("node")}
    ways = {w.get("id"): [place[n.get("ref")] for n in w.iter("nd")] for w in root.iter("way")}
    lines: Lines = {}
    for relation in root.iter("relation"):
        members = {
            (m.get("ref"), m.get("role")) for m in relation.iter("member") if m.get("type") == "way"
        }
        lines[int(relation.get("id"))] = [(role, ways[ref]) for ref, role in sorted(members)]
    return import_network([path]), lines


def the_hague() -> tuple[NodeNetwork, Lines]:
    folder = shared_path("data", "node-networks", "den-haag")
    paths = [folder / "dh.turbojson", folder / "dh.nodes.turbojson"]
    lines: Lines = {}
    for one in json.loads(paths[0].read_text())["elements"]:
        ways = {
            (m["ref"], m["role"]): [(p["lon"], p["lat"]) for p in m["geometry"]]
            for m in one["members"]
            if m["type"] == "way"
        }
        lines[one["id"]] = [(role, line) for (_, role), line in sorted(ways.items())]
    return import_network(paths), lines


def there_and_back_m(ways: list[tuple[str, list[tuple[float, float]]]]) -> float:
    """Ways without a role count twice, those for one direction once."""
    return sum(
        length(np.array(line)) * (1 if role in ("forward", "backward") else 2)
        for role, line in ways
    )


def word_for(junction: Junction) -> str:
    lon, lat = junction.lonlat
    if junction.osm_ids:
        return f"{junction.number}#{junction.osm_ids[0]}"
    return f"{junction.number}@{lat},{lon}"


def metres(network: NodeNetwork, *junctions: Junction) -> float:
    words = tuple(map(word_for, junctions))
    return ride_numbers(network, NumbersRequest(words)).itinerary.length_m


def deviations(network: NodeNetwork, lines: Lines) -> dict[int, float]:
    """Return relation → share by which riding it there and back differs from its ways."""
    at = {node: junction for junction in junctions_of(network) for node in junction.nodes}
    found = {}
    for leg in network.legs:
        one, other = at[leg.start], at[leg.end]
        if one != other and leg.relation not in found:
            ridden = metres(network, one, other) + metres(network, other, one)
            wanted = there_and_back_m(lines[leg.relation])
            found[leg.relation] = abs(ridden - wanted) / wanted
    return found


# Where two relations join the same two nodes the shorter is ridden, not these.
LONGER_TWINS = {2941655, 2941814}  # 65-66, 77-78


def test_roerdalen_gives_the_lengths_of_its_relations() -> None:
    """All 266 relations but the incomplete "-74" and those between two posts of one junction."""
    network, lines = roerdalen()
    found = deviations(network, lines)
    assert len(found) == 257
    assert {relation for relation, share in found.items() if share > 0.01} == LONGER_TWINS
    assert max(share for relation, share in found.items() if relation not in LONGER_TWINS) < 1e-6


def test_the_hague_gives_the_lengths_of_its_relations() -> None:
    """All 80 relations but "4-6", whose node 6 is not in the file, and those within a junction."""
    network, lines = the_hague()
    found = deviations(network, lines)
    assert len(found) == 71
    assert max(found.values()) < 0.004
    assert sorted(found.values())[-3] < 1e-6


@pytest.mark.parametrize(("read", "unridden"), [(roerdalen, {2941798}), (the_hague, {1692836})])
def test_every_relation_is_ridden_on_all_its_ways(
    read: Callable[[], tuple[NodeNetwork, Lines]], unridden: set[int]
) -> None:
    network, lines = read()
    routes = {relation for relation, ways in lines.items() if ways}
    assert routes - {leg.relation for leg in network.legs} == unridden
    assert [fact for fact in network.facts if fact.code == "unused_ways"] == []


def test_a_walk_of_several_numbers_is_the_sum_of_its_relations() -> None:
    network, lines = roerdalen()
    by_ref = {leg.ref: leg.relation for leg in network.legs}
    ride = ride_numbers(network, NumbersRequest(("61", "64", "71", "72", "73")))
    wanted = sum(
        there_and_back_m(lines[by_ref[ref]]) / 2 for ref in ("61-64", "64-71", "71-72", "72-73")
    )
    assert ride.itinerary.length_m == pytest.approx(wanted, rel=1e-6)
    assert ride.itinerary.profile == "hike"


def test_numbers_of_roerdalen_that_several_nodes_bear_are_named() -> None:
    network, _ = roerdalen()
    with pytest.raises(InputError, match=r"3 nodes bear the number '12': 12#42154381 .*; 12#"):
        ride_numbers(network, NumbersRequest(("12", "45", "67")))
