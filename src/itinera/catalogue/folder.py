"""The folder of a published itinerary: compared with what stands, put in place whole."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from itinera.catalogue.difference import Before, Change
from itinera.catalogue.store import FACTS, PICTURE
from itinera.errors import OutsideError, SpecError
from itinera.export.plot import drawn_by

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["check_folder", "picture_to_keep", "put", "read_file"]


def check_folder(path: Path, specs: Sequence[Path], folder: Path) -> None:
    """Refuse a spec whose results would take the place of something else.

    Raises
    ------
    SpecError
        If another spec gives the same slug, or the folder holds what publishing did not write.
    """
    twin = next((s for s in specs if s.stem == path.stem and s.resolve() != path.resolve()), None)
    if twin is not None:
        raise SpecError(
            f"{path}: {twin} gives the slug {path.stem!r} too.",
            remedy="Rename one of the two files; neither was published.",
        )
    target = folder / path.stem
    # What desktops leave behind (.DS_Store) is nobody's work.
    foreign = [n for n in _there(target) if n not in _own(target) and not n.startswith(".")]
    if foreign or target.is_file():
        raise SpecError(
            f"{path}: {target / foreign[0] if foreign else target} was not published from it.",
            remedy="Move it elsewhere or rename the spec: publishing would remove it.",
        )


def _there(target: Path) -> list[str]:
    """Return the names of what lies in a folder, sorted; none where there is no folder."""
    return sorted(f.name for f in target.iterdir()) if target.is_dir() else []


def _own(target: Path) -> set[str]:
    """Return the names of what publishing wrote, or would write, into a folder."""
    slug = target.name
    own = {f"{slug}.gpx", f"{slug}.geojson", PICTURE, FACTS}
    try:
        return own | set(json.loads((target / FACTS).read_bytes())["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return own


def put(target: Path, files: Mapping[str, bytes], length_m: float) -> Change:
    """Write the files of an itinerary, where they differ from what stands there.

    Parameters
    ----------
    target
        Its folder, named by its slug.
    files
        By name, its GeoJSON and `facts.json` among them.
    length_m
        Of the itinerary.

    Raises
    ------
    OutsideError
        If the folder cannot be written to.
    """
    was = {name: read_file(target / name) for name in files}
    line = f"{target.name}.geojson"
    before = Before(_length_in(was[FACTS]), was[line])
    change = Change.between(target.name, before, length_m, files[line])
    if was == files and {n for n in _there(target) if not n.startswith(".")} == set(files):
        return replace(change, written=False)
    _replace_folder(target, files)
    return change


def picture_to_keep(target: Path, drawn: bytes) -> bytes:
    """Return the picture that stands in a folder where it shows what `drawn` does, else `drawn`."""
    picture = read_file(target / PICTURE)
    return picture if picture is not None and _same_drawing(picture, drawn) else drawn


def _same_drawing(old: bytes, new: bytes) -> bool:
    """Tell whether two pictures differ only by the Matplotlib that wrote them.

    Versions write other bytes for one drawing; a catalogue must not change by that. What
    is drawn stands in the texts: title, axes, names of places, and the numbers beside them.
    """
    if drawn_by().encode() in old:
        return False  # the same version: bytes tell
    texts = (re.findall(rb"<text[^>]*>([^<]*)</text>", one) for one in (old, new))
    return next(texts) == next(texts)


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


def read_file(path: Path) -> bytes | None:
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
