"""Tags with the variety of real OSM: what mappers say, and how often they say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.maquette.chance import Dice
from itinera.maquette.kinds import BUILT, Ground, Kind
from itinera.maquette.names import path_name, place_name, street_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from itinera.maquette.drafts import Draft

Tags = dict[str, str]
GRADE_SURFACES: dict[str, dict[str, float]] = {
    "grade1": {"asphalt": 5, "concrete": 3, "paved": 1, "concrete:lanes": 1, "sett": 0.4},
    "grade2": {"compacted": 4, "gravel": 3, "fine_gravel": 2, "concrete:lanes": 1},
    "grade3": {"gravel": 3, "compacted": 2, "ground": 2, "unpaved": 1, "pebblestone": 0.4},
    "grade4": {"ground": 4, "dirt": 3, "grass": 1, "unpaved": 1},
    "grade5": {"grass": 4, "ground": 2, "dirt": 1, "mud": 0.5, "earth": 0.5},
}
EVENNESS = {"grade1": ("good", "intermediate"), "grade2": ("intermediate", "bad"),
            "grade3": ("bad", "very_bad"), "grade4": ("very_bad", "horrible"),
            "grade5": ("horrible", "very_horrible")}  # fmt: skip


def tags_of(draft: Draft, ground: int, length_m: float, seed: int) -> Tags:
    """Return the tags of a way; the ways of one street agree in name and mostly in the rest."""
    dice = Dice(seed, "tags", draft.street)
    tags = _MAKERS[draft.kind](draft, ground, length_m, dice)
    return tags | draft.tags


def _named(tags: Tags, draft: Draft) -> Tags:
    """Add name and number where the draft has them."""
    if draft.name:
        tags["name"] = draft.name
    if draft.ref:
        tags["ref"] = draft.ref
    return tags


def _motorway(draft: Draft, _ground: int, _length: float, dice: Dice) -> Tags:
    tags = {"highway": "motorway", "oneway": "yes", "maxspeed": dice.pick(("110", "130"))}
    tags |= {"lanes": dice.pick(("2", "3")), "surface": "asphalt"}
    return _named(tags, draft)


def _slip(draft: Draft, _ground: int, _length: float, _dice: Dice) -> Tags:
    return _named({"highway": "motorway_link", "oneway": "yes", "lanes": "1"}, draft)


def _road(draft: Draft, ground: int, length: float, dice: Dice) -> Tags:
    tags: Tags = {"highway": draft.kind.name.lower()}
    built = ground in BUILT
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
    if built and dice.chance(0.6):
        tags |= {
            "lit": "yes",
            "sidewalk": dice.weigh({"both": 6, "right": 1, "left": 1, "separate": 1}),
        }
    elif not built and dice.chance(0.3):
        tags["sidewalk"] = "no"
    if draft.kind <= Kind.TERTIARY and dice.chance(0.32 if built else 0.1) and length > 200:
        tags |= _lanes_for_bicycles(dice)
    return tags


def _lanes_for_bicycles(dice: Dice) -> Tags:
    """Say what a road offers bicycles, in one of the ways that mappers write it."""
    return dict(dice.weigh({
        (("cycleway:both", "lane"),): 4, (("cycleway", "lane"),): 2, (("cycleway:right", "lane"),): 2,
        (("cycleway:both", "track"),): 1.2, (("cycleway", "shared_lane"),): 1,
        (("cycleway:right", "track"), ("cycleway:right:oneway", "no")): 0.6,
        (("bicycle", "use_sidepath"),): 0.3, (("cycleway:both", "no"),): 3,
    }))  # fmt: skip


def _lane(draft: Draft, ground: int, _length: float, dice: Dice) -> Tags:
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


def _street(draft: Draft, ground: int, length: float, dice: Dice) -> Tags:
    tags = {"highway": _street_class(ground, length, dice)}
    if dice.chance(0.82):
        tags["name"] = draft.name or street_name(dice)
    if dice.chance(0.55):
        tags["surface"] = dice.weigh({"asphalt": 24, "paving_stones": 1.5, "concrete": 1, "sett": 0.8,
                                      "compacted": 0.3, "cobblestone": 0.2, "paved": 1})  # fmt: skip
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
                                (("cyclestreet", "yes"),), (("vehicle", "delivery"),))))  # fmt: skip
    return tags


def _street_class(ground: int, length: float, dice: Dice) -> str:
    """Say whether a street is residential, living street, pedestrian…"""
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


def _service(draft: Draft, ground: int, length: float, dice: Dice) -> Tags:
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
    return _named(tags, draft)


def _track(draft: Draft, ground: int, _length: float, dice: Dice) -> Tags:
    grades = {"grade1": 1.2, "grade2": 3, "grade3": 3, "grade4": 2, "grade5": 2}
    if ground == Ground.WOOD:
        grades = {"grade1": 0.4, "grade2": 3, "grade3": 2, "grade4": 2, "grade5": 1.5}
    grade = dice.weigh(grades)
    tags = {"highway": "track"}
    if dice.chance(0.86):
        tags["tracktype"] = grade
    if dice.chance(0.6):
        tags["surface"] = dice.weigh(GRADE_SURFACES[grade])
    if dice.chance(0.14):
        tags["smoothness"] = dice.pick(EVENNESS[grade])
    if dice.chance(0.12):
        tags["width"] = dice.pick(("2", "2.5", "3", "3.5", "4"))
    if dice.chance(0.16):
        tags |= dict(dice.weigh({
            (("motor_vehicle", "agricultural"),): 5, (("access", "private"),): 1.2,
            (("access", "agricultural"),): 0.6, (("motor_vehicle", "no"),): 2,
            (("vehicle", "forestry" if ground == Ground.WOOD else "agricultural"),): 0.8,
            (("access", "permissive"),): 0.6, (("access", "no"), ("foot", "yes")): 0.2,
            (("foot", "yes"), ("bicycle", "no")): 0.3, (("access", "unknown"),): 0.1}))  # fmt: skip
    if dice.chance(0.12):
        tags["name"] = draft.name or path_name(dice)
    return tags


def _path(draft: Draft, ground: int, _length: float, dice: Dice) -> Tags:
    what = dice.weigh({"path": 66, "footway": 18, "bridleway": 4 + 4 * (ground == Ground.WOOD),
                       "cycleway": 3})  # fmt: skip
    tags = {"highway": what}
    if dice.chance(0.55):
        tags["surface"] = dice.weigh({"ground": 6, "dirt": 4, "grass": 2, "compacted": 2, "earth": 1,
                                      "gravel": 1, "fine_gravel": 1, "mud": 0.5, "sand": 0.3,
                                      "woodchips": 0.3, "asphalt": 0.5})  # fmt: skip
    if ground == Ground.MARSH and dice.chance(0.3):
        tags |= {"surface": "wood", "bridge": "boardwalk", "width": "1.2", "bicycle": "no"}
    if dice.chance(0.16):
        tags["trail_visibility"] = dice.weigh({"excellent": 2, "good": 3, "intermediate": 2, "bad": 1,
                                               "horrible": 0.3, "no": 0.1})  # fmt: skip
    if dice.chance(0.11):
        tags["mtb:scale"] = dice.weigh({"0": 5, "1": 3, "2": 1, "3": 0.2})
    if dice.chance(0.08):
        tags["sac_scale"] = dice.weigh({"hiking": 8, "mountain_hiking": 1})
    if dice.chance(0.1):
        tags["width"] = dice.pick(("0.5", "0.8", "1", "1.5", "2"))
    if dice.chance(0.07):
        tags["informal"] = "yes"
    if dice.chance(0.2):
        tags |= dict(dice.weigh({(("bicycle", "yes"),): 3, (("bicycle", "no"),): 3,
                                 (("foot", "designated"), ("bicycle", "designated")): 2,
                                 (("foot", "designated"),): 2, (("access", "permissive"),): 0.7,
                                 (("access", "private"),): 0.6, (("horse", "yes"),): 1,
                                 (("bicycle", "dismount"),): 0.3}))  # fmt: skip
    if dice.chance(0.14):
        tags["name"] = draft.name or path_name(dice)
    return tags


def _footway(draft: Draft, _ground: int, length: float, dice: Dice) -> Tags:
    if length < 45.0 and dice.chance(0.14):
        return _stairs(length, dice)
    what = dice.weigh({"footway": 70, "path": 14, "cycleway": 9})
    tags = {"highway": what}
    if what == "cycleway":
        tags |= {"foot": dice.pick(("yes", "designated", "no"))}
        if tags["foot"] != "no" and dice.chance(0.4):
            tags["segregated"] = dice.pick(("yes", "no"))
    elif dice.chance(0.16):
        tags["bicycle"] = dice.weigh({"yes": 4, "no": 3, "dismount": 1, "permissive": 0.5})
    if dice.chance(0.5):
        tags["surface"] = dice.weigh(
            {
                "asphalt": 6,
                "paving_stones": 3,
                "compacted": 2,
                "gravel": 1,
                "fine_gravel": 1,
                "concrete": 1,
                "ground": 1,
                "grass": 0.4,
            }
        )
    if dice.chance(0.25):
        tags["lit"] = dice.pick(("yes", "yes", "no"))
    if dice.chance(0.08):
        tags["width"] = dice.pick(("1", "1.2", "1.5", "2"))
    if dice.chance(0.15):
        tags["name"] = draft.name or path_name(dice)
    return tags


def _stairs(length: float, dice: Dice) -> Tags:
    """Tag a flight of steps."""
    tags = {"highway": "steps", "incline": dice.pick(("up", "down"))}
    if dice.chance(0.6):
        tags["step_count"] = str(max(3, round(length * dice.between(0.4, 1.6))))
    if dice.chance(0.3):
        tags["handrail"] = "yes"
    if dice.chance(0.16):
        tags |= dict(
            dice.pick(((("ramp:bicycle", "yes"),), (("ramp", "yes"),), (("ramp:stroller", "yes"),)))
        )
    return tags


def _steps(draft: Draft, _ground: int, length: float, dice: Dice) -> Tags:
    return _named(_stairs(length, dice), draft)


def _greenway(draft: Draft, _ground: int, _length: float, dice: Dice) -> Tags:
    tags = dict(dice.weigh({
        (("highway", "cycleway"), ("foot", "designated"), ("bicycle", "designated")): 5,
        (("highway", "path"), ("foot", "designated"), ("bicycle", "designated")): 4,
        (("highway", "cycleway"), ("foot", "yes")): 1,
        (("highway", "track"), ("tracktype", "grade3")): 1.2,
        (("highway", "path"), ("trail_visibility", "bad")): 0.8}))  # fmt: skip
    if tags.get("foot") == "designated":
        tags |= {"surface": dice.weigh({"fine_gravel": 4, "compacted": 3, "asphalt": 3, "schist": 1.5}),
                 "motor_vehicle": "no", "width": dice.pick(("2.5", "3", "3", "3.5"))}  # fmt: skip
        if dice.chance(0.4):
            tags["smoothness"] = dice.pick(("good", "intermediate", "intermediate", "bad"))
        if dice.chance(0.4):
            tags["lit"] = "no"
    else:
        tags["surface"] = dice.pick(("ground", "gravel", "grass", "ground"))
    return _named(tags, draft)


def _towpath(draft: Draft, _ground: int, _length: float, dice: Dice) -> Tags:
    tags = dict(dice.weigh({
        (("highway", "cycleway"), ("foot", "designated"), ("bicycle", "designated")): 3,
        (("highway", "path"),): 3, (("highway", "track"), ("tracktype", "grade2")): 3,
        (("highway", "service"), ("motor_vehicle", "private")): 2,
        (("highway", "track"), ("tracktype", "grade4")): 1}))  # fmt: skip
    grade = tags.get("tracktype")
    tags["surface"] = dice.weigh(GRADE_SURFACES[grade]) if grade else dice.weigh(
        {"asphalt": 3, "compacted": 4, "fine_gravel": 2, "ground": 1, "concrete": 1})  # fmt: skip
    tags["towpath"] = "yes"
    if dice.chance(0.2):
        tags["access"] = "permissive"
    if dice.chance(0.2):
        tags["motor_vehicle"] = "no"
    return _named(tags, draft)


def _water(draft: Draft, _ground: int, _length: float, dice: Dice) -> Tags:
    tags = {"waterway": draft.kind.name.lower()}
    if draft.kind is Kind.CANAL:
        tags |= {"boat": "yes", "width": dice.pick(("25", "30", "34"))}
    return _named(tags, draft)


def _rail(draft: Draft, _ground: int, _length: float, dice: Dice) -> Tags:
    tags = {"railway": "rail", "usage": dice.pick(("main", "branch")), "gauge": "1435"}
    if dice.chance(0.6):
        tags["electrified"] = "contact_line"
    return _named(tags, draft)


def _siding(draft: Draft, _ground: int, _length: float, _dice: Dice) -> Tags:
    return _named({"railway": "abandoned"}, draft)


def _pier(draft: Draft, _ground: int, _length: float, dice: Dice) -> Tags:
    return {"route": "ferry", "foot": "yes", "bicycle": "yes", "motor_vehicle": "no",
            "name": draft.name or place_name("bac", dice), "duration": "00:05"}  # fmt: skip


_MAKERS: dict[Kind, Callable[[Draft, int, float, Dice], Tags]] = {
    Kind.MOTORWAY: _motorway, Kind.TRUNK: _road, Kind.PRIMARY: _road, Kind.SECONDARY: _road,
    Kind.TERTIARY: _road, Kind.UNCLASSIFIED: _lane, Kind.STREET: _street, Kind.SERVICE: _service,
    Kind.GREENWAY: _greenway, Kind.TOWPATH: _towpath, Kind.TRACK: _track, Kind.PATH: _path,
    Kind.FOOTWAY: _footway, Kind.STEPS: _steps, Kind.SLIP: _slip, Kind.PIER: _pier,
    Kind.CANAL: _water, Kind.RIVER: _water, Kind.STREAM: _water, Kind.RAIL: _rail,
    Kind.SIDING: _siding,
}  # fmt: skip
