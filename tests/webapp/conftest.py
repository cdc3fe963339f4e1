"""An app on a drawn world, with two published itineraries, made once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from itinera.catalogue.publish import publish, specs_in
from itinera.planning.places import stop_of
from itinera.planning.planner import Planner
from itinera.planning.prepare import store_prepared
from itinera_web import create_app
from sketch import sketch

if TYPE_CHECKING:
    from flask.testing import FlaskClient

WORLD = """
A--B--C
|  |  |
D--E--F
   |
   G
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


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Store the world and publish two itineraries on it."""
    folder = tmp_path_factory.mktemp("site")
    world = sketch(WORLD, tags={"BC": {"name": "Rue <Fictif> `${x}`"}})
    graph, routes = folder / "graph", folder / "routes"
    store_prepared(world.graph, graph)
    places = {letter: "{1:.7f},{0:.7f}".format(*world.lonlat(letter)) for letter in "ABCDEFG"}
    routes.mkdir()
    for slug, profile, letters in (("un-tour", "hike", "ACF"), ("zig-zag", "gravel", "GA")):
        via = ", ".join(f'"{places[letter]}"' for letter in letters)
        spec = f'profile = "{profile}"\nvia = [{via}]\n' + TITLE.format(slug)
        (routes / f"{slug}.toml").write_text(spec, encoding="utf-8")
    report = publish(specs_in(routes), Planner.open(graph), stop_of, routes)
    assert report.failures == ()
    return Site(graph, routes, places)


@pytest.fixture(scope="session")
def app(site: Site) -> Flask:
    """Return a warm app on the world."""
    return create_app({"GRAPH": site.graph, "ROUTES": site.routes, "TESTING": True})


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a client of the app."""
    return app.test_client()
