"""Which nodes a person means by a number: posts of one junction belong together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from itinera.errors import InputError, UnknownNameError, WaypointError
from itinera.geodesy import distance
from itinera.nodenetwork.model import JUNCTION_M
from itinera.nodenetwork.numbers import key_of
from itinera.nodenetwork.readings import only_reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from itinera.nodenetwork.model import LonLat, NetworkNode, NodeNetwork

NEAR_M = 1000.0  # a place given with a number says which node is meant up to this far away
LEAST_M_PER_DEGREE = 110_000.0  # of latitude, a little less than at the equator
_NEAREST = 3  # how many other numbers a message names
_AT = re.compile(r"(?P<number>.+)@(?P<lat>-?\d+(?:\.\d+)?)\s*,\s*(?P<lon>-?\d+(?:\.\d+)?)")
_BY_ID = re.compile(r"(?P<number>.*)#(?P<id>-?\d+)")


@dataclass(frozen=True, slots=True)
class Junction:
    """The nodes of one number, of one network, that stand together.

    Attributes
    ----------
    number, network, lonlat
        Of the first of its nodes.
    osm_ids
        Of those of its nodes whose id is known.
    nodes
        Indices of nodes, ascending.
    """

    number: str
    network: str
    lonlat: LonLat
    osm_ids: tuple[int, ...]
    nodes: tuple[int, ...]

    def __str__(self) -> str:
        """Say which one it is, as it can be typed."""
        lon, lat = self.lonlat
        if self.osm_ids:
            return f"{self.number}#{self.osm_ids[0]} ({self.network}, at {lat:.5f},{lon:.5f})"
        return f"{self.number}@{lat:.5f},{lon:.5f} ({self.network})"


def junctions_of(network: NodeNetwork, *, kind: str = "") -> list[Junction]:
    """Gather nodes of one number and network into junctions.

    Nodes less than `JUNCTION_M` apart, also by way of others, are one junction.

    Parameters
    ----------
    network
        Whose nodes.
    kind
        Code of the networks to look at ("rcn"), "" for all.
    """
    alike: dict[tuple[str, str], list[int]] = {}
    for i, node in enumerate(network.nodes):
        if kind in ("", node.network):
            alike.setdefault((node.network, key_of(node.number)), []).append(i)
    return [
        _junction(network.nodes, group)
        for members in alike.values()
        for group in _groups(network.nodes, members)
    ]


def find_junctions(network: NodeNetwork, words: Sequence[str], *, kind: str = "") -> list[Junction]:
    """Return the junction that each word means.

    Parameters
    ----------
    network
        Where to look.
    words
        Each a number ("12"), a number with a place ("12@50.44,2.78", the nearest so
        numbered is meant) or with the id of its OSM node ("12#2415").
    kind
        As for `junctions_of`.

    Raises
    ------
    InputError
        For fewer than two words, a network that is not there, or a number that
        several junctions bear.
    UnknownNameError
        For a number that no node bears.
    WaypointError
        For a place or an id that does not lead to a node of the number.
    """
    if len(words) < 2:
        raise InputError(
            f"{len(words) or 'No'} number{'' if words else 's'} cannot make a way.",
            remedy="Give at least two numbers, in order.",
        )
    known = junctions_of(network, kind=kind)
    if not known:
        codes = ", ".join(sorted({node.network for node in network.nodes})) or "none"
        raise InputError(f"There is no network {kind!r} here.", remedy=f"There are: {codes}.")
    ridden = _ridden(known, network)
    choices = [_meant(word.strip(), ridden) for word in words]
    for word, found in zip(words, choices, strict=True):
        if len(found) > 1:
            reading = only_reading(network, choices)
            raise _ambiguous(word.strip(), found, reading)
    return [found[0] for found in choices]


def _ridden(junctions: list[Junction], network: NodeNetwork) -> list[Junction]:
    """Return the junctions, without namesakes of networks that have no leg in the file."""
    travelled = {leg.network for leg in network.legs}
    names = {key_of(j.number) for j in junctions if j.network in travelled}
    return [j for j in junctions if j.network in travelled or key_of(j.number) not in names]


def _meant(word: str, known: Sequence[Junction]) -> Sequence[Junction]:
    """Return the junctions that a word may mean, at least one."""
    at, by_id = _AT.fullmatch(word), _BY_ID.fullmatch(word)
    if by_id:
        return [_with_id(word, by_id["number"], int(by_id["id"]), known)]
    number = at["number"] if at else word
    namesakes = [junction for junction in known if key_of(junction.number) == key_of(number)]
    if not namesakes:
        close = ", ".join(_nearest_numbers(number, known))
        raise UnknownNameError(
            f"No node bears the number {number!r}.",
            remedy=f"The nearest numbers are {close}.",
            nearest=close,
        )
    if at:
        return [_nearest_to(word, (float(at["lon"]), float(at["lat"])), namesakes)]
    exact = [junction for junction in namesakes if junction.number == number]
    return exact if len(exact) == 1 and len({j.number for j in namesakes}) > 1 else namesakes


def _ambiguous(number: str, found: Sequence[Junction], reading: Sequence[Junction]) -> InputError:
    """Return the error for a number that several junctions bear."""
    choices = " or ".join(dict.fromkeys(_typed(junction) for junction in found))
    networks = sorted({junction.network for junction in found})
    kinds = f", or give --kind {' or '.join(networks)}" if len(networks) > 1 else ""
    typed = " ".join(map(_typed, reading))
    hint = f" Read as neighbours these are: {typed}" if reading else ""
    return InputError(
        f"{len(found)} nodes bear the number {number!r}: {'; '.join(map(str, found))}.",
        remedy=f"Say which one is meant: {choices}{kinds}.{hint}",
    )


def _typed(junction: Junction) -> str:
    """Return how to type one junction and no other."""
    return str(junction).split(" ", maxsplit=1)[0]


def _with_id(word: str, number: str, osm_id: int, known: Sequence[Junction]) -> Junction:
    """Return the junction that has a node of OSM, checked to bear the number."""
    for junction in known:
        if osm_id in junction.osm_ids and key_of(number) in ("", key_of(junction.number)):
            return junction
    namesakes = [j for j in known if key_of(j.number) == key_of(number)]
    those = "; ".join(map(str, namesakes)) or "none"
    raise WaypointError(
        f"{word!r}: node/{osm_id} is no node of number {number!r}.",
        remedy=f"Nodes of that number: {those}.",
    )


def _nearest_to(word: str, place: LonLat, namesakes: Sequence[Junction]) -> Junction:
    """Return the junction of a number nearest to a place."""
    if not (abs(place[0]) <= 180.0 and abs(place[1]) <= 90.0):
        raise WaypointError(f"{word!r} is not on Earth.", remedy="Write NUMBER@LAT,LON.")
    metres, nearest = min(
        ((distance(place, junction.lonlat), junction) for junction in namesakes),
        key=lambda pair: pair[0],
    )
    if metres > NEAR_M:
        raise WaypointError(
            f"No node {nearest.number!r} is near {word!r}: the nearest, {nearest}, "
            f"is {metres / 1000:.1f} km away.",
            remedy=f"Give a place within {NEAR_M / 1000:.0f} km of it, or {_typed(nearest)}.",
        )
    return nearest


def _nearest_numbers(number: str, known: Iterable[Junction]) -> list[str]:
    """Return the numbers nearest to one that is not there (or most like it, for names)."""
    borne = sorted({junction.number for junction in known})
    if number.isdigit() and any(text.isdigit() for text in borne):
        value = int(number)
        plain = [text for text in borne if text.isdigit()]
        return sorted(plain, key=lambda text: (abs(int(text) - value), int(text)))[:_NEAREST]
    import difflib

    return difflib.get_close_matches(number, borne, n=_NEAREST, cutoff=0.0)


def _groups(nodes: Sequence[NetworkNode], members: Sequence[int]) -> list[list[int]]:
    """Split nodes of one number into groups that stand together (single linkage)."""
    groups: list[list[int]] = []
    for i in members:
        near = [
            group
            for group in groups
            if any(_stand_together(nodes[i].lonlat, nodes[j].lonlat) for j in group)
        ]
        groups = [group for group in groups if group not in near]
        groups.append(sorted([i, *(j for group in near for j in group)]))
    return sorted(groups)


def _stand_together(one: LonLat, other: LonLat) -> bool:
    """Tell whether two places are posts of one junction (far ones are told apart cheaply)."""
    if abs(one[1] - other[1]) > JUNCTION_M / LEAST_M_PER_DEGREE:
        return False
    return distance(one, other) <= JUNCTION_M


def _junction(nodes: Sequence[NetworkNode], group: Sequence[int]) -> Junction:
    first = next((nodes[i] for i in group if nodes[i].osm_id), nodes[group[0]])
    ids = tuple(nodes[i].osm_id for i in group if nodes[i].osm_id)
    return Junction(first.number, first.network, first.lonlat, ids, tuple(group))
