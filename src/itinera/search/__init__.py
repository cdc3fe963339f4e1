"""Numbers in, paths out: hierarchy, trees, alternatives, matrices, isochrones."""
