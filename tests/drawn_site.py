"""A drawn world, stored and with two published itineraries: what the app is tested on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from itinera.catalogue.publish import publish, specs_in
from itinera.geodesy import FloatArray
from itinera.graph.routegraph import RouteGraph
from itinera.osm.codes import HeightFlag
from itinera.planning.places import stop_of
from itinera.planning.planner import Planner
from itinera.planning.prepare import store_prepared
from itinerary.hills import heights_of
from sketch import World, sketch

WORLD = """
A--B--C
|  |  |
D--E--F
   |  |
   G  H
"""
TITLE = '[title]\nfr = "{0} à pied"\nen = "{0} on foot"\nnl = "{0} te voet"\n'


@dataclass(frozen=True)
class Site:
    """A drawn world, stored and published."""

    graph: Path
    routes: Path
    places: dict[str, str]  # letter -> LAT,LON

    def via(self, letters: str) -> str:
        """Return the query of places: "AC" is via=…&via=…."""
        return "&".join(f"via={self.places[letter]}" for letter in letters)


def hilly(world: World) -> RouteGraph:
    """Raise the drawing: level at 30 m from A to F, and up to 60 m at G and H, as a model says."""
    top, foot = world.lonlat("E")[1], world.lonlat("G")[1]

    def ground(lonlat: FloatArray) -> FloatArray:
        return np.interp(lonlat[:, 1], (foot, top), (60.0, 30.0))

    heights = heights_of(world.graph, ground)
    model = np.full(world.graph.n_edges, HeightFlag.MODEL, dtype=np.uint8)
    return replace(world.graph, heights=replace(heights, flags=model))


def make_site(folder: Path) -> Site:
    """Store the world and publish two itineraries on it."""
    private = {"name": "Allée <Fictif>", "access": "private"}
    world = sketch(WORLD, tags={"BC": {"name": "Rue <Fictif> `${x}`"}, "FH": private})
    graph, routes = folder / "graph", folder / "routes"
    store_prepared(hilly(world), graph)
    places = {letter: "{1:.7f},{0:.7f}".format(*world.lonlat(letter)) for letter in "ABCDEFGH"}
    routes.mkdir()
    for slug, profile, letters in (("un-tour", "hike", "ACF"), ("zig-zag", "gravel", "GA")):
        via = ", ".join(f'"{places[letter]}"' for letter in letters)
        spec = f'profile = "{profile}"\nvia = [{via}]\n' + TITLE.format(slug)
        (routes / f"{slug}.toml").write_text(spec, encoding="utf-8")
    report = publish(specs_in(routes), Planner.open(graph), stop_of, routes)
    assert report.failures == ()
    return Site(graph, routes, places)
