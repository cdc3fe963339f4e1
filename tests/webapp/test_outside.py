"""Somebody else's tiles: only where the operator wants them, and never on an invented map."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from drawn_site import Site
from itinera.errors import InputError
from itinera.planning.prepare import store_prepared
from itinera_web import create_app
from itinera_web.outside import OUTSIDE, chosen
from sketch import sketch


def client_with(site: Site, tiles: str | None) -> FlaskClient:
    """Return a client of an app on the drawn world, which counts as a real map."""
    config = {"GRAPH": site.graph, "ROUTES": site.routes, "OUTSIDE_TILES": tiles}
    return create_app(config).test_client()


@pytest.mark.parametrize("path", ["/", "/planner", "/itineraries/un-tour"])
@pytest.mark.parametrize("tiles", sorted(OUTSIDE))
def test_a_real_map_offers_them_with_their_attribution(tiles: str, path: str, site: Site) -> None:
    """The switch, the address, the words its terms want, and the one host in the policy."""
    answer = client_with(site, tiles).get(path)
    found = OUTSIDE[tiles]
    script = re.findall(r'"(?:[^"\\\n]|\\.)*"', answer.text)
    said = [json.loads(one) for one in script]
    assert "L.control.layers" in answer.text
    assert found.url in said
    assert found.attribution in said
    assert f"img-src 'self' data: {found.host};" in answer.headers["Content-Security-Policy"]
    assert found.url.startswith(found.host + "/")
    assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize("path", ["/", "/planner", "/itineraries/un-tour"])
def test_without_the_setting_no_page_knows_them(path: str, site: Site) -> None:
    answer = client_with(site, None).get(path)
    assert "L.control.layers" not in answer.text
    assert not any(one.host in answer.text for one in OUTSIDE.values())
    assert "img-src 'self' data:;" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_an_invented_map_refuses_them(tmp_path: Path) -> None:
    """An invented network above a real map would be taken for true."""
    graph = sketch("A-B-C").graph
    invented = replace(graph, source=replace(graph.source, invented=True))
    store_prepared(invented, tmp_path / "graph")
    with pytest.raises(InputError, match=r"ign.*invented map"):
        create_app({"GRAPH": tmp_path / "graph", "ROUTES": tmp_path, "OUTSIDE_TILES": "ign"})


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(InputError, match="'moon'"):
        chosen("moon", invented=False)
