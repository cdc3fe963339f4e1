"""Tags of tracks, paths, greenways and towpaths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.maquette.kinds import Ground
from itinera.maquette.names import path_name, place_name
from itinera.maquette.road_tags import named

if TYPE_CHECKING:
    from itinera.maquette.chance import Dice
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


def track(draft: Draft, ground: int, _length: float, dice: Dice) -> Tags:
    """Tag a farm or forest track."""
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
    if draft.name or dice.chance(0.12):
        tags["name"] = draft.name or path_name(dice)
    return tags


def path(draft: Draft, ground: int, _length: float, dice: Dice) -> Tags:
    """Tag a path through the country."""
    what = dice.weigh({"path": 66, "footway": 18, "bridleway": 4 + 4 * (ground == Ground.WOOD),
                       "cycleway": 3})  # fmt: skip
    tags = {"highway": "path" if ground == Ground.TERRIL else what}
    if dice.chance(0.55):
        tags["surface"] = dice.weigh({"ground": 6, "dirt": 4, "grass": 2, "compacted": 2,
        "earth": 1,
                                      "gravel": 1, "fine_gravel": 1, "mud": 0.5, "sand": 0.3,
                                      "woodchips": 0.3, "asphalt": 0.5})  # fmt: skip
    if ground == Ground.MARSH and dice.chance(0.3):
        tags |= {"surface": "wood", "bridge": "boardwalk", "width": "1.2", "bicycle": "no"}
    if dice.chance(0.16):
        tags["trail_visibility"] = dice.weigh({"excellent": 2, "good": 3, "intermediate": 2,
        "bad": 1,
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
    if draft.name or dice.chance(0.14):
        tags["name"] = draft.name or path_name(dice)
    return tags


def footway(draft: Draft, _ground: int, length: float, dice: Dice) -> Tags:
    """Tag a way between houses."""
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
    if draft.name or dice.chance(0.15):
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


def steps(draft: Draft, _ground: int, length: float, dice: Dice) -> Tags:
    """Tag named steps."""
    return named(_stairs(length, dice), draft)


def greenway(draft: Draft, _ground: int, _length: float, dice: Dice) -> Tags:
    """Tag a way on a former railway."""
    tags = dict(dice.weigh({
        (("highway", "cycleway"), ("foot", "designated"), ("bicycle", "designated")): 5,
        (("highway", "path"), ("foot", "designated"), ("bicycle", "designated")): 4,
        (("highway", "cycleway"), ("foot", "yes")): 1,
        (("highway", "track"), ("tracktype", "grade3")): 1.2,
        (("highway", "path"), ("trail_visibility", "bad")): 0.8}))  # fmt: skip
    if tags.get("foot") == "designated":
        tags |= {"surface": dice.weigh({"fine_gravel": 4, "compacted": 3, "asphalt": 3,
        "schist": 1.5}),
                 "motor_vehicle": "no", "width": dice.pick(("2.5", "3", "3", "3.5"))}  # fmt: skip
        if dice.chance(0.4):
            tags["smoothness"] = dice.pick(("good", "intermediate", "intermediate", "bad"))
        if dice.chance(0.4):
            tags["lit"] = "no"
    else:
        tags["surface"] = dice.pick(("ground", "gravel", "grass", "ground"))
    return named(tags, draft)


def towpath(draft: Draft, _ground: int, _length: float, dice: Dice) -> Tags:
    """Tag a towpath."""
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
    return named(tags, draft)


def pier(draft: Draft, _ground: int, _length: float, dice: Dice) -> Tags:
    """Tag a ferry."""
    return {"route": "ferry", "foot": "yes", "bicycle": "yes", "motor_vehicle": "no",
            "name": draft.name or place_name("bac", dice), "duration": "00:05"}  # fmt: skip
