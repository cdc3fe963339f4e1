"""A journey in the catalogue: the whole, a GPX for each stage and variant, pictures, facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itinera.catalogue.difference import Change
from itinera.catalogue.facts import checksums, texts_of, without_geometry, written
from itinera.catalogue.folder import picture_to_keep, put
from itinera.catalogue.journey_lines import naming_lines
from itinera.catalogue.journey_request import journey_request
from itinera.catalogue.journey_spec import read_journey
from itinera.catalogue.keep import JOURNEYS_VERSION, kept_length_m, made_from
from itinera.catalogue.store import FACTS, OVERVIEW, PICTURE
from itinera.export.journey import journey_files, stage_object
from itinera.export.overview import overview_svg
from itinera.export.plot import profile_svg
from itinera.itinerary.i18n import DEFAULT_LANGUAGE
from itinera.waypoints import load_waypoints

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from itinera.catalogue.journey_spec import JourneySpec
    from itinera.itinerary import Itinerary, Stop
    from itinera.planning.journey import Journey
    from itinera.planning.planner import Planner

__all__ = ["publish_journey"]

#: Of a stage and a variant: what the GPX and the GeoJSON hold, and what would be thousands of rows.
LEFT_OUT = ("cues", "warnings", "elevation", "waypoints", "data")


def publish_journey(
    path: Path, planner: Planner, place: Callable[[str], Stop], folder: Path, *, anew: bool
) -> Change:
    """Publish the spec of a journey.

    Parameters
    ----------
    path
        The spec.
    planner, place, folder, anew
        As for `publish.publish`.

    Raises
    ------
    ItineraError
        If the spec is unsound, there is no such journey, or the folder cannot be written to.
    """
    spec = read_journey(path)
    target = folder / spec.slug
    beside = [path.parent / one.gpx for one in spec.follows if one.gpx is not None]
    mark = made_from(path, planner.graph.source.graph_id, version=JOURNEYS_VERSION, beside=beside)
    length_m = None if anew else kept_length_m(target, mark)
    if length_m is not None:
        return Change(spec.slug, "unchanged", length_m, length_m, written=False)
    request = journey_request(spec, place, tuple(load_waypoints()))
    with naming_lines(spec, request):
        journeys = planner.journeys_in(request, spec.title)
    chosen = journeys[DEFAULT_LANGUAGE]
    files = _files(spec.slug, chosen)
    if PICTURE in files:
        files[PICTURE] = picture_to_keep(target, files[PICTURE])
    files[FACTS] = written(_facts(spec, journeys, files, mark))
    return put(target, files, chosen.whole.length_m)


def _files(slug: str, journey: Journey) -> dict[str, bytes]:
    """Return the files of a journey but for its facts, which stand for its JSON."""
    files = journey_files(journey, slug)
    del files[f"{slug}.json"]
    if journey.whole.elevation is not None:
        files[PICTURE] = profile_svg(journey.whole)
    files[OVERVIEW] = overview_svg(journey)
    return files


def _facts(
    spec: JourneySpec, journeys: Mapping[str, Journey], files: Mapping[str, bytes], mark: str
) -> dict[str, Any]:
    """Return the facts of a journey."""
    chosen = journeys[DEFAULT_LANGUAGE]
    return {
        "title": spec.title,
        "text": spec.text,
        "profile": spec.profile,
        "via": spec.via,
        "on": spec.on.isoformat() if spec.on else None,
        "journey": {
            "asked": {"start": spec.start, "end": spec.end, **spec.numbers},
            "stages": _stages(journeys, files),
            "variants": _variants(journeys, files),
            "left_out": _missed(journeys),
            "notes": {lang: list(one.notes) for lang, one in journeys.items()},
        },
        "made_from": mark,
        "itinerary": without_geometry(chosen.whole),
        "texts": {lang: texts_of(one.whole) for lang, one in journeys.items()},
        "files": checksums(files),
    }


def _stages(journeys: Mapping[str, Journey], files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Return the stages, each with its GPX and its names."""
    stages = journeys[DEFAULT_LANGUAGE].stages
    names = [name for name in files if name.endswith(".gpx")][1 : len(stages) + 1]
    return [
        {
            **stage_object(stage),
            "gpx": gpx,
            "names": {lang: one.stages[i].itinerary.name for lang, one in journeys.items()},
            "itinerary": _summary(stage.itinerary),
        }
        for i, (stage, gpx) in enumerate(zip(stages, names, strict=True))
    ]


def _variants(journeys: Mapping[str, Journey], files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Return the variants, each with its GPX and its names."""
    journey = journeys[DEFAULT_LANGUAGE]
    names = [name for name in files if name.endswith(".gpx")][len(journey.stages) + 1 :]
    return [
        {
            "gpx": gpx,
            "names": {lang: other.variants[i].name for lang, other in journeys.items()},
            "itinerary": _summary(one),
        }
        for i, (one, gpx) in enumerate(zip(journey.variants, names, strict=True))
    ]


def _summary(itinerary: Itinerary) -> dict[str, Any]:
    """Return the numbers of an itinerary without its long rows and its sentences."""
    found = without_geometry(itinerary)
    found["effort"]["difficulty"].pop("reasons", None)
    return {key: value for key, value in found.items() if key not in LEFT_OUT}


def _missed(journeys: Mapping[str, Journey]) -> list[dict[str, Any]]:
    """Return the wishes left out, with the reason in each language."""
    chosen = journeys[DEFAULT_LANGUAGE]
    return [
        {
            "id": missed.stop.id,
            "name": missed.stop.name,
            "extra_m": round(missed.extra_m, 1) if missed.extra_m < float("inf") else None,
            "why": {lang: one.left_out[i].why for lang, one in journeys.items()},
        }
        for i, missed in enumerate(chosen.left_out)
    ]
