"""What searches run on: nodes and arcs with forbidden turns worked in, and their order."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import GraphStoreError, InputError
from itinera.geodesy import to_degrees
from itinera.search.hierarchy import Topology, nested_dissection
from itinera.search.turns import MODE_BIT, split_nodes

if TYPE_CHECKING:
    from pathlib import Path

    from itinera.geodesy import BoolArray, IntArray, LongArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.search.hierarchy import WeightArray

STORE_VERSION = 3
#: Fewer nodes than this are contracted in less time than it takes to load the kernels, which
#: a build otherwise does without.
WORTH_STORING = 100_000
_MANIFEST = "search.json"
_ORDER = "search_order.npy"


@dataclass(frozen=True, slots=True)
class Rows:
    """The search arcs grouped by the node that they leave (or enter).

    Attributes
    ----------
    offsets : int64, shape (n_search_nodes + 1,)
        Where the arcs of each node begin.
    arcs : int32, shape (n_search_arcs,)
        Search arc at each position.
    far : int32, shape (n_search_arcs,)
        The node at the arc's other end.
    """

    offsets: LongArray
    arcs: IntArray
    far: IntArray


class SearchNetwork:
    """A route graph made ready for searching, whatever the profile.

    Make one with `prepare`, which orders the nodes for the hierarchy and takes
    its time (half a minute for a million nodes), or `open` a saved one. Instances
    do not change and serve any number of threads.

    Attributes
    ----------
    graph
        The graph searched.
    node_of, tail, head, arc_of, modes, back
        See `turns.SplitNetwork`.
    order : uint32, shape (n_search_nodes,)
        Search node of each rank in the hierarchy.
    """

    def __init__(
        self,
        graph: RouteGraph,
        order: WeightArray | None = None,
        topology: Topology | None = None,
    ) -> None:
        split = split_nodes(graph)
        self.graph = graph
        self.node_of, self.tail, self.head = split.node_of, split.tail, split.head
        self.arc_of, self.modes, self.back = split.arc_of, split.modes, split.back
        if order is None:
            lonlat = to_degrees(graph.nodes.lonlat)[self.node_of]
            order = nested_dissection(self.tail, self.head, lonlat)
        elif not (_is_order(order, self.n_nodes) and _fits(topology, self.n_nodes, self.n_arcs)):
            raise GraphStoreError(
                f"The stored order of {len(order)} entries, or its hierarchy, does not fit the "
                f"{self.n_nodes} search nodes of the graph.",
                remedy="Build the graph again.",
            )
        self.order = order
        self._topology = topology
        self._lock = threading.Lock()

    @classmethod
    def prepare(cls, graph: RouteGraph) -> SearchNetwork:
        """Split the nodes of `graph` at forbidden turns and order them for the hierarchy."""
        return cls(graph)

    @classmethod
    def open(cls, folder: Path, graph: RouteGraph) -> SearchNetwork:
        """Read what `save` wrote for this graph.

        Raises
        ------
        GraphStoreError
            If the files are missing, damaged, of another version or of another graph.
        """
        try:
            manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
            order = np.load(folder / _ORDER, mmap_mode="r", allow_pickle=False)
            topology = Topology.open(folder) if Topology.is_in(folder) else None
        except (OSError, ValueError) as error:
            raise _unreadable(folder, error) from error
        if manifest != _manifest(graph):
            raise GraphStoreError(
                f"The search order in {folder} is of another graph or version: {manifest}.",
                remedy="Build the graph again.",
            )
        return cls(graph, order, topology)

    def save(self, folder: Path) -> None:
        """Write the order, and a large hierarchy, into an existing folder, `search.json` last."""
        np.save(folder / _ORDER, self.order, allow_pickle=False)
        if self.n_nodes >= WORTH_STORING:
            self.topology.save(folder)
        text = json.dumps(_manifest(self.graph), sort_keys=True)
        (folder / _MANIFEST).write_text(text + "\n", encoding="utf-8")

    @property
    def n_nodes(self) -> int:
        """Number of search nodes, copies included."""
        return len(self.node_of)

    @property
    def n_arcs(self) -> int:
        """Number of search arcs."""
        return len(self.tail)

    @cached_property
    def leaving(self) -> Rows:
        """The search arcs by tail."""
        return _rows(self.tail, self.head, self.n_nodes)

    @cached_property
    def entering(self) -> Rows:
        """The search arcs by head."""
        return _rows(self.head, self.tail, self.n_nodes)

    @property
    def topology(self) -> Topology:
        """The contracted network, opened or made on first use."""
        with self._lock:
            if self._topology is None:
                self._topology = Topology.of(self.order, self.tail, self.head)
            return self._topology

    @cached_property
    def has_copies(self) -> BoolArray:
        """Per node of the graph: is it split? bool, shape (n_nodes of the graph,)."""
        split = np.zeros(self.graph.n_nodes, dtype=np.bool_)
        split[self.node_of[self.graph.n_nodes :]] = True
        return split

    def copies(self, node: int) -> list[int]:
        """Return the search nodes of a node of the graph, itself first."""
        own = self.graph.n_nodes
        begin, end = np.searchsorted(self.node_of[own:], [node, node + 1])
        return [node, *range(own + int(begin), own + int(end))]

    def usable_by(self, mode: str) -> BoolArray:
        """Return the search arcs that travellers of a mode use, bool (n_search_arcs,).

        Raises
        ------
        InputError
            If `mode` is neither "foot" nor "bicycle".
        """
        if mode not in MODE_BIT:
            raise InputError(f"Unknown mode {mode!r}.", remedy='Use "foot" or "bicycle".')
        usable: BoolArray = (self.modes & MODE_BIT[mode]) != 0
        return usable

    def first_arcs(self, mode: str) -> IntArray:
        """Return the search arc of each arc at the start of a path, int32 (n_arcs of the graph,).

        That is the arc itself, or its way into a copy if it begins a forbidden turn.
        """
        own = self.graph.n_arcs
        first = np.arange(own, dtype=np.int32)
        begun = self.usable_by(mode)[own:] & (self.tail[own:] < self.graph.n_nodes)
        first[self.arc_of[own:][begun]] = own + np.flatnonzero(begun)
        return first

    @cached_property
    def _extra_by_arc(self) -> tuple[IntArray, IntArray]:
        """The extra search arcs sorted by their graph arc, and those graph arcs."""
        own = self.graph.n_arcs
        position = np.argsort(self.arc_of[own:], kind="stable").astype(np.int32)
        return own + position, self.arc_of[own:][position]

    def search_arcs(self, arc: int) -> list[int]:
        """Return every search arc of a graph arc, itself first."""
        extra, of = self._extra_by_arc
        begin, end = np.searchsorted(of, [arc, arc + 1])
        return [arc, *extra[begin:end].tolist()]


def _rows(near: IntArray, far: IntArray, n_nodes: int) -> Rows:
    """Group arcs by one of their ends."""
    offsets = np.zeros(n_nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(near, minlength=n_nodes), out=offsets[1:])
    arcs = np.argsort(near, kind="stable").astype(np.int32)
    return Rows(offsets, arcs, far[arcs])


def _fits(topology: Topology | None, n_nodes: int, n_arcs: int) -> bool:
    """Tell whether a hierarchy, if there is one, is of a network of that size."""
    return topology is None or topology.fits(n_nodes, n_arcs)


def _is_order(order: WeightArray, n_nodes: int) -> bool:
    """Tell whether `order` names each of `n_nodes` nodes once."""
    if order.dtype != np.uint32 or order.shape != (n_nodes,):
        return False
    return n_nodes == 0 or bool(
        order.max() < n_nodes and (np.bincount(order, minlength=n_nodes) == 1).all()
    )


def _unreadable(folder: Path, error: Exception) -> GraphStoreError:
    """Return the error for files that are missing or damaged."""
    return GraphStoreError(
        f"The search order of the graph in {folder} cannot be read: {error}.",
        remedy="Build the graph again.",
    )


def _manifest(graph: RouteGraph) -> dict[str, int | str]:
    """Return what must agree between an order and a graph."""
    return {
        "version": STORE_VERSION,
        "graph_id": graph.source.graph_id,
        "n_nodes": graph.n_nodes,
        "n_arcs": graph.n_arcs,
        "n_turns": len(graph.turns.relation),
    }
