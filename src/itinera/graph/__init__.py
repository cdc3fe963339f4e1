"""The route graph: built from OSM, kept as numpy columns, opened memory-mapped."""
