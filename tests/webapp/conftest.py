"""An app on a drawn world, with two published itineraries, made once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import Flask

from browsing import address, browser, chromium
from drawn_site import Site, make_site
from itinera_web import create_app
from itinera_web.recent import Recent
from loops_grid import grid

if TYPE_CHECKING:
    from flask.testing import FlaskClient

__all__ = ["address", "browser", "chromium", "grid"]  # fixtures that are found here by their name


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the stored and published world."""
    return make_site(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def app(site: Site) -> Flask:
    """Return a warm app on the world."""
    return create_app({"GRAPH": site.graph, "ROUTES": site.routes, "TESTING": True})


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a client of the app, which remembers no answer, so that each test asks itself."""
    app.extensions["itinera.recent"] = Recent(most=0)
    return app.test_client()
