"""Names that somebody may mean who has begun to type one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from itinera.errors import ItineraError
from itinera.waypoints.model import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.waypoints import Waypoint, WaypointTable

__all__ = ["Suggestions"]


@dataclass(frozen=True, slots=True)
class _Known:
    """A waypoint, the words that find it, and what to type so that it is meant."""

    waypoint: Waypoint
    words: tuple[str, ...]
    name: str
    use: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The waypoints of a map, found by the beginnings of their words."""

    known: tuple[_Known, ...]

    @classmethod
    def of(cls, table: WaypointTable, bbox: Sequence[float]) -> Suggestions:
        """Keep the waypoints within west, south, east, north in degrees."""
        west, south, east, north = bbox
        inside = [
            one
            for one in table
            if one.lonlat and west <= one.lonlat[0] <= east and south <= one.lonlat[1] <= north
        ]
        return cls(tuple(_known(one, table) for one in inside))

    def of_kind(self, kind: str) -> list[dict[str, Any]]:
        """Return all places of a kind, by name."""
        found = [one for one in self.known if one.waypoint.kind == kind]
        return [_row(one) for one in sorted(found, key=lambda one: (one.name, one.waypoint.id))]

    def like(self, text: str, *, most: int) -> list[dict[str, Any]]:
        """Return up to `most` places whose words begin as those of `text`, the likeliest first.

        What is called exactly so comes first, then names that begin so, then names of which
        words do, then what lies in a commune of that name; the shorter before the longer.
        """
        wanted = plain(text)
        parts = wanted.split()
        if not parts:
            return []
        found = [
            one
            for one in self.known
            if all(any(word.startswith(part) for word in one.words) for part in parts)
        ]
        found.sort(key=lambda one: (*_rank(one, wanted), one.waypoint.id))
        return [_row(one) for one in found[:most]]


def _rank(one: _Known, wanted: str) -> tuple[bool, bool, bool, int]:
    """Say how likely a place is meant: the lower the likelier."""
    exact = wanted in (one.name, plain(one.waypoint.id))
    named = all(f" {part}" in f" {one.name}" for part in wanted.split())
    return not exact, not one.name.startswith(wanted), not named, len(one.name)


def _known(waypoint: Waypoint, table: WaypointTable) -> _Known:
    """Collect the words of a waypoint; a terril is found by its bare number too."""
    names = (waypoint.id, waypoint.name, *waypoint.other_names, waypoint.commune)
    words = {word for name in names for word in plain(name).split()}
    if waypoint.kind == "terril":
        words.add(plain(waypoint.id).lstrip("t0"))
    return _Known(waypoint, tuple(sorted(words)), plain(waypoint.name), _use(waypoint, table))


def _use(waypoint: Waypoint, table: WaypointTable) -> str:
    """Return the name where it means this place alone, else the id."""
    try:
        meant = table.find(waypoint.name)
    except ItineraError:
        return waypoint.id
    return waypoint.name if meant.id == waypoint.id else waypoint.id


def _row(one: _Known) -> dict[str, Any]:
    """Return a place as the interface tells it."""
    waypoint = one.waypoint
    return {
        "use": one.use,
        "id": waypoint.id,
        "name": waypoint.name,
        "kind": waypoint.kind,
        "commune": waypoint.commune,
        "lonlat": list(waypoint.lonlat or ()),
    }
