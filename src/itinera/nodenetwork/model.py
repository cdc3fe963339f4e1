"""A numbered network as values: nodes, the legs between them, and what could not be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from itinera.geodesy import IntArray

LonLat = tuple[float, float]

#: Nodes of one number nearer to each other than this are the posts of one junction. In the
#: networks of The Hague and Roerdalen equal numbers are at most 136 m or at least 650 m apart.
JUNCTION_M = 150.0

#: Second letter of a network's code (``rcn``) → mode of travel, "" where itinera has none.
MODES = {"c": "bicycle", "w": "foot"}


@dataclass(frozen=True, slots=True)
class NetworkNode:
    """A numbered junction.

    Attributes
    ----------
    number
        As on the sign; text, since there are "07", "12a" and "Le Villard".
    network
        Code of OSM: scope (l, r, n, i), mode (c, w…), "n".
    lonlat
        (lon, lat) in degrees.
    osm_id
        Id of the OSM node, 0 where the file does not tell it.
    state
        "" or "proposed".
    inferred
        True where no node in the file bears the number: the place is the free end of
        a route relation whose other end is known.
    expected
        Number of routes that begin or end here as the node itself says
        (``expected_rcn_route_relations``), None where it does not.
    """

    number: str
    network: str
    lonlat: LonLat
    osm_id: int = 0
    state: str = ""
    inferred: bool = False
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a leg on one way, from point `first` of the leg's line to the next section's.

    `highway` and `surface` are tag values, "" where the file does not tell.
    """

    first: int
    way: int
    highway: str
    surface: str


@dataclass(frozen=True, slots=True, eq=False)
class NetworkLeg:
    """A signed way from one node to another, along one route relation.

    Attributes
    ----------
    relation
        Id of the route relation.
    ref
        What it is called, "12-34".
    network
        As for nodes.
    state
        "", or "connection" (to another network), "alternate", "proposed"…
    start, end
        Indices of nodes.
    both_ways
        False where the line is for this direction only (the way back may be another
        leg, where ways are split or bear the roles forward and backward).
    fixed : int32, shape (n, 2)
        The line, longitude and latitude in 1e-7 degrees.
    length_m
        Geodesic length of the line.
    sections
        What the line runs on, in order; the first begins at point 0.
    """

    relation: int
    ref: str
    network: str
    state: str
    start: int
    end: int
    both_ways: bool
    fixed: IntArray
    length_m: float
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """What is odd about a network: a stable `code`, the object ("relation/123"), a sentence."""

    code: str
    about: str
    text: str


@dataclass(frozen=True, slots=True)
class NetworkSource:
    """Where a network comes from; as in `graph.routegraph.Source`."""

    files: tuple[str, ...]
    network_id: str
    osm_timestamp: str
    invented: bool
    attribution: str


@dataclass(frozen=True, slots=True)
class NodeNetwork:
    """Everything known of the numbered networks of some files."""

    names: tuple[str, ...]  #: of the network relations
    nodes: tuple[NetworkNode, ...]
    legs: tuple[NetworkLeg, ...]
    facts: tuple[Fact, ...]
    source: NetworkSource


def mode_of(network: str) -> str:
    """Return "foot" or "bicycle" for a code such as "rwn", "" for boats, horses and skates."""
    return MODES.get(network[1:2], "")
