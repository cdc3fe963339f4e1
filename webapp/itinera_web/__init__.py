"""The map app of itinera."""
