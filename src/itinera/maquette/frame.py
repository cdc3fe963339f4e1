"""The frame of the map: every line that the ground is divided by before any street is drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.maquette.kinds import Kind

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray
    from itinera.maquette.facts import Facts
    from itinera.maquette.plane import Plane


@dataclass(frozen=True, slots=True)
class Strand:
    """A line of the frame.

    Attributes
    ----------
    points : float64, shape (n, 2)
        Metres on the plane.
    name
        What it is called on the map, "" for none.
    """

    kind: Kind
    points: FloatArray
    name: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Town:
    """A commune or hamlet on the plane; `radius` is that of its built-up ground in metres."""

    name: str
    key: str
    population: int
    x: float
    y: float
    radius: float

    @property
    def is_commune(self) -> bool:
        """False for invented hamlets and for the places where roads leave the map."""
        return not self.key.startswith("hamlet") and not self.key.startswith("gate")


def built_radius(population: int) -> float:
    """Return the radius in metres that the houses of so many people take.

    Density grows from some 1,300 people per built-up km² in a village to 4,300
    in the largest towns of the basin (own fit to its communes).
    """
    density = 1300.0 + 1850.0 * max(0.0, math.log10(max(population, 50) / 1000.0))
    return 1000.0 * math.sqrt(max(population, 50) / density / math.pi)


def towns_of(facts: Facts, plane: Plane) -> list[Town]:
    """Put the communes on the plane, ordered as the facts are."""
    towns = []
    for commune in facts.communes:
        x, y = plane.xy(commune.lon, commune.lat)
        radius = built_radius(commune.population)
        towns.append(Town(commune.name, commune.insee, commune.population, x, y, radius))
    return towns


def positions(towns: list[Town]) -> FloatArray:
    """Return the town centres, float64 of shape (n, 2)."""
    return np.array([(town.x, town.y) for town in towns], dtype=np.float64).reshape(-1, 2)
