"""Marked routes: which there are, what they like to run on, and where they go."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from itinera.maquette.chance import Dice
from itinera.maquette.kinds import Kind
from itinera.maquette.names import WHOSE
from itinera.maquette.paths import CLOSED, Pathfinder, Price, oneway

if TYPE_CHECKING:
    from itinera.maquette.drafts import Draft
    from itinera.maquette.frame import Town
    from itinera.maquette.paths import Web

Stretches = list[tuple[int, bool]]


@dataclass(slots=True)
class Route:
    """A marked route: its relation's tags, its stretches in order, its parts if it has any."""

    tags: dict[str, str]
    chain: Stretches = field(default_factory=list)
    parts: list[Route] = field(default_factory=list)


# Relative price of a metre on each kind of way.
BY_BICYCLE = {Kind.TRUNK: 9.0, Kind.PRIMARY: 5.0, Kind.SECONDARY: 3.0, Kind.TERTIARY: 1.7,
              Kind.UNCLASSIFIED: 1.15, Kind.STREET: 1.2, Kind.SERVICE: 1.7, Kind.GREENWAY: 0.6,
              Kind.TOWPATH: 0.7, Kind.TRACK: 2.0, Kind.PATH: 3.2, Kind.FOOTWAY: 6.0}  # fmt: skip
BY_ROAD = BY_BICYCLE | {
    Kind.PRIMARY: 3.0,
    Kind.SECONDARY: 1.4,
    Kind.TERTIARY: 1.0,
    Kind.GREENWAY: 1.6,
    Kind.TOWPATH: 2.0,
    Kind.TRACK: 4.0,
    Kind.PATH: 9.0,
}
ON_FOOT = {
    Kind.TRUNK: 15.0,
    Kind.PRIMARY: 6.0,
    Kind.SECONDARY: 4.0,
    Kind.TERTIARY: 2.6,
    Kind.UNCLASSIFIED: 1.6,
    Kind.STREET: 1.5,
    Kind.SERVICE: 1.8,
    Kind.GREENWAY: 0.85,
    Kind.TOWPATH: 0.9,
    Kind.TRACK: 0.9,
    Kind.PATH: 0.8,
    Kind.FOOTWAY: 0.9,
    Kind.STEPS: 1.1,
}
NOT_RIDDEN = ("steps", "pedestrian", "bridleway", "footway", "trunk")  # but where tagged so
NOT_WALKED = ("trunk", "bridleway")
UNBUILT = ("construction", "proposed")
LOOSE = ("grass", "mud", "sand", "dirt", "ground", "earth")

# Where the true routes pass: communes in order (the course between them is invented).
EV5 = (("Estrée-Blanche", "Lillers", "Chocques", "Annezin", "Béthune"),
       ("Béthune", "Verquin", "Hersin-Coupigny", "Servins", "Angres"),
       ("Angres", "Liévin", "Lens", "Loos-en-Gohelle", "Bénifontaine", "Wingles", "Bauvin",
        "Allennes-les-Marais"))  # fmt: skip
V31 = ("Bruay-la-Buissière", "Nœux-les-Mines", "Bully-les-Mines", "Liévin", "Éleu-dit-Leauwette",
       "Avion", "Méricourt", "Rouvroy", "Hénin-Beaumont", "Noyelles-Godault", "Auby",
       "Roost-Warendin", "Râches", "Lallaing", "Pecquencourt", "Rieulay", "Somain", "Escaudain",
       "Denain", "Valenciennes", "Fresnes-sur-Escaut", "Condé-sur-l'Escaut")  # fmt: skip
SCARPE = ("Douai", "Lallaing", "Vred", "Marchiennes", "Hasnon", "Saint-Amand-les-Eaux", "Nivelle",
          "Thun-Saint-Amand", "Mortagne-du-Nord")  # fmt: skip
ESCAUT = (
    "Bouchain",
    "Lourches",
    "Denain",
    "Trith-Saint-Léger",
    "Valenciennes",
    "Bruay-sur-l'Escaut",
    "Escautpont",
    "Condé-sur-l'Escaut",
    "Hergnies",
    "Mortagne-du-Nord",
)
ROUBAIX = ("Valenciennes", "Anzin", "Raismes", "Wallers", "Hornaing", "Warlaing",
"Tilloy-lez-Marchiennes",
           "Beuvry-la-Forêt", "Orchies", "Bersée", "Mérignies", "Templeuve-en-Pévèle", "Cysoing",
           "Camphin-en-Pévèle")  # fmt: skip
GUEULES_NOIRES = (
    "Anzin",
    "Raismes",
    "Escautpont",
    "Fresnes-sur-Escaut",
    "Condé-sur-l'Escaut",
    "Vieux-Condé",
)
UN_ESCAUT = ("Valenciennes", "Saint-Saulve", "Onnaing", "Vicq", "Condé-sur-l'Escaut",
             "Fresnes-sur-Escaut", "Escautpont", "Bruay-sur-l'Escaut", "Valenciennes")  # fmt: skip
GALIBOTS = ("Lallaing", "Waziers", "Sin-le-Noble", "Dechy", "Guesnain", "Lewarde", "Masny",
"Écaillon",
            "Auberchicourt", "Aniche", "Somain", "Bruille-lez-Marchiennes", "Rieulay",
            "Pecquencourt",
            "Montigny-en-Ostrevent", "Lallaing")  # fmt: skip
GR_121 = ("Condé-sur-l'Escaut", "Vieux-Condé", "Hergnies", "Bruille-Saint-Amand",
"Saint-Amand-les-Eaux",
          "Raismes", "Wallers", "Hélesmes", "Marchiennes", "Vred", "Pecquencourt", "Lewarde",
          "Cantin",
          "Arleux", "Lécluse")  # fmt: skip
GR_121B = ("Saint-Amand-les-Eaux", "Rosult", "Orchies", "Mons-en-Pévèle", "Thumeries", "Phalempin")
TOURS = (
    ("Lens", "Loos-en-Gohelle", "Hulluch", "Wingles", "Vendin-le-Vieil", "Harnes", "Avion",
    "Liévin", "Lens"),
    ("Béthune", "Gosnay", "Bruay-la-Buissière", "Divion", "Houdain", "Barlin", "Nœux-les-Mines",
     "Labourse", "Béthune"),
    ("Oignies", "Carvin", "Courrières", "Hénin-Beaumont", "Rouvroy", "Drocourt", "Dourges",
    "Oignies"),
    ("Douai", "Waziers", "Lallaing", "Pecquencourt", "Rieulay", "Somain", "Aniche", "Lewarde",
    "Douai"),
    ("Denain", "Escaudain", "Abscon", "Hornaing", "Wallers", "Haveluy", "Denain"),
    ("Raismes", "Wallers", "Hasnon", "Saint-Amand-les-Eaux", "Bruille-Saint-Amand", "Odomez",
    "Raismes"),
    ("Condé-sur-l'Escaut", "Thivencelle", "Crespin", "Quiévrechain", "Onnaing", "Vicq",
     "Fresnes-sur-Escaut", "Vieux-Condé", "Condé-sur-l'Escaut"),
)  # fmt: skip


def price_list(kinds: dict[Kind, float], *, bicycle: bool) -> Price:
    """Return what a metre of a way costs in both directions."""

    def price(way: Draft) -> tuple[float, float]:
        base = kinds.get(way.kind, math.inf)
        tags = way.tags
        own = tags.get("bicycle" if bicycle else "foot", "")
        if tags.get("highway") in UNBUILT:
            return math.inf, math.inf
        if tags.get("access") in CLOSED and own not in ("yes", "designated", "permissive"):
            return math.inf, math.inf
        if own in ("no", "private", "use_sidepath", "dismount") or tags.get("motorroad") == "yes":
            return math.inf, math.inf
        if tags.get("highway") in (NOT_RIDDEN if bicycle else NOT_WALKED) and not own:
            return math.inf, math.inf
        if not bicycle and tags.get("sidewalk") == "separate":
            return math.inf, math.inf
        if bicycle and tags.get("surface") in LOOSE:
            base *= 1.8
        if tags.get("informal") == "yes":
            base *= 3.0
        return base, math.inf if oneway(tags, bicycle=bicycle) else base

    return price


class Planner:
    """Draws the marked routes of a region."""

    def __init__(self, web: Web, towns: list[Town], seed: int) -> None:
        self.web = web
        self.towns = towns
        self.by_name = {town.name: town for town in towns}
        self.seed = seed
        self.bicycle = Pathfinder(web, price_list(BY_BICYCLE, bicycle=True))
        self.road = Pathfinder(web, price_list(BY_ROAD, bicycle=True))
        self.foot = Pathfinder(web, price_list(ON_FOOT, bicycle=False))

    def all(self) -> list[Route]:
        """Return every marked route that finds its places on this map."""
        routes = [*self._cycling(), *self._walking(), *self._walks(), *self._local_loops()]
        return [route for route in routes if route.chain or len(route.parts) > 1]

    def _along(self, finder: Pathfinder, names: tuple[str, ...], share: float = 0.5) -> Stretches:
        """Lead a route past communes, off their middles."""
        towns = [self.by_name[name] for name in names if name in self.by_name]
        stops = []
        for k, town in enumerate(towns):
            turn = 2.4 * k + len(names)
            reach = share * town.radius
            place = (town.x + reach * math.cos(turn), town.y + reach * math.sin(turn))
            stops.append(finder.junction_near(place))
        if names[0] == names[-1] and len(stops) > 1:
            stops[-1] = stops[0]
        return finder.through(stops) if len(stops) > 1 else []

    def _cycling(self) -> list[Route]:
        """Return the véloroutes and cycle loops."""
        stages = []
        for k, stage in enumerate(EV5, 1):
            tags = _tags("bicycle", "icn", "EV5", f"Fictif étape {k} – EuroVelo 5")
            stages.append(Route(tags, self._along(self.bicycle, stage)))
        super_tags = {"type": "superroute", "route": "bicycle", "network": "icn", "ref": "EV5",
                      "name": "EuroVelo 5 Via Romea (Francigena)",
                      "cycle_network": "EuroVelo"}  # fmt: skip
        routes = [Route(super_tags, parts=[s for s in stages if s.chain])]
        listed = (
            ("ncn", "V31", "Véloroute du Bassin minier", V31, self.bicycle),
            ("rcn", "", "Véloroute de la Scarpe", SCARPE, self.bicycle),
            ("rcn", "", "Véloroute de l'Escaut", ESCAUT, self.bicycle),
            ("rcn", "", "Véloroute du Paris-Roubaix", ROUBAIX, self.road),
            ("lcn", "", "Voie verte des Gueules Noires", GUEULES_NOIRES, self.bicycle),
            ("lcn", "", "Boucle Un'Escaut", UN_ESCAUT, self.bicycle),
        )  # fmt: skip
        for network, ref, name, stops, finder in listed:
            routes.append(Route(_tags("bicycle", network, ref, name), self._along(finder, stops)))
        return routes

    def _walking(self) -> list[Route]:
        """Return the GR, the GRP with its seven loops, and the Chemin des Galibots."""
        routes = [
            Route(_gr("GR 121", "nwn", "GR 121"), self._along(self.foot, GR_121, 0.7)),
            Route(_gr("GR 121B", "nwn", "GR 121B"), self._along(self.foot, GR_121B, 0.7)),
            Route(
                _tags("hiking", "rwn", "", "Chemin des Galibots"),
                self._along(self.foot, GALIBOTS, 0.6),
            ),
        ]
        loops = []
        for k, stops in enumerate(TOURS, 1):
            tags = _gr(f"GRP {k}", "rwn", f"Fictif boucle {k} – Tours du Bassin minier")
            tags["osmc:symbol"] = "yellow:white:yellow_lower"
            loops.append(Route(tags, self._along(self.foot, stops, 0.8)))
        tours = {"type": "superroute", "route": "hiking", "network": "rwn", "ref": "GRP",
                 "name": "GRP Tours du Bassin minier"}  # fmt: skip
        return [*routes, Route(tours, parts=[loop for loop in loops if loop.chain])]

    def _walks(self) -> list[Route]:
        """Return signed walks (PR) round every third commune or so."""
        routes: list[Route] = []
        for town in self.towns:
            dice = Dice(self.seed, "walk", town.key)
            if not town.is_commune or not dice.chance(0.36):
                continue
            radius, start = town.radius + dice.between(350.0, 1500.0), dice.between(0, 6.28)
            count = 5
            stops = []
            for k in range(count):
                turn = start + 2 * math.pi * k / count
                away = radius * dice.between(0.7, 1.15)
                place = (town.x + away * math.cos(turn), town.y + away * math.sin(turn))
                stops.append(self.foot.junction_near(place))
            chain = self.foot.through([*stops, stops[0]])
            what = dice.pick(("Sentier", "Circuit", "Chemin", "Promenade"))
            tags = _tags("foot" if dice.chance(0.3) else "hiking", "lwn",
            f"Fictif PR {len(routes) + 1}",
                         f"Fictif {what} {dice.pick(WHOSE)}")  # fmt: skip
            tags |= {"roundtrip": "yes", "osmc:symbol": "yellow:white:yellow_bar"}
            routes.append(Route(tags, chain))
        return routes

    def _local_loops(self) -> list[Route]:
        """Return invented cycle and mountain-bike loops."""
        routes: list[Route] = []
        dice = Dice(self.seed, "cycle loops")
        great = [t for t in self.towns if t.is_commune and t.population > 6000]
        for town in great:
            if not dice.chance(0.3):
                continue
            reach, start = dice.between(3500.0, 8000.0), dice.between(0, 6.28)
            stops = [self.bicycle.junction_near((town.x, town.y))]
            for k in range(3):
                turn = start + 1.1 * k
                place = (town.x + reach * math.cos(turn), town.y + reach * math.sin(turn))
                stops.append(self.bicycle.junction_near(place))
            mtb = dice.chance(0.25)
            tags = _tags("mtb" if mtb else "bicycle", "lcn", f"Fictif {len(routes) + 1}",
                         f"Fictif boucle {dice.pick(WHOSE)}") | {"roundtrip": "yes"}  # fmt: skip
            routes.append(Route(tags, self.bicycle.through([*stops, stops[0]])))
        return routes


def _tags(kind: str, network: str, ref: str, name: str) -> dict[str, str]:
    """Return the tags of a route relation."""
    tags = {"type": "route", "route": kind, "network": network, "name": name}
    return tags | ({"ref": ref} if ref else {})


def _gr(ref: str, network: str, name: str) -> dict[str, str]:
    """Return the tags of a long-distance walking route."""
    return _tags("hiking", network, ref, name) | {"osmc:symbol": "red:white:red_lower"}
