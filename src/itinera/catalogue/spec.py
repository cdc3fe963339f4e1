"""What a file in `routes/` asks for: one itinerary, in words that a person can edit.

A spec is a TOML file; its name without `.toml` is the slug of the itinerary::

    profile = "family_bike"
    via = ["Gare de Lens", "T074a", "50.4305,2.8033"]
    on = 2026-05-01             # optional: dated restrictions of that day apply

    [title]
    fr = "De la gare au Louvre-Lens"
    en = "From the station to the Louvre-Lens"
    nl = "Van het station naar het Louvre-Lens"

    [text]                      # optional, same languages
    fr = "Une promenade à plat, sur d'anciennes voies ferrées."

With ``kind = "loop"`` it asks for a round trip instead; see `catalogue.loop_spec`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from itinera.catalogue.loop_spec import LOOP_KEYS, LoopSpec, loop_keys_without, read_loop
from itinera.errors import SpecError, toml_problem
from itinera.itinerary.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = [
    "Spec",
    "check_slug",
    "read_day",
    "read_profile",
    "read_spec",
    "read_table",
    "read_texts",
    "where",
]

KINDS = ("route", "loop")
KEYS = ("kind", "profile", "via", "on", "title", "text")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FEWEST_VIAS = 2


@dataclass(frozen=True, slots=True)
class Spec:
    """One itinerary to publish.

    Attributes
    ----------
    path
        The file that it was read from.
    profile
        Name of a built-in profile.
    via
        Places in order: ids or names of waypoints, or "LAT,LON"; at least two. For a
        loop those to pass, in any order and as many as one likes.
    title, text
        By language; the title in all of them, the text in any.
    on
        Day of travel, or None for "any day".
    loop
        For a loop, what it is to be like; None for a route.
    """

    path: Path
    profile: str
    via: tuple[str, ...]
    title: Mapping[str, str]
    text: Mapping[str, str]
    on: date | None = None
    loop: LoopSpec | None = None

    @property
    def slug(self) -> str:
        """The name of the itinerary in addresses and of its folder."""
        return self.path.stem


def read_spec(path: Path) -> Spec:
    """Read a spec and check every key of it.

    Raises
    ------
    SpecError
        With the file, the key and what is allowed.
    """
    check_slug(path)
    table = read_table(path)
    known = (*KEYS, *LOOP_KEYS) if table.get("kind") == "loop" else KEYS
    unknown = sorted(set(table) - {*KEYS, *LOOP_KEYS})
    if unknown:
        raise SpecError(
            f"{where(path, unknown[0])}: unknown key {unknown[0]!r}.",
            remedy=f"Known: {', '.join(known)}.",
        )
    loop = _loop(path, table)
    return Spec(
        path=path,
        profile=read_profile(path, table),
        via=_via(path, table, fewest=0 if loop else FEWEST_VIAS),
        title=read_texts(path, table, "title", complete=True),
        text=read_texts(path, table, "text", complete=False),
        on=read_day(path, table),
        loop=loop,
    )


def check_slug(path: Path) -> None:
    """Refuse a file whose name cannot stand in an address.

    Raises
    ------
    SpecError
        Naming it.
    """
    if not SLUG.fullmatch(path.stem):
        raise SpecError(
            f"{path}: the name {path.stem!r} cannot be an address.",
            remedy="Use small letters, digits and single hyphens.",
        )


def _loop(path: Path, table: Mapping[str, object]) -> LoopSpec | None:
    """Return what a loop is to be like, None for a route."""
    kind = table.get("kind", "route")
    if kind not in KINDS:
        raise SpecError(
            f"{where(path, 'kind')}: key 'kind' is {kind!r}.",
            remedy=f"Use one of {', '.join(KINDS)}.",
        )
    at = partial(where, path)
    if kind == "loop":
        return read_loop(table, at)
    loop_keys_without(path, table, at)
    return None


def read_table(path: Path) -> dict[str, object]:
    """Read a TOML file.

    Raises
    ------
    SpecError
        If it is missing or no TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SpecError(
            f"{path}: no such file.", remedy="Name a .toml file of the routes folder."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SpecError(toml_problem(str(path), error), remedy="Mend that line.") from error


def read_profile(path: Path, table: Mapping[str, object]) -> str:
    """Return the profile, which has no default: a catalogue says for whom it is.

    Raises
    ------
    SpecError
        If there is none.
    """
    profile = table.get("profile")
    if not isinstance(profile, str) or not profile:
        raise SpecError(
            f"{where(path, 'profile')}: key 'profile' is {profile!r}.",
            remedy="Name a profile: see `itinera profiles list`.",
        )
    return profile


def _via(path: Path, table: Mapping[str, object], *, fewest: int) -> tuple[str, ...]:
    """Return the places to pass."""
    via = table.get("via") if fewest else table.get("via", [])
    if not isinstance(via, list) or len(via) < fewest:
        raise SpecError(
            f"{where(path, 'via')}: key 'via' is {via!r}.",
            remedy="List two places or more: a start and an end."
            if fewest
            else "List the places to pass, or leave it out.",
        )
    for i, place in enumerate(via):
        if not isinstance(place, str) or not place.strip():
            raise SpecError(
                f"{where(path, 'via')}: via[{i}] is {place!r}.",
                remedy='Write a waypoint\'s id or name, or "LAT,LON", in quotes.',
            )
    return tuple(via)


def read_texts(
    path: Path, table: Mapping[str, object], key: str, *, complete: bool
) -> dict[str, str]:
    """Return texts by language, `complete` in all of them.

    Raises
    ------
    SpecError
        For a language that is missing or unknown.
    """
    texts = table.get(key, {})
    if not isinstance(texts, dict) or not all(isinstance(t, str) for t in texts.values()):
        raise SpecError(
            f"{where(path, key)}: key {key!r} is no table of texts.",
            remedy=f"Write [{key}] with a line for each of {', '.join(LANGUAGES)}.",
        )
    unknown = sorted(set(texts) - set(LANGUAGES))
    missing = [lang for lang in LANGUAGES if complete and not texts.get(lang)]
    if unknown or missing:
        lang, fault = (unknown[0], "unknown") if unknown else (missing[0], "missing")
        raise SpecError(
            f"{where(path, lang if unknown else key)}: {key}.{lang} is {fault}.",
            remedy=f"Languages are {', '.join(LANGUAGES)}.",
        )
    return {lang: texts[lang] for lang in LANGUAGES if lang in texts}


def read_day(path: Path, table: Mapping[str, object]) -> date | None:
    """Return the day of travel, None where none is given.

    Raises
    ------
    SpecError
        If it is no day.
    """
    day = table.get("on")
    if day is None or type(day) is date:
        return day
    raise SpecError(
        f"{where(path, 'on')}: key 'on' is {day!r}.",
        remedy="Write a day as 2026-05-01, unquoted.",
    )


def where(path: Path, key: str, value: str = "") -> str:
    """Return "FILE, line N" of a key or table of a spec, the file alone where it has none.

    Parameters
    ----------
    value
        A text in the key's list: the line meant is the one that it stands in.
    """
    written = re.compile(rf"\s*(?:\[{re.escape(key)}\]|[\"']?{re.escape(key)}[\"']?\s*=)")
    lines = path.read_text(encoding="utf-8").splitlines()
    found = next((n for n, line in enumerate(lines) if written.match(line)), None)
    if found is None:
        return str(path)
    below = (n for n in range(found, len(lines)) if value in lines[n])
    return f"{path}, line {next(below, found) + 1}"
