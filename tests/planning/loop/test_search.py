"""The search's own parts: what it may spend, what it leaves behind, what a drawn loop may cost."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinera.planning import Planner
from itinera.planning.loop import Attraction
from itinera.planning.loop.objective import Weights
from itinera.planning.loop.solve import _Pool
from itinera.planning.loop.walks import blank_walk, put_into
from itinera.search import _loop_kernels, _walk_kernels
from itinera.search.stop import Budget
from planning.loop.worlds import lattice, layout, wish
from sketch import World


@pytest.fixture(scope="module")
def town() -> World:
    return lattice()


@given(st.integers(1, 5), st.integers(1, 9))
def test_a_further_answer_has_a_third_of_the_first(effort: int, answers: int) -> None:
    budget = Budget.of_effort(effort, answers=answers)
    shares = [budget.share(i, answers) for i in range(answers)]
    assert shares[0] == pytest.approx(Budget.of_effort(effort).evaluations, abs=3)
    assert all(share == shares[0] // 3 for share in shares[1:])
    assert budget.evaluations == pytest.approx(sum(shares), abs=answers)


@pytest.mark.parametrize("seed", range(4))
def test_a_search_leaves_its_scratch_paper_clean(town: World, seed: int) -> None:
    """Nothing stays marked as used or near, so no later leg shuns what is free."""
    pool = _Pool(layout(Planner(town.graph), wish(town, "F", 2800.0)).task)
    pool.construct_all()
    assert pool.refine(np.random.default_rng(seed), 150, Budget.of_effort(1)) is not None
    memory = pool.memory
    assert not memory.used.any()
    assert not memory.close.any()
    assert (memory.shun == 1.0).all()
    assert np.isinf(memory.key).all()
    assert (memory.first == -1).all()


def test_what_was_taken_stays_dearer_for_the_next_answer(town: World) -> None:
    pool = _Pool(layout(Planner(town.graph), wish(town, "F", 2800.0)).task)
    pool.construct_all()
    first = pool.best()
    assert first is not None
    pool.take(first)
    taken = pool.ground.taken
    assert taken.any()
    assert (pool.memory.shun[taken] == 1.0 + pool.wish.taken_factor).all()
    assert (pool.memory.shun[~taken] == 1.0).all()


def test_without_a_theme_nothing_is_too_dear(town: World) -> None:
    assert layout(Planner(town.graph), wish(town, "F", 2800.0)).task.wish.ordinary == math.inf


def test_a_drawn_loop_loses_for_what_it_costs_beyond_ordinary_ones(town: World) -> None:
    """All streets of the town cost alike, and so does every loop: the bound is that cost."""
    ways = np.zeros(town.graph.n_edges)
    ways[0] = 1.0
    task = layout(Planner(town.graph), wish(town, "F", 1600.0, attraction=Attraction(ways))).task
    ground = task.ground
    felt = ground.felt / ground.metres[ground.edge]
    assert felt.min() - 1e-9 <= task.wish.ordinary <= felt.max() + 1e-9
    terms = np.zeros(_loop_kernels.TERMS)
    terms[_loop_kernels.AMOUNT] = terms[_loop_kernels.METRES] = 1600.0
    values = []
    for cost in (0.0, 0.1):
        terms[_loop_kernels.COST] = 1600.0 * (task.wish.ordinary + cost)
        values.append(_loop_kernels.value_of(terms, task.wish))
    lost = 0.1 * (Weights().cost + Weights().dear)
    assert values[0] - values[1] == pytest.approx(lost)


@pytest.mark.parametrize("legs", [3, 5, 9])
@pytest.mark.parametrize("phase", [0.0, 0.4, 0.99])
def test_cutting_a_walk_anew_changes_no_arc_and_keeps_what_is_fixed(
    town: World, legs: int, phase: float
) -> None:
    pool = _Pool(layout(Planner(town.graph), wish(town, "F", 4000.0)).task)
    pool.construct_all()
    found = pool.best()
    assert found is not None
    walk = blank_walk(pool.ground)
    put_into(found, walk)
    n = int(walk.size[0])
    must = n // 2
    walk.cut[:3], walk.fixed[:3] = (0, must, n), (False, True, False)
    walk.size[1] = 3
    _walk_kernels.cut_anew(pool.ground, walk, legs, phase)
    cuts = walk.cut[: walk.size[1]]
    assert walk.arcs[:n].tolist() == found.arcs.tolist()
    assert cuts[0] == 0
    assert cuts[-1] == n
    assert (np.diff(cuts) > 0).all()
    assert cuts[walk.fixed[: walk.size[1]]].tolist() == [must]
    assert 2 <= len(cuts) - 1 <= legs + 2
