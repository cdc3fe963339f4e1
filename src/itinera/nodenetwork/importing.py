"""Files → a numbered network: OSM extracts with their ways, or answers of Overpass."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from itinera.errors import InputError, OsmFileError
from itinera.graph.build import ATTRIBUTION, INVENTED_ATTRIBUTION
from itinera.nodenetwork.ends import with_inferred_ends
from itinera.nodenetwork.legs import NumberedRoute, legs_of, nodes_on
from itinera.nodenetwork.model import Fact, NetworkSource, NodeNetwork, mode_of
from itinera.nodenetwork.numbers import (
    NODE_KEYS,
    is_numbered_route,
    is_of_a_network,
    name_of,
    numbered_nodes,
)
from itinera.osm.overpass_json import ENDINGS, read_overpass
from itinera.osm.relations import laid_together, read_relations

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from itinera.nodenetwork.model import NetworkLeg, NetworkNode
    from itinera.osm.extract import Tags
    from itinera.osm.relations import Line, Relation, RelationLines

NESTED = 8  # relations in relations, deeper than anybody maps; also stops circles


def import_network(paths: Sequence[Path]) -> NodeNetwork:
    """Read the numbered networks of files laid together.

    Parameters
    ----------
    paths
        OSM files (`.osm`, `.osm.pbf`…) or answers of Overpass (`.json`, `.turbojson`);
        nodes and relations may stand in different files.

    Returns
    -------
    NodeNetwork
        With a fact for everything that could not be used as it stands.

    Raises
    ------
    InputError
        If no file is given.
    OutsideError
        If a file is missing or unreadable.
    OsmFileError
        If a file is damaged, or holds no numbered route at all.
    """
    if not paths:
        raise InputError("No file is given.", remedy="Name an OSM file or an answer of Overpass.")
    whole = laid_together(_read(path) for path in paths)
    routes = list(_routes(whole))
    if not routes:
        raise OsmFileError(
            f"There is no numbered route in {', '.join(repr(str(path)) for path in paths)}.",
            remedy="Use a file with relations type=route, network:type=node_network (or a ref "
            'such as "12-34"), and their ways.',
        )
    nodes, facts = with_inferred_ends(list(numbered_nodes(whole.spots)), routes)
    places = {(node.network, _fixed(node)): i for i, node in enumerate(nodes)}
    legs: list[NetworkLeg] = []
    for route in routes:
        more, told = legs_of(route, nodes_on(route, places, nodes), nodes)
        legs += more
        facts += told
    facts += _facts_of_nodes(nodes, legs) + _facts_of_others(routes)
    facts.sort(key=lambda fact: (fact.code, len(fact.about), fact.about, fact.text))
    return NodeNetwork(
        names=_names(whole),
        nodes=tuple(nodes),
        legs=tuple(legs),
        facts=tuple(facts),
        source=_source(paths, whole),
    )


def _read(path: Path) -> RelationLines:
    if path.name.endswith(ENDINGS):
        return read_overpass(path, is_of_a_network)
    return read_relations(path, is_of_a_network, NODE_KEYS)


def _routes(whole: RelationLines) -> Iterator[NumberedRoute]:
    """Yield the numbered routes of the files, by id."""
    networks = [r for r in whole.relations.values() if r.tags.get("type") == "network"]
    roles = {m.ref: m.role for r in networks for m in r.members if m.kind == "r"}
    for osm_id in sorted(whole.relations):
        relation = whole.relations[osm_id]
        if relation.tags.get("type") != "route":
            continue
        if not is_numbered_route(relation.tags, listed=osm_id in roles):
            continue
        lines, missing = _lines(relation, whole, NESTED)
        yield NumberedRoute(
            osm_id,
            name_of(relation.tags),
            relation.tags["network"],
            _state(relation.tags, roles.get(osm_id, "")),
            tuple(lines),
            missing,
            {
                whole.spots[m.ref].place: m.ref
                for m in relation.members
                if m.kind == "n" and m.ref in whole.spots
            },
        )


def _state(tags: Tags, role: str) -> str:
    """Return the state of a route, from its own tag or its role in its network."""
    return tags.get("state", "").strip() or ("connection" if role == "connection" else "")


def _lines(
    relation: Relation, whole: RelationLines, depth: int
) -> tuple[list[tuple[Line, str]], int]:
    """Return the member ways of a relation with their roles, and how many are missing."""
    found: list[tuple[Line, str]] = []
    missing = 0
    for member in relation.members:
        if member.kind == "w" and member.ref in whole.lines:
            found.append((whole.lines[member.ref], member.role))
        elif member.kind == "w":
            missing += 1
        elif member.kind == "r" and depth and member.ref in whole.relations:
            nested, more = _lines(whole.relations[member.ref], whole, depth - 1)
            found += nested
            missing += more
    return found, missing


def _fixed(node: NetworkNode) -> tuple[int, int]:
    return round(node.lonlat[0] * 1e7), round(node.lonlat[1] * 1e7)


def _names(whole: RelationLines) -> tuple[str, ...]:
    """Return the names of the network relations."""
    named = (r.tags.get("name") or r.tags.get("note", "") for r in whole.relations.values()
             if r.tags.get("type") == "network")  # fmt: skip
    return tuple(sorted({name for name in named if name}))


def _facts_of_nodes(nodes: Sequence[NetworkNode], legs: Sequence[NetworkLeg]) -> list[Fact]:
    """Tell which nodes no leg touches, and which have another number of routes than they say."""
    routes: dict[int, set[int]] = {}
    for leg in legs:
        routes.setdefault(leg.start, set()).add(leg.relation)
        routes.setdefault(leg.end, set()).add(leg.relation)
    told = []
    for i, node in enumerate(nodes):
        about, count = f"node/{node.osm_id}", len(routes.get(i, ()))
        if not count:
            text = f"No leg reaches {node.network} node {node.number!r}."
            told.append(Fact("orphan_node", about, text))
        elif node.expected is not None and node.expected != count:
            text = (
                f"{node.network} node {node.number!r} expects {node.expected} routes, has {count}."
            )
            told.append(Fact("integrity", about, text))
    return told


def _facts_of_others(routes: Sequence[NumberedRoute]) -> list[Fact]:
    """Tell which kinds of network are kept but cannot be travelled by itinera."""
    others = sorted({route.network for route in routes if not mode_of(route.network)})
    return [
        Fact("other_mode", network, "It is neither for walkers nor for riders: kept, not ridden.")
        for network in others
    ]


def _source(paths: Sequence[Path], whole: RelationLines) -> NetworkSource:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return NetworkSource(
        files=tuple(path.name for path in paths),
        network_id=digest.hexdigest()[:16],
        osm_timestamp=whole.timestamp,
        invented=whole.invented,
        attribution=INVENTED_ATTRIBUTION if whole.invented else ATTRIBUTION,
    )
