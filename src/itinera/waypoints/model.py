"""A waypoint, and a table of them that finds one by what people call it."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from itinera.errors import SeveralPlacesError, UnknownNameError
from itinera.geodesy import distance

LonLat = tuple[float, float]

SAME_PLACE_M = 300.0  # metres; two waypoints of one name within this are one place to a traveller
SHOWN = 5  # near matches named in an error

#: "74A", "T74a", "T074a", "n°74 A", "terril 74 A", "Terril n° 074a" are one number.
_TERRIL = re.compile(r"(?:terril )?(?:t|n|no|numero)? ?0*([1-9]\d{0,2}) ?([a-z]\d?)?")


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A place that has a name.

    Attributes
    ----------
    id
        Stable and unique, for example "T074a" or "gare-de-lens".
    name
        As people write it.
    kind
        One of `itinera.waypoints.tables.KINDS`.
    lonlat
        (lon, lat) in degrees, None where no source gives a position.
    commune
        Where it lies, "" if unknown.
    other_names
        What it is called besides.
    height_m
        Lowest and highest height above the ground around that sources give, in
        metres. Never to be mixed up with `altitude_m`.
    altitude_m
        Lowest and highest altitude above the sea that sources give, in metres.
    access
        Mode → "yes", "no", "partial", "paths" or "unknown"; empty where nothing is said.
    checked_on
        When the access was last checked, ISO date or its beginning, "" if unknown.
    access_since
        Since when the access is as it is, likewise.
    access_source
        Who says so; "" where the access is unknown.
    note, source, licence
        As in the table.
    labels
        What sorts it further: kind of site, level of a park, shape, protection and
        state of a terril, as in the table.
    table, line
        Where it stands: file name and line.
    """

    id: str
    name: str
    kind: str
    lonlat: LonLat | None
    commune: str = ""
    other_names: tuple[str, ...] = ()
    height_m: tuple[float, float] | None = None
    altitude_m: tuple[float, float] | None = None
    access: tuple[tuple[str, str], ...] = ()
    checked_on: str = ""
    access_since: str = ""
    access_source: str = ""
    note: str = ""
    source: str = ""
    licence: str = ""
    labels: tuple[str, ...] = ()
    table: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class WaypointTable:
    """Many waypoints, found by id or name.

    Attributes
    ----------
    waypoints
        In the order of the tables; of several with one id the first counts.
    """

    waypoints: tuple[Waypoint, ...]
    _by_id: dict[str, Waypoint] = field(init=False, repr=False, compare=False)
    _by_name: dict[str, list[Waypoint]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_id: dict[str, Waypoint] = {}
        by_name: dict[str, list[Waypoint]] = {}
        for waypoint in self.waypoints:
            by_id.setdefault(plain(waypoint.id), waypoint)
            for name in {plain(n) for n in (waypoint.name, *waypoint.other_names)} - {""}:
                by_name.setdefault(name, []).append(waypoint)
        object.__setattr__(self, "_by_id", by_id)
        object.__setattr__(self, "_by_name", by_name)

    def __iter__(self) -> Iterator[Waypoint]:
        return iter(self.waypoints)

    def __len__(self) -> int:
        return len(self.waypoints)

    def find(self, text: str) -> Waypoint:
        """Return the waypoint that somebody means.

        Parameters
        ----------
        text
            An id ("T074a"), a terril's number in any spelling ("74A", "terril 74 A",
            "n°74a"), or a name, whatever its case and accents ("louvre-lens").

        Raises
        ------
        UnknownNameError
            If nothing is called so; the names most like it are given.
        SeveralPlacesError
            If several places are called so.

        Examples
        --------
        >>> table.find("terril 74 A").id
        'T074a'
        """
        wanted = plain(text)
        found = self._by_id.get(wanted) or self._by_id.get(terril_id(wanted).lower())
        if found is not None:
            return found
        named = self._by_name.get(wanted, [])
        if not named:
            raise self._unknown(text)
        if not _one_place(named):
            raise SeveralPlacesError(
                f"{text!r} names {len(named)} waypoints: {_listed(named)}.",
                remedy="Give the id of the one you mean, or LAT,LON.",
            )
        return named[0]

    def near(self, lonlat: LonLat, *, kind: str | None = None) -> list[tuple[float, Waypoint]]:
        """Return (metres, waypoint) of all with a position, nearest first.

        Parameters
        ----------
        lonlat
            From where, (lon, lat) in degrees.
        kind
            Only waypoints of this kind.
        """
        found = [
            (distance(lonlat, waypoint.lonlat), waypoint)
            for waypoint in self.waypoints
            if waypoint.lonlat is not None and kind in (None, waypoint.kind)
        ]
        return sorted(found, key=lambda pair: (pair[0], pair[1].id))

    def _unknown(self, text: str) -> UnknownNameError:
        """Say that nothing is called so, and what comes near."""
        near = self._similar(plain(text))
        return UnknownNameError(
            f"No waypoint is called {text!r}.",
            remedy=f"Did you mean {_listed(near)}?"
            if near
            else "Give LAT,LON, or see `itinera waypoints list`.",
            nearest=near[0].id if near else None,
        )

    def _similar(self, wanted: str) -> list[Waypoint]:
        """Return the waypoints whose names hold all the words, then those spelled alike."""
        words = set(wanted.split())
        holding = [n for n in self._by_name if words and words <= set(n.split())]
        alike = difflib.get_close_matches(wanted, [*self._by_name, *self._by_id], SHOWN)
        found: dict[str, Waypoint] = {}
        for name in [*sorted(holding, key=lambda n: (len(n), n)), *alike]:
            for waypoint in self._by_name.get(name) or [self._by_id[name]]:
                found.setdefault(waypoint.id, waypoint)
        return list(found.values())[:SHOWN]


def plain(text: str) -> str:
    """Reduce a name to what counts: lower case, no accents, words of letters and digits.

    >>> plain("Cité des Électriciens – n°9")
    'cite des electriciens n 9'
    """
    folded = text.casefold().replace("œ", "oe").replace("æ", "ae").replace("°", " ")
    letters = unicodedata.normalize("NFKD", folded)
    kept = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", kept))


def terril_id(text: str) -> str:
    """Return the id that a terril's number stands for, "" where the text is no such number.

    >>> terril_id("terril n 74 a")
    'T074a'
    """
    match = _TERRIL.fullmatch(text)
    return f"T{int(match[1]):03d}{match[2] or ''}" if match else ""


def _one_place(waypoints: list[Waypoint]) -> bool:
    """Say whether waypoints of one name stand (almost) at one place; two terrils never do."""
    if len(waypoints) == 1:
        return True
    if sum(w.kind == "terril" for w in waypoints) > 1:
        return False
    first = waypoints[0].lonlat
    return all(
        first is not None and w.lonlat is not None and distance(first, w.lonlat) <= SAME_PLACE_M
        for w in waypoints
    )


def _listed(waypoints: Iterable[Waypoint]) -> str:
    """Name waypoints for an error: id and name."""
    names = [w.id if plain(w.id) == plain(w.name) else f"{w.id} ({w.name})" for w in waypoints]
    shown = "; ".join(names[:SHOWN])
    return f"{shown} …" if len(names) > SHOWN else shown
