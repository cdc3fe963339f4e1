"""Values of access tags, and where to look for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from itinera.osm.codes import Access, Mode

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Access values as written in OSM (wiki Key:access), with the spellings that occur.
VALUES: dict[str, Access] = {
    "yes": Access.YES,
    "true": Access.YES,
    "1": Access.YES,
    "allowed": Access.YES,
    "public": Access.YES,
    "lane": Access.YES,
    "optional_sidepath": Access.YES,
    "discouraged": Access.YES,  # legal, only unwise
    "designated": Access.DESIGNATED,
    "official": Access.DESIGNATED,
    "permissive": Access.PERMISSIVE,
    "destination": Access.DESTINATION,
    "unknown": Access.UNKNOWN,
    "dismount": Access.PUSH,
    "private": Access.PRIVATE,
    "customers": Access.PRIVATE,
    "customer": Access.PRIVATE,
    "delivery": Access.PRIVATE,
    "permit": Access.PRIVATE,
    "license": Access.PRIVATE,
    "residents": Access.PRIVATE,
    "resident": Access.PRIVATE,
    "members": Access.PRIVATE,
    "employees": Access.PRIVATE,
    "staff": Access.PRIVATE,
    "students": Access.PRIVATE,
    "guests": Access.PRIVATE,
    "restricted": Access.PRIVATE,
    "no": Access.NO,
    "false": Access.NO,
    "0": Access.NO,
    "agricultural": Access.NO,
    "forestry": Access.NO,
    "agricultural;forestry": Access.NO,
    "military": Access.NO,
    "emergency": Access.NO,
    "use_sidepath": Access.NO,
}

#: Keys that speak of a mode, most telling first; the last one speaks of everybody.
HIERARCHY: dict[Mode, tuple[str, ...]] = {
    Mode.FOOT: ("foot", "access"),
    Mode.BICYCLE: ("bicycle", "vehicle", "access"),
}

_FORWARD: dict[Mode, tuple[str, ...]] = {
    mode: tuple(k for key in keys for k in (f"{key}:forward", key))
    for mode, keys in HIERARCHY.items()
}
_BACKWARD: dict[Mode, tuple[str, ...]] = {
    mode: tuple(k for key in keys for k in (f"{key}:backward", key))
    for mode, keys in HIERARCHY.items()
}


class Explicit(NamedTuple):
    """An access tag that speaks of a mode in a direction."""

    access: Access
    key: str
    value: str

    @property
    def tag(self) -> str:
        """The tag as "key=value"."""
        return f"{self.key}={self.value}"

    @property
    def general(self) -> bool:
        """True where the tag speaks of everybody, not of this mode."""
        return self.key.startswith("access")

    @property
    def directional(self) -> bool:
        """True where the tag speaks of one direction only."""
        return self.key.endswith("ward")


def read_value(value: str, mode: Mode) -> Access:
    """Return what an access value means; of several, the strictest that is readable."""
    known = VALUES.get(value)
    if known is None:
        parts = [VALUES.get(part.strip()) for part in value.lower().split(";")]
        readable = [part for part in parts if part is not None]
        known = min(readable) if readable else Access.UNKNOWN
    if known is Access.PUSH and mode is Mode.FOOT:
        return Access.YES
    return known


def find_access(tags: Mapping[str, str], mode: Mode, *, backward: bool = False) -> Explicit | None:
    """Return the most telling access tag for `mode` in a direction, None if none speaks."""
    for key in (_BACKWARD if backward else _FORWARD)[mode]:
        value = tags.get(key)
        if value:
            return Explicit(read_value(value, mode), key, value)
    return None
