"""Round trips wait for their kernels, and nothing else does."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from itinera.planning.themes import themes
from itinera_web import create_app

if TYPE_CHECKING:
    from drawn_site import Site

#: In a process of its own, where no other test has compiled or loaded anything.
SCRIPT = """
import json, sys
from itinera.search import _ball_kernels, _hierarchy_kernels, _kernels, _loop_kernels
from itinera.planning.themes import themes
from itinera_web import create_app

def ready():
    return {
        f"{module.__name__}.{name} {signature}"
        for module in (_ball_kernels, _hierarchy_kernels, _kernels, _loop_kernels)
        for name, kernel in vars(module).items()
        for signature in getattr(kernel, "signatures", ())
    }

graph, routes, start = sys.argv[1:4]
app = create_app({"GRAPH": graph, "ROUTES": routes, "WARM": False})
app.extensions["itinera"].warm_up()
started = ready()
app.extensions["itinera"].warm_rest()
warm = ready()
client = app.test_client()
answers = [
    client.get(f"/api/v1/loop?start={start}&effort=1&{query}").status_code
    for query in sys.argv[4:]
]
print(json.dumps([len(started), len(warm - started), answers, sorted(ready() - warm)]))
"""
QUERIES = (
    "length_km=1",
    "length_km=1&count=2&direction=SE&lollipop=false",
    "length_km=1.6&seed=7&format=gpx",
    "minutes=15&tolerance_pct=50",
    "length_km=1&climb_m=10&tolerance_pct=20&profile=mtb",
)


def test_no_request_for_a_round_trip_compiles_anything(site: Site) -> None:
    """What `warm_rest` made ready has the very types of real requests."""
    command = [sys.executable, "-c", SCRIPT, str(site.graph), str(site.routes)]
    done = subprocess.run(
        [*command, site.places["A"], *QUERIES], capture_output=True, text=True, check=True
    )
    started, more, answers, late = json.loads(done.stdout)
    assert started > 0
    assert more >= 8
    assert answers == [200] * len(QUERIES)
    assert late == []


def test_round_trips_are_503_until_their_kernels_are_warm(site: Site) -> None:
    """Everything else is answered meanwhile."""
    app = create_app({"GRAPH": site.graph, "ROUTES": site.routes, "WARM": False})
    service, client = app.extensions["itinera"], app.test_client()
    service.warm_up()
    url = f"/api/v1/loop?start={site.places['A']}&length_km=1&effort=1"
    early = client.get(url)
    assert early.status_code == 503
    assert early.mimetype == "application/problem+json"
    assert early.headers["Retry-After"]
    assert early.get_json()["code"] == "not_ready"
    assert early.get_json()["remedy"]
    for other in ("/healthz", "/planner", f"/api/v1/route?{site.via('AC')}"):
        assert client.get(other).status_code == 200
    service.warm_rest()
    assert client.get(url).status_code == 200


def test_round_trips_are_tried_even_if_warming_fails(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault while warming is told; it closes round trips no longer than it lasts."""

    def fail() -> None:
        raise OSError("The disk is full.")

    monkeypatch.setattr(importlib.import_module("itinera_web.service"), "warm_loops", fail)
    app = create_app({"GRAPH": site.graph, "ROUTES": site.routes, "WARM": False})
    service = app.extensions["itinera"]
    service.warm_up()
    with pytest.raises(OSError, match="full"):
        service.warm_rest()
    url = f"/api/v1/loop?start={site.places['A']}&length_km=1&effort=1"
    assert app.test_client().get(url).status_code == 200


@pytest.mark.parametrize("most_edges", [0, 500_000])
def test_themes_are_laid_before_the_first_asks_but_on_no_big_map(
    site: Site, monkeypatch: pytest.MonkeyPatch, most_edges: int
) -> None:
    """Every theme for either mode, so that no request pays for it; none where memory counts."""
    monkeypatch.setattr(importlib.import_module("itinera_web.service"), "MOST_EDGES", most_edges)
    app = create_app({"GRAPH": site.graph, "ROUTES": site.routes})
    service = app.extensions["itinera"]
    service.warm_themes()
    laid = set(service.planner.themes._kept)
    modes = {(name, mode) for name in themes() for mode in ("foot", "bicycle")}
    assert laid == (modes if most_edges else set())
