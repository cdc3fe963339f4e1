"""The judges of the matching say what can be counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks import matching

from itinera.geodesy import metres_per_degree
from sketch import sketch
from tracks.tracing import laid, line

TOWN = "A--B--C\n|  |  |\nD--E--F"


def test_same_arcs_counts_metres_of_the_true_way_each_direction_for_itself() -> None:
    """Of A-B-C-F, 3 streets, A-B-E-F has one; there and back on A-B has half of it."""
    town = sketch(TOWN, step_m=100.0)
    truth = laid(town, "ABCF")
    assert matching.same_arcs([truth], [truth]) == 1.0
    whole, first = truth.length_m.sum(), truth.length_m[0]
    assert matching.same_arcs([truth], [laid(town, "ABEF")]) == pytest.approx(first / whole)
    assert matching.same_arcs([laid(town, "ABA")], [laid(town, "AB")]) == pytest.approx(0.5)
    assert matching.same_arcs([truth], []) == 0.0


def test_beside_forgives_a_way_within_reach_and_no_other() -> None:
    town = sketch(TOWN, step_m=100.0)
    own = line(laid(town, "ABC"))
    aside = own + np.array([0.0, 12.0]) / np.array(metres_per_degree(float(own[0, 1])))
    found = [laid(town, "ABC")]
    assert matching.beside(aside, found, 13.0) == 1.0
    assert matching.beside(aside, found, 11.0) == 0.0
    assert matching.beside(own, [], 10.0) == 0.0
    half = matching.beside(own, [laid(town, "AB")], 10.0)
    assert half == pytest.approx(0.5, abs=0.05)


def test_every_tenth_point_keeps_both_ends() -> None:
    points = np.column_stack([np.arange(25.0), np.zeros(25)])
    assert matching.tenth(points)[:, 0].tolist() == [0.0, 10.0, 20.0, 24.0]


def test_a_route_as_it_is_matches_itself_by_both_judges() -> None:
    from itinera.graph.locate import LocationIndex
    from itinera.profile import load_profile, weigh

    town = sketch(TOWN, step_m=100.0)
    way = laid(town, "ABCF")
    truth = matching.Truth(line(way), (way,), weigh(load_profile("hike"), town.graph))
    found = matching.judge(LocationIndex.of(town.graph), truth, matching.CASES[0], 1)
    assert (found.same, found.beside) == (pytest.approx(1.0), 1.0)
    assert (found.matched, found.length) == (pytest.approx(1.0), pytest.approx(1.0))


def test_a_dead_end_between_two_points_kept_is_not_told() -> None:
    """From A by B into the dead end T and back, on to C, known by its ends alone."""
    town = sketch("A--B--C\n   |\n   T")
    own = line(laid(town, "ABTBC"))
    whole = laid(town, "ABTBC").at_m[-1]
    spur = laid(town, "BT").at_m[-1]
    assert matching.untold(own[[0, -1]], own) == pytest.approx(2 * spur / whole, rel=1e-3)
    assert matching.untold(own, own) == 0.0
