"""Purposes: join profile, search and itinerary into what people ask for."""

from itinera.planning.planner import Planner
from itinera.planning.request import MatrixRequest, ReachRequest, RouteRequest, Traveller

__all__ = ["MatrixRequest", "Planner", "ReachRequest", "RouteRequest", "Traveller"]
