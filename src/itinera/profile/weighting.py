"""A profile applied to a route graph: one cost and one duration per arc."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from itinera.profile.model import WALKER, EffortScale

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray


@dataclass(frozen=True, slots=True)
class Weighting:
    """What every arc and node costs one traveller.

    Cost is "metres that feel like": a flat pleasant way costs its length, a
    worse one more. The search minimises the sum over arcs plus the sum of
    `node_cost` over the nodes passed through.

    Attributes
    ----------
    profile_name
        Name of the profile.
    mode
        "foot" or "bicycle".
    cost : float64, shape (n_arcs,)
        Felt metres, strictly positive, infinite where this traveller may not pass.
        Penalties for crossing big roads are inside, half at each end (see architecture).
    seconds : float64, shape (n_arcs,)
        Time of travel, finite wherever `cost` is.
    node_cost : float64, shape (n_nodes,)
        Felt metres of passing *through* a node (gates, level crossings), infinite
        where the node may not be passed. Beginning or ending there is free.
    node_seconds : float64, shape (n_nodes,)
        Time of passing through, finite wherever `node_cost` is.
    time_model
        How slopes made the times: "flat" where they did not, be it because the graph has
        no heights.
    effort
        How much effort a kilometre is.
    """

    profile_name: str
    mode: str
    cost: FloatArray
    seconds: FloatArray
    node_cost: FloatArray
    node_seconds: FloatArray
    time_model: str = "flat"
    effort: EffortScale = WALKER
