"""Costs and routers of travellers, made once and kept within a memory budget."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from itinera.planning.avoided import closed_edges
from itinera.planning.errors import NothingAllowedError
from itinera.profile import builtin_profiles, load_profile, weigh
from itinera.profile.taste import leaning
from itinera.search.components import worth_being_in
from itinera.search.router import Router

if TYPE_CHECKING:
    from collections.abc import Hashable

    from itinera.geodesy import BoolArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.planning.request import Traveller
    from itinera.profile import Profile, Weighting
    from itinera.search.network import SearchNetwork

# Measured on the demonstration map (0.5 million arcs): a traveller takes 80 to 91 bytes an arc,
# half of them the costs of the hierarchy.
BYTES_PER_ARC = 88
DEFAULT_BUDGET = 1 << 30  # bytes: 22 travellers on the demonstration map, 6 on 2 million arcs


@dataclass(frozen=True, slots=True, eq=False)
class Travel:
    """One traveller on one network.

    Attributes
    ----------
    usable : bool, shape (n_edges,)
        Edges worth snapping to: open to the traveller, in a component worth being in.
    """

    profile: Profile
    weighting: Weighting
    router: Router
    usable: BoolArray


class Travels:
    """The travels of one network, least recently used out; for any number of threads."""

    def __init__(self, network: SearchNetwork, *, budget_bytes: int = DEFAULT_BUDGET) -> None:
        self.network = network
        self.capacity = max(1, budget_bytes // (BYTES_PER_ARC * max(1, network.graph.n_arcs)))
        self._kept: OrderedDict[Hashable, Travel] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def of(self, traveller: Traveller) -> Travel:
        """Return the travel of a traveller, making it if it is not kept.

        Two threads that ask for the same new traveller make it once.

        Raises
        ------
        ProfileError, UnknownNameError
            If the profile cannot be read.
        NothingAllowedError
            If it may use no way of this map.
        """
        profile = traveller.profile
        shipped = isinstance(profile, str) and profile in _shipped()
        if isinstance(profile, str) and not shipped:
            profile = load_profile(profile)
        areas = tuple(area.normalize().wkb for area in traveller.avoid)
        key = (profile, traveller.on, areas, traveller.avoid_ways, traveller.surface)
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        with making:
            kept = self._take(key)
            if kept is None:
                made_of = load_profile(profile) if isinstance(profile, str) else profile
                kept = _make(self.network, made_of, traveller)
                self._keep(key, kept)
        return kept

    def _take(self, key: Hashable) -> Travel | None:
        """Return what is kept under a key, which is then the most recently used."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def _keep(self, key: Hashable, travel: Travel) -> None:
        """Keep a travel, and let the least recently used go."""
        with self._lock:
            self._kept[key] = travel
            while len(self._kept) > self.capacity:
                self._kept.popitem(last=False)
            for gone in [k for k in self._making if k not in self._kept and k != key]:
                if not self._making[gone].locked():
                    del self._making[gone]


@cache
def _shipped() -> frozenset[str]:
    """Return the names of the shipped profiles, looked up once."""
    return frozenset(builtin_profiles())


def _make(network: SearchNetwork, profile: Profile, traveller: Traveller) -> Travel:
    """Weigh the graph and make its router."""
    graph = network.graph
    closed = closed_edges(graph, traveller)
    if traveller.surface is not None:
        profile = leaning(profile, *traveller.surface)
    weighting = weigh(profile, graph, on=traveller.on, closed=closed)
    _check_something_allowed(graph, profile, weighting, closed)
    router = Router(network, weighting.cost, weighting.node_cost, weighting.mode)
    usable = worth_being_in(graph, weighting.cost, weighting.node_cost)
    return Travel(profile, weighting, router, usable)


def _check_something_allowed(
    graph: RouteGraph, profile: Profile, weighting: Weighting, closed: BoolArray | None
) -> None:
    """Refuse a profile that may go nowhere, and say why it may not."""
    if np.isfinite(weighting.cost).any():
        return
    from itinera.osm.codes import PASSABLE

    legal = int((graph.arc_access(profile.mode) >= PASSABLE).reshape(-1, 2).any(axis=1).sum())
    if not legal:
        why = f"none of its {graph.n_edges} stretches is open to mode {profile.mode}"
    elif closed is not None and closed.any():
        why = f"the areas to avoid close {int(closed.sum())} of its {graph.n_edges} stretches"
    else:
        why = f"its limits exclude all {legal} stretches that are open to mode {profile.mode}"
    raise NothingAllowedError(
        f"Profile {profile.name!r} may use no way of this map: {why}.",
        remedy="Choose another profile, loosen its [limits], or avoid fewer areas.",
    )
