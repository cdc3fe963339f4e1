"""The demonstration map as a graph with its terrain, built once for all tests of a run."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from conftest import ROOT
from itinera.graph.build import build_graph
from itinera.graph.elevate import Dem

if TYPE_CHECKING:
    from itinera.graph.routegraph import RouteGraph

MAP = ROOT / "data" / "osm" / "bassin-minier-maquette.osm.pbf"
RASTERS = tuple(sorted((ROOT / "data" / "dem").glob("*.tif")))


@cache
def demonstration_graph() -> RouteGraph:
    """Return what `make` and `itinera` without --graph build."""
    return build_graph([MAP], dem=Dem(RASTERS))
