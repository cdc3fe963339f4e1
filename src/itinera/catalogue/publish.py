"""From specs to published files: computed, compared, and put in place whole or not at all."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itinera.catalogue.difference import Before, Change, Report, sentence
from itinera.catalogue.keep import kept_length_m, made_from
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
from itinera.export.json import itinerary_object
from itinera.export.plot import drawn_by, profile_svg
from itinera.itinerary.i18n import DEFAULT_LANGUAGE, LANGUAGES
from itinera.planning.loop.request import LoopRequest
from itinera.planning.request import RouteRequest, Traveller

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from itinera.catalogue.loop_spec import LoopSpec
    from itinera.catalogue.spec import Spec
    from itinera.itinerary import Itinerary, Stop
    from itinera.planning.planner import Planner

__all__ = ["Change", "Report", "publish", "specs_in"]

LONG_ROWS = ("slopes", "profile")  # of the elevation: thousands of numbers

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
            _check_folder(path, specs, folder)
            spec = read_spec(path)
            change = None if anew else _kept(folder, spec, planner)
            change = change or _put(folder, spec, _compute(spec, planner, place))
        except OutsideError:
            raise
        except ItineraError as error:
            failures.append(error)
            continue
        changes.append(change)
        _log.info("%s", sentence(change))
    return Report(tuple(changes), tuple(failures))


def _check_folder(path: Path, specs: Sequence[Path], folder: Path) -> None:
    """Refuse a spec whose results would take the place of something else."""
    twin = next((s for s in specs if s.stem == path.stem and s.resolve() != path.resolve()), None)
    if twin is not None:
        raise SpecError(
            f"{path}: {twin} gives the slug {path.stem!r} too.",
            remedy="Rename one of the two files; neither was published.",
        )
    target = folder / path.stem
    own = {f"{path.stem}.gpx", f"{path.stem}.geojson", PICTURE, FACTS}
    there = sorted(f.name for f in target.iterdir()) if target.is_dir() else []
    # What desktops leave behind (.DS_Store) is nobody's work.
    foreign = [name for name in there if name not in own and not name.startswith(".")]
    if foreign or target.is_file():
        raise SpecError(
            f"{path}: {target / foreign[0] if foreign else target} was not published from it.",
            remedy="Move it elsewhere or rename the spec: publishing would remove it.",
        )


def _kept(folder: Path, spec: Spec, planner: Planner) -> Change | None:
    """Return that a loop stands as it would be found again, None where it must be searched."""
    if spec.loop is None:
        return None
    mark = made_from(spec, planner.graph.source.graph_id)
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
        told = planner.loops_in(loop_request(spec, spec.loop, start, vias), spec.title)
        return {lang: loops.itineraries[0] for lang, loops in told.items()}
    request = RouteRequest(vias, Traveller(spec.profile, on=spec.on))
    return {
        lang: planner.route(replace(request, lang=lang, name=spec.title[lang]))[0]
        for lang in LANGUAGES
    }


def loop_request(spec: Spec, loop: LoopSpec, start: Stop, musts: tuple[Stop, ...]) -> LoopRequest:
    """Return what a spec of a loop asks of the planner."""
    given = loop.numbers
    plain = LoopRequest(start)  # for what a spec leaves out
    return LoopRequest(
        start,
        length_m=1000.0 * given["length_km"] if "length_km" in given else None,
        time_s=60.0 * given["minutes"] if "minutes" in given else None,
        traveller=Traveller(spec.profile, on=spec.on),
        climb_m=given.get("climb_m"),
        tolerance_pct=given.get("tolerance_pct", plain.tolerance_pct),
        direction=loop.direction,
        musts=musts,
        must_within_m=given.get("via_within_m", plain.must_within_m),
        lollipop=loop.lollipop,
        themes=loop.themes,
        seed=int(given.get("seed", plain.seed)),
        effort=int(given.get("effort", plain.effort)),
    )


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
    for key, text in asked if isinstance(error, WaypointError) else ():
        lon, lat = place(text).lonlat
        if f"{lat:.6f},{lon:.6f}" in error.problem:  # as errors write a place
            return where(spec.path, key, text)
    return str(spec.path)


def _put(folder: Path, spec: Spec, itineraries: Mapping[str, Itinerary]) -> Change:
    """Write the files of one itinerary where they differ from what stands there."""
    target = folder / spec.slug
    files = _files(spec, itineraries, picture=_read(target / PICTURE))
    length_m = itineraries[DEFAULT_LANGUAGE].length_m
    was = {name: _read(target / name) for name in files}
    line = f"{spec.slug}.geojson"
    before = Before(_length_in(was[FACTS]), was[line])
    change = Change.between(spec.slug, before, length_m, files[line])
    if was == files:
        return replace(change, written=False)
    _replace_folder(target, files)
    return change


def _files(
    spec: Spec, itineraries: Mapping[str, Itinerary], *, picture: bytes | None
) -> dict[str, bytes]:
    """Return the files of an itinerary, `facts.json` last; `picture` stands there now."""
    chosen = itineraries[DEFAULT_LANGUAGE]
    files = {
        f"{spec.slug}.gpx": to_gpx(chosen).encode(),
        f"{spec.slug}.geojson": to_geojson([chosen]).encode(),
    }
    if chosen.elevation is not None:
        files[PICTURE] = profile_svg(chosen)
        if picture is not None and _same_drawing(picture, files[PICTURE]):
            files[PICTURE] = picture
    facts = {
        "title": spec.title,
        "text": spec.text,
        "profile": spec.profile,
        "via": spec.via,
        "on": spec.on.isoformat() if spec.on else None,
        **_asked_of(spec, chosen.data.graph_id),
        "itinerary": _without_geometry(chosen),
        "texts": {lang: _texts(one) for lang, one in itineraries.items()},
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    files[FACTS] = _written(facts)
    return files


def _same_drawing(old: bytes, new: bytes) -> bool:
    """Tell whether two pictures differ only by the Matplotlib that wrote them.

    Versions write other bytes for one drawing; a catalogue must not change by that. What
    is drawn stands in the texts: title, axes, names of places, and the numbers beside them.
    """
    if drawn_by().encode() in old:
        return False  # the same version: bytes tell
    texts = (re.findall(rb"<text[^>]*>([^<]*)</text>", one) for one in (old, new))
    return next(texts) == next(texts)


def _asked_of(spec: Spec, graph_id: str) -> dict[str, Any]:
    """Return what a spec asks of its loop, nothing for a route."""
    if spec.loop is None:
        return {}
    themes = [f"{name}={weight:g}" for name, weight in spec.loop.themes]
    asked = {"start": spec.loop.start, **spec.loop.numbers, "themes": themes}
    return {"loop": asked, "made_from": made_from(spec, graph_id)}


def _written(facts: dict[str, Any]) -> bytes:
    """Write facts a value a line, but for the long rows of numbers, which take one each."""
    rows, elevation = dict[str, Any](), facts["itinerary"]["elevation"]
    for key in LONG_ROWS if elevation else ():
        mark = f"\0{key}"  # no text holds a zero
        rows[json.dumps(mark)] = elevation[key]
        elevation[key] = mark
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    for mark, row in rows.items():
        text = text.replace(mark, json.dumps(row, separators=(",", ":")))
    return (text + "\n").encode()


def _without_geometry(itinerary: Itinerary) -> dict[str, Any]:
    """Return the contract's ITINERARY; the line itself is in the GeoJSON beside it."""
    result = itinerary_object(itinerary)
    del result["geometry"]
    return result


def _texts(itinerary: Itinerary) -> dict[str, list[str]]:
    """Return the sentences of an itinerary in its language, in order."""
    return {
        "cues": [cue.text for cue in itinerary.cues],
        "warnings": [warning.text for warning in itinerary.warnings],
        "reasons": [reason["text"] for reason in _reasons(itinerary)],
    }


def _reasons(itinerary: Itinerary) -> Iterable[Mapping[str, str]]:
    """Return why the way is as difficult as it is."""
    found: Any = itinerary.effort.difficulty.get("reasons", ())  # a row of `Reason`s, as dicts
    return found  # type: ignore[no-any-return]


def _replace_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """Put a folder in place: written beside, then renamed; what stood there comes back on failure.

    Raises
    ------
    OutsideError
        If the disk is full, the folder may not be written to, and the like.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as beside:
            new, old = Path(beside, "new"), Path(beside, "old")
            new.mkdir()
            for name, content in files.items():
                (new / name).write_bytes(content)
            _exchange(target, new, old)
    except OSError as error:
        raise OutsideError(
            f"{target} cannot be written: {error.strerror or error}.",
            remedy="Check the rights on the folder and the free space; what stood there stays.",
        ) from error


def _exchange(target: Path, new: Path, old: Path) -> None:
    """Rename `target` to `old` and `new` to `target`; on failure `target` is as before."""
    if target.exists():
        os.rename(target, old)
    try:
        os.rename(new, target)
    except OSError:
        if old.exists():
            shutil.rmtree(target, ignore_errors=True)
            os.rename(old, target)
        raise


def _read(path: Path) -> bytes | None:
    """Return what stands in a file, None where there is none."""
    return path.read_bytes() if path.is_file() else None


def _length_in(facts: bytes | None) -> float | None:
    """Return the length that facts tell, None where they tell none."""
    if facts is None:
        return None
    try:
        return float(json.loads(facts)["itinerary"]["length_m"])
    except (ValueError, KeyError, TypeError):
        return None
