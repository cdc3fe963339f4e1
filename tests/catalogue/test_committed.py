"""The committed catalogue is what its specs give on the committed demonstration map."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import gpxpy
import pytest
from pyproj import Geod

from conftest import ROOT
from demonstration import demonstration_graph
from itinera.catalogue.publish import publish, specs_in
from itinera.catalogue.spec import read_spec
from itinera.planning.places import basin_places, stop_of
from itinera.planning.planner import Planner

if TYPE_CHECKING:
    from pathlib import Path

ROUTES = ROOT / "routes"
SPECS = specs_in(ROUTES)
FILES = [path for path in sorted(ROUTES.glob("*/*")) if path.is_file()]


@pytest.fixture(scope="module")
def recomputed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the demonstration map's graph and publish every spec, into an empty folder."""
    planner = Planner(demonstration_graph(), places=basin_places())
    folder = tmp_path_factory.mktemp("routes")
    for picture in ROUTES.glob("*/profil.svg"):  # kept, where another Matplotlib drew it
        (folder / picture.parent.name).mkdir()
        shutil.copy(picture, folder / picture.parent.name)
    assert publish(SPECS, planner, stop_of, folder).failures == ()
    return folder


@pytest.mark.heavy
@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_recomputing_gives_the_committed_bytes(path: Path, recomputed: Path) -> None:
    """Run `make run` (or `itinera publish`) and look at the diff where this fails."""
    assert (recomputed / path.relative_to(ROUTES)).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("spec", SPECS, ids=[spec.stem for spec in SPECS])
def test_every_spec_is_published(spec: Path) -> None:
    """Each has GPX, GeoJSON, picture and facts, and says that its map is invented."""
    folder = ROUTES / spec.stem
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [f"{spec.stem}.geojson", f"{spec.stem}.gpx", "facts.json", "profil.svg"]
    )
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    assert facts["itinerary"]["data"]["invented"]
    gpx = gpxpy.parse((folder / f"{spec.stem}.gpx").read_text(encoding="utf-8"))
    assert "invent" in (gpx.description or "")


@pytest.mark.parametrize("spec", SPECS, ids=[spec.stem for spec in SPECS])
def test_the_length_is_that_of_the_track(spec: Path) -> None:
    """Within 0.1 % of what pyproj's Geod measures on the published GPX."""
    folder = ROUTES / spec.stem
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    gpx = gpxpy.parse((folder / f"{spec.stem}.gpx").read_text(encoding="utf-8"))
    points = gpx.tracks[0].segments[0].points
    measured = Geod(ellps="WGS84").line_length(
        [point.longitude for point in points], [point.latitude for point in points]
    )
    assert facts["itinerary"]["length_m"] == pytest.approx(measured, rel=0.001)


def test_the_catalogue_is_for_all_kinds_of_travellers() -> None:
    """At least six profiles have an itinerary."""
    assert len({read_spec(spec).profile for spec in SPECS}) >= 6
