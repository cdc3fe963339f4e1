"""Ways that keep off what is travelled: known answers on drawn worlds, the router as oracle."""

from __future__ import annotations

import numpy as np
import pytest

from itinera.graph.snap import Snap
from itinera.search import ends
from itinera.search.alternatives import travelled
from itinera.search.fresh import AGAIN, BESIDE, FreshWays
from itinera.search.network import SearchNetwork
from itinera.search.router import Router
from sketch import World, sketch, turn

#: From A to D 600 m straight, 1,000 m over the north, 1,400 m over the south.
LADDER = """
+-----+
|     |
A-B-C-D
|     |
|     |
|     |
+-----+
"""
LATTICE = """
A-B-C-D
| | | |
E-F-G-H
| | | |
I-J-K-L
| | | |
M-N-O-P
"""


def ways(world: World, *, taste: np.ndarray | None = None, one_cell: bool = False) -> FreshWays:
    """Return ways on a world where a metre costs one, each edge in its own cell."""
    graph = world.graph
    cost = np.repeat(np.asarray(graph.edges.length_m), 2).astype(np.float64)
    router = Router(SearchNetwork.prepare(graph), cost, np.zeros(graph.n_nodes), "bicycle")
    cell = np.arange(graph.n_edges, dtype=np.int32) * (0 if one_cell else 1)
    return FreshWays(router, cell, taste)


def between(found: FreshWays, world: World, begin: str, finish: str) -> float:
    """Return the metres of the way between two letters."""
    router = found.router
    path = found.way(
        ends.departure_at(router, world.node(begin)), ends.arrival_at(router, world.node(finish))
    )
    assert path is not None
    return float(travelled(router, path).sum())


def test_ways_part_where_the_ground_lets_them_and_share_what_they_must() -> None:
    """The first goes straight, the second north, the third south, the fourth straight again."""
    world = sketch(LADDER)
    found = ways(world)
    lengths = []
    for _ in range(4):
        router = found.router
        path = found.way(
            ends.departure_at(router, world.node("A")), ends.arrival_at(router, world.node("D"))
        )
        assert path is not None
        lengths.append(float(travelled(router, path).sum()))
        found.tread(np.unique(path.arcs >> 1))
    assert lengths == pytest.approx([600.0, 1000.0, 1400.0, 600.0], rel=2e-3)


def test_what_is_travelled_no_more_costs_what_it_did() -> None:
    """Noting and taking back leaves no trace."""
    world = sketch(LADDER)
    found = ways(world)
    straight = np.array(sorted({world.edge("AB"), world.edge("BC"), world.edge("CD")}))
    found.tread(straight)
    found.tread(straight)
    assert found.dearer[straight] == pytest.approx(1.0 + 2 * AGAIN + BESIDE)
    assert found.used(straight).tolist() == [2, 2, 2]
    found.tread(straight, -2)
    assert (found.dearer == 1.0).all()
    assert between(found, world, "A", "D") == pytest.approx(600.0, rel=2e-3)


def test_a_neighbourhood_gets_dearer_as_a_whole() -> None:
    """With all edges in one cell, one that is travelled makes the others dearer too."""
    world = sketch(LADDER)
    found = ways(world, one_cell=True)
    found.tread(np.array([world.edge("BC")]))
    assert found.dearer[world.edge("BC")] == pytest.approx(1.0 + AGAIN + BESIDE)
    assert found.dearer[world.edge("AB")] == pytest.approx(1.0 + BESIDE)


def test_a_taste_makes_ways_dearer_or_cheaper() -> None:
    """Straight on made three times as dear, the north is taken."""
    world = sketch(LADDER)
    taste = np.ones(world.graph.n_arcs)
    taste[[2 * world.edge("BC"), 2 * world.edge("BC") + 1]] = 20.0
    assert between(ways(world, taste=taste), world, "A", "D") == pytest.approx(1000.0, rel=2e-3)


def test_forbidden_turns_bind_here_too() -> None:
    """Left at B is forbidden: round by C."""
    art = """
  D
  |
A-B-C
  | |
  E-F
"""
    world = sketch(art, relations=[turn("ABD", "no_left_turn")])
    router = ways(world).router
    found = ways(world)
    path = found.way(
        ends.departure_at(found.router, world.node("A")),
        ends.arrival_at(found.router, world.node("D")),
    )
    assert path is not None
    assert path.cost == pytest.approx(
        router.between(
            ends.departure_at(router, world.node("A")), ends.arrival_at(router, world.node("D"))
        ).cost
    )
    assert world.spell(path.arcs) != "ABD"


def test_no_way_is_none_and_a_bound_is_kept() -> None:
    """To an island there is none, and none within less than the way takes."""
    world = sketch("A-B\n\nC-D")
    found = ways(world)
    begin = ends.departure_at(found.router, world.node("A"))
    assert found.way(begin, ends.arrival_at(found.router, world.node("C"))) is None
    assert found.way(begin, ends.arrival_at(found.router, world.node("B")), bound=150.0) is None
    assert found.way(begin, ends.arrival_at(found.router, world.node("B"))) is not None


def test_reaches_from_and_to_agree_with_ways() -> None:
    """What a search from A and one to D met adds up to the way between them."""
    world = sketch(LADDER)
    found = ways(world)
    there = found.from_(ends.departure_at(found.router, world.node("A")), bound=2_000.0)
    back = found.to(ends.arrival_at(found.router, world.node("D")), bound=2_000.0)
    nodes = np.array([world.node("B"), world.node("C")], dtype=np.int32)
    assert there.at(nodes) + back.at(nodes) == pytest.approx(600.0, rel=2e-3)
    near = found.from_(ends.departure_at(found.router, world.node("A")), bound=50.0)
    assert np.isinf(near.at(nodes)).all()


@pytest.mark.parametrize("seed", range(8))
def test_untravelled_ways_cost_what_the_router_says(seed: int) -> None:
    """On a lattice with random costs, between places inside edges and at junctions."""
    world = sketch(LATTICE)
    graph = world.graph
    rng = np.random.default_rng(seed)
    cost = rng.integers(1, 50, graph.n_arcs).astype(float)
    node_cost = rng.integers(0, 9, graph.n_nodes).astype(float)
    router = Router(SearchNetwork.prepare(graph), cost, node_cost, "foot")
    found = FreshWays(router, np.zeros(graph.n_edges, dtype=np.int32))
    for _ in range(20):
        one, two = (
            Snap(int(rng.integers(graph.n_edges)), float(rng.random()), (0.0, 0.0), 0.0)
            for _ in range(2)
        )
        if one.edge == two.edge:
            continue
        begin, finish = ends.departure(router, one), ends.arrival(router, two)
        best, path = router.between(begin, finish), found.way(begin, finish)
        assert best is not None
        assert path is not None
        assert path.cost == pytest.approx(best.cost), seed
