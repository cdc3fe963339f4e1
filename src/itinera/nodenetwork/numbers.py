"""Which nodes bear numbers, and between which numbers a route relation runs.

Tags: https://wiki.openstreetmap.org/wiki/Tag:network:type%3Dnode_network
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from itinera.nodenetwork.model import NetworkNode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from itinera.osm.extract import Tags
    from itinera.osm.relations import Spot

_SCOPES, _KINDS = "lrni", "cwhpmi"
_CODES = tuple(f"{scope}{kind}n" for scope in _SCOPES for kind in _KINDS)
_FORMS = ("{}_ref", "proposed:{}_ref", "{}_name", "{}:name")

#: Keys that give a node a number: "rcn_ref", "proposed:rcn_ref", "lwn_name"…
NODE_KEYS = tuple(form.format(code) for form in _FORMS for code in _CODES)

_CODE = re.compile(rf"[{_SCOPES}][{_KINDS}]n")
_PAIR = re.compile(r"\s*(?P<one>[^;]*?\S)\s*[-–]\s*(?P<other>[^;]*?\S)\s*(;.*)?", re.DOTALL)
_PLAIN_PAIR = re.compile(r"\s*\d+[a-z]?\s*-\s*\d+[a-z]?\s*(;.*)?", re.IGNORECASE)
_NUMBER = re.compile(r"0*(\d+)(.*)", re.DOTALL)


def is_of_a_network(tags: Tags) -> bool:
    """Tell whether a relation may belong to a numbered network: a route, or a set of routes."""
    kind = tags.get("type", "")
    if kind == "network":
        return _CODE.fullmatch(tags.get("network", "")) is not None
    return kind in ("route", "superroute") and is_numbered_route(tags, listed=True)


def is_numbered_route(tags: Tags, *, listed: bool = False) -> bool:
    """Tell whether a route relation joins numbered nodes.

    Parameters
    ----------
    tags
        Of the relation.
    listed
        True if a network relation holds it: then it needs no tag that says so.
    """
    if _CODE.fullmatch(tags.get("network", "")) is None:
        return False
    if tags.get("network:type") == "node_network" or listed:
        return True
    return _PLAIN_PAIR.fullmatch(name_of(tags)) is not None


def name_of(tags: Tags) -> str:
    """Return what a route is called: its ref, else the note or name that stands for one."""
    texts = [tags.get(key, "").split(";")[0].strip() for key in ("ref", "note", "name")]
    paired = [text for text in texts if _PLAIN_PAIR.fullmatch(text)]
    return (paired or [text for text in texts if text] or [""])[0]


def pair_of(name: str) -> tuple[str, str] | None:
    """Return the two numbers of "12-34", None where a name has no two.

    Examples
    --------
    >>> pair_of("9-10; motorboat"), pair_of("Cr-Pl"), pair_of("-74 (oneway)")
    (('9', '10'), ('Cr', 'Pl'), None)
    """
    found = _PAIR.fullmatch(name)
    return (found["one"], found["other"]) if found else None


def key_of(number: str) -> str:
    """Return what makes two writings of a number the same: "07" and "7", "12A" and "12a"."""
    text = " ".join(number.split()).casefold()
    found = _NUMBER.fullmatch(text)
    return found[1] + found[2] if found else text


def numbered_nodes(spots: Mapping[int, Spot]) -> Iterator[NetworkNode]:
    """Yield the nodes with numbers, one for each network whose number a node bears."""
    for osm_id in sorted(spots):
        spot = spots[osm_id]
        borne: dict[str, tuple[str, str]] = {}
        for key in NODE_KEYS:
            number = spot.tags.get(key, "").strip()
            code = _CODE.search(key)
            if number and code:
                borne.setdefault(code[0], (number, key.split(":")[0]))
        for network, (number, how) in sorted(borne.items()):
            yield NetworkNode(
                number,
                network,
                (spot.place[0] / 1e7, spot.place[1] / 1e7),
                osm_id,
                "proposed" if how == "proposed" else "",
                expected=_expected(spot.tags, network),
            )


def _expected(tags: Tags, network: str) -> int | None:
    """Return how many routes a node says that it has."""
    text = tags.get(f"expected_{network}_route_relations", "").strip()
    return int(text) if text.isascii() and text.isdigit() else None
