"""Ground that follows where a towpath was put level: no steps in the roads that meet it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray, IntArray, LongArray

EASE = 0.04  # rise over run: the steepest that a correction adds to the ground around it


def eased(
    shift_m: FloatArray,
    fixed: BoolArray,
    nodes: IntArray,
    length_m: FloatArray,
    ground: BoolArray,
) -> FloatArray:
    """Spread the shifts of some nodes to the nodes around, fading at 4 %.

    Parameters
    ----------
    shift_m : float64, shape (n_nodes,)
        How far nodes were moved, 0 for those that were not.
    fixed : bool, shape (n_nodes,)
        The nodes that stay as they are.
    nodes : int32, shape (n_edges, 2)
    length_m : float64, shape (n_edges,)
    ground : bool, shape (n_edges,)
        The edges along which the ground follows.

    Returns
    -------
    float64, shape (n_nodes,)

    Examples
    --------
    >>> shift, fixed = np.array([3.0, 0.0]), np.array([True, False])
    >>> eased(shift, fixed, np.array([[0, 1]]), np.array([50.0]), np.array([True]))
    array([3., 1.])
    """
    if not shift_m.any():
        return shift_m
    ends, fall = nodes[ground], EASE * length_m[ground]
    up = _envelope(np.maximum(shift_m, 0.0), fixed, ends, fall)
    return up - _envelope(np.maximum(-shift_m, 0.0), fixed, ends, fall)


def _envelope(value: FloatArray, fixed: BoolArray, ends: IntArray, fall: FloatArray) -> FloatArray:
    """Raise nodes until none is lower than a neighbour less the fall between them."""
    active = value > 0.0
    while active.any():
        near = active[ends].any(axis=1)
        (a, b), less = ends[near].T, fall[near]
        raised = value.copy()
        np.maximum.at(raised, b, value[a] - less)
        np.maximum.at(raised, a, value[b] - less)
        raised[fixed] = value[fixed]
        active = raised > value
        value = raised
    return value


def eased_along(
    ends_m: FloatArray, length_m: FloatArray, edge: LongArray, share: FloatArray
) -> FloatArray:
    """Return how far the samples of edges follow the shifts of their ends.

    Parameters
    ----------
    ends_m : float64, shape (n_edges, 2)
        Shifts of the ends.
    length_m : float64, shape (n_edges,)
    edge, share
        As `itinera.graph.sampling.shares` gives them.
    """
    up = _tent(np.maximum(ends_m, 0.0), length_m, edge, share)
    return up - _tent(np.maximum(-ends_m, 0.0), length_m, edge, share)


def _tent(
    ends_m: FloatArray, length_m: FloatArray, edge: LongArray, share: FloatArray
) -> FloatArray:
    """Return shifts that fade from both ends; straight between ends too unlike for that."""
    fall = EASE * length_m
    near = ends_m[edge, 0] - share * fall[edge]
    far = ends_m[edge, 1] - (1.0 - share) * fall[edge]
    straight = ends_m[edge, 0] + share * (ends_m[edge, 1] - ends_m[edge, 0])
    steep = np.abs(ends_m[:, 0] - ends_m[:, 1]) > fall
    faded = np.maximum(np.maximum(near, far), 0.0)
    tent: FloatArray = np.where(steep[edge], straight, faded)
    return tent
