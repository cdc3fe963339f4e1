"""Closures with a date or an hour: nesting birds, hunting, floods, markets, works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.maquette.kinds import Ground, Kind

if TYPE_CHECKING:
    from itinera.maquette.chance import Dice

Tags = dict[str, str]
NESTING = "no @ (Mar 01-Jul 31)"  # early March to late July: domain.md, section 8, Natura 2000
HUNTING = "no @ (Sep 15-Feb 28 Su 08:00-17:00)"
FLOOD = "no @ (Dec 01-Feb 28)"
WORKS = "no @ (2026 Sep 01-2027 Mar 31)"


def close(tags: Tags, kind: Kind, ground: int, dice: Dice) -> Tags:
    """Maybe close a way at some times; return its tags."""
    found = _closure(kind, ground, dice)
    return tags | found if "access" not in tags else tags


def _closure(kind: Kind, ground: int, dice: Dice) -> Tags:
    """Return the tags of a closure, mostly none."""
    if kind is Kind.PATH and ground == Ground.MARSH and dice.chance(0.10):
        return {"access:conditional": NESTING, "note": "Nesting season"}
    if kind in (Kind.TRACK, Kind.PATH) and ground == Ground.WOOD and dice.chance(0.03):
        return {dice.pick(("access:conditional", "foot:conditional")): HUNTING}
    if kind is Kind.TOWPATH and dice.chance(0.03):
        return {"access:conditional": FLOOD}
    if kind is Kind.GREENWAY and dice.chance(0.03):
        return {"access:conditional": WORKS, "note": "Works"}
    if kind is Kind.STREET and dice.chance(0.004):
        return dict(dice.pick((
            (("vehicle:conditional", "no @ (Sa 06:00-14:00)"),),
            (("bicycle:conditional", "no @ (Mo-Sa 10:00-19:00)"),),
            (("highway", "construction"), ("construction", "residential")),
            (("highway", "proposed"), ("proposed", "residential")),
            (("access:conditional", WORKS),),
            (("oneway", "yes"), ("oneway:conditional", "no @ (20:00-06:00)")),
        )))  # fmt: skip
    return {}
