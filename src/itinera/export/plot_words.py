"""What pictures of elevation say."""

from __future__ import annotations

from itinera.itinerary.i18n import message

#: By surface class of `itinera.osm.codes.Surface`.
SURFACES = {
    "unknown": message("Unknown"),
    "asphalt": message("Asphalt"),
    "concrete": message("Concrete"),
    "paved": message("Paved"),
    "paving_stones": message("Paving stones"),
    "sett": message("Setts"),
    "cobblestone": message("Cobblestones"),
    "concrete_lanes": message("Concrete lanes"),
    "compacted": message("Compacted"),
    "fine_gravel": message("Fine gravel"),
    "gravel": message("Gravel"),
    "pebblestone": message("Pebbles"),
    "unpaved": message("Unpaved"),
    "ground": message("Earth"),
    "grass": message("Grass"),
    "grass_paver": message("Grass pavers"),
    "sand": message("Sand"),
    "mud": message("Mud"),
    "rock": message("Rock"),
    "wood": message("Wood"),
    "metal": message("Metal"),
}
MODELLED = message("The terrain is a model, not a survey.")
INVENTED = message("The network of this map is invented: do not go out with it.")

#: By grade of `itinera.elevation.slopes.Slope`; numbers need no translation.
GRADES = {
    -3: "< −6 %",
    -2: "−4 … −6 %",
    -1: "−2 … −4 %",
    0: "±2 %",
    1: "2 … 4 %",
    2: "4 … 6 %",
    3: "> 6 %",
}
