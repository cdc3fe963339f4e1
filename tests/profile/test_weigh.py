"""What holds for every profile on every graph."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinera.errors import InputError
from itinera.graph.routegraph import MarkedRoute, Memberships
from itinera.osm.codes import PASSABLE, Cycleway, Highway
from itinera.profile import Profile, Weighting, builtin_profiles, load_profile, weigh
from itinera.profile.model import MIN_COST_FACTOR, Costs
from itinera.profile.networks import attraction
from itinera.profile.schema import COLUMNS
from random_columns import plain_graph, random_graph, with_columns

SEEDS = st.integers(0, 10_000)
PROFILES = st.sampled_from(builtin_profiles())
TABLES = [field.name for field in dataclasses.fields(Costs) if field.name in COLUMNS]


@given(SEEDS, PROFILES)
@settings(max_examples=60)
def test_passable_arcs_cost_something_finite(seed: int, name: str) -> None:
    graph = random_graph(200, seed)
    weighting = weigh(load_profile(name), graph)
    passable = np.isfinite(weighting.cost)
    assert not np.isnan(weighting.cost).any()
    assert not np.isnan(weighting.node_cost).any()
    assert (weighting.cost > 0.0).all()
    assert (weighting.seconds > 0.0).all()
    assert np.isfinite(weighting.seconds[passable]).all()
    assert (weighting.node_cost >= 0.0).all()
    assert np.isfinite(weighting.node_seconds).all()


@given(SEEDS, PROFILES)
@settings(max_examples=60)
def test_nobody_passes_what_is_forbidden_or_private(seed: int, name: str) -> None:
    graph = random_graph(200, seed)
    profile = load_profile(name)
    weighting = weigh(profile, graph)
    assert np.isinf(weighting.cost[graph.arc_access(profile.mode) < PASSABLE]).all()
    nodes = graph.nodes.foot if profile.mode == "foot" else graph.nodes.bicycle
    assert np.isinf(weighting.node_cost[nodes < PASSABLE]).all()


@given(SEEDS, PROFILES)
@settings(max_examples=30)
def test_a_cost_never_falls_below_half_the_length(seed: int, name: str) -> None:
    graph = random_graph(200, seed)
    weighting = weigh(load_profile(name), graph)
    assert (weighting.cost >= MIN_COST_FACTOR * np.repeat(graph.edges.length_m, 2)).all()


@given(SEEDS, PROFILES, st.sampled_from(TABLES), st.data())
@settings(max_examples=80)
def test_a_higher_factor_never_lowers_a_cost(
    seed: int, name: str, table: str, data: st.DataObject
) -> None:
    graph = random_graph(200, seed)
    profile = load_profile(name)
    factors = list(getattr(profile.cost, table))
    row = data.draw(st.integers(0, len(factors) - 1))
    factors[row] *= data.draw(st.floats(1.0, 10.0))
    dearer = dataclasses.replace(
        profile, cost=dataclasses.replace(profile.cost, **{table: tuple(factors)})
    )
    before, after = weigh(profile, graph).cost, weigh(dearer, graph).cost
    assert (after >= before * (1 - 1e-12)).all()


@given(SEEDS, PROFILES)
@settings(max_examples=30)
def test_where_both_directions_are_alike_so_are_their_costs(seed: int, name: str) -> None:
    graph = random_graph(200, seed, routes=0)
    edges = graph.edges
    alike = with_columns(
        graph,
        bwd_foot=edges.fwd_foot,
        bwd_bicycle=edges.fwd_bicycle,
        bwd_cycleway=edges.fwd_cycleway,
    )
    weighting = weigh(load_profile(name), alike)
    assert np.array_equal(weighting.cost[::2], weighting.cost[1::2])
    assert np.array_equal(weighting.seconds[::2], weighting.seconds[1::2])


@given(SEEDS, PROFILES)
@settings(max_examples=10)
def test_the_same_question_has_the_same_answer(seed: int, name: str) -> None:
    graph = random_graph(200, seed)
    profile = load_profile(name)
    assert _bytes(weigh(profile, graph)) == _bytes(weigh(profile, graph))


def _bytes(weighting: Weighting) -> list[bytes]:
    columns = (weighting.cost, weighting.seconds, weighting.node_cost, weighting.node_seconds)
    return [column.tobytes() for column in columns]


def test_weighing_changes_nothing_of_the_graph() -> None:
    graph = random_graph(50, 3)
    before = [getattr(graph.edges, f.name).copy() for f in dataclasses.fields(graph.edges)]
    weigh(load_profile("hike"), graph)
    for field, column in zip(dataclasses.fields(graph.edges), before, strict=True):
        assert np.array_equal(getattr(graph.edges, field.name), column), field.name


def test_a_mask_of_the_wrong_size_is_refused() -> None:
    with pytest.raises(InputError, match=r"shape \(3,\)"):
        weigh(load_profile("hike"), random_graph(10, 0), closed=np.zeros(3, dtype=bool))


def plain_arc(profile: str | Profile, **columns: int) -> tuple[float, float]:
    """Return felt metres per metre and km/h of an arc where nothing else is known."""
    graph = plain_graph(**columns)
    found = profile if isinstance(profile, Profile) else load_profile(profile)
    weighting = weigh(found, graph)
    return weighting.cost[0] / 1000.0, 3600.0 / weighting.seconds[0]


def test_a_pleasant_flat_way_costs_its_length() -> None:
    assert plain_arc("hike", highway=Highway.PATH, surface=8) == pytest.approx((1.0, 4.5))
    assert plain_arc("touring_bike") == pytest.approx((1.0, 17.0))


def test_the_worst_word_on_the_ground_counts_once() -> None:
    """Setts (1.7) of bad smoothness (1.6) are no 2.7 times as bad as asphalt."""
    assert plain_arc("touring_bike", surface=5, smoothness=4)[0] == pytest.approx(1.7)
    assert plain_arc("touring_bike", surface=5, smoothness=5)[0] == pytest.approx(3.0)


@pytest.mark.parametrize(
    ("columns", "factor"),
    [
        ({"highway": Highway.TRACK, "surface": 0}, 1.15 * 1.5),  # as unpaved
        ({"highway": Highway.TRACK, "surface": 0, "tracktype": 1}, 1.15 * 1.05),  # as compacted
        ({"highway": Highway.TRACK, "surface": 0, "smoothness": 2}, 1.15),  # smooth says enough
        ({"highway": Highway.CYCLEWAY, "surface": 0}, 1.0),  # as asphalt
    ],
)
def test_an_untagged_surface_is_assumed(columns: dict[str, int], factor: float) -> None:
    assert plain_arc("touring_bike", **columns)[0] == pytest.approx(factor)


@pytest.mark.parametrize(
    ("kind", "network", "ref", "factor"),
    [
        ("bicycle", "icn", "EV3", 0.75),
        ("bicycle", "icn", "EV 5", 0.6),  # named without its space
        ("bicycle", "", "X", 0.92),
        ("mtb", "lcn", "X", 1.0),  # ranked like a cycle route, and none
        ("hiking", "rwn", "GR 121", 1.0),
    ],
)
def test_marked_routes_attract_by_name_or_rank(
    tmp_path: Path, kind: str, network: str, ref: str, factor: float
) -> None:
    own = tmp_path / "own.toml"
    own.write_text('extends = "touring_bike"\n[cost.network]\n"icn:EV5" = 0.6\n')
    graph = random_graph(1, 0, routes=1)
    graph = dataclasses.replace(
        graph,
        routes=(MarkedRoute(1, kind, network, ref, "", False),),
        memberships=Memberships(np.array([0, 1]), np.array([0], np.int32), np.array([1], np.uint8)),
    )
    forward, backward = attraction(load_profile(own).cost.network, graph)
    assert np.broadcast_to(forward, 1)[0] == factor
    assert np.broadcast_to(backward, 1)[0] == 1.0  # the route runs forward only


def test_of_several_marked_routes_the_most_attractive_counts() -> None:
    graph = random_graph(2, 0, routes=1)
    routes = tuple(
        MarkedRoute(i, "bicycle", n, "", "", False) for i, n in enumerate(("rcn", "icn"))
    )
    members = Memberships(np.array([0, 0, 2]), np.array([0, 1], np.int32), np.zeros(2, np.uint8))
    graph = dataclasses.replace(graph, routes=routes, memberships=members)
    for pull in attraction(load_profile("touring_bike").cost.network, graph):
        assert np.asarray(pull).tolist() == [1.0, 0.75]


def test_a_contraflow_lane_is_no_calmer_than_the_street() -> None:
    street = {"highway": Highway.RESIDENTIAL}
    assert plain_arc("touring_bike", **street, fwd_cycleway=Cycleway.CONTRAFLOW) == plain_arc(
        "touring_bike", **street
    )
