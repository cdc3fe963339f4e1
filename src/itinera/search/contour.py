"""Level lines of a field on a grid: marching squares.

Lorensen and Cline (1987) in two dimensions. A cell whose corners are not all on
one side of the level is crossed by one or two segments, ends on its sides found
by linear interpolation. A side belongs to two cells, so the segments link up to
rings by themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray, LongArray

# Sides of a cell: 0 south, 1 east, 2 north, 3 west. Corners give the bits of the
# case: 1 south-west, 2 south-east, 4 north-east, 8 north-west. A segment leads from
# one side to another with the inside on its left; 5 and 10 keep opposite corners apart.
_SEGMENTS: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((0, 3),),
    2: ((1, 0),),
    3: ((1, 3),),
    4: ((2, 1),),
    5: ((0, 3), (2, 1)),
    6: ((2, 0),),
    7: ((2, 3),),
    8: ((3, 2),),
    9: ((0, 2),),
    10: ((1, 0), (3, 2)),
    11: ((1, 2),),
    12: ((3, 1),),
    13: ((0, 1),),
    14: ((3, 0),),
}


def rings(field: FloatArray, level: float) -> list[FloatArray]:
    """Draw the lines around where a field is at most `level`.

    Parameters
    ----------
    field : float64, shape (n_rows, n_columns)
        Values at grid points; above `level` all along the border.
    level
        Where to draw.

    Returns
    -------
    list of float64, shape (n, 2)
        Closed rings of (column, row) coordinates in the order of their first
        side, the low side on the left: outlines run anticlockwise, holes clockwise.

    Examples
    --------
    >>> field = np.ones((3, 3)); field[1, 1] = 0.0
    >>> rings(field, 0.5)[0].tolist()
    [[1.0, 0.5], [1.5, 1.0], [1.0, 1.5], [0.5, 1.0], [1.0, 0.5]]
    """
    following = _links(field <= level)
    chains = _follow(following)
    return [_points(np.array([*chain, chain[0]]), field, level) for chain in chains]


def _links(inside: np.ndarray) -> dict[int, int]:
    """Return for every crossed side the next one; sides are numbered 2 × point + direction."""
    n_columns = inside.shape[1]
    bits = inside.astype(np.int64)
    case = bits[:-1, :-1] + 2 * bits[:-1, 1:] + 4 * bits[1:, 1:] + 8 * bits[1:, :-1]
    following: dict[int, int] = {}
    for kind, segments in _SEGMENTS.items():
        row, column = np.nonzero(case == kind)
        point = row * n_columns + column
        sides = (2 * point, 2 * (point + 1) + 1, 2 * (point + n_columns), 2 * point + 1)
        for begin, end in segments:
            following.update(zip(sides[begin].tolist(), sides[end].tolist(), strict=True))
    return following


def _follow(following: dict[int, int]) -> list[list[int]]:
    """Run along the links until every ring is closed."""
    chains = []
    for first in sorted(following):
        if first not in following:
            continue
        chain = [first]
        side = following.pop(first)
        while side != first:
            chain.append(side)
            side = following.pop(side)
        chains.append(chain)
    return chains


def _points(sides: LongArray, field: FloatArray, level: float) -> FloatArray:
    """Find where the level crosses each side."""
    n_columns = field.shape[1]
    point, upward = sides // 2, sides % 2
    other = point + np.where(upward == 1, n_columns, 1)
    values = field.reshape(-1)
    share = (level - values[point]) / (values[other] - values[point])
    row, column = np.divmod(point, n_columns)
    return np.stack([column + share * (1 - upward), row + share * upward], axis=1)
