"""Purposes: join profile, search and itinerary into what people ask for."""

from itinera.planning.orienteering import solve_orienteering
from itinera.planning.planner import Planner
from itinera.planning.request import MatrixRequest, ReachRequest, RouteRequest, Traveller

__all__ = [
    "MatrixRequest",
    "Planner",
    "ReachRequest",
    "RouteRequest",
    "Traveller",
    "solve_orienteering",
]
