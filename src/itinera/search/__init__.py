"""Numbers in, paths out: hierarchy, trees, alternatives, matrices, isochrones."""

from itinera.search.warm import warm_up

__all__ = ["warm_up"]
