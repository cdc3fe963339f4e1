"""What a spec of a loop asks for, beside what every spec does.

::

    kind = "loop"
    profile = "gravel"
    start = "Gare de Lens"
    length_km = 36              # or minutes = 150
    tolerance_pct = 5           # all that follows is optional
    climb_m = 250
    via = ["Lallaing", "T144"]  # places to pass, in any order
    via_order = "given"         # these in this order
    via_within_m = 800          # how far off them it may stay, where it cannot reach all
    end = "Louvre-Lens"         # ends there: a walk, no loop
    start_at = ["station"]      # begins at the best of these near `start`
    start_within_m = 2000       # so near
    through = "park.geojson"    # areas to go through, a file beside the spec
    avoid_ways = ["way/123"]    # or LAT,LON on the way
    avoid_near = ["50.4,2.8;50.41,2.8@20"]
    surface = "paved=2"
    like = "boucle-du-vivier"   # keeps to a published loop, or a GPX beside the spec,
    change = ["longer"]         # in what sense another
    themes = ["chaine-des-parcs", "quiet=0.5"]
    direction = "NE"
    lollipop = false
    seed = 3
    effort = 4
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from itinera.errors import ItineraError, SpecError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

__all__ = ["LOOP_KEYS", "LoopSpec", "read_loop"]

#: Keys of numbers: least and most. What they mean together the planner checks.
NUMBERS = {
    "length_km": (0.2, 1000.0),
    "minutes": (2.0, 6000.0),
    "tolerance_pct": (0.1, 50.0),
    "climb_m": (0.0, 50_000.0),
    "via_within_m": (0.0, 5000.0),
    "start_within_m": (100.0, 20_000.0),
    "seed": (0, 2**31),
    "effort": (1, 5),
}
WHOLE = ("seed", "effort")
WORDS = ("end", "through", "surface", "like")
ROWS = ("start_at", "avoid_ways", "avoid_near", "change")
ORDERS = ("free", "given")
LOOP_KEYS = (
    "start", *NUMBERS, "themes", "direction", "lollipop", "via_order", *WORDS, *ROWS
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LoopSpec:
    """The loop that a spec asks for.

    Attributes
    ----------
    start
        Where it begins and ends: id or name of a waypoint, or "LAT,LON".
    numbers
        What is given of NUMBERS, by key.
    themes
        Theme and weight.
    direction
        Where it lies from the start, "" for anywhere.
    lollipop
        May the way out and the way back share a stem?
    ordered
        Are the places to pass to be met in the order given?
    words
        What is given of WORDS, by key, as it stands.
    rows
        What is given of ROWS, by key, as it stands.
    """

    start: str
    numbers: Mapping[str, float]
    themes: tuple[tuple[str, float], ...] = ()
    direction: str = ""
    lollipop: bool = True
    ordered: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_loop(table: Mapping[str, object], at: Callable[[str], str]) -> LoopSpec:
    """Read what a spec says of its loop.

    Parameters
    ----------
    at
        Says where a key stands, for messages.

    Raises
    ------
    SpecError
        With the file, the line, the key and what is allowed.
    """
    start = table.get("start")
    if not isinstance(start, str) or not start.strip():
        raise SpecError(
            f"{at('start')}: key 'start' is {start!r}.",
            remedy='Write a waypoint\'s id or name, or "LAT,LON", in quotes.',
        )
    numbers = {key: _number(key, table[key], at) for key in NUMBERS if key in table}
    words = {key: _word(key, table[key], at) for key in WORDS if key in table}
    known = sum(key in numbers for key in ("length_km", "minutes"))
    if known > 1 or (known == 0 and "like" not in words):
        key = "minutes" if "minutes" in numbers else "kind"
        raise SpecError(
            f"{at(key)}: a loop needs one of 'length_km' and 'minutes'.", remedy="Give one of them."
        )
    return LoopSpec(
        start,
        numbers,
        _themes(table, at),
        _direction(table, at),
        _lollipop(table, at),
        _ordered(table, at),
        words,
        {key: _row(key, table[key], at) for key in ROWS if key in table},
    )


def _word(key: str, value: object, at: Callable[[str], str]) -> str:
    """Return a text."""
    if isinstance(value, str) and value.strip():
        return value
    raise SpecError(f"{at(key)}: key {key!r} is {value!r}.", remedy="Write it in quotes.")


def _row(key: str, value: object, at: Callable[[str], str]) -> tuple[str, ...]:
    """Return a list of texts."""
    if isinstance(value, list) and all(isinstance(text, str) and text for text in value):
        return tuple(value)
    raise SpecError(
        f"{at(key)}: key {key!r} is {value!r}.", remedy='Write a list of texts: ["…", "…"].'
    )


def _ordered(table: Mapping[str, object], at: Callable[[str], str]) -> bool:
    """Return whether the places to pass have an order."""
    order = table.get("via_order", ORDERS[0])
    if order in ORDERS:
        return order == "given"
    raise SpecError(
        f"{at('via_order')}: key 'via_order' is {order!r}.", remedy=f"Use {' or '.join(ORDERS)}."
    )


def _number(key: str, value: object, at: Callable[[str], str]) -> float:
    """Return a number within its range."""
    least, most = NUMBERS[key]
    kinds = (int,) if key in WHOLE else (int, float)
    if isinstance(value, kinds) and not isinstance(value, bool) and least <= value <= most:
        return value
    what = "whole number" if key in WHOLE else "number"
    raise SpecError(
        f"{at(key)}: key {key!r} is {value!r}.",
        remedy=f"Write a {what} from {least:g} to {most:g}.",
    )


def _themes(table: Mapping[str, object], at: Callable[[str], str]) -> tuple[tuple[str, float], ...]:
    """Return the themes with their weights."""
    from itinera.planning.themes import parse_theme

    given = table.get("themes", [])
    if not isinstance(given, list) or not all(isinstance(text, str) for text in given):
        raise SpecError(
            f"{at('themes')}: key 'themes' is {given!r}.",
            remedy='Write a list of names in quotes, with a weight or without: ["water=2"].',
        )
    try:
        return tuple(parse_theme(text) for text in given)
    except ItineraError as error:
        raise SpecError(f"{at('themes')}: {error.problem}", remedy=error.remedy) from error


def _direction(table: Mapping[str, object], at: Callable[[str], str]) -> str:
    """Return the direction."""
    from itinera.planning.loop.request import DIRECTIONS

    direction = table.get("direction", "")
    if isinstance(direction, str) and direction in ("", *DIRECTIONS):
        return direction
    raise SpecError(
        f"{at('direction')}: key 'direction' is {direction!r}.",
        remedy=f"Use one of {', '.join(DIRECTIONS)}.",
    )


def _lollipop(table: Mapping[str, object], at: Callable[[str], str]) -> bool:
    """Return whether a stem is welcome."""
    lollipop = table.get("lollipop", True)
    if isinstance(lollipop, bool):
        return lollipop
    raise SpecError(
        f"{at('lollipop')}: key 'lollipop' is {lollipop!r}.", remedy="Write true or false."
    )


def loop_keys_without(path: Path, table: Mapping[str, object], at: Callable[[str], str]) -> None:
    """Refuse keys of a loop in a spec of a route.

    Raises
    ------
    SpecError
        Naming the first of them.
    """
    key = next((key for key in LOOP_KEYS if key in table), None)
    if key is not None:
        raise SpecError(
            f"{at(key)}: key {key!r} is for loops, and {path.name} asks for a route.",
            remedy='Add kind = "loop", or leave the key out.',
        )
