"""The one small ferry of the map, across the Escaut."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from itinera.maquette.kinds import Kind

if TYPE_CHECKING:
    from itinera.maquette.frame import Town
    from itinera.maquette.sheet import Sheet

FERRY_AT = "Hergnies"
WATER = "L'Escaut"
LEAST_M, MOST_M = 25.0, 60.0


def launch_ferry(sheet: Sheet, communes: list[Town]) -> None:
    """Join the towpaths of both banks by a ferry near its commune, if that is on the map."""
    town = next((t for t in communes if t.name == FERRY_AT), None)
    if town is None:
        return
    banks = [
        node
        for line in sheet.lines
        if line.kind is Kind.TOWPATH and line.name.endswith(WATER)
        for node in line.nodes[1:-1]
    ]
    banks.sort(key=lambda n: (math.hypot(sheet.x[n] - town.x, sheet.y[n] - town.y), n))
    for a in banks[:60]:
        for b in banks[:60]:
            gap = math.hypot(sheet.x[a] - sheet.x[b], sheet.y[a] - sheet.y[b])
            if LEAST_M < gap < MOST_M and _across(sheet, a, b):
                line = sheet.draw(Kind.PIER, [a, b])
                sheet.lines[line].name = f"Fictif bac de {FERRY_AT}"
                return


def _across(sheet: Sheet, a: int, b: int) -> bool:
    """Tell whether the water runs between two nodes."""
    middle = ((sheet.x[a] + sheet.x[b]) / 2.0, (sheet.y[a] + sheet.y[b]) / 2.0)
    near = (
        math.hypot(sheet.x[n] - middle[0], sheet.y[n] - middle[1])
        for line in sheet.lines
        if line.kind is Kind.CANAL and line.name == WATER
        for n in line.nodes
    )
    return min(near, default=math.inf) < 14.0
