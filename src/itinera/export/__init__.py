"""An itinerary in, bytes out: one format a module."""
