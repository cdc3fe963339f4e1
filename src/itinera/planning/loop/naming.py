"""What a walk is called where nobody gave it a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.itinerary.i18n import translator

if TYPE_CHECKING:
    from itinera.itinerary import Stop
    from itinera.planning.loop.request import LoopRequest

BETWEEN = " · "  # between a name and the themes that drew it


def name_of(request: LoopRequest, length_m: float, *, closed: bool) -> str:
    """Return the name given, or one of length, places and themes.

    Parameters
    ----------
    length_m
        Of the walk.
    closed
        Does it end where it begins?
    """
    if request.name:
        return request.name
    t = translator(request.lang)
    told = {"distance": t.distance(length_m), "place": place_name(request.start)}
    if closed or request.end is None:
        name = t("Loop of {distance} from {place}", **told)
    else:
        name = t("Walk of {distance} from {place} to {end}", end=place_name(request.end), **told)
    return BETWEEN.join((name, *theme_titles(request)))


def theme_titles(request: LoopRequest) -> tuple[str, ...]:
    """Return the titles of the themes of a request, in its language, the weightiest first."""
    if not request.themes:
        return ()
    from itinera.planning.themes import theme_of

    names = dict.fromkeys(n for n, _ in sorted(request.themes, key=lambda row: -row[1]))
    return tuple(theme_of(name).titles[request.lang] for name in names)


def place_name(stop: Stop) -> str:
    """Return the name of a place, or where it is."""
    return stop.name or "{1:.5f}, {0:.5f}".format(*stop.lonlat)
