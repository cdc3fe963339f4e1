"""Gradients along edges: known answers, and what holds on any ground."""

from __future__ import annotations

import dataclasses
import gc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinera.graph.grades import GRADIENTS, LEVEL, STEEPEST, Grades, grades_of
from itinera.graph.routegraph import RouteGraph
from random_columns import plain_graph, random_graph
from slopes import rolling, sloped, with_heights


def gradients(graph: RouteGraph) -> tuple[list[float], list[float]]:
    """Return the gradients and shares of all stretches, in per cent."""
    grades = grades_of(graph)
    assert grades is not None
    return np.round(100 * GRADIENTS[grades.code], 1).tolist(), grades.share.tolist()


def test_a_graph_without_heights_has_no_gradients() -> None:
    assert grades_of(plain_graph()) is None


@pytest.mark.parametrize("pct", [-12.0, -1.0, 0.0, 2.0, 5.0, 40.0])
def test_an_even_slope_is_one_stretch(pct: float) -> None:
    """One kilometre at 5 % rises 50 m."""
    assert gradients(sloped(plain_graph(), pct)) == ([pct], [1.0])


def test_a_hump_is_not_as_level_as_a_plain() -> None:
    """Up 10 % for 500 m and down again: the top of 50 m belongs to both."""
    row = [*np.linspace(0, 50, 51), *np.linspace(49, 0, 50)]
    found, share = gradients(with_heights(plain_graph(), [row]))
    assert found[0] == 10.0
    assert found[-1] == -10.0
    assert share[0] == pytest.approx(0.48, abs=0.011)
    assert sum(share) == pytest.approx(1.0)


def test_a_kerb_is_no_slope() -> None:
    """A step of 50 cm within 10 m is 1 % over 50 m, not 5 %."""
    found, _ = gradients(with_heights(plain_graph(), [[0.0] * 50 + [0.5] * 51]))
    assert max(found) == 1.0


def test_a_short_edge_is_no_steeper_than_over_ten_metres() -> None:
    graph = plain_graph(length_m=2)
    assert gradients(with_heights(graph, [[0.0, 0.2]]))[0] == [2.0]


def test_what_nobody_knows_is_flat() -> None:
    gap = [float("nan"), 1.0, 2.0, 3.0, 4.0]
    assert gradients(with_heights(plain_graph(length_m=40), [gap]))[0] == [0.0]


def test_a_gap_between_known_samples_is_bridged() -> None:
    row = [0.0, 1.0, float("nan"), 3.0, 4.0]
    assert gradients(with_heights(plain_graph(length_m=40), [row]))[0] == [10.0]


def test_a_cliff_is_as_steep_as_the_steepest_code() -> None:
    assert gradients(with_heights(plain_graph(length_m=20), [[0.0, 500.0]]))[0] == [63.5]


def steepest(graph: RouteGraph) -> list[float]:
    grades = grades_of(graph)
    assert grades is not None
    return np.round(grades.steepest_pct.astype(float), 2).tolist()


def test_the_first_and_last_metres_count_on_their_own() -> None:
    """The last 10 m rise 1 m: 4 % over 25 m, but the next edge may go on at 10 %."""
    row = [0.0] * 100 + [1.0]
    assert steepest(with_heights(plain_graph(), [row])) == [10.0, 0.0]
    assert steepest(with_heights(plain_graph(), [row[::-1]])) == [0.0, 10.0]


def test_ends_are_no_longer_than_the_window() -> None:
    """Level for 20 m, then 0.9 m up within 10: 0 over the first 20 m, 1.8 % over 25 (0.45 m)."""
    row = [0.0, 0.0, 0.0, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9]
    assert steepest(with_heights(plain_graph(length_m=80), [row])) == [3.6, 0.0]


def test_in_the_middle_25_m_count() -> None:
    """A step of 1 m within 10 m is 4 % over 25 m."""
    row = [0.0] * 50 + [1.0] * 51
    assert steepest(with_heights(plain_graph(), [row])) == [4.0, 0.0]


def test_an_arc_of_unknown_heights_has_no_steepness() -> None:
    nowhere = with_heights(plain_graph(length_m=40), [[float("nan")] * 5])
    assert np.isnan(steepest(nowhere)).all()


@given(st.integers(0, 10_000), st.integers(1, 400), st.integers(1, 400))
@settings(max_examples=60)
def test_no_25_m_across_a_node_are_steeper_than_both_arcs(
    seed: int, one_m: int, other_m: int
) -> None:
    """Two edges in a row: every window over the node is at most as steep as what they say."""
    rng = np.random.default_rng(seed)
    lengths = (max(10, one_m), max(10, other_m))
    rows = [
        np.cumsum(rng.integers(-15, 16, int(np.ceil(length / 10)) + 1)) / 10 for length in lengths
    ]
    rows[1] += rows[0][-1] - rows[1][0]
    low = min(row.min() for row in rows)
    most = max(
        max(steepest(with_heights(plain_graph(length_m=length), [(row - low).tolist()])))
        for row, length in zip(rows, lengths, strict=True)
    )
    at = np.concatenate([
        np.linspace(0, lengths[0], len(rows[0])),
        np.linspace(lengths[0], sum(lengths), len(rows[1])),
    ])  # fmt: skip
    over = np.arange(max(0.0, lengths[0] - 25.0), min(lengths[0], sum(lengths) - 25.0))
    ele = np.concatenate(rows)
    rises = np.abs(np.interp(over + 25.0, at, ele) - np.interp(over, at, ele)) / 25.0 * 100.0
    assert (rises <= most + 0.02).all()


@given(st.integers(0, 10_000))
@settings(max_examples=40)
def test_the_shares_of_an_edge_add_up_to_its_length(seed: int) -> None:
    graph = rolling(random_graph(40, seed), seed)
    grades = grades_of(graph)
    assert grades is not None
    ones = np.ones((1, STEEPEST + 1))
    assert grades.means(ones) == pytest.approx(np.ones(graph.n_edges), abs=1e-5)
    assert np.array_equal(np.unique(grades.edge), np.arange(graph.n_edges))
    assert np.array_equal(grades.edge[grades.begins], np.arange(graph.n_edges))
    assert (grades.code <= STEEPEST).all()


@given(st.integers(0, 10_000), st.floats(-30.0, 30.0))
@settings(max_examples=40)
def test_sea_level_does_not_matter(seed: int, metres: float) -> None:
    rows = [[0.0, 1.0, 1.5, 0.7, 3.0]]
    lifted = [[h + round(metres, 1) for h in row] for row in rows]
    graph = plain_graph(length_m=40)
    assert gradients(with_heights(graph, rows)) == gradients(with_heights(graph, lifted))


def test_against_the_edge_a_slope_has_the_other_sign() -> None:
    up, down = (grades_of(sloped(plain_graph(), pct)) for pct in (7.5, -7.5))
    assert up is not None
    assert down is not None
    assert (STEEPEST - up.code).tolist() == down.code.tolist()
    assert GRADIENTS[LEVEL] == 0.0


def test_they_are_worked_out_once_for_the_heights_of_a_graph() -> None:
    graph = sloped(plain_graph(), 3.0)
    kept = grades_of(graph)
    assert grades_of(dataclasses.replace(graph, notes=())) is kept


def test_blocks_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = rolling(random_graph(60, 4), 4)
    whole = grades_of(graph)
    monkeypatch.setattr("itinera.graph.grades.BLOCK", 50)
    again = grades_of(rolling(graph, 4))
    assert whole is not None
    assert again is not None
    assert whole is not again
    for field in dataclasses.fields(Grades):
        one, other = getattr(whole, field.name), getattr(again, field.name)
        assert one.dtype == other.dtype
        assert np.array_equal(one, other, equal_nan=one.dtype.kind == "f")


def test_they_go_with_the_heights() -> None:
    import weakref

    graph = sloped(plain_graph(), 3.0)
    gone = weakref.ref(graph.heights)
    grades_of(graph)
    del graph
    gc.collect()
    assert gone() is None


def test_means_are_weighted_by_length_and_taken_from_the_table_of_the_edge() -> None:
    """Of 100 m, 30 m are level and 70 m rise at 10 %: 0.3 × 1 + 0.7 × 2 = 1.7."""
    grades = Grades(
        begins=np.array([0, 2]),
        edge=np.array([0, 0, 1], np.int32),
        code=np.array([LEVEL, LEVEL + 20, LEVEL], np.uint8),
        share=np.array([0.3, 0.7, 1.0], np.float32),
        steepest_pct=np.zeros(4, np.float32),
    )
    tables = np.ones((2, STEEPEST + 1))
    tables[0, LEVEL + 20], tables[1] = 2.0, 5.0
    assert grades.means(tables, np.array([0, 1])) == pytest.approx([1.7, 5.0])
    assert grades.means(tables[:, ::-1], np.array([0, 1])) == pytest.approx([1.0, 5.0])


def test_a_way_takes_the_stretches_of_its_edges_in_its_order() -> None:
    """Edge 1, the last, has one stretch; edge 0 has two and is travelled twice."""
    grades = Grades(
        begins=np.array([0, 2]),
        edge=np.array([0, 0, 1], np.int32),
        code=np.array([LEVEL, LEVEL + 20, LEVEL + 4], np.uint8),
        share=np.array([0.25, 0.75, 1.0], np.float32),
        steepest_pct=np.zeros(4, np.float32),
    )
    piece, code, share = grades.along(np.array([0, 1, 0], np.int32))
    assert piece.tolist() == [0, 0, 1, 2, 2]
    assert code.tolist() == [LEVEL, LEVEL + 20, LEVEL + 4, LEVEL, LEVEL + 20]
    assert share.tolist() == [0.25, 0.75, 1.0, 0.25, 0.75]


def test_an_empty_graph_has_no_stretches() -> None:
    grades = grades_of(with_heights(random_graph(0, 0, routes=0), []))
    assert grades is not None
    assert grades.means(np.zeros((1, STEEPEST + 1))).tolist() == []


def test_stored_gradients_are_those_worked_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = sloped(plain_graph(), 5.0)
    made = grades_of(graph)
    assert made is not None
    made.save(tmp_path, graph.source.graph_id)
    monkeypatch.setattr("itinera.graph.grades._grades", None)  # would fail if it were called
    read = grades_of(dataclasses.replace(sloped(plain_graph(), 5.0), folder=tmp_path))
    assert read is not None
    for column in dataclasses.fields(Grades):
        assert getattr(read, column.name).tolist() == getattr(made, column.name).tolist()


@pytest.mark.parametrize("damage", ["graph", "version", "length", "cut", "missing"])
def test_stored_gradients_that_do_not_fit_are_worked_out_again(tmp_path: Path, damage: str) -> None:
    graph = sloped(plain_graph(), 5.0)
    made = grades_of(graph)
    assert made is not None
    made.save(tmp_path, "another" if damage == "graph" else graph.source.graph_id)
    file = tmp_path / "grades_code.npy"
    if damage == "version":
        text = (tmp_path / "grades.json").read_text()
        (tmp_path / "grades.json").write_text(text.replace('"version": 1', '"version": 0'))
    elif damage == "length":
        np.save(file, np.zeros(7, dtype=np.uint8))
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[:-1])
    elif damage == "missing":
        file.unlink()
    assert Grades.stored(tmp_path, graph) is None
    again = grades_of(dataclasses.replace(sloped(plain_graph(), 5.0), folder=tmp_path))
    assert again is not None
    assert again.code.tolist() == made.code.tolist()
