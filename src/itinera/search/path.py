"""What a search returns: arcs in order of travel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from itinera.geodesy import IntArray


@dataclass(frozen=True, slots=True)
class Path:
    """A way through the graph from a point inside one edge to a point inside another.

    Attributes
    ----------
    arcs : int32, shape (n_arcs_of_path,)
        Arcs in order of travel, at least one.
    start_fraction
        Share of the first arc, in its direction of travel, that lies before the start.
    end_fraction
        Share of the last arc, in its direction of travel, that is travelled.
        Where a path has one arc only, ``end_fraction >= start_fraction``.
    cost
        What was minimised, in the unit of the cost that the search was given.
    """

    arcs: IntArray
    start_fraction: float
    end_fraction: float
    cost: float
