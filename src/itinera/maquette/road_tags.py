"""Tags of roads and streets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.maquette.kinds import BUILT, Ground, Kind
from itinera.maquette.names import street_name

if TYPE_CHECKING:
    from itinera.maquette.chance import Dice
    from itinera.maquette.drafts import Draft

Tags = dict[str, str]


def named(tags: Tags, draft: Draft) -> Tags:
    """Add name and number where the draft has them."""
    if draft.name:
        tags["name"] = draft.name
    if draft.ref:
        tags["ref"] = draft.ref
    return tags


def motorway(draft: Draft, _ground: int, _length: float, dice: Dice) -> Tags:
    """Tag a carriageway."""
    tags = {"highway": "motorway", "oneway": "yes", "maxspeed": dice.pick(("110", "130"))}
    tags |= {"lanes": dice.pick(("2", "3")), "surface": "asphalt"}
    return named(tags, draft)


def slip(draft: Draft, _ground: int, _length: float, _dice: Dice) -> Tags:
    """Tag a slip road."""
    return named({"highway": "motorway_link", "oneway": "yes", "lanes": "1"}, draft)


def road(draft: Draft, ground: int, length: float, dice: Dice) -> Tags:
    """Tag a numbered road."""
    built = ground in BUILT
    tags: Tags = {"highway": draft.kind.name.lower()}
    if draft.kind is Kind.TRUNK and built:
        tags["highway"] = "primary"  # people walk along it
    if draft.ref:
        tags["ref"] = draft.ref
    if built and draft.name:
        tags["name"] = draft.name
    if dice.chance(0.8):
        tags["maxspeed"] = dice.weigh({"50": 6, "30": 2, "FR:urban": 1}) if built else dice.weigh(
            {"80": 6, "70": 2, "90": 1, "FR:rural": 1})  # fmt: skip
    if dice.chance(0.75):
        tags["surface"] = "asphalt"
    if dice.chance(0.5):
        tags["lanes"] = "2" if draft.kind > Kind.TRUNK else dice.pick(("2", "3", "4"))
    if draft.kind is Kind.TRUNK and not built and dice.chance(0.25):
        tags["motorroad"] = "yes"
    return tags | _beside(draft, length, dice, built=built)


def _beside(draft: Draft, length: float, dice: Dice, *, built: bool) -> Tags:
    """Say what a numbered road offers those who do not drive."""
    tags: Tags = {}
    if built and dice.chance(0.6):
        tags["lit"] = "yes"
        tags["sidewalk"] = dice.weigh({"both": 6, "right": 1, "left": 1, "separate": 1})
    elif not built and dice.chance(0.3):
        tags["sidewalk"] = "no"
    if draft.kind <= Kind.TERTIARY and dice.chance(0.32 if built else 0.1) and length > 200:
        tags |= _lanes_for_bicycles(dice)
    return tags


def _lanes_for_bicycles(dice: Dice) -> Tags:
    """Say what a road offers bicycles, in one of the ways that mappers write it."""
    return dict(dice.weigh({
        (("cycleway:both", "lane"),): 4, (("cycleway", "lane"),): 2, (("cycleway:right",
        "lane"),): 2,
        (("cycleway:both", "track"),): 1.2, (("cycleway", "shared_lane"),): 1,
        (("cycleway:right", "track"), ("cycleway:right:oneway", "no")): 0.6,
        (("bicycle", "use_sidepath"),): 0.3, (("cycleway:both", "no"),): 3,
    }))  # fmt: skip


def lane(draft: Draft, ground: int, _length: float, dice: Dice) -> Tags:
    """Tag a small road between places."""
    tags = {"highway": "unclassified"}
    built = ground in BUILT
    if draft.name and (built or dice.chance(0.3)):
        tags["name"] = draft.name
    if dice.chance(0.6):
        tags["surface"] = dice.weigh({"asphalt": 20, "concrete": 2, "chipseal": 2, "sett": 1.2,
                                      "compacted": 0.5, "cobblestone": 0.3})  # fmt: skip
    if dice.chance(0.35):
        tags["maxspeed"] = "50" if built else dice.pick(("80", "80", "50", "70"))
    if dice.chance(0.25):
        tags["width"] = dice.pick(("3", "3.5", "4", "5"))
    if built and dice.chance(0.4):
        tags["lit"] = "yes"
    return tags


def street(draft: Draft, ground: int, length: float, dice: Dice) -> Tags:
    """Tag a street."""
    tags = {"highway": _street_class(ground, length, dice)}
    if dice.chance(0.82):
        tags["name"] = draft.name or street_name(dice)
    if dice.chance(0.55):
        tags["surface"] = dice.weigh({"asphalt": 24, "paving_stones": 1.5, "concrete": 1,
        "sett": 0.8,
                                      "compacted": 0.3, "cobblestone": 0.2,
                                      "paved": 1})  # fmt: skip
    if dice.chance(0.36):
        tags["maxspeed"] = dice.weigh({"30": 5, "50": 4, "20": 1})
    if dice.chance(0.4):
        tags["lit"] = "yes"
    if dice.chance(0.35):
        tags["sidewalk"] = dice.weigh({"both": 6, "right": 1, "left": 1, "no": 1, "none": 0.3})
    one_way = {Ground.CORE: 0.32, Ground.TOWN: 0.17, Ground.CITE: 0.13}.get(Ground(ground), 0.06)
    if dice.chance(one_way) and tags["highway"] != "pedestrian":
        tags |= _oneway(dice)
    if dice.chance(0.012):
        tags |= dict(dice.pick(((("access", "private"),), (("access", "destination"),),
                                (("motor_vehicle", "destination"),), (("bicycle_road", "yes"),),
                                (("cyclestreet", "yes"),), (("vehicle",
                                "delivery"),))))  # fmt: skip
    return tags


def _street_class(ground: int, length: float, dice: Dice) -> str:
    """Say whether a street is residential, living street, or pedestrian."""
    if ground == Ground.CORE and length < 260:
        return dice.weigh(
            {"residential": 60, "pedestrian": 9, "living_street": 12, "unclassified": 3}
        )
    if ground == Ground.CITE:
        return dice.weigh({"residential": 85, "living_street": 12, "unclassified": 3})
    if ground == Ground.INDUSTRY:
        return dice.weigh({"unclassified": 55, "residential": 20, "service": 25})
    if ground not in BUILT:
        return dice.weigh({"unclassified": 5, "residential": 3, "service": 1})
    return dice.weigh({"residential": 90, "living_street": 5, "unclassified": 5})


def _oneway(dice: Dice) -> Tags:
    """Tag a oneway street, with what it allows bicycles."""
    return {"oneway": "yes"} | dict(dice.weigh({
        (("oneway:bicycle", "no"),): 4, (): 4, (("oneway:bicycle", "yes"),): 0.6,
        (("cycleway:left", "opposite_lane"), ("oneway:bicycle", "no")): 0.8,
        (("cycleway", "opposite"),): 0.7, (("cycleway", "opposite_lane"),): 0.5,
        (("oneway:foot", "no"),): 0.2,
    }))  # fmt: skip


def service(draft: Draft, ground: int, length: float, dice: Dice) -> Tags:
    """Tag a drive, aisle, alley or yard."""
    what = dice.weigh({"driveway": 5, "parking_aisle": 3, "alley": 2, "": 3, "drive-through": 0.1})
    tags = {"highway": "service"}
    if what:
        tags["service"] = what
    if what == "driveway" and dice.chance(0.5):
        tags["access"] = dice.weigh({"private": 7, "customers": 1, "permit": 0.3, "no": 0.4})
    elif ground == Ground.INDUSTRY and dice.chance(0.3):
        tags["access"] = dice.weigh({"private": 5, "customers": 2, "delivery": 1, "permissive": 1})
    if dice.chance(0.3):
        tags["surface"] = dice.weigh({"asphalt": 6, "paving_stones": 2, "gravel": 1, "concrete": 1})
    if what == "alley" and length > 80 and dice.chance(0.3):
        tags["oneway"] = "yes"
    return named(tags, draft)
