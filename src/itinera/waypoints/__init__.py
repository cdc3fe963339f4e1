"""Places that users name: terrils, parks, sites, stations, communes, lodging."""

from itinera.waypoints.model import Waypoint, WaypointTable
from itinera.waypoints.places import parse_place
from itinera.waypoints.tables import load_waypoints

__all__ = ["Waypoint", "WaypointTable", "load_waypoints", "parse_place"]
