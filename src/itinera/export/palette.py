"""The colours of pictures and pages: surfaces, gradients, difficulty."""

from __future__ import annotations

#: By surface class of `itinera.osm.codes.Surface`.
SURFACES = {
    "asphalt": "#6b7280", "concrete": "#9ca3af", "paved": "#7f8794", "paving_stones": "#a8a29e",
    "sett": "#57534e", "cobblestone": "#44403c", "concrete_lanes": "#b6b2ab",
    "compacted": "#d6a75c", "fine_gravel": "#b5574a", "gravel": "#c2895a",
    "pebblestone": "#d8b68a", "unpaved": "#a3763f", "ground": "#8b5e34", "grass": "#6f9d4f",
    "grass_paver": "#93b46f", "sand": "#e6c66a", "mud": "#5f4630", "rock": "#78716c",
    "wood": "#c79a63", "metal": "#475569", "unknown": "#d6d3cb",
}  # fmt: skip
OTHER = "#4b5563"

#: By grade of `itinera.elevation.slopes.Slope`: falls in blues, rises from yellow to red,
#: told apart by their lightness too.
GRADES = {
    -3: "#1f4e8c", -2: "#5b8fc7", -1: "#a9c9e4", 0: "#b9c9a3",
    1: "#f2cf63", 2: "#e58a3c", 3: "#b3261e",
}  # fmt: skip

#: By colour of `itinera.itinerary.difficulty.Difficulty`, dark enough beside white text.
DIFFICULTIES = {"green": "#2f7d3b", "blue": "#1f5fae", "red": "#b3261e", "black": "#23262b"}
