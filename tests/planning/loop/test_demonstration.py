"""On the demonstration map: the ends of the range, and wishes that only a real map has."""

from __future__ import annotations

import pytest

from demonstration import demonstration_graph
from itinera.itinerary import Itinerary
from itinera.planning import Planner, Traveller
from itinera.planning.errors import ContradictionError, NoLoopError
from itinera.planning.loop import LoopRequest
from itinera.planning.loop.best_start import USUAL_KINDS
from itinera.planning.loop.like import Former, changed
from itinera.planning.places import basin_places, stop_of

pytestmark = pytest.mark.heavy

LENS = stop_of("Gare de Lens")
PAVED = ("asphalt", "concrete", "paved", "paving_stones", "sett", "cobblestone")


@pytest.fixture(scope="module")
def planner() -> Planner:
    return Planner(demonstration_graph(), places=basin_places())


def loop(planner: Planner, request: LoopRequest) -> Itinerary:
    return planner.loops(request).itineraries[0]


@pytest.mark.parametrize("km", [2.0, 100.0, 200.0])
def test_both_ends_of_the_range_have_their_length(planner: Planner, km: float) -> None:
    """Two kilometres on foot, a hundred and two hundred by bicycle."""
    profile = "hike" if km < 50.0 else "touring_bike"
    found = loop(
        planner, LoopRequest(LENS, length_m=1000 * km, traveller=Traveller(profile), effort=1)
    )
    assert found.length_m == pytest.approx(1000 * km, rel=0.05)
    assert found.start == found.end
    if km >= 100.0:
        assert f"{km:.0f}\N{NO-BREAK SPACE}km" in found.name


def test_a_walk_between_two_stations_has_the_length_wished(planner: Planner) -> None:
    """Lens to Béthune, some 20 km at the shortest: 26 are had, 6 are not."""
    end = stop_of("Gare de Béthune")
    walk = loop(planner, LoopRequest(LENS, length_m=26_000.0, end=end))
    assert walk.length_m == pytest.approx(26_000.0, rel=0.03)
    assert walk.kind == "route"
    with pytest.raises(NoLoopError, match="the shortest takes") as caught:
        planner.loops(LoopRequest(LENS, length_m=6_000.0, end=end))
    assert caught.value.closest is not None
    assert caught.value.closest["code"] == "shortest_way"


def test_a_station_is_found_to_begin_at(planner: Planner) -> None:
    request = LoopRequest(
        stop_of("Louvre-Lens"), length_m=10_000.0, start_kinds=USUAL_KINDS, effort=1, lang="en"
    )
    found = planner.loops(request)
    assert "the best of 8 starts" in found.notes[0]
    assert found.itineraries[0].length_m == pytest.approx(10_000.0, rel=0.05)


def test_a_longer_loop_keeps_most_of_the_former_one(planner: Planner) -> None:
    """Of 10 km at least half is travelled again by the loop of 12.5 that is like it."""
    before = loop(planner, LoopRequest(LENS, length_m=10_000.0, effort=1))
    request = changed(LoopRequest(LENS, effort=1), Former.of(before), ("longer",))
    after = loop(planner, request)
    assert after.length_m == pytest.approx(12_500.0, rel=0.06)
    assert after.score is not None
    assert after.score["attraction_pct"] * after.length_m / 100.0 >= 0.5 * before.length_m


def test_wishes_for_surfaces_show(planner: Planner) -> None:
    shares = []
    for kind in ("paved", "unpaved"):
        traveller = Traveller("hike", surface=(kind, 3.0))
        found = loop(planner, LoopRequest(LENS, length_m=10_000.0, traveller=traveller))
        shares.append(sum(found.surfaces.get(s, 0.0) for s in PAVED) / found.length_m)
    assert shares[0] > shares[1] + 0.15


def test_what_is_possible_is_answered(planner: Planner) -> None:
    """A place that is too far: the length that is offered instead has a loop."""
    far = stop_of("Wingles")
    request = LoopRequest(LENS, length_m=8_000.0, musts=(far,), effort=1)
    with pytest.raises(ContradictionError, match="is too far") as caught:
        planner.loops(request)
    assert caught.value.possible is not None
    km = float(str(caught.value.possible["length_km"]))
    again = LoopRequest(LENS, length_m=1000.0 * km, musts=(far,), effort=1)
    assert far.name in {w.name for w in loop(planner, again).waypoints}
