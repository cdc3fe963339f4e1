"""itinera: planner of trail and cycling itineraries.

The public face, for scripts::

    import itinera

    planner = itinera.Planner.open("graph/")
    start, end = itinera.stop_of("50.4431,2.7885"), itinera.stop_of("T074a")
    request = itinera.RouteRequest((start, end), itinera.Traveller("gravel"))
    best, *others = planner.route(request)
    itinera.save([best], Path("out.gpx"))

Everything is imported when it is first used, so that `import itinera` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from itinera.errors import ItineraError
    from itinera.export.formats import save
    from itinera.export.geojson import to_geojson
    from itinera.export.gpx import to_gpx
    from itinera.export.json import to_json
    from itinera.graph.build import build_graph
    from itinera.graph.store import open_graph
    from itinera.itinerary import Itinerary, Stop
    from itinera.planning import MatrixRequest, Planner, ReachRequest, RouteRequest, Traveller
    from itinera.planning.places import stop_of
    from itinera.planning.prepare import store_prepared
    from itinera.profile import load_profile

__version__ = "0.1.0"

__all__ = [
    "ItineraError",
    "Itinerary",
    "MatrixRequest",
    "Planner",
    "ReachRequest",
    "RouteRequest",
    "Stop",
    "Traveller",
    "build_graph",
    "load_profile",
    "open_graph",
    "save",
    "stop_of",
    "store_prepared",
    "to_geojson",
    "to_gpx",
    "to_json",
]

_HOMES = {
    "ItineraError": "itinera.errors",
    "Itinerary": "itinera.itinerary",
    "MatrixRequest": "itinera.planning",
    "Planner": "itinera.planning",
    "ReachRequest": "itinera.planning",
    "RouteRequest": "itinera.planning",
    "Stop": "itinera.itinerary",
    "Traveller": "itinera.planning",
    "build_graph": "itinera.graph.build",
    "load_profile": "itinera.profile",
    "open_graph": "itinera.graph.store",
    "save": "itinera.export.formats",
    "stop_of": "itinera.planning.places",
    "store_prepared": "itinera.planning.prepare",
    "to_geojson": "itinera.export.geojson",
    "to_gpx": "itinera.export.gpx",
    "to_json": "itinera.export.json",
}


def __getattr__(name: str) -> Any:  # Any: whatever the name stands for
    """Import a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module 'itinera' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, imported or not."""
    return sorted({*globals(), *__all__})
