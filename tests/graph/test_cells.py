"""The grid under the location index: every piece stands in every cell that it runs through."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from itinera.graph.cells import fill

POINTS = st.lists(
    st.tuples(st.integers(-200_000, 200_000), st.integers(-200_000, 200_000)),
    min_size=2,
    max_size=30,
)


@given(POINTS, st.integers(0, 2**32 - 1))
def test_every_cell_on_a_piece_lists_it(points: list[tuple[int, int]], seed: int) -> None:
    """Places along one long crooked edge of 50 km, at random and at its corners."""
    geometry = (np.array(points) + np.array([28_000_000, 504_000_000])).astype(np.int32)
    grid, offsets, pieces = fill(geometry, np.array([0, len(points)]))
    rng = np.random.default_rng(seed)
    for piece in range(len(points) - 1):
        begin, end = geometry[piece].astype(float), geometry[piece + 1].astype(float)
        for along in (0.0, 1.0, *rng.random(30)):
            lon, lat = (begin + along * (end - begin)) / 1e7
            column, row = grid.cell((lon, lat))
            cell = row * grid.columns + column
            assert piece in pieces[offsets[cell] : offsets[cell + 1]]


def test_pieces_never_join_two_edges() -> None:
    """The last point of an edge and the first of the next are no piece."""
    geometry = np.array([[0, 0], [9, 9], [50_000, 50_000], [60_000, 50_000]], dtype=np.int32)
    _, _, pieces = fill(geometry, np.array([0, 2, 4]))
    assert set(pieces.tolist()) == {0, 2}


def test_the_grid_stays_small_over_an_empty_map() -> None:
    """Two short streets a thousand kilometres apart need no million cells."""
    far = np.array([[0, 0], [900, 0], [90_000_000, 50_000_000], [90_000_900, 50_000_000]])
    grid, offsets, _ = fill(far.astype(np.int32), np.array([0, 2, 4]))
    assert len(offsets) == grid.columns * grid.rows + 1 < 20


def test_one_spot_is_one_cell() -> None:
    """An edge without extent, as between two nodes on the same place."""
    grid, offsets, pieces = fill(np.full((2, 2), 7, dtype=np.int32), np.array([0, 2]))
    assert (grid.columns, grid.rows, pieces.tolist(), offsets.tolist()) == (1, 1, [0], [0, 1])
