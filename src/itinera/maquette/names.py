"""Invented names. Each begins with "Fictif", so that none is taken for a real one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.maquette.kinds import Kind

if TYPE_CHECKING:
    from itinera.maquette.chance import Dice

STREET_WORDS = (
    "rue", "rue", "rue", "rue", "rue", "avenue", "impasse", "allée", "place", "chemin", "cité",
    "résidence", "boulevard", "sentier", "ruelle", "square", "cour",
)  # fmt: skip
PATH_WORDS = ("sentier", "chemin", "voyette", "drève", "carrière", "piste")
WHOSE = (
    "des Mineurs", "du Puits", "du Muguet", "des Galibots", "de la Lampisterie", "du Grisou",
    "des Herscheuses", "du Carreau", "de la Houille", "du Boutefeu", "des Porions", "du Coron",
    "de la Berline", "du Chevalement", "de la Gaillette", "du Pic", "de la Rivelaine",
    "de l'Anthracite", "des Cafus", "du Triage", "de la Molette", "du Briquet", "des Pinsons",
    "des Lilas", "des Aubépines", "des Peupliers", "des Saules", "des Tilleuls", "du Houblon",
    "de la Chicorée", "des Betteraves", "du Lin", "des Colombes", "des Coulonneux", "du Javelot",
    "des Géants", "du Carillon", "de la Ducasse", "du Beffroi", "de la Brasserie", "du Moulin",
    "du Lavoir", "des Écoles", "de l'Harmonie", "de la Fanfare", "des Jardins", "du Marais",
    "de l'Écluse", "du Halage", "du Rivage", "des Bateliers", "de la Fosse", "du Terril",
    "du Schiste", "des Bouleaux", "des Orchidées", "du Crapaud calamite", "de l'Alouette lulu",
    "du Lézard", "des Mésanges", "du Rossignol", "du Pinson", "de la Prairie", "des Champs",
    "de la Plaine", "du Calvaire", "de la Chapelle", "du Bois", "de la Garenne", "des Chasseurs",
    "de la Source", "de la Fontaine", "du Pont", "de la Gare", "du Stade", "de l'Espérance",
    "de la Liberté", "de la Concorde", "de l'Avenir", "du Progrès", "de la Solidarité",
    "de Varsovie", "de Cracovie", "de Naples", "de Lisbonne", "d'Alger", "de Gdansk",
    "du Premier Jour", "des Trois Ormes", "des Quatre Vents", "des Sept Fours", "du Long Pré",
)  # fmt: skip


def street_name(dice: Dice) -> str:
    """Invent the name of a street."""
    return f"Fictif {dice.pick(STREET_WORDS)} {dice.pick(WHOSE)}"


def path_name(dice: Dice) -> str:
    """Invent the name of a path or farm track."""
    return f"Fictif {dice.pick(PATH_WORDS)} {dice.pick(WHOSE)}"


def place_name(what: str, dice: Dice) -> str:
    """Invent the name of a service or piece of ground, for example "Fictif café du Pic"."""
    return f"Fictif {what} {dice.pick(WHOSE)}"


def road_name(kind: Kind, ends: tuple[str, str], dice: Dice) -> tuple[str, str]:
    """Invent name and number of a road between two places (either may be "")."""
    number = int(dice.between(9000, 9999))
    if kind is Kind.TRUNK:
        return "", f"Fictif N {number}"
    if kind in (Kind.PRIMARY, Kind.SECONDARY, Kind.TERTIARY):
        return f"Fictif route {dice.pick(WHOSE)}", f"Fictif D {number}"
    if kind is Kind.UNCLASSIFIED:
        bare = [end for end in ends if end and not end.startswith("Fictif")]
        return (f"Fictif chemin de {bare[0]}" if bare else path_name(dice)), ""
    return street_name(dice), ""
