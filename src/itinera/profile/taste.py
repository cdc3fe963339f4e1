"""A profile that leans to paved or to unpaved ways: the same traveller, other costs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from itinera.errors import InputError
from itinera.osm.codes import Surface

if TYPE_CHECKING:
    from itinera.profile.model import Profile, Table

KINDS = ("paved", "unpaved")
ANY = "any"
USUAL = 2.0  # times as dear is the other kind, where no weight is given
MOST = 10.0
#: What wheels and heels call paved; metal and wood are bridges, and nobody's wish.
PAVED = (
    Surface.ASPHALT, Surface.CONCRETE, Surface.PAVED, Surface.PAVING_STONES, Surface.SETT,
    Surface.COBBLESTONE, Surface.CONCRETE_LANES,
)  # fmt: skip
NEITHER = (Surface.UNKNOWN, Surface.WOOD, Surface.METAL)
UNPAVED = tuple(code for code in Surface if code not in PAVED and code not in NEITHER)


def parse_surface(text: str) -> tuple[str, float] | None:
    """Read a wish for surfaces: paved, unpaved or any, with a weight or without.

    Returns
    -------
    kind, weight
        None for any.

    Raises
    ------
    InputError
        If it is another word, or a weight that is none.

    Examples
    --------
    >>> parse_surface("paved=3")
    ('paved', 3.0)
    >>> parse_surface("any")
    """
    kind, given, weight = text.strip().lower().partition("=")
    try:
        number = float(weight) if given else USUAL
    except ValueError:
        number = float("nan")
    if kind == ANY and not given:
        return None
    if kind in KINDS and 1.0 <= number <= MOST:
        return kind, number
    raise InputError(
        f"There is no surface wish {text!r}.",
        remedy=f"Write paved, unpaved or any, or how many times dearer the other kind is to be, "
        f"1 to {MOST:g}: paved=3.",
    )


def leaning(profile: Profile, kind: str, weight: float) -> Profile:
    """Return a profile to which ways of the other kind cost more.

    Speeds stay as they are, limits too, and a weight of 1 changes nothing. What is known of a
    surface, or assumed where nobody tagged it, is what counts (`weigh.SURFACE_OF_CLASS`).

    Parameters
    ----------
    kind
        "paved" or "unpaved": what is wished.
    weight
        How many times dearer the other kind becomes, 1 to 10.

    Raises
    ------
    InputError
        For another kind or weight.
    """
    if kind not in KINDS or not 1.0 <= weight <= MOST:
        raise InputError(
            f"A profile cannot lean to {kind!r} by {weight:g}.",
            remedy=f"Use one of {', '.join(KINDS)}, and 1 to {MOST:g}.",
        )
    shunned = UNPAVED if kind == "paved" else PAVED
    surface = _dearer(profile.cost.surface, shunned, weight)
    return replace(profile, cost=replace(profile.cost, surface=surface))


def _dearer(table: Table, codes: tuple[int, ...], weight: float) -> Table:
    """Return a table with some of its factors multiplied."""
    return tuple(f * weight if code in codes else f for code, f in enumerate(table))
