"""The table [stages] of a journey's spec: how many days, how long, where they may end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from itinera.catalogue.toml_table import a_range, is_number
from itinera.errors import SpecError
from itinera.planning.journey.request import OFFERS, Band, Offer

if TYPE_CHECKING:
    from itinera.catalogue.toml_table import Table

__all__ = ["StagesSpec", "read_stages"]

#: By key: what it measures, its unit in SI, least and most that can be meant.
MEASURED = {
    "length_km": ("length_m", 1000.0, (0.5, 500.0)),
    "km_effort": ("km_effort", 1.0, (0.5, 500.0)),
    "hours": ("time_s", 3600.0, (0.25, 24.0)),
}
STAGE_KEYS = ("count", *MEASURED, "ends", "rest_after", "not_at", "at", "start_anywhere")
MOST_STAGES = 200
DEFAULT_MEASURE = "km_effort"
FARTHEST_M = 20_000.0
_OFFER = re.compile(r"([a-z]+)(?:\s+(\d+(?:\.\d+)?)\s*(km|m)?)?")
OFFER_M = 1500.0  # where an offer says no distance
PAIR, TRIPLE = 2, 3


@dataclass(frozen=True, slots=True)
class StagesSpec:
    """How a journey is cut into days; the fields are those of `planning.journey.StageWish`.

    Attributes
    ----------
    not_at, at
        Places as they are typed.
    table
        Where it stands.
    """

    count: tuple[int, int] | None
    measure: str
    band: Band | None
    ends: tuple[tuple[Offer, ...], ...]
    rest_after: tuple[int, ...]
    not_at: tuple[str, ...]
    at: tuple[str, ...]
    rotate: bool
    table: Table


def read_stages(table: Table) -> StagesSpec:
    """Read [stages].

    Raises
    ------
    SpecError
        With the file, the line, the key and what is possible instead.
    """
    table.only(STAGE_KEYS)
    count = _count(table)
    measured = [key for key in MEASURED if key in table.values]
    if len(measured) > 1:
        raise SpecError(
            f"{table.at(measured[1])}: stages are measured by {' and '.join(measured)}.",
            remedy=f"Keep one of them: {' or '.join(measured)}.",
        )
    if not measured and count is None:
        raise SpecError(
            f"{table.at('count')}: [stages] says neither how many stages nor how long.",
            remedy=f"Give one of count, {', '.join(MEASURED)}: count = [12, 15].",
        )
    rest_after = table.wholes("rest_after", 1, MOST_STAGES)
    if count and rest_after and rest_after[-1] >= count[1]:
        raise table.wrong(
            "rest_after", f"Name stages before the last: 1 to {count[1] - 1} with that count."
        )
    return StagesSpec(
        count=count,
        measure=MEASURED[measured[0]][0] if measured else DEFAULT_MEASURE,
        band=_band(table, measured[0]) if measured else None,
        ends=_ends(table),
        rest_after=rest_after,
        not_at=table.places("not_at"),
        at=table.places("at"),
        rotate=table.flag("start_anywhere"),
        table=table,
    )


def _count(table: Table) -> tuple[int, int] | None:
    """Return the fewest and the most stages: `count = 13` or `count = [12, 15]`."""
    value = table.values.get("count")
    if value is None:
        return None
    given = value if isinstance(value, list) else [value, value]
    pair = [n for n in given if isinstance(n, int) and not isinstance(n, bool)]
    if len(pair) == len(given) == PAIR and 1 <= pair[0] <= pair[1] <= MOST_STAGES:
        return pair[0], pair[1]
    raise table.wrong("count", f"Write fewest and most, 1 to {MOST_STAGES}: count = [12, 15].")


def _band(table: Table, key: str) -> Band:
    """Return least, wished and most: `[18, 25, 32]`, `[18, 32]`, or `25` alone."""
    _, unit, (least, most) = MEASURED[key]
    value = table.values[key]
    given = value if isinstance(value, list) else [value]
    numbers = [n for n in given if is_number(n)]
    good = len(numbers) == len(given) and len(numbers) in (1, PAIR, TRIPLE)
    if not good or not all(least <= n <= most for n in numbers):
        told = a_range(key, least, most).replace("Write a number", "Write least, wished and most")
        raise table.wrong(key, f"{told[:-1]}: {key} = [18, 25, 32].")
    if numbers != sorted(numbers):
        raise table.wrong(key, f"Write the least first: {key} = {sorted(numbers)}.")
    if len(numbers) == 1:
        return Band(0.75 * numbers[0] * unit, numbers[0] * unit, 1.25 * numbers[0] * unit)
    wished = numbers[1] * unit if len(numbers) == TRIPLE else None
    return Band(numbers[0] * unit, wished, numbers[-1] * unit)


def _ends(table: Table) -> tuple[tuple[Offer, ...], ...]:
    """Return what each end must offer: all of the outer, any of each inner."""
    value = table.values.get("ends", [])
    if not isinstance(value, list):
        raise table.wrong("ends", _how_to_end())
    return tuple(
        tuple(_offer(table, text) for text in (one if isinstance(one, list) else [one]))
        for one in value
        if one != []
    )


def _offer(table: Table, text: object) -> Offer:
    """Read "lodging 1500", "station 2 km" or "shop"."""
    match = _OFFER.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None or match[1] not in OFFERS:
        raise table.wrong("ends", _how_to_end(), value=repr(text))
    metres = float(match[2] or OFFER_M) * (1000.0 if match[3] == "km" else 1.0)
    if not 1.0 <= metres <= FARTHEST_M:
        raise table.wrong(
            "ends", f'Write 1 to {FARTHEST_M:g} metres: "{match[1]} 1500".', value=repr(text)
        )
    return Offer(match[1], metres)


def _how_to_end() -> str:
    """Say how the ends of stages are written."""
    return (
        f"Write what an end offers and within how many metres, of {', '.join(OFFERS)}: "
        'ends = [["lodging 1500", "station 2000"], ["shop 3000"]] is lodging or a station, '
        "and a shop."
    )
