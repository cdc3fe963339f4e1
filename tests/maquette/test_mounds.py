"""Terrils as ground: shares of the height along drawn paths, and what lies between them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinera.maquette.drawn import Course
from itinera.maquette.facts import Terril
from itinera.maquette.heaps import Heap
from itinera.maquette.mounds import DOME, EDGE, LAST_STEP, mound_of
from itinera.maquette.terrain import summit_of

RADIUS = 100.0


def heap(shape: str = "Conique", **known: float) -> Heap:
    """Return a round heap of 100 m about the origin, on ground of 30 m."""
    t = np.linspace(0.0, 2.0 * math.pi, 37)
    foot = RADIUS * np.stack([np.cos(t), np.sin(t)], axis=1)
    terril = Terril("T999", "", shape, 2.9, 50.4, 3.1, 30.0, known.get("height_m"), "open",
                    known.get("altitude_m"))  # fmt: skip
    return Heap(terril, 0.0, 0.0, (RADIUS, RADIUS), 0.0, foot, walkable=True)


def spiral(turns: int = 2, per_turn: int = 12) -> Course:
    """Return a path from the foot round and round to the middle, nodes numbered from 1."""
    k = np.arange(turns * per_turn + 1)
    r, phi = RADIUS * (1.0 - 0.9 * k / k[-1]), 2.0 * math.pi * k / per_turn
    xy = np.vstack([np.stack([r * np.cos(phi), r * np.sin(phi)], axis=1), [[0.0, 0.0]]])
    return Course(tuple(range(1, len(xy) + 1)), xy)


def walked(mound, line: np.ndarray, ground_m: float = 30.0) -> np.ndarray:
    """Return the altitudes every 2 m or so along a line."""
    own = np.arange(len(line))
    at = np.linspace(0, len(line) - 1, 40 * len(line))
    xy = np.stack([np.interp(at, own, line[:, k]) for k in (0, 1)], axis=1)
    return mound.lift(xy, np.full(len(xy), ground_m))


def test_a_spiral_climbs_all_the_way_from_the_foot_to_the_summit() -> None:
    path = spiral()
    heights = walked(mound_of(heap(), {"montée": [path]}, ground_m=30.0, summit_m=90.0), path.xy)
    assert heights[0] == pytest.approx(30.0)
    assert heights[-1] == pytest.approx(90.0)
    assert np.diff(heights).min() > -0.05


def test_a_spiral_drawn_in_pieces_is_one_path() -> None:
    path = spiral()
    pieces = [Course(path.nodes[9:], path.xy[9:]), Course(path.nodes[:10], path.xy[:10])]
    whole = mound_of(heap(), {"montée": [path]}, ground_m=30.0, summit_m=90.0)
    cut = mound_of(
        heap(), {"montée": pieces[1:], "sommet": pieces[:1]}, ground_m=30.0, summit_m=90.0
    )
    at = np.array([[50.0, 0.0], [0.0, 30.0], [-70.0, 10.0]])
    assert cut.lift(at, np.zeros(3)) == pytest.approx(whole.lift(at, np.zeros(3)), abs=1e-9)


def test_stairs_climb_from_turn_to_turn() -> None:
    path = spiral()
    crossed = [path.nodes[6], path.nodes[18], path.nodes[-1]]
    line = np.vstack([[-RADIUS, 0.0], path.xy[6], path.xy[18], path.xy[-1]])
    steps = Course((999, *crossed), line)
    heights = walked(
        mound_of(heap(), {"montée": [path], "escalier": [steps]}, ground_m=30.0, summit_m=90.0),
        line,
    )
    assert heights[-1] - heights[0] == pytest.approx(60.0, abs=0.5)
    assert np.diff(heights).min() > -0.05


def test_the_last_step_to_a_rounded_tip_is_small() -> None:
    path = spiral()
    mound = mound_of(heap(), {"montée": [path]}, ground_m=30.0, summit_m=130.0)
    height = mound.lift(path.xy[-2:-1], np.array([30.0]))[0]
    assert height == pytest.approx(30.0 + LAST_STEP * 100.0)


def test_a_ridge_rises_at_both_ends_and_is_level_between() -> None:
    x = np.linspace(-RADIUS, RADIUS, 21)
    crest = Course(tuple(range(21)), np.stack([x, np.zeros(21)], axis=1))
    mound = mound_of(heap("Cavalier"), {"crête": [crest]}, ground_m=30.0, summit_m=40.0)
    heights = walked(mound, crest.xy)
    assert heights[0] == heights[-1] == pytest.approx(30.0)
    middle = mound.lift(np.array([[-20.0, 0.0], [20.0, 0.0]]), np.full(2, 30.0))
    assert middle == pytest.approx(40.0)


def test_a_plateau_is_level_at_its_edge_and_swells_to_the_summit() -> None:
    t = np.linspace(0.0, 2.0 * math.pi, 25)
    top = 60.0 * np.stack([np.cos(t), np.sin(t)], axis=1)
    names = (*range(24), 0)
    half = [Course(names[:13], top[:13]), Course(names[12:], top[12:])]
    across = Course((0, 50, 51, 52, 12), np.array([[x, 0.0] for x in (60, 30, 0, -30, -60)]))
    ramp = Course((99, 6), np.array([[50.0, 86.6], [0.0, 60.0]]))
    paths = {"plateau": half, "traversée": [across], "rampe": [ramp]}
    mound = mound_of(heap("Plat"), paths, ground_m=30.0, summit_m=50.0)
    middle, edge = mound.lift(np.array([[0.0, 0.0], [0.0, -60.0]]), np.full(2, 30.0))
    assert middle == pytest.approx(50.0)
    assert edge == pytest.approx(30.0 + EDGE * 20.0, abs=0.1)
    climbed = walked(mound, ramp.xy)
    assert np.diff(climbed).min() > -0.05
    assert climbed[-1] - climbed[0] == pytest.approx(EDGE * 20.0, abs=0.2)


def test_no_ramp_is_too_steep_so_a_high_plateau_swells_more() -> None:
    """A ramp of 50 m over 45 % rises 22.5 m: a little over half of 40 m."""
    t = np.linspace(0.0, 2.0 * math.pi, 25)
    top = 50.0 * np.stack([np.cos(t), np.sin(t)], axis=1)
    ring = Course((*range(24), 0), top)
    ramp = Course((99, 0), np.array([[100.0, 0.0], [50.0, 0.0]]))
    across = Course((0, 50, 12), np.array([[50.0, 0.0], [0.0, 0.0], [-50.0, 0.0]]))
    paths = {"plateau": [ring], "rampe": [ramp], "traversée": [across]}
    mound = mound_of(heap("Plat"), paths, ground_m=30.0, summit_m=70.0)
    edge, middle = mound.lift(np.array([[0.0, 49.5], [0.0, 0.0]]), np.full(2, 30.0))
    assert edge == pytest.approx(52.5, abs=0.5)
    assert middle == pytest.approx(70.0)


def test_what_lost_its_tip_is_domed() -> None:
    path = spiral()
    mound = mound_of(heap("Tronqué"), {"montée": [path]}, ground_m=30.0, summit_m=130.0)
    heights = mound.lift(path.xy[-2:], np.full(2, 30.0))
    assert heights == pytest.approx([30.0 + DOME * 100.0, 130.0])


@pytest.mark.parametrize(
    ("shape", "half_way"), [("Conique", 30.0 + 20.0 / 0.92 * 0.5), ("Plat", 50)]
)
def test_what_has_no_paths_has_the_form_of_its_kind(shape: str, half_way: float) -> None:
    """Half way up a cone of 20 m lies near half its height; a plateau is flat there."""
    mound = mound_of(heap(shape), {}, ground_m=30.0, summit_m=50.0)
    middle, half, outside = mound.lift(
        np.array([[0.0, 0.0], [50.0, 0.0], [130.0, 0.0]]), np.full(3, 30.0)
    )
    assert (middle, outside) == (50.0, 30.0)
    assert half == pytest.approx(half_way, abs=0.6)


@given(st.floats(0.0, 2.0 * math.pi), st.floats(101.0, 500.0), st.floats(0.0, 200.0))
def test_nothing_outside_the_foot_is_touched(phi: float, r: float, ground_m: float) -> None:
    mound = mound_of(heap(), {"montée": [spiral()]}, ground_m=30.0, summit_m=90.0)
    at = np.array([[r * math.cos(phi), r * math.sin(phi)]])
    assert mound.lift(at, np.array([ground_m])).tolist() == [ground_m]


def test_height_above_ground_and_altitude_above_sea_are_not_mixed() -> None:
    assert summit_of(heap(height_m=60.0), 35.0) == 95.0
    assert summit_of(heap(height_m=60.0, altitude_m=122.0), 35.0) == 122.0
    assert summit_of(heap(), 35.0) == pytest.approx(35.0 + 0.55 * RADIUS)  # guessed from the foot
