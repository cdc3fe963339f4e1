"""The small parts: planes, dice, curves, cuts, chains, crossings."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinera.geodesy import distance
from itinera.maquette.chance import Dice, smooth_noise, stable_seed
from itinera.maquette.crossings import cross
from itinera.maquette.curves import resample, ring, spline, wander
from itinera.maquette.cuts import axis, bent, crosses, middle_of
from itinera.maquette.drafts import Draft, drafts_of, largest_part, uses
from itinera.maquette.frame import Strand, built_radius
from itinera.maquette.kinds import Kind
from itinera.maquette.plane import Plane
from itinera.maquette.roads import links
from itinera.maquette.sheet import Sheet
from itinera.maquette.skeleton import weave

SQUARE = (np.array([0.0, 10.0, 10.0, 0.0]), np.array([0.0, 0.0, 4.0, 4.0]))


@given(st.floats(2.2, 3.8), st.floats(50.2, 50.7))
def test_a_place_comes_back_from_the_plane_exactly_enough(lon: float, lat: float) -> None:
    plane = Plane.at(2.95, 50.42)
    back = plane.lonlat(np.array([plane.xy(lon, lat)]))[0]
    assert back == pytest.approx((lon, lat), abs=1e-10)


def test_the_plane_measures_in_metres() -> None:
    plane = Plane.at(2.95, 50.42)
    a, b = (2.9, 50.42), (3.0, 50.42)
    assert math.dist(plane.xy(*a), plane.xy(*b)) == pytest.approx(distance(a, b), rel=1e-4)


def test_a_seed_mixes_its_words() -> None:
    seeds = {stable_seed(1, "a", 12), stable_seed(1, "a1", 2), stable_seed(2, "a", 12)}
    assert len(seeds) == 3
    assert all(0 <= seed < 2**63 for seed in seeds)
    assert stable_seed(1, "a", 12) == 4436620837204515479


def test_dice_fall_the_same_for_the_same_words() -> None:
    assert Dice(5, "x").unit() == Dice(5, "x").unit()
    assert Dice(5, "x").unit() != Dice(5, "y").unit()


def test_a_weight_of_nothing_is_never_chosen() -> None:
    dice = Dice(1, "weights")
    assert {dice.weigh({"a": 1.0, "b": 0.0, "c": 3.0}) for _ in range(500)} == {"a", "c"}


def test_weights_are_kept_to() -> None:
    dice = Dice(1, "weights")
    heavy = sum(dice.weigh({"light": 1.0, "heavy": 3.0}) == "heavy" for _ in range(4_000))
    assert heavy == pytest.approx(3_000, abs=120)


def test_noise_is_smooth_and_about_zero() -> None:
    noise = smooth_noise((80, 90), 20.0, 3, "test")
    assert noise.shape == (80, 90)
    assert abs(noise.mean()) < 0.5
    assert np.abs(np.diff(noise, axis=0)).max() < 0.4


def test_a_spline_passes_its_points() -> None:
    points = np.array([(0.0, 0.0), (100.0, 50.0), (220.0, -30.0), (300.0, 0.0)])
    line = spline(points, 5.0)
    for point in points:
        assert np.hypot(*(line - point).T).min() < 1e-6


@given(st.floats(50.0, 8_000.0), st.integers(0, 50))
def test_a_road_begins_and_ends_where_it_should(length: float, seed: int) -> None:
    a, b = np.array([10.0, 20.0]), np.array([10.0 + length, 20.0])
    line = wander(a, b, 0.12, 50.0, Dice(seed, "road"))
    assert line[0] == pytest.approx(a)
    assert line[-1] == pytest.approx(b)
    assert np.hypot(*np.diff(line, axis=0).T).sum() < 1.6 * length


def test_resampling_keeps_ends_and_spacing() -> None:
    line = resample(np.array([(0.0, 0.0), (100.0, 0.0)]), 30.0)
    assert line[:, 0].tolist() == [0.0, 25.0, 50.0, 75.0, 100.0]


def test_a_ring_is_closed_and_as_large_as_its_axes() -> None:
    outline = ring((5.0, 5.0), (100.0, 60.0), 0.3, unevenness=0.0, spacing=5.0, dice=Dice(1, "r"))
    x, y = outline.T
    area = abs(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2
    assert (outline[0] == outline[-1]).all()
    assert area == pytest.approx(math.pi * 100 * 60, rel=0.01)


def test_area_and_middle_of_a_rectangle() -> None:
    assert middle_of(*SQUARE) == pytest.approx((40.0, 5.0, 2.0))


def test_the_long_axis_of_a_rectangle_lies_along_it() -> None:
    angle, ratio = axis(*SQUARE)
    assert math.sin(angle) == pytest.approx(0.0, abs=1e-9)
    assert ratio == pytest.approx(math.sqrt(2.5))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ([(0.0, 2.0), (10.0, 2.0)], False),
        ([(0.0, 2.0), (5.0, 3.0), (10.0, 2.0)], False),
        ([(0.0, 2.0), (5.0, 6.0), (10.0, 2.0)], True),
    ],
)
def test_a_cut_that_leaves_the_face_is_seen(line, expected: bool) -> None:
    assert crosses(SQUARE, (3, 1), np.array(line)) is expected


def test_a_straight_cut_has_no_inner_points() -> None:
    assert len(bent((0.0, 0.0), (500.0, 0.0), 0.0, 30.0, Dice(1, "b"))) == 0


def test_towns_grow_slower_than_their_people() -> None:
    assert built_radius(1_000) < built_radius(4_000) < 2 * built_radius(1_000)


def test_a_third_place_between_two_parts_them() -> None:
    """a–b–c on a line and d aside: a and c are not joined, as b lies between."""
    pairs = links(np.array([(0.0, 0.0), (1000.0, 0.0), (2000.0, 0.0), (1000.0, 1500.0)]))
    assert [0, 2] not in pairs.tolist()
    assert [0, 1] in pairs.tolist()


def crossroads() -> list[Strand]:
    """Return two roads that cross, and a canal across one of them."""
    return [
        Strand(Kind.TERTIARY, np.array([(-500.0, 0.0), (500.0, 0.0)]), "Fictif est"),
        Strand(Kind.TERTIARY, np.array([(0.0, -500.0), (0.0, 500.0)]), "Fictif nord"),
        Strand(Kind.CANAL, np.array([(200.0, -300.0), (200.0, 300.0)]), "Canal"),
    ]


def test_strands_that_cross_share_a_node_and_bound_no_face() -> None:
    sheet, faces = weave(crossroads())
    assert faces == []
    drafts = drafts_of(sheet)
    assert sorted((d.name, len(d.nodes)) for d in drafts) == [
        ("Canal", 3), ("Fictif est", 4), ("Fictif nord", 3),
    ]  # fmt: skip
    assert sum(n > 1 for n in uses(drafts).values()) >= 2


def test_a_road_over_a_canal_becomes_a_bridge_and_the_canal_keeps_off() -> None:
    sheet, _ = weave(crossroads())
    ways = cross(sheet, drafts_of(sheet), 1)
    (bridge,) = [way for way in ways if way.tags.get("bridge") == "yes"]
    assert bridge.tags["layer"] == "1"
    length = abs(sheet.x[bridge.nodes[0]] - sheet.x[bridge.nodes[-1]])
    assert length == pytest.approx(24.0, abs=6.1)
    (canal,) = [way for way in ways if way.kind is Kind.CANAL]
    assert not set(canal.nodes) & {n for w in ways if w is not canal for n in w.nodes}


def test_islands_are_left_out() -> None:
    sheet = Sheet()
    nodes = [sheet.node(float(k), 0.0) for k in range(6)]
    drafts = [
        Draft(Kind.STREET, nodes[:3], 1, 0),
        Draft(Kind.STREET, nodes[2:4], 2, 0),
        Draft(Kind.STREET, nodes[4:], 3, 0),
    ]
    assert [d.street for d in largest_part(drafts)] == [1, 2]
