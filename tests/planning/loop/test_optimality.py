"""Against brute force on small worlds: the best loop, and the proofs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinera.planning import Planner
from itinera.planning.errors import NoLoopError
from itinera.planning.loop.solve import search
from itinera.search import _loop_kernels as k
from itinera.search.stop import Budget
from planning.loop.worlds import judged, lattice, layout, trails, wish
from sketch import World


@pytest.fixture(scope="module")
def town() -> World:
    return lattice()


@pytest.mark.parametrize("letter", "AFGL")
@pytest.mark.parametrize("metres", [1600.0, 2800.0, 4000.0])
def test_the_best_loop_of_a_small_world_is_found(town: World, letter: str, metres: float) -> None:
    """Within two points, that is two per cent of the length, of the best of all trails."""
    place = layout(Planner(town.graph), wish(town, letter, metres))
    most = 1.05 * metres
    best = max(judged(place, trail).value for trail in trails(place.ball, most))
    (*_, found) = search(place.task, count=1, seed=0, budget=Budget.of_effort(3))
    assert found[0].value >= best - 2.0
    assert found[0].value == judged(place, found[0].arcs.tolist()).value


STREETS = ("AB", "BC", "DE", "EF", "GH", "HI", "AD", "DG", "BE", "EH", "CF", "FI")
BLOCKS = """
A---B---C
|   |   |
|   |   |
D---E---F
|   |   |
|   |   |
G---H---I
"""


@settings(max_examples=15)
@given(st.sets(st.sampled_from(STREETS), max_size=5), st.sampled_from([900.0, 1400.0, 2100.0]))
def test_what_is_proven_impossible_is_not_found_by_trying_everything(
    missing: set[str], metres: float
) -> None:
    """Streets closed to everybody leave dead ends; no walk of at most two passes is clean."""
    from sketch import sketch

    tags = {name: {"access": "no"} for name in missing}
    world = sketch(BLOCKS, tags=tags)
    planner = Planner(world.graph)
    try:
        place = layout(planner, wish(world, "A", metres))
    except (NoLoopError, ValueError):
        return  # A itself cannot be left
    if place.verdict.clean_possible:
        return
    for walk in trails(place.ball, 1.05 * metres, passes=2):
        terms = judged(place, walk).terms
        short = terms[k.METRES] < 0.95 * metres
        assert short or terms[k.REPEATED] > 0.05 * terms[k.METRES]


def test_a_walk_is_legal_arc_by_arc(town: World) -> None:
    """Every arc of a found walk begins where the one before ended; only the ends are the start."""
    place = layout(Planner(town.graph), wish(town, "F", 2800.0))
    (*_, found) = search(place.task, count=3, seed=1, budget=Budget.of_effort(2, answers=3))
    for one in found:
        arcs, ball = one.arcs, place.ball
        assert ball.tail[arcs[0]] == ball.start
        assert ball.head[arcs[-1]] == ball.finish
        assert (ball.head[arcs[:-1]] == ball.tail[arcs[1:]]).all()
        assert one.terms[k.AMOUNT] == pytest.approx(float(ball.amount[arcs].sum()))
        turned_back = (ball.arc[arcs[1:]] ^ ball.arc[arcs[:-1]]) == 1
        assert not np.any(turned_back)


def test_a_budget_counts_what_was_spent(town: World) -> None:
    place = layout(Planner(town.graph), wish(town, "F", 1600.0))
    budget = Budget.of_effort(1)
    list(search(place.task, count=1, seed=0, budget=budget))
    assert budget.spent == budget.evaluations
    assert not budget.struck
