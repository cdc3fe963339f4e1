"""What a map drew that the terrain must fit: waters, and the paths on terrils."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import osmium
from osmium.osm import Node, Way

from itinera.errors import OutsideError

if TYPE_CHECKING:
    from pathlib import Path

    from itinera.geodesy import FloatArray
    from itinera.maquette.plane import Plane

ON_TERRIL = " du terril "
FLOWING = ("canal", "river")


@dataclass(frozen=True, slots=True)
class Course:
    """A drawn line: its node numbers, and their places in metres, shape (n, 2)."""

    nodes: tuple[int, ...]
    xy: FloatArray


@dataclass(frozen=True, slots=True)
class Drawn:
    """Lines of a map.

    Attributes
    ----------
    box
        West, south, east, north of all nodes, degrees.
    waters
        Canals and rivers in the direction of their flow, metres, each of shape (n, 2).
    paths
        Number of a terril → word of the path ("montée", "plateau", …) → paths of that word.
    """

    box: tuple[float, float, float, float]
    waters: list[FloatArray] = field(default_factory=list)
    paths: dict[str, dict[str, list[Course]]] = field(default_factory=dict)


def read_drawn(osm_file: Path, plane: Plane) -> Drawn:
    """Read the lines of a maquette.

    Parameters
    ----------
    osm_file
        A map that `itinera.maquette.write_maquette` wrote.
    plane
        The board whose metres are wanted.

    Raises
    ------
    OutsideError
        If the file is missing or damaged.
    """
    try:
        return _read(osm_file, plane)
    except (OSError, RuntimeError) as trouble:
        raise OutsideError(
            f"The map {osm_file} cannot be read ({trouble}).",
            remedy="Make it again with `itinera maquette -o FILE.osm.pbf`.",
        ) from trouble


def _read(osm_file: Path, plane: Plane) -> Drawn:
    """Read the box of all nodes, then the named ways."""
    drawn = Drawn(_box(osm_file))
    ways = osmium.FileProcessor(str(osm_file)).with_locations()
    ways.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
    for way in ways.with_filter(osmium.filter.KeyFilter("name", "waterway")):
        if not isinstance(way, Way):
            continue
        name = way.tags.get("name") or ""
        if way.tags.get("waterway") in FLOWING:
            drawn.waters.append(_course(way, plane).xy)
        elif ON_TERRIL in name:
            word, number = name.removeprefix("Fictif ").split(ON_TERRIL)
            drawn.paths.setdefault(number, {}).setdefault(word, []).append(_course(way, plane))
    return drawn


def _box(osm_file: Path) -> tuple[float, float, float, float]:
    """Return the box of all nodes, degrees."""
    nodes = osmium.FileProcessor(str(osm_file), osmium.osm.NODE)
    places = [(node.lon, node.lat) for node in nodes if isinstance(node, Node)]
    lonlat = np.array(places, dtype=np.float64)
    (west, south), (east, north) = lonlat.min(axis=0), lonlat.max(axis=0)
    return float(west), float(south), float(east), float(north)


def _course(way: Way, plane: Plane) -> Course:
    """Return a way on the plane."""
    numbers = tuple(node.ref for node in way.nodes)
    xy = [plane.xy(node.location.lon, node.location.lat) for node in way.nodes]
    return Course(numbers, np.array(xy, dtype=np.float64))
