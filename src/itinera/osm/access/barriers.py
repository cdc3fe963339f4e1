"""What stands in the way, and who gets through where no access tag speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.osm.access.verdict import Verdict
from itinera.osm.codes import Access, Mode

if TYPE_CHECKING:
    from collections.abc import Mapping

_NO, _PUSH, _UNKNOWN, _YES = Access.NO, Access.PUSH, Access.UNKNOWN, Access.YES

#: barrier value -> (foot, bicycle); what is not listed lets both pass.
BARRIERS: dict[str, tuple[Access, Access]] = {
    "yes": (_NO, _NO),  # something undescribed, without an opening
    "wall": (_NO, _NO),
    "fence": (_NO, _NO),
    "hedge": (_NO, _NO),
    "city_wall": (_NO, _NO),
    "retaining_wall": (_NO, _NO),
    "wire_fence": (_NO, _NO),
    "guard_rail": (_YES, _PUSH),
    "ditch": (_UNKNOWN, _PUSH),
    "debris": (_UNKNOWN, _PUSH),
    "log": (_YES, _PUSH),
    "jersey_barrier": (_YES, _PUSH),
    "chain": (_YES, _PUSH),
    "rope": (_YES, _PUSH),
    "cycle_barrier": (_YES, _YES),
    "kissing_gate": (_YES, _PUSH),
    "stile": (_YES, _PUSH),
    "horse_stile": (_YES, _PUSH),
    "turnstile": (_YES, _NO),
    "full-height_turnstile": (_YES, _NO),
    "full_height_turnstile": (_YES, _NO),
}

#: Barriers that can be locked, and then stop everybody.
_LOCKABLE = frozenset(
    {
        "gate",
        "wicket_gate",
        "sliding_gate",
        "hampshire_gate",
        "kissing_gate",
        "turnstile",
        "full-height_turnstile",
        "full_height_turnstile",
        "door",
        "sally_port",
    }
)

#: Barriers that run along a line: on a way they bound it rather than stand across it.
_LINEAR = frozenset(
    {
        "yes",
        "wall",
        "fence",
        "hedge",
        "city_wall",
        "retaining_wall",
        "wire_fence",
        "guard_rail",
        "ditch",
        "kerb",
        "jersey_barrier",
        "rope",
        "chain",
    }
)

#: Barriers that a bicycle is lifted over or squeezed through whatever "access" says.
NARROW = frozenset(
    {"kissing_gate", "stile", "horse_stile", "turnstile", "full-height_turnstile"}
) | {"full_height_turnstile"}


def barrier_verdict(tags: Mapping[str, str], mode: Mode) -> Verdict | None:
    """Return who gets through the barrier of these tags, None if there is none."""
    barrier = tags.get("barrier")
    if not barrier or barrier == "no":
        return None
    read = (f"barrier={barrier}",)
    if tags.get("locked") == "yes" and barrier in _LOCKABLE:
        return Verdict(_NO, "locked", (*read, "locked=yes"))
    if tags.get("sensory") in ("audio", "audible"):
        return Verdict(_YES, "barrier_not_there", (*read, f"sensory={tags['sensory']}"))
    access = BARRIERS.get(barrier, (_YES, _YES))[mode]
    return Verdict(access, _rule(access), read)


def across_way(tags: Mapping[str, str], mode: Mode) -> Verdict | None:
    """Return who gets through a barrier that stands across the whole way."""
    return None if tags.get("barrier", "") in _LINEAR else barrier_verdict(tags, mode)


def _rule(access: Access) -> str:
    """Name the rule for a barrier by what it does."""
    if access is _NO:
        return "barrier_closed"
    return "barrier_lift" if access is _PUSH else "barrier_open"
