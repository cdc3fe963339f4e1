"""Parts of tours on drawn worlds: dead ends, paths cut in two, what a line meets."""

from __future__ import annotations

import numpy as np
import pytest

from itinera.geodesy import to_fixed
from itinera.graph.snap import Snap
from itinera.itinerary import Stop
from itinera.planning.journey import JourneyRequest, Visit
from itinera.planning.journey.tour.draft import beside_m, repeated_m, split_at
from itinera.planning.journey.tour.places import Places, squares
from itinera.planning.journey.tour.told import met_along
from itinera.planning.planner import Planner
from itinera.planning.request import Traveller
from sketch import World, sketch

BLOCK = """
A-B-C-D
| |
E-F
"""


@pytest.fixture(scope="module")
def block() -> World:
    return sketch(BLOCK, step_m=200.0)


def places(world: World) -> Places:
    planner = Planner(world.graph)
    return Places(planner, planner.travels.of(Traveller("hike")))


def test_what_must_be_walked_back_is_no_way_through(block: World) -> None:
    """The block is, the street to C and D is not."""
    through = places(block).through
    assert [bool(through[block.edge(name)]) for name in ("AB", "BF", "AE", "EF")] == [True] * 4
    assert not through[block.edge("BC")]
    assert not through[block.edge("CD")]


def test_a_visit_is_made_on_a_way_through_where_one_is_near_enough(block: World) -> None:
    """D is the end of a dead end: 810 m reach the block, 300 m do not."""
    stop, found = Stop("D", block.lonlat("D")), places(block)
    near = found.visit(0, Visit(stop, within_m=300.0), 1000.0)
    far = found.visit(0, Visit(stop, within_m=810.0), 1000.0)
    dead = {block.edge("BC"), block.edge("CD")}
    assert {choice.come.edge for choice in near.choices} <= dead
    assert not {choice.come.edge for choice in far.choices} & dead


def test_a_path_is_cut_where_it_passes_a_point_and_nowhere_else(block: World) -> None:
    """From the middle of A–B to C: at a quarter of B–C yes, before its start no."""
    router = places(block).travel.router
    first, second = block.arc("AB"), block.arc("BC")
    path = router.path_of([first, second], 0.5, 1.0)

    def point(arc: int, share: float) -> Snap:
        return Snap(arc >> 1, share if arc % 2 == 0 else 1.0 - share, (0.0, 0.0), 0.0)

    parts = split_at(router, path, point(second, 0.25))
    assert parts is not None
    one, two = parts
    assert one.arcs.tolist() == [first, second]
    assert (one.start_fraction, one.end_fraction) == pytest.approx((0.5, 0.25))
    assert (two.arcs.tolist(), two.start_fraction) == ([second], pytest.approx(0.25))
    assert one.cost + two.cost == pytest.approx(path.cost)
    assert split_at(router, path, point(first, 0.3)) is None
    assert split_at(router, path, point(block.arc("EF"), 0.5)) is None


def test_a_line_meets_what_lies_near_enough_and_what_it_was_led_through(block: World) -> None:
    """Along A–B: E lies 400 m south of A, met with 410 m, not with 390 m unless led through."""
    lonlat = np.array([block.lonlat("A"), block.lonlat("B")])
    line = np.array([to_fixed((lon, lat)) for lon, lat in lonlat])
    stop = Stop("E", block.lonlat("E"))
    request = JourneyRequest(
        Stop("A", block.lonlat("A")),
        visits=(Visit(stop, within_m=410.0), Visit(stop, within_m=390.0)),
    )
    assert set(met_along(request, line, set())) == {0}
    assert set(met_along(request, line, {1})) == {0, 1}


def test_what_goes_over_the_length_of_an_edge_is_repeated() -> None:
    """Edge 3 of 100 m travelled 100 m and 60 m, edge 5 once: 60 m."""
    length_m = np.full(6, 100.0)
    found = repeated_m(np.array([3, 5, 3]), np.array([100.0, 100.0, 60.0]), length_m)
    assert found == pytest.approx(60.0)


def test_a_square_passed_again_much_later_is_beside_the_tour() -> None:
    """Square 0 at first and 2 km later; 500 m later it does not count."""
    assert beside_m(np.array([0, 1, 0]), np.array([100.0, 1900.0, 100.0])) == pytest.approx(100.0)
    assert beside_m(np.array([0, 1, 0]), np.array([100.0, 300.0, 100.0])) == 0.0


def test_places_in_one_square_have_one_number() -> None:
    """Two within 20 m and one a kilometre off."""
    lonlat = np.array([[2.8, 50.4], [2.8001, 50.4001], [2.82, 50.4]])
    number = squares(lonlat, 500.0)
    assert number[0] == number[1] != number[2]
    assert len(squares(np.zeros((0, 2)), 500.0)) == 0
