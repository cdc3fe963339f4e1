"""Heights between posts: along two sides, and over short voids."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from itinera.geodesy import FloatArray

    PostArray = npt.NDArray[np.floating]  # heights in metres, row by row, NaN unknown

__all__ = ["bilinear", "bridge"]


def bilinear(
    posts: PostArray, rows: FloatArray, cols: FloatArray, *, top: int = 0, left: int = 0
) -> FloatArray:
    """Interpolate between the four posts round each place.

    A post that has no weight has no say: a place on a known post, or between two,
    is known whatever lies beside it.

    Parameters
    ----------
    posts : float, shape (n_rows, n_cols)
        Heights in metres, NaN unknown; at least two rows and columns.
    rows, cols : float64, shape (n,)
        Where the places lie, inside the window.
    top, left
        Row and column of the window's first post.

    Returns
    -------
    float64, shape (n,)
        NaN where a post that counts is unknown.

    Examples
    --------
    >>> bilinear(np.array([[0.0, 10.0], [20.0, 30.0]]), np.array([0.5]), np.array([0.25]))
    array([12.5])
    """
    n_rows, n_cols = posts.shape
    i = np.minimum(np.floor(rows).astype(np.int64), top + n_rows - 2)
    j = np.minimum(np.floor(cols).astype(np.int64), left + n_cols - 2)
    down, right = rows - i, cols - j  # the same to the last bit whatever the window
    flat, first = posts.ravel(), (i - top) * n_cols + (j - left)
    upper = _between(flat[first], flat[first + 1], right)
    first += n_cols
    lower = _between(flat[first], flat[first + 1], right)
    return _between(upper, lower, down)


def _between(low: PostArray, high: PostArray, share: FloatArray) -> FloatArray:
    """Interpolate along one side; an end without weight may be unknown."""
    low = low.astype(np.float64)
    value: FloatArray = low + (high - low) * share
    value[share == 0.0] = low[share == 0.0]
    value[share == 1.0] = high[share == 1.0]
    return value


def bridge(posts: PostArray, widest_rows: int, widest_cols: int) -> FloatArray:
    """Fill voids that known posts enclose on both sides, along a row or a column.

    Straight between the two; where both directions allow it, the mean of the two
    lines, each weighted by the inverse of its span.

    Parameters
    ----------
    posts : float, shape (n_rows, n_cols)
        Heights in metres, NaN unknown.
    widest_rows, widest_cols
        The longest span from a known post to the next, in steps down and across.

    Examples
    --------
    >>> bridge(np.array([[10.0, np.nan, 20.0], [np.nan, np.nan, np.nan]]), 2, 2)
    array([[10., 15., 20.],
           [nan, nan, nan]])
    """
    across, across_span = _lines(posts, widest_cols)
    down, down_span = (part.T for part in _lines(posts.T, widest_rows))
    weight_across, weight_down = 1.0 / across_span, 1.0 / down_span  # 1 / inf: no say
    weight = weight_across + weight_down
    total = np.nan_to_num(across) * weight_across + np.nan_to_num(down) * weight_down
    filled = np.divide(total, weight, out=np.full(posts.shape, np.nan), where=weight > 0.0)
    return np.where(np.isnan(posts), filled, posts)


def _lines(posts: PostArray, widest: int) -> tuple[FloatArray, FloatArray]:
    """Return heights straight between the known posts of each row, and the spans in steps.

    Spans are infinite (and heights NaN) where a side is missing or too far.
    """
    n_cols = posts.shape[1]
    known = np.isfinite(posts)
    at = np.arange(n_cols)
    before = np.maximum.accumulate(np.where(known, at, -1), axis=1)
    after = np.minimum.accumulate(np.where(known, at, n_cols)[:, ::-1], axis=1)[:, ::-1]
    span = after - before
    good = (before >= 0) & (after < n_cols) & (span <= widest) & (span > 0)
    low = np.take_along_axis(posts, np.maximum(before, 0), axis=1).astype(np.float64)
    high = np.take_along_axis(posts, np.minimum(after, n_cols - 1), axis=1)
    share = (at - before) / np.where(good, span, 1)
    height = np.where(good, low + (high - low) * share, np.nan)
    return height, np.where(good, span, np.inf).astype(np.float64)
