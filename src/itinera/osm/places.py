"""Points of interest: which tags make which kind of place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.osm.codes import PlaceKind

if TYPE_CHECKING:
    from collections.abc import Mapping

K = PlaceKind

#: key → value → kind; "*" stands for any other value. The first key that matches decides.
KINDS: dict[str, dict[str, PlaceKind]] = {
    "place": dict.fromkeys(
        ("city", "town", "village", "hamlet", "suburb", "quarter", "neighbourhood", "locality",
         "isolated_dwelling", "borough"),
        K.SETTLEMENT,
    ),
    "amenity": {
        "drinking_water": K.DRINKING_WATER, "water_point": K.DRINKING_WATER,
        "toilets": K.TOILETS, "shower": K.TOILETS, "shelter": K.SHELTER,
        "restaurant": K.FOOD, "cafe": K.FOOD, "bar": K.FOOD, "pub": K.FOOD, "fast_food": K.FOOD,
        "biergarten": K.FOOD, "ice_cream": K.FOOD, "food_court": K.FOOD,
        "marketplace": K.SHOP,
        "parking": K.PARKING, "bicycle_repair_station": K.BIKE_REPAIR,
        "bicycle_rental": K.BIKE_RENTAL,
        "school": K.SCHOOL, "college": K.SCHOOL, "kindergarten": K.SCHOOL, "university": K.SCHOOL,
        "place_of_worship": K.PLACE_OF_WORSHIP, "hospital": K.HOSPITAL, "clinic": K.HOSPITAL,
        "pharmacy": K.PHARMACY, "bench": K.BENCH, "arts_centre": K.ATTRACTION,
        "theatre": K.ATTRACTION,
    },
    "tourism": {
        "hotel": K.LODGING, "guest_house": K.LODGING, "hostel": K.LODGING, "motel": K.LODGING,
        "chalet": K.LODGING, "apartment": K.LODGING, "alpine_hut": K.LODGING,
        "wilderness_hut": K.SHELTER, "camp_site": K.CAMPSITE, "caravan_site": K.CAMPSITE,
        "viewpoint": K.VIEWPOINT, "picnic_site": K.PICNIC, "attraction": K.ATTRACTION,
        "museum": K.ATTRACTION, "gallery": K.ATTRACTION, "artwork": K.ATTRACTION,
        "theme_park": K.ATTRACTION, "zoo": K.ATTRACTION, "aquarium": K.ATTRACTION,
    },
    "shop": {
        "bicycle": K.BIKE_REPAIR, "bakery": K.SHOP, "supermarket": K.SHOP, "convenience": K.SHOP,
        "greengrocer": K.SHOP, "butcher": K.SHOP, "pastry": K.SHOP, "deli": K.SHOP,
        "kiosk": K.SHOP, "farm": K.SHOP, "general": K.SHOP, "cheese": K.SHOP,
        "department_store": K.SHOP, "mall": K.SHOP,
    },
    "railway": {"station": K.STATION, "halt": K.STATION, "tram_stop": K.STATION},
    "historic": {"*": K.HERITAGE},
    "natural": {"peak": K.PEAK, "hill": K.PEAK, "spring": K.DRINKING_WATER},
    "leisure": {"picnic_table": K.PICNIC},
    "man_made": {"mineshaft": K.HERITAGE, "headframe": K.HERITAGE, "water_tap": K.DRINKING_WATER},
    "emergency": {"defibrillator": K.DEFIBRILLATOR},
}  # fmt: skip

#: Tags of multipolygons that are worth joining for the place they are.
AREA_TAGS = (
    *((key, value) for key, kinds in KINDS.items() for value in kinds if value != "*"),
    *(("historic", value) for value in ("castle", "memorial", "mine", "manor", "fort", "ruins")),
)
INFORMATION = {"office": K.TOURIST_OFFICE, "guidepost": K.GUIDEPOST, "route_marker": K.GUIDEPOST}
ROOTS = frozenset({*KINDS, "drinking_water"})


def place_kind(tags: Mapping[str, str]) -> PlaceKind | None:
    """Return what kind of place tags describe, None if none that a traveller asks for.

    Examples
    --------
    >>> place_kind({"amenity": "cafe"}).name
    'FOOD'
    >>> place_kind({"natural": "spring", "drinking_water": "no"}) is None
    True
    """
    if ROOTS.isdisjoint(tags):  # nearly every street
        return None
    if tags.get("tourism") == "information":
        return INFORMATION.get(tags.get("information", ""))
    for key, kinds in KINDS.items():
        value = tags.get(key)
        if value is None or value == "no":
            continue
        kind = kinds.get(value, kinds.get("*"))
        if kind is not None and not _undrinkable(kind, tags):
            return kind
    return K.DRINKING_WATER if tags.get("drinking_water") == "yes" else None


def _undrinkable(kind: PlaceKind, tags: Mapping[str, str]) -> bool:
    """Tell whether water is not for drinking; a spring must say that it is."""
    if kind is not K.DRINKING_WATER:
        return False
    drinkable = tags.get("drinking_water", "no" if "natural" in tags else "yes")
    return drinkable not in ("yes", "treated", "conditional")
