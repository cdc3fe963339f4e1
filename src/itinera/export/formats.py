"""The formats there are, by name and by the ending of a file."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from itinera.errors import InputError
from itinera.export.files import write_several, write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.itinerary import Itinerary

FORMATS = ("gpx", "geojson", "json", "svg", "png")
PICTURES = ("svg", "png")  # of the elevation
ENDINGS = {f".{name}": name for name in FORMATS}
DEFAULT_FORMAT = "gpx"
_ONE_EACH = ("gpx",)  # several tracks in a file become several courses on a Garmin


def format_of(name: str | None, path: Path | None) -> str:
    """Return the format asked for by name, else by the ending of a path, else GPX.

    Raises
    ------
    InputError
        For a format or an ending that itinera does not write.
    """
    if name is not None:
        if name.lower() not in FORMATS:
            raise InputError(f"There is no format {name!r}.", remedy=_known())
        return name.lower()
    if path is None or not path.suffix or path.is_dir():
        return DEFAULT_FORMAT
    if path.suffix.lower() not in ENDINGS:
        raise InputError(f"{path} ends in {path.suffix!r}, which is no format.", remedy=_known())
    return ENDINGS[path.suffix.lower()]


def rendered(
    itineraries: Sequence[Itinerary],
    format_name: str,
    *,
    max_points: int | None = None,
    notes: Sequence[str] = (),
    colour: str = "gradient",
) -> list[bytes]:
    """Write itineraries in a format: one file each, or one for all, as the format wants.

    Parameters
    ----------
    format_name
        One of `FORMATS`.
    max_points
        Most points of each line, None for all.
    notes
        For formats that hold notes (json).
    colour
        Of pictures: by "gradient" or by "surface".

    Raises
    ------
    InputError
        For an unknown format, `max_points` below 2, or a picture without heights.
    """
    if format_name in PICTURES:
        from itinera.export.plot import profile_png, profile_svg

        draw = profile_svg if format_name == "svg" else profile_png
        return [draw(one, colour=colour) for one in itineraries]
    if format_of(format_name, None) == "gpx":
        from itinera.export.gpx import to_gpx

        return [to_gpx(one, max_points=max_points).encode() for one in itineraries]
    fewer = list(itineraries)
    if max_points is not None:
        from itinera.export.simplify import simplified

        fewer = [simplified(one, max_points).itinerary for one in itineraries]
    if format_name == "json":
        from itinera.export.json import to_json

        return [to_json(fewer, notes=notes).encode()]
    from itinera.export.geojson import to_geojson

    return [to_geojson(fewer).encode()]


def save(
    itineraries: Sequence[Itinerary],
    path: Path,
    *,
    format_name: str | None = None,
    max_points: int | None = None,
    notes: Sequence[str] = (),
    colour: str = "gradient",
) -> list[Path]:
    """Write itineraries to a file, or to a folder where several files result.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    InputError
        For an unknown format, or several itineraries for one file that holds one.
    OutsideError
        If the disk refuses.
    """
    chosen = format_of(format_name, path)
    contents = rendered(itineraries, chosen, max_points=max_points, notes=notes, colour=colour)
    if len(contents) == 1 and not path.is_dir():
        write_whole(path, contents[0])
        return [path]
    if path.suffix.lower() in ENDINGS and not path.is_dir():
        raise InputError(
            f"{len(contents)} itineraries do not go into one file {path.name}.",
            remedy="Give a folder with -o, or write GeoJSON or JSON.",
        )
    files = {
        f"{number:02d}-{slug(one.name)}.{chosen}": content
        for number, (one, content) in enumerate(zip(itineraries, contents, strict=False), 1)
    }
    write_several(path, files)
    return [path / name for name in files]


def slug(name: str) -> str:
    """Turn a name into one for a file: ASCII letters, digits and hyphens, at most 60.

    Examples
    --------
    >>> slug("Loos-en-Gohelle – Étang d’Oignies")
    'loos-en-gohelle-etang-d-oignies'
    >>> slug("Nœux-les-Mines")
    'noeux-les-mines'
    """
    spaced = re.sub("[’'–—]", " ", name.lower().replace("œ", "oe").replace("æ", "ae"))
    plain = unicodedata.normalize("NFKD", spaced).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-") or "itinerary"


def _known() -> str:
    return f"Use one of {', '.join(FORMATS)}."
