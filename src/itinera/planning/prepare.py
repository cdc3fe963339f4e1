"""From OSM files to a folder that a planner opens at once: graph, location index, search order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.graph.grades import grades_of
from itinera.graph.locate import LocationIndex
from itinera.graph.store import disk_errors, write_graph, writing
from itinera.search.network import SearchNetwork

if TYPE_CHECKING:
    from pathlib import Path

    from itinera.graph.routegraph import RouteGraph


def store_prepared(graph: RouteGraph, folder: Path) -> None:
    """Write a graph with all that a planner wants beside it; whole or not at all.

    Raises
    ------
    InputError
        If the graph has no edge.
    OutsideError
        If the disk is full or refuses.
    """
    index, network = LocationIndex.of(graph), SearchNetwork.prepare(graph)
    with writing(folder) as temporary, disk_errors(folder):
        write_graph(graph, temporary)
        index.save(temporary)
        network.save(temporary)
        grades = grades_of(graph)
        if grades is not None:
            grades.save(temporary, graph.source.graph_id)
