"""From paths to what a person rides or walks: line, numbers, directions, warnings."""

from itinera.itinerary.assemble import About, assemble
from itinera.itinerary.itinerary import (
    Cue,
    DataSource,
    Effort,
    Itinerary,
    MetWaypoint,
    RouteWarning,
    Stop,
)

__all__ = [
    "About",
    "Cue",
    "DataSource",
    "Effort",
    "Itinerary",
    "MetWaypoint",
    "RouteWarning",
    "Stop",
    "assemble",
]
