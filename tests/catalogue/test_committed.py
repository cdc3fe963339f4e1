"""The committed catalogue is what its specs give on the committed demonstration map."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import gpxpy
import numpy as np
import pytest
from pyproj import Geod
from shapely import LineString, Point

from conftest import ROOT
from demonstration import demonstration_graph
from itinera.catalogue.journey_spec import is_journey
from itinera.catalogue.publish import publish, specs_in
from itinera.catalogue.spec import read_spec
from itinera.geodesy import metres_per_degree
from itinera.planning.places import basin_places, stop_of
from itinera.planning.planner import Planner

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    import numpy.typing as npt

ROUTES = ROOT / "routes"
SPECS = specs_in(ROUTES)
FILES = [path for path in sorted(ROUTES.glob("*/*")) if path.is_file()]
JOURNEYS = [spec for spec in SPECS if is_journey(spec)]
COMPUTED = "grande-traversee-gravel"  # the journey that is planned anew: places, a route, stages


@pytest.fixture(scope="module")
def recomputed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the demonstration map's graph and publish every spec, into an empty folder.

    Of the journeys one is planned anew; the others stand as long as they were made from the
    same spec on the same graph.
    """
    planner = Planner(demonstration_graph(), places=basin_places())
    folder = tmp_path_factory.mktemp("routes")
    for picture in ROUTES.glob("*/profil.svg"):  # kept, where another Matplotlib drew it
        (folder / picture.parent.name).mkdir()
        shutil.copy(picture, folder / picture.parent.name)
    for spec in JOURNEYS:
        if spec.stem != COMPUTED:
            shutil.copytree(ROUTES / spec.stem, folder / spec.stem, dirs_exist_ok=True)
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
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    names = {f"{spec.stem}.geojson", f"{spec.stem}.gpx", "profil.svg"}
    if spec in JOURNEYS:
        names |= {one["gpx"] for kind in ("stages", "variants") for one in facts["journey"][kind]}
        names |= {"apercu.svg"} | {name for name in facts["files"] if "-etapes." in name}
    assert {path.name for path in folder.iterdir()} == {*names, "facts.json"}
    assert set(facts["files"]) == names
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
    profiles = {read_spec(spec).profile for spec in SPECS if spec not in JOURNEYS}
    assert len(profiles) >= 6


def facts_of(slug: str) -> dict[str, Any]:
    """Return the facts of a published itinerary."""
    found: dict[str, Any] = json.loads((ROUTES / slug / "facts.json").read_text(encoding="utf-8"))
    return found


GRAND_SITES = (
    "centre-historique-minier", "fosse-d-arenberg", "9-9bis", "base-11-19", "cite-des-electriciens"
)  # fmt: skip


@pytest.mark.parametrize(
    ("slug", "low_km", "high_km", "stages"),
    [
        ("grande-traversee-a-pied", 333.0, 347.0, range(12, 16)),
        ("grande-traversee-en-cinq-jours", 333.0, 347.0, [5]),
        ("grande-traversee-gravel", 333.0, 347.0, [4, 5]),
        ("la-ligne-de-2021", 343.0, 357.0, range(6, 9)),
        ("gosnay-oignies", 105.0, 110.0, [0]),
    ],
)
def test_the_traverses_are_what_is_asked_for(
    slug: str, low_km: float, high_km: float, stages: Collection[int]
) -> None:
    """Length, days, little travelled twice, each day's end at a bed or a station."""
    facts = facts_of(slug)
    itinerary, days = facts["itinerary"], facts["journey"]["stages"]
    assert low_km <= itinerary["length_m"] / 1000.0 <= high_km
    assert len(days) in stages
    assert itinerary["repeated_m"] <= 0.05 * itinerary["length_m"]
    for day in days[:-1]:
        assert {"lodging", "station"} & set(day["end"]["offers"])


@pytest.mark.parametrize(
    "slug", [spec.stem for spec in JOURNEYS if "traversee" in spec.stem or "2021" in spec.stem]
)
def test_the_traverses_pass_the_five_grands_sites(slug: str) -> None:
    """All five, within 300 m of the way; the line of 2021 from east to west."""
    line = LineString(_metres(_line_of(slug)))
    places = {stop.id: stop for stop in basin_places()}
    spots = {site: Point(_metres(np.array(places[site].lonlat))) for site in GRAND_SITES}
    assert max(line.distance(spot) for spot in spots.values()) <= 320.0
    if slug == "la-ligne-de-2021":
        along = sorted(GRAND_SITES, key=lambda site: line.project(spots[site]))
        east_to_west = sorted(GRAND_SITES, key=lambda site: -places[site].lonlat[0])
        assert along == east_to_west


def _metres(lonlat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Lay places on a plane, in metres."""
    return lonlat * np.array(metres_per_degree(50.4))


def _line_of(slug: str) -> npt.NDArray[np.float64]:
    """Return the whole line of a journey, (lon, lat)."""
    gpx = gpxpy.parse((ROUTES / slug / f"{slug}.gpx").read_text(encoding="utf-8"))
    points = gpx.tracks[0].segments[0].points
    return np.array([(point.longitude, point.latitude) for point in points])
