"""Invented country round the basin, for maps of the size of a region or a whole country."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from itinera.maquette.chance import Dice
from itinera.maquette.facts import Commune, Facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itinera.maquette.gates import Gate

WIDTH, HEIGHT = 0.52, 0.28  # degrees of a tile: about 37 km by 31 km
WEST, SOUTH = 2.24, 50.20  # the tile (0, 0) begins here; the basin covers columns 0–2, rows 0–1
BASIN = frozenset((column, row) for column in range(3) for row in range(2))
PER_BASIN = 2  # a basin has 330 communes, a tile half as many
COMMUNES = 165
GATES = (0.22, 0.5, 0.79)  # shares of a border at which roads cross it
# Inhabitants as in the basin: the quantiles of its communes.
PEOPLE = (190, 380, 560, 740, 920, 1150, 1450, 1750, 2100, 2500, 2900, 3500, 4300, 5200, 6200,
          7600, 9500, 12500, 21000)  # fmt: skip
WORDS = ("Ville", "Court", "Mont", "Pont", "Fosse", "Bois", "Champ", "Moulin", "Marais", "Croix")


@dataclass(frozen=True, slots=True)
class Tile:
    """A piece of invented country: its place in the grid, its middle, how full it is."""

    column: int
    row: int
    communes: int
    gates: tuple[Gate, ...]

    @property
    def lon(self) -> float:
        """Longitude of the middle, degrees."""
        return WEST + (self.column + 0.5) * WIDTH

    @property
    def lat(self) -> float:
        """Latitude of the middle, degrees."""
        return SOUTH + (self.row + 0.5) * HEIGHT


def tiles_for(basins: float, seed: int, doors: tuple[Gate, ...] = ()) -> Iterator[Tile]:
    """Yield the tiles that hold so many basins, from the basin outwards.

    Parameters
    ----------
    doors
        The basin's own gates, which the tiles beside it use.
    """
    wanted = round(basins * PER_BASIN * COMMUNES)
    ring = 0
    while wanted > 0:
        ring += 1
        for column, row in _ring(ring):
            if wanted <= 0:
                return
            count = min(COMMUNES, wanted)
            yield Tile(column, row, count, _gates(column, row, seed, doors))
            wanted -= count


def _ring(ring: int) -> Iterator[tuple[int, int]]:
    """Yield the cells at a distance from the cells of the basin."""
    for row in range(-ring, 2 + ring):
        for column in range(-ring, 3 + ring):
            apart = max(-column, column - 2, -row, row - 1)
            if apart == ring:
                yield column, row


def _gates(column: int, row: int, seed: int, doors: tuple[Gate, ...]) -> tuple[Gate, ...]:
    """Return where roads leave a tile; both tiles of a border compute the same places."""
    gates = []
    borders = (
        ((column, row), True, (column - 1, row)),
        ((column + 1, row), True, (column + 1, row)),
        ((column, row), False, (column, row - 1)),
        ((column, row + 1), False, (column, row + 1)),
    )
    for (c, r), upright, neighbour in borders:
        if neighbour in BASIN:
            gates += _doors_towards(column, row, doors)
            continue
        dice = Dice(seed, "gate", c, r, upright)
        for share in GATES:
            at = share + dice.about(0.03)
            lon, lat = (c, r + at) if upright else (c + at, r)
            gates.append((round(WEST + lon * WIDTH, 7), round(SOUTH + lat * HEIGHT, 7)))
    return tuple(dict.fromkeys(gates))


def _doors_towards(column: int, row: int, doors: tuple[Gate, ...]) -> list[Gate]:
    """Return the two doors of the basin nearest to the middle of a tile."""
    lon, lat = WEST + (column + 0.5) * WIDTH, SOUTH + (row + 0.5) * HEIGHT
    by_distance = sorted(doors, key=lambda door: math.hypot(0.64 * (door[0] - lon), door[1] - lat))
    return by_distance[:2]


def invented_facts(tile: Tile, seed: int) -> Facts:
    """Scatter communes over a tile, none too near another."""
    dice = Dice(seed, "communes")
    columns = math.ceil(math.sqrt(tile.communes * 1.19))
    rows = math.ceil(tile.communes / columns)
    communes = []
    for k in range(tile.communes):
        i, j = k % columns, k // columns
        across = (i + 0.5 + dice.about(0.13)) / columns
        up = (j + 0.5 + dice.about(0.13)) / rows
        lon = WEST + (tile.column + 0.03 + 0.94 * across) * WIDTH
        lat = SOUTH + (tile.row + 0.03 + 0.94 * up) * HEIGHT
        name = f"Fictif-{dice.pick(WORDS)}-{tile.column}-{tile.row}-{k + 1}"
        people = int(dice.pick(PEOPLE) * dice.between(0.8, 1.25))
        insee = f"F{tile.column + 50:02d}{tile.row + 50:02d}{k:03d}"
        communes.append(Commune(insee, name, people, round(lon, 6), round(lat, 6)))
    return Facts(tuple(communes), (), (), (), ())
