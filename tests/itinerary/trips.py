"""Trips over drawn worlds, for the tests of this folder and of exports."""

from __future__ import annotations

import numpy as np

from itinera.itinerary import About, Itinerary, Stop, assemble
from itinera.itinerary.track import Track, lay_track
from itinera.osm.codes import PASSABLE
from itinera.profile.weighting import Weighting
from itinera.search.path import Path
from sketch import World

METRES_PER_SECOND = 1.25


def weighting_of(world: World, mode: str = "foot") -> Weighting:
    """Cost every legal arc its length, at 1.25 m/s, and 3 s for every node."""
    graph = world.graph
    length = np.repeat(graph.edges.length_m, 2)
    cost = np.where(graph.arc_access(mode) >= PASSABLE, length, np.inf)
    nodes = np.zeros(graph.n_nodes)
    name = "walker" if mode == "foot" else "rider"
    return Weighting(name, mode, cost, length / METRES_PER_SECOND, nodes, nodes + 3.0)


def path_of(world: World, letters: str, begin: float = 0.0, end: float = 1.0) -> Path:
    """Return the path along letters, its first and last arc in part."""
    return Path(np.array(world.arcs(letters), dtype=np.int32), begin, end, 0.0)


def track_of(world: World, *legs: Path | str) -> Track:
    """Lay legs end to end."""
    return lay_track(
        world.graph, [path_of(world, leg) if isinstance(leg, str) else leg for leg in legs]
    )


def trip(
    world: World,
    *legs: Path | str,
    mode: str = "foot",
    names: str = "",
    about: About | None = None,
    places: tuple[Stop, ...] = (),
) -> Itinerary:
    """Assemble legs, each a chain of letters or a Path, between stops named by letters."""
    paths = [path_of(world, leg) if isinstance(leg, str) else leg for leg in legs]
    names = names or "".join(chr(ord("A") + i) for i in range(len(paths) + 1))
    stops = [
        Stop(name, world.positions.get(name, next(iter(world.positions.values()))))
        for name in names
    ]
    return assemble(
        world.graph,
        weighting_of(world, mode),
        paths,
        stops,
        about=about or About(lang="en"),
        places=places,
    )


def told(itinerary: Itinerary) -> list[tuple[int, str, str]]:
    """Return the cues as (metres, turn, text)."""
    return [(round(cue.at_m), cue.turn, cue.text) for cue in itinerary.cues]


def warned(itinerary: Itinerary) -> list[tuple[str, int, int]]:
    """Return the warnings as (code, from, to)."""
    return [(w.code, round(w.from_m), round(w.to_m)) for w in itinerary.warnings]
