"""Orienteering: which places to visit, and in what order, within a budget."""

from itinera.planning.orienteering.solve import solve_orienteering

__all__ = ["solve_orienteering"]
