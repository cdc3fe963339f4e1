"""Our own published itineraries, checked on the map that they were computed on."""

from __future__ import annotations

import json
from functools import cache

import pytest

from conftest import ROOT, shared_path
from demonstration import demonstration_graph
from itinera.graph.locate import LocationIndex
from itinera.profile import load_profile, weigh
from itinera.tracks.check import Check, Traveller, check
from itinera.tracks.read import read_track

FOLDERS = sorted(path.parent for path in (ROOT / "routes").glob("*/facts.json"))


@cache
def demonstration() -> LocationIndex:
    return LocationIndex.of(demonstration_graph())


def checked(path: str, profile: str) -> Check:
    index = demonstration()
    who = load_profile(profile)
    traveller = Traveller(who, weigh(who, index.graph), lang="en")
    return check(read_track(ROOT / path), index, traveller)


@pytest.mark.heavy
@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
def test_a_published_itinerary_matches_itself_and_breaks_no_rule(folder) -> None:
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))["itinerary"]
    if facts["data"]["graph_id"] != demonstration().graph.source.graph_id:
        pytest.skip("routes/ was published on another map: run make run")
    found = checked(str(folder / f"{folder.name}.gpx"), facts["profile"])
    # On hundreds of kilometres a spur of some metres between a road and its pavement may be
    # taken for the other of the two.
    off_m, wrong_m = (0.001 * facts["length_m"], 10.0) if facts["kind"] == "journey" else (0.5, 0.0)
    assert found.share_matched == pytest.approx(1.0, abs=1e-6)
    assert found.ways_m == pytest.approx(facts["length_m"], abs=off_m)
    assert found.surfaces == pytest.approx(facts["surfaces"], abs=off_m)
    assert found.repeated_m == pytest.approx(facts["repeated_m"], abs=off_m)
    assert found.gaps == ()
    assert sum(breach.to_m - breach.from_m for breach in found.illegal) <= wrong_m


@pytest.mark.heavy
@pytest.mark.parametrize(
    "name",
    [
        "pimpmygpx/Course_pied_du_midi_Douai.gpx",
        "pimpmygpx/Course_pied_mal_positionne_LaBassee.gpx",
        "pimpmygpx/La_Landasienne_2023_5Km_20231015.gpx",
        "tour-de-france/trace_2022_5.geojson",
        "tour-de-france/04Seraing-Cambrai.geojson",
        "tour-de-france/05Arras-Amiens.geojson",
    ],
)
def test_a_real_recording_on_the_invented_map_is_told_that_it_does_not_fit(name: str) -> None:
    path = shared_path("data", "gpx", *name.split("/"))
    found = checked(str(path), "hike")
    assert found.gaps
    assert any("may be chance" in note or "hardly follows" in note for note in found.notes)
    assert any("invented" in note for note in found.notes)
