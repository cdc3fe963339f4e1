"""From specs to published files: computed, compared, and put in place whole or not at all."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itinera.catalogue.difference import Change, Report, sentence
from itinera.catalogue.facts import checksums, texts_of, without_geometry, written
from itinera.catalogue.folder import check_folder, picture_to_keep, put
from itinera.catalogue.journey_spec import is_journey
from itinera.catalogue.keep import kept_length_m, made_from
from itinera.catalogue.loop_request import loop_request
from itinera.catalogue.spec import read_spec, where
from itinera.catalogue.store import FACTS, PICTURE
from itinera.errors import (
    ItineraError,
    OutsideError,
    ProfileError,
    SpecError,
    UnknownNameError,
    WaypointError,
)
from itinera.export.geojson import to_geojson
from itinera.export.gpx import to_gpx
from itinera.export.plot import profile_svg
from itinera.itinerary.i18n import DEFAULT_LANGUAGE, LANGUAGES
from itinera.planning.errors import ContradictionError
from itinera.planning.request import RouteRequest, Traveller

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from itinera.catalogue.spec import Spec
    from itinera.itinerary import Itinerary, Stop
    from itinera.planning.planner import Planner

__all__ = ["Change", "Report", "publish", "specs_in"]

_log = logging.getLogger(__name__)


def specs_in(folder: Path) -> list[Path]:
    """Return the specs of a folder, sorted by name."""
    return sorted(folder.glob("*.toml"))


def publish(
    specs: Sequence[Path],
    planner: Planner,
    place: Callable[[str], Stop],
    folder: Path,
    *,
    anew: bool = False,
) -> Report:
    """Compute specs and write their files; an unsound spec does not stop the others.

    Parameters
    ----------
    specs
        Files to publish.
    planner
        Plans on the graph to publish on.
    place
        Finds the place that a text of a spec means.
    folder
        Where each itinerary gets a folder named by its slug.
    anew
        Search loops again that were published from the same spec on the same graph.

    Raises
    ------
    OutsideError
        If `folder` cannot be written to.
    """
    changes: list[Change] = []
    failures: list[ItineraError] = []
    for path in specs:
        try:
            check_folder(path, specs, folder)
            changes.append(_published(path, planner, place, folder, anew=anew))
        except OutsideError:
            raise
        except ItineraError as error:
            failures.append(error)
            continue
        _log.info("%s", sentence(changes[-1]))
    return Report(tuple(changes), tuple(failures))


def _published(
    path: Path, planner: Planner, place: Callable[[str], Stop], folder: Path, *, anew: bool
) -> Change:
    """Publish one spec."""
    if is_journey(path):
        from itinera.catalogue.publish_journey import publish_journey

        return publish_journey(path, planner, place, folder, anew=anew)
    spec = read_spec(path)
    kept = None if anew else _kept(folder, spec, planner)
    if kept is not None:
        return kept
    itineraries = _compute(spec, planner, place)
    target = folder / spec.slug
    files = _files(spec, itineraries, target)
    return put(target, files, itineraries[DEFAULT_LANGUAGE].length_m)


def _kept(folder: Path, spec: Spec, planner: Planner) -> Change | None:
    """Return that a loop stands as it would be found again, None where it must be searched."""
    if spec.loop is None:
        return None
    mark = made_from(spec.path, planner.graph.source.graph_id)
    length_m = kept_length_m(folder / spec.slug, mark)
    if length_m is None:
        return None
    return Change(spec.slug, "unchanged", length_m, length_m, written=False)


def _compute(spec: Spec, planner: Planner, place: Callable[[str], Stop]) -> dict[str, Itinerary]:
    """Plan an itinerary; what the planner refuses names the line that asked for it."""
    try:
        return _planned(spec, planner, place)
    except (OutsideError, SpecError):
        raise
    except ItineraError as error:
        told = f"{_line_of(spec, error, place)}: {error.problem}"
        raise type(error)(told, remedy=error.remedy, nearest=error.nearest) from error


def _planned(spec: Spec, planner: Planner, place: Callable[[str], Stop]) -> dict[str, Itinerary]:
    """Plan an itinerary, once in each language."""
    vias = tuple(_found(spec, f"via[{i}]", text, place) for i, text in enumerate(spec.via))
    if spec.loop is not None:
        start = _found(spec, "start", spec.loop.start, place)
        there = spec.loop.words.get("end", "")
        end = _found(spec, "end", there, place) if there else None
        told = planner.loops_in(loop_request(spec, spec.loop, start, vias, end), spec.title)
        return {lang: loops.itineraries[0] for lang, loops in told.items()}
    request = RouteRequest(vias, Traveller(spec.profile, on=spec.on))
    return {
        lang: planner.route(replace(request, lang=lang, name=spec.title[lang]))[0]
        for lang in LANGUAGES
    }


def _found(spec: Spec, key: str, text: str, place: Callable[[str], Stop]) -> Stop:
    """Find a place, or say under which key stands what cannot be found."""
    try:
        return place(text)
    except ItineraError as error:
        raise SpecError(
            f"{where(spec.path, key.partition('[')[0], text)}: {key}: {error.problem}",
            remedy=error.remedy,
        ) from error


def _line_of(spec: Spec, error: ItineraError, place: Callable[[str], Stop]) -> str:
    """Return file and line of what the planner refused, the file alone where no key is at fault."""
    if isinstance(error, ProfileError | UnknownNameError):
        return where(spec.path, "profile")
    asked = [("start", spec.loop.start)] if spec.loop else []
    asked += [("via", text) for text in spec.via]
    for key, text in asked if isinstance(error, WaypointError | ContradictionError) else ():
        lon, lat = place(text).lonlat
        if f"{lat:.6f},{lon:.6f}" in error.problem:  # as errors write a place
            return where(spec.path, key, text)
    return str(spec.path)


def _files(spec: Spec, itineraries: Mapping[str, Itinerary], target: Path) -> dict[str, bytes]:
    """Return the files of an itinerary, `facts.json` last."""
    chosen = itineraries[DEFAULT_LANGUAGE]
    files = {
        f"{spec.slug}.gpx": to_gpx(chosen).encode(),
        f"{spec.slug}.geojson": to_geojson([chosen]).encode(),
    }
    if chosen.elevation is not None:
        files[PICTURE] = picture_to_keep(target, profile_svg(chosen))
    facts = {
        "title": spec.title,
        "text": spec.text,
        "profile": spec.profile,
        "via": spec.via,
        "on": spec.on.isoformat() if spec.on else None,
        **_asked_of(spec, chosen.data.graph_id),
        "itinerary": without_geometry(chosen),
        "texts": {lang: texts_of(one) for lang, one in itineraries.items()},
        "files": checksums(files),
    }
    files[FACTS] = written(facts)
    return files


def _asked_of(spec: Spec, graph_id: str) -> dict[str, Any]:
    """Return what a spec asks of its loop, nothing for a route."""
    if spec.loop is None:
        return {}
    themes = [f"{name}={weight:g}" for name, weight in spec.loop.themes]
    asked = {"start": spec.loop.start, **spec.loop.numbers, "themes": themes}
    return {"loop": asked, "made_from": made_from(spec.path, graph_id)}
