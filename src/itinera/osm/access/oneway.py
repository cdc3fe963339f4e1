"""In which directions a bicycle may be ridden and a walker may walk along a oneway."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_WAYS: dict[str, int] = {
    "yes": 1,
    "true": 1,
    "1": 1,
    "-1": -1,
    "reverse": -1,
    "no": 0,
    "false": 0,
    "0": 0,
    "alternating": 0,
}

_OPPOSITE = frozenset({"opposite", "opposite_lane", "opposite_track", "opposite_share_busway"})
_LANES = frozenset({"track", "lane", "share_busway", "sharrow", "shared", "shared_lane"})
_SIDES = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
_CONTRAFLOW = frozenset({"-1", "no"})


class Directions(NamedTuple):
    """Which directions are open.

    Attributes
    ----------
    forward, backward
        True where open.
    implied
        True where the form of the road makes it oneway (roundabout, motorway).
    rule
        What decided, "" where nothing restricts.
    tags
        The tags that were read.
    against
        Where bicycles may ride against a oneway: 1 if that is backward, -1 if it
        is forward, else 0.
    """

    forward: bool
    backward: bool
    implied: bool
    rule: str
    tags: tuple[str, ...]
    against: int = 0


class Lanes(NamedTuple):
    """Where a cycle lane or track of the road itself runs, and the tags that say so."""

    forward: bool
    backward: bool
    tags: tuple[str, ...]


_OPEN = Directions(True, True, False, "", ())


def oneway_sign(value: str | None) -> int | None:
    """Return 1, -1 or 0 for a oneway value, None for one that says nothing readable."""
    return None if value is None else _WAYS.get(value)


def is_circular(tags: Mapping[str, str]) -> bool:
    """Return True for roundabouts and circular junctions."""
    return tags.get("junction") in ("roundabout", "circular")


def bicycle_directions(tags: Mapping[str, str]) -> Directions:
    """Return in which directions a bicycle may be ridden, as far as oneway tags say."""
    own = oneway_sign(tags.get("oneway:bicycle"))
    if own:
        return _one(own, False, "oneway_bicycle", (f"oneway:bicycle={tags['oneway:bicycle']}",))
    sign, formed, read = _traffic(tags)
    if sign == 0:
        return _OPEN
    if own == 0:
        read = (*read, f"oneway:bicycle={tags['oneway:bicycle']}")
        return Directions(True, True, False, "contraflow", read, sign)
    against = contraflow_tags(tags)
    if against:
        return Directions(True, True, formed, "contraflow", (*read, *against), sign)
    return _one(sign, formed, "roundabout" if is_circular(tags) else "oneway", read)


def _traffic(tags: Mapping[str, str]) -> tuple[int, bool, tuple[str, ...]]:
    """Return how the traffic runs, whether the form of the road says so, and the tags read."""
    formed = is_circular(tags) or tags.get("highway") == "motorway"
    sign = oneway_sign(tags.get("oneway"))
    if sign is not None:
        return sign, formed, (f"oneway={tags['oneway']}",)
    if not formed:
        return 0, False, ()
    key = "junction" if is_circular(tags) else "highway"
    return 1, True, (f"{key}={tags[key]}",)


def contraflow_tags(tags: Mapping[str, str]) -> tuple[str, ...]:
    """Return the tags that let bicycles ride against a oneway."""
    read = []
    for key in _SIDES:
        value = tags.get(key)
        if value in _OPPOSITE:
            read.append(f"{key}={value}")
        direction = tags.get(f"{key}:oneway")
        if direction in _CONTRAFLOW and value not in ("no", "none", "separate"):
            read.append(f"{key}:oneway={direction}")
    return tuple(read)


def cycle_lanes(tags: Mapping[str, str], directions: Directions) -> Lanes:
    """Return where lanes or tracks tagged on the road itself run."""
    both = _lane(tags, "cycleway") + _lane(tags, "cycleway:both")
    right, left = _lane(tags, "cycleway:right"), _lane(tags, "cycleway:left")
    read = both + right + left
    if not read:
        return Lanes(False, False, ())
    if directions.forward != directions.backward:
        return Lanes(directions.forward, directions.backward, read)
    return Lanes(bool(both or right), bool(both or left), read)


def foot_directions(tags: Mapping[str, str]) -> Directions:
    """Return in which directions one may walk: a plain oneway does not bind walkers."""
    sign = oneway_sign(tags.get("oneway:foot"))
    if sign is not None:
        return _one(sign, False, "oneway_foot", (f"oneway:foot={tags['oneway:foot']}",))
    conveying = tags.get("conveying")
    if conveying in ("forward", "backward"):
        sign = 1 if conveying == "forward" else -1
        return _one(sign, False, "escalator", (f"conveying={conveying}",))
    return _OPEN


def _lane(tags: Mapping[str, str], key: str) -> tuple[str, ...]:
    """Return the lane tag under `key` as a tuple of one, empty if there is none."""
    value = tags.get(key)
    return (f"{key}={value}",) if value in _LANES else ()


def _one(sign: int, implied: bool, rule: str, read: tuple[str, ...]) -> Directions:
    """Turn a sign into open directions."""
    return Directions(sign >= 0, sign <= 0, implied, rule, read)
