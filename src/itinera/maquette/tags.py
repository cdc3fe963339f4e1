"""Tags with the variety of real OSM: what mappers say, and how often they say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.maquette import path_tags, road_tags
from itinera.maquette.chance import Dice
from itinera.maquette.closures import close
from itinera.maquette.kinds import Kind
from itinera.maquette.road_tags import Tags, named

if TYPE_CHECKING:
    from collections.abc import Callable

    from itinera.maquette.drafts import Draft


def tags_of(draft: Draft, ground: int, length_m: float, seed: int) -> Tags:
    """Return the tags of a way; the ways of one street agree in name and mostly in the rest."""
    dice = Dice(seed, "tags", draft.street)
    tags = _MAKERS[draft.kind](draft, ground, length_m, dice)
    return close(tags | draft.tags, draft.kind, ground, dice)


def _water(draft: Draft, _ground: int, _length: float, dice: Dice) -> Tags:
    """Tag a canal or river."""
    tags = {"waterway": draft.kind.name.lower()}
    if draft.kind is Kind.CANAL:
        tags |= {"boat": "yes", "width": dice.pick(("25", "30", "34"))}
    return named(tags, draft)


def _rail(draft: Draft, _ground: int, _length: float, dice: Dice) -> Tags:
    """Tag a railway."""
    tags = {"railway": "rail", "usage": dice.pick(("main", "branch")), "gauge": "1435"}
    if dice.chance(0.6):
        tags["electrified"] = "contact_line"
    return named(tags, draft)


def _siding(draft: Draft, _ground: int, _length: float, _dice: Dice) -> Tags:
    """Tag a former railway."""
    return named({"railway": "abandoned"}, draft)


_MAKERS: dict[Kind, Callable[[Draft, int, float, Dice], Tags]] = {
    Kind.MOTORWAY: road_tags.motorway,
    Kind.TRUNK: road_tags.road,
    Kind.PRIMARY: road_tags.road,
    Kind.SECONDARY: road_tags.road,
    Kind.TERTIARY: road_tags.road,
    Kind.UNCLASSIFIED: road_tags.lane,
    Kind.STREET: road_tags.street,
    Kind.SERVICE: road_tags.service,
    Kind.SLIP: road_tags.slip,
    Kind.GREENWAY: path_tags.greenway,
    Kind.TOWPATH: path_tags.towpath,
    Kind.TRACK: path_tags.track,
    Kind.PATH: path_tags.path,
    Kind.FOOTWAY: path_tags.footway,
    Kind.STEPS: path_tags.steps,
    Kind.PIER: path_tags.pier,
    Kind.CANAL: _water,
    Kind.RIVER: _water,
    Kind.STREAM: _water,
    Kind.RAIL: _rail,
    Kind.SIDING: _siding,
}
