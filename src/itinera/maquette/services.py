"""Points: communes, terrils, pits, sites and stations where they truly are; invented services."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from itinera.maquette.chance import Dice
from itinera.maquette.names import place_name

if TYPE_CHECKING:
    from itinera.maquette.facts import Facts, Spot
    from itinera.maquette.frame import Town
    from itinera.maquette.plane import Plane
    from itinera.maquette.sheet import Sheet

Tags = dict[str, str]
# Invented services: tags, the word of the name ("" for none), inhabitants for each.
SERVICES: tuple[tuple[Tags, str, float], ...] = (
    ({"amenity": "drinking_water"}, "", 3200), ({"amenity": "toilets"}, "", 4500),
    ({"amenity": "shelter", "shelter_type": "picnic_shelter"}, "", 4200),
    ({"tourism": "picnic_site"}, "", 3600), ({"amenity": "cafe"}, "café", 2400),
    ({"amenity": "restaurant"}, "restaurant", 1900), ({"amenity": "fast_food"}, "friterie", 2300),
    ({"amenity": "bar"}, "estaminet", 3600), ({"shop": "bakery"}, "boulangerie", 1500),
    ({"shop": "supermarket"}, "marché", 5200), ({"shop": "convenience"}, "épicerie", 4200),
    ({"tourism": "hotel"}, "hôtel", 9000), ({"tourism": "guest_house"}, "chambres", 4600),
    ({"tourism": "hostel"}, "gîte d'étape", 30000), ({"tourism": "camp_site"}, "camping", 9000),
    ({"tourism": "chalet"}, "gîte", 8000), ({"amenity": "parking"}, "parking", 1100),
    ({"amenity": "bicycle_parking", "capacity": "8"}, "", 1600),
    ({"amenity": "bicycle_repair_station"}, "", 9000), ({"shop": "bicycle"}, "cycles", 12000),
    ({"amenity": "bicycle_rental"}, "vélos", 22000), ({"amenity": "school"}, "école", 1200),
    ({"amenity": "place_of_worship"}, "église", 2400), ({"amenity": "pharmacy"}, "pharmacie", 3000),
    ({"amenity": "hospital"}, "hôpital", 60000), ({"emergency": "defibrillator"}, "", 3200),
    ({"amenity": "bench"}, "", 700), ({"information": "guidepost", "tourism": "information"}, "",
    2600),
    ({"tourism": "viewpoint"}, "point de vue", 9000), ({"historic": "memorial"}, "mémorial", 5200),
)  # fmt: skip
SITE_TAGS = {"grand site minier": {"tourism": "attraction", "historic": "mine", "heritage": "1"},
             "museum": {"tourism": "museum"}, "stadium": {"leisure": "stadium"}}  # fmt: skip
HERITAGE: Tags = {"historic": "yes", "tourism": "attraction"}


def place_kind(population: int) -> str:
    """Return the `place` value for so many inhabitants."""
    if population >= 30_000:
        return "city"
    if population >= 5_000:
        return "town"
    return "village" if population >= 100 else "hamlet"


def put_facts(sheet: Sheet, facts: Facts, plane: Plane) -> list[int]:
    """Put a node at every true place and return the nodes."""
    nodes = []
    for commune in facts.communes:
        tags = {"place": place_kind(commune.population), "name": commune.name,
                "population": str(commune.population), "ref:INSEE": commune.insee}  # fmt: skip
        nodes.append(_put(sheet, plane, (commune.lon, commune.lat), tags))
    for terril in facts.terrils:
        tags = {"man_made": "spoil_heap", "name": f"Terril {terril.number} – {terril.name}",
                "ref": terril.number, "spoil_heap:shape": terril.shape}  # fmt: skip
        if terril.height_m is not None:
            tags["height"] = f"{terril.height_m:g}"
        nodes.append(_put(sheet, plane, (terril.lon, terril.lat), tags))
    for spot in facts.spots:
        nodes.append(_put(sheet, plane, (spot.lon, spot.lat), _spot_tags(spot)))
    return nodes


def _put(sheet: Sheet, plane: Plane, lonlat: tuple[float, float], tags: Tags) -> int:
    """Put a tagged node."""
    node = sheet.node(*plane.xy(*lonlat))
    sheet.node_tags[node] = tags
    return node


def _spot_tags(spot: Spot) -> Tags:
    """Return the tags of a true place."""
    name = {"name": spot.name}
    if spot.kind == "station":
        return name | {"railway": "station", "public_transport": "station", "uic_ref": spot.note}
    if spot.kind == "pit":
        return name | {"man_made": "mineshaft", "disused": "yes", "ele": spot.note}
    if spot.kind == "park":
        return name | {"leisure": "park"}
    if spot.kind == "service":
        return name | _welcome(spot.note)
    return name | SITE_TAGS.get(spot.note, HERITAGE)


def _welcome(what: str) -> Tags:
    """Return the tags of a cycle-friendly service by its official kind."""
    words = what.lower()
    for word, tags in (("tourisme", {"tourism": "information", "information": "office"}),
                       ("hôtel", {"tourism": "hotel"}), ("camping", {"tourism": "camp_site"}),
                       ("restau", {"amenity": "restaurant"}), ("gîte", {"tourism": "chalet"}),
                       ("chambre", {"tourism": "guest_house"}),
                       ("loueur", {"amenity": "bicycle_rental"}),
                       ("réparateur", {"shop": "bicycle"}), ("musée",
                       {"tourism": "museum"})):  # fmt: skip
        if word in words:
            return tags
    return {"tourism": "attraction"}


def put_services(sheet: Sheet, towns: list[Town], seed: int) -> list[int]:
    """Scatter invented services over the towns, the more the more people live there."""
    nodes = []
    for town in towns:
        dice = Dice(seed, "services", town.key)
        if not town.is_commune:
            tags = {"place": "hamlet", "name": town.name}
            nodes.append(_tagged(sheet, (town.x, town.y), tags))
            continue
        for tags, word, people in SERVICES:
            expected = town.population / people
            for _ in range(int(expected) + dice.chance(expected % 1.0)):
                away, turn = town.radius * math.sqrt(dice.unit()), dice.between(0, 6.2832)
                place = (town.x + away * math.cos(turn), town.y + away * math.sin(turn))
                named = {"name": place_name(word, dice)} if word else {}
                nodes.append(_tagged(sheet, place, tags | named))
    return nodes


def _tagged(sheet: Sheet, place: tuple[float, float], tags: Tags) -> int:
    """Put a tagged node at a place on the sheet."""
    node = sheet.node(*place)
    sheet.node_tags[node] = tags
    return node
