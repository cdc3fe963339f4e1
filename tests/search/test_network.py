"""Splitting nodes, ordering them, storing the order."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from itinera.errors import GraphStoreError, InputError
from itinera.search import turns
from itinera.search.network import SearchNetwork
from search.small_graphs import graph_of


def star() -> SearchNetwork:
    """Node 0 in the middle of 1, 2, 3; a rider from 1 may not go on to 2. And 3 goes on to 4."""
    turns = [((1, 2), "bicycle")]
    return SearchNetwork.prepare(graph_of([(0, 1), (0, 2), (0, 3), (3, 4)], turns=turns))


def test_a_graph_without_turns_is_searched_as_it_is() -> None:
    network = SearchNetwork.prepare(graph_of([(0, 1), (1, 2)]))
    assert network.n_nodes == 3
    assert network.arc_of.tolist() == [0, 1, 2, 3]
    assert network.usable_by("foot").all()
    assert network.usable_by("bicycle").all()


def links(network: SearchNetwork) -> set[tuple[int, int, int]]:
    extra = range(network.graph.n_arcs, network.n_arcs)
    return {(int(network.tail[x]), int(network.head[x]), int(network.arc_of[x])) for x in extra}


def test_a_forbidden_turn_makes_one_copy_without_the_turn() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(turns, "MEMORY", 0)
        network = star()
    assert network.node_of.tolist() == [0, 1, 2, 3, 4, 0]
    assert links(network) == {(1, 5, 1), (5, 1, 0), (5, 3, 4)}
    assert not network.usable_by("foot")[8:].any()
    assert network.usable_by("bicycle").tolist() == [True, False] + [True] * 9
    assert network.copies(0) == [0, 5]
    assert network.copies(1) == [1]
    assert network.search_arcs(1)[0] == 1
    assert len(network.search_arcs(1)) == 2
    assert [int(network.arc_of[x]) for x in network.back] == [0]


def test_copies_follow_the_rider_two_arcs_beyond_the_turn() -> None:
    """1→0 leads to copy 5 of node 0, on to copy 6 of node 3 and 7 of node 4, with ways back."""
    network = star()
    assert network.node_of.tolist() == [0, 1, 2, 3, 4, 0, 3, 4]
    steps = {(1, 5, 1), (5, 6, 4), (6, 7, 6)}
    assert links(network) == steps | {(5, 1, 0), (6, 0, 5), (7, 3, 7)}
    back = {(int(network.tail[x]), int(network.arc_of[x])) for x in network.back}
    assert back == {(5, 0), (6, 5), (7, 7)}


def test_a_turn_forbidden_to_both_modes_shares_its_copy() -> None:
    rows = [((1, 2), "foot"), ((1, 2), "bicycle"), ((1, 2), "both")]
    network = SearchNetwork.prepare(graph_of([(0, 1), (0, 2)], turns=rows))
    assert network.n_nodes == 3 + 1
    assert network.n_arcs == 4 + 2
    assert network.modes.tolist() == [3, 0, 3, 3, 3, 3]


def test_the_order_names_every_search_node_once() -> None:
    assert sorted(star().order.tolist()) == list(range(8))


@pytest.fixture
def storing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Store the hierarchy of any network, not of large ones alone."""
    monkeypatch.setattr("itinera.search.network.WORTH_STORING", 0)


def test_a_small_hierarchy_is_made_not_stored(tmp_path: Path) -> None:
    star().save(tmp_path)
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["search.json", "search_order.npy"]
    opened = SearchNetwork.open(tmp_path, star().graph)
    assert opened.topology.head.tolist() == star().topology.head.tolist()


@pytest.mark.usefixtures("storing")
def test_what_is_saved_is_opened(tmp_path: Path) -> None:
    network = star()
    network.save(tmp_path)
    opened = SearchNetwork.open(tmp_path, network.graph)
    assert opened.order.tolist() == network.order.tolist()
    for column in ("rank", "rows", "head", "tail", "below_rows", "below", "chord"):
        made, read = getattr(network.topology, column), getattr(opened.topology, column)
        assert read.tolist() == made.tolist(), column


@pytest.mark.usefixtures("storing")
def test_saving_twice_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        star().save(tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert len(files) == 9
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_a_missing_order_says_where(tmp_path: Path) -> None:
    with pytest.raises(GraphStoreError, match=f"in {tmp_path} cannot be read") as error:
        SearchNetwork.open(tmp_path, star().graph)
    assert error.value.remedy == "Build the graph again."


@pytest.mark.usefixtures("storing")
@pytest.mark.parametrize("name", ["order", "head", "chord"])
def test_a_cut_file_is_refused(tmp_path: Path, name: str) -> None:
    network = star()
    network.save(tmp_path)
    file = tmp_path / f"search_{name}.npy"
    file.write_bytes(file.read_bytes()[:-3])
    with pytest.raises(GraphStoreError, match="cannot be read"):
        SearchNetwork.open(tmp_path, network.graph)


def test_the_order_of_another_version_is_refused(tmp_path: Path) -> None:
    network = star()
    network.save(tmp_path)
    manifest = json.loads((tmp_path / "search.json").read_text())
    (tmp_path / "search.json").write_text(json.dumps(manifest | {"version": 0}))
    with pytest.raises(GraphStoreError, match=r"of another graph or version: .*'version': 0"):
        SearchNetwork.open(tmp_path, network.graph)


def test_the_order_of_another_graph_is_refused(tmp_path: Path) -> None:
    network = star()
    network.save(tmp_path)
    source = dataclasses.replace(network.graph.source, graph_id="another")
    with pytest.raises(GraphStoreError, match="of another graph"):
        SearchNetwork.open(tmp_path, dataclasses.replace(network.graph, source=source))


@pytest.mark.parametrize(
    "order",
    [
        np.arange(7, dtype=np.uint32),  # one short
        np.array([0, 1, 2, 3, 4, 5, 6, 6], dtype=np.uint32),  # one twice
        np.array([0, 1, 2, 3, 4, 5, 6, 8], dtype=np.uint32),  # one unknown
        np.arange(8, dtype=np.int64),  # of another type
    ],
)
def test_an_order_that_is_no_order_is_refused(tmp_path: Path, order: np.ndarray) -> None:
    network = star()
    network.save(tmp_path)
    np.save(tmp_path / "search_order.npy", order)
    with pytest.raises(GraphStoreError, match="does not fit the 8 search nodes"):
        SearchNetwork.open(tmp_path, network.graph)


@pytest.mark.usefixtures("storing")
@pytest.mark.parametrize("name", ["head", "rows", "chord", "rank"])
def test_a_hierarchy_of_another_network_is_refused(tmp_path: Path, name: str) -> None:
    network = star()
    network.save(tmp_path)
    column = getattr(network.topology, name)
    np.save(tmp_path / f"search_{name}.npy", column[:-1])
    with pytest.raises(GraphStoreError, match="or its hierarchy, does not fit the 8 search nodes"):
        SearchNetwork.open(tmp_path, network.graph)


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(InputError, match="Unknown mode 'horse'"):
        star().usable_by("horse")
