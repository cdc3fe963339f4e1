"""A drawn world, stored and with two published itineraries: what the app is tested on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from itinera.catalogue.publish import publish, specs_in
from itinera.planning.places import stop_of
from itinera.planning.planner import Planner
from itinera.planning.prepare import store_prepared
from sketch import sketch

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


def make_site(folder: Path) -> Site:
    """Store the world and publish two itineraries on it."""
    private = {"name": "Allée <Fictif>", "access": "private"}
    world = sketch(WORLD, tags={"BC": {"name": "Rue <Fictif> `${x}`"}, "FH": private})
    graph, routes = folder / "graph", folder / "routes"
    store_prepared(world.graph, graph)
    places = {letter: "{1:.7f},{0:.7f}".format(*world.lonlat(letter)) for letter in "ABCDEFGH"}
    routes.mkdir()
    for slug, profile, letters in (("un-tour", "hike", "ACF"), ("zig-zag", "gravel", "GA")):
        via = ", ".join(f'"{places[letter]}"' for letter in letters)
        spec = f'profile = "{profile}"\nvia = [{via}]\n' + TITLE.format(slug)
        (routes / f"{slug}.toml").write_text(spec, encoding="utf-8")
    report = publish(specs_in(routes), Planner.open(graph), stop_of, routes)
    assert report.failures == ()
    return Site(graph, routes, places)
