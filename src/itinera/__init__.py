"""itinera: planner of trail and cycling itineraries."""

__version__ = "0.1.0"
