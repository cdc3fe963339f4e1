"""Heights of nodes in the air or underground: bridges and tunnels run straight.

The raster sees the valley under a bridge and the mountain over a tunnel. A
*span* is a stretch of edges of that kind; it stands on the ground where any
other edge meets it, and runs straight from there to there, as a whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray, IntArray, LongArray


def straightened(
    ele_m: FloatArray,
    nodes: IntArray,
    length_m: FloatArray,
    span: BoolArray,
    stairs: BoolArray,
) -> FloatArray:
    """Return the heights of nodes, with those inside spans put on straight lines.

    A node of two or more spans which nothing else meets (or only stairs, that
    lead up to a deck) is inside one. Its height divides the way between the
    ends in proportion to the metres; where a span forks, the mean of its
    neighbours weighted by nearness. A span of which an end is unknown is unknown inside.

    Parameters
    ----------
    ele_m : float64, shape (n_nodes,)
        Heights of the ground, NaN where unknown.
    nodes : int32, shape (n_edges, 2)
        Ends of each edge.
    length_m : float64, shape (n_edges,)
    span, stairs : bool, shape (n_edges,)
        Which edges are spans, and which stairs.
    """
    inside = _inside(nodes, span, stairs & ~span, len(ele_m))
    if not inside.any():
        return ele_m
    ends = nodes[span]
    touching = inside[ends].any(axis=1)
    ends, near = ends[touching], 1.0 / length_m[span][touching]
    row = np.full(len(ele_m), -1, dtype=np.int64)
    row[inside] = np.arange(np.count_nonzero(inside))
    result = ele_m.copy()
    result[inside] = _harmonic(row[ends], ele_m[ends], near, int(inside.sum()))
    alone = inside & np.isinf(result)  # a ring of bridges that touches no ground
    result[alone] = ele_m[alone]
    return result


def _inside(nodes: IntArray, span: BoolArray, stairs: BoolArray, n_nodes: int) -> BoolArray:
    """Tell which nodes are inside a span, in the air: bool (n_nodes,)."""
    spans = np.bincount(nodes[span].reshape(-1), minlength=n_nodes)
    grounded = np.bincount(nodes[~span & ~stairs].reshape(-1), minlength=n_nodes)
    stepped = np.bincount(nodes[stairs].reshape(-1), minlength=n_nodes)
    inside: BoolArray = (spans >= 2) & (grounded == 0)
    loose = (spans == 1) & (grounded + stepped == 0)  # cut off by the border, or a pier
    inside |= loose
    return inside


def _harmonic(row: LongArray, ele_m: FloatArray, near: FloatArray, n: int) -> FloatArray:
    """Solve for the heights inside spans, from the heights where these stand on the ground.

    Parameters
    ----------
    row : int64, shape (n_edges, 2)
        Number of each end among the unknowns, -1 = it stands on the ground.
    ele_m : float64, shape (n_edges, 2)
        Heights of the ends on the ground.
    near : float64, shape (n_edges,)
        1 / metres.

    Returns
    -------
    float64, shape (n,)
        NaN where an end on the ground is unknown, infinite where there is none.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.sparse.linalg import spsolve

    both = (row >= 0).all(axis=1)
    a, b, pull = row[both, 0], row[both, 1], near[both]
    links = coo_array((pull, (a, b)), shape=(n, n))
    _, part = connected_components(links, directed=False)
    single = ~both
    on_ground = np.where(row[single, 0] < 0, ele_m[single, 0], ele_m[single, 1])
    free, hold = row[single].max(axis=1), near[single]
    held, lost = np.zeros(part.max() + 1), np.zeros(part.max() + 1, dtype=np.bool_)
    np.add.at(held, part[free], hold)
    lost[part[free[np.isnan(on_ground)]]] = True
    solvable = (held > 0.0) & ~lost
    weight = np.bincount(a, pull, n) + np.bincount(b, pull, n) + np.bincount(free, hold, n)
    weight = np.where(solvable[part], weight, 1.0)
    pull = np.where(solvable[part[a]], pull, 0.0)
    target = np.bincount(free, np.where(solvable[part[free]], hold * on_ground, 0.0), n)
    diagonal = coo_array((weight, (np.arange(n), np.arange(n))), shape=(n, n))
    links = coo_array((pull, (a, b)), shape=(n, n))
    solved = np.asarray(spsolve((diagonal - links - links.T).tocsc(), target))
    return np.where(solvable[part], solved, np.where(lost[part], np.nan, np.inf))
