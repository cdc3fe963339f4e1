"""A journey drawn small: its stages in two colours by turns, their ends with number and town."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np
from shapely import LineString

from itinera.export.plot_words import INVENTED
from itinera.geodesy import metres_per_degree
from itinera.itinerary.i18n import message, translator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import FloatArray
    from itinera.itinerary import Itinerary
    from itinera.itinerary.i18n import Translator
    from itinera.planning.journey import Journey

__all__ = ["STAGE_COLOURS", "overview_svg"]

STAGE_COLOURS = ("#b3261e", "#1d4ed8")  # odd stages, even stages
VARIANT_COLOUR = "#6b7280"
WIDTH, MARGIN = 1000.0, 30.0  # of the picture, in its own units
HEAD, FOOT = 66.0, 26.0  # above and below the lines, for what is written
FINE = 0.4  # what a line may be moved by
DOT, SIGN = 11.0, 13  # radius and letters of an end
LETTER = 7.0  # how wide a letter of a town's name is, about
HALO = 'stroke="#f7f5f0" stroke-width="3" paint-order="stroke"'  # lines run behind names
INK, SOFT, CARE = "#111827", "#4b5563", "#8a5a00"
STAGES = message("stages")
LonLat = tuple[float, float]
Box = tuple[float, float, float, float]


def overview_svg(journey: Journey) -> bytes:
    """Draw a journey; the same journey gives the same bytes.

    Returns
    -------
    bytes
        An SVG with title, length, towns where stages end, where the map comes from and,
        where it is invented, that it is; nothing from elsewhere.
    """
    parts = [stage.itinerary for stage in journey.stages] or [journey.whole]
    scale = _Scale.of([*parts, journey.whole, *journey.variants])
    lines = [scale.line(one, VARIANT_COLOUR, dashed=True) for one in journey.variants]
    lines += [scale.line(one, STAGE_COLOURS[i % 2]) for i, one in enumerate(parts)]
    ends = [(one.end, str(i), STAGE_COLOURS[(i - 1) % 2]) for i, one in enumerate(parts, 1)]
    dots = [scale.dot(*end) for end in (ends if journey.stages else ends[:0])]
    dots.insert(0, scale.dot(parts[0].start, "", INK))
    t = translator(journey.whole.lang)
    body = "\n".join([*lines, *dots, *_towns(journey, scale), *_said(journey, scale, t)])
    title = escape(journey.whole.name)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {scale.height:.0f}" '
        f'role="img" font-family="sans-serif" font-size="{SIGN}" text-anchor="middle">\n'
        f"<title>{title}</title>\n"
        f'<rect width="100%" height="100%" fill="#f7f5f0"/>\n{body}\n</svg>\n'
    ).encode()


def _said(journey: Journey, scale: _Scale, t: Translator) -> list[str]:
    """Write the name, the length, and what the map is."""
    whole = journey.whole
    numbers = t.distance(whole.length_m)
    if len(journey.stages) > 1:
        numbers += f" · {len(journey.stages)} {t(STAGES)}"
    said = [
        _text(MARGIN, 28.0, whole.name, INK, 'font-size="18" font-weight="bold"'),
        _text(MARGIN, 48.0, numbers, SOFT),
        _text(MARGIN, scale.height - 10.0, whole.data.attribution, SOFT, 'font-size="9"'),
    ]
    if whole.data.invented:
        said.append(_text(MARGIN, 66.0, t(INVENTED), CARE))
    return said


def _text(x: float, y: float, text: str, colour: str, more: str = "") -> str:
    """Write a line that begins at a place."""
    head = f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="start" {more}'.rstrip()
    return f"{head}>{escape(text)}</text>"


def _towns(journey: Journey, scale: _Scale) -> list[str]:
    """Name the towns where stages end, each beside its dot where there is room."""
    ends = [(stage.itinerary.end, stage.end.town) for stage in journey.stages if stage.end]
    spots = scale.places(np.array([stage.itinerary.end for stage in journey.stages] or [(0, 0)]))
    taken: list[Box] = [(x - DOT, y - DOT, x + DOT, y + DOT) for x, y in spots.tolist()]
    written = []
    for lonlat, town in ends:
        (x, y), *_ = scale.places(np.array([lonlat])).tolist()
        wide = LETTER * len(town)
        for left, low in (
            (x + DOT + 4.0, y + 4.0),
            (x - DOT - 4.0 - wide, y + 4.0),
            (x - wide / 2.0, y - DOT - 5.0),
            (x - wide / 2.0, y + DOT + SIGN),
        ):
            box = (left, low - SIGN, left + wide, low + 3.0)
            if town and 0.0 < left < WIDTH - wide and not any(_meet(box, one) for one in taken):
                taken.append(box)
                written.append(_text(left, low, town, INK, HALO))
                break
    return written


def _meet(one: Box, other: Box) -> bool:
    """Tell whether two boxes overlap."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


class _Scale:
    """From degrees to the picture."""

    def __init__(self, west: float, north: float, unit: FloatArray, height: float) -> None:
        self.corner = np.array([west, north])
        self.unit = unit
        self.height = height

    @classmethod
    def of(cls, itineraries: Sequence[Itinerary]) -> _Scale:
        """Fit the picture round lines."""
        boxes = np.array([one.bbox for one in itineraries])
        west, south = boxes[:, :2].min(axis=0).tolist()
        east, north = boxes[:, 2:].max(axis=0).tolist()
        per_degree = np.array(metres_per_degree((south + north) / 2.0))
        wide, high = (np.array([east - west, north - south]) * per_degree).tolist()
        unit = per_degree * (WIDTH - 2.0 * MARGIN) / max(wide, high / 2.0, 1.0)
        return cls(west, north, unit, float(HEAD + FOOT + 2.0 * MARGIN + (north - south) * unit[1]))

    def places(self, lonlat: FloatArray) -> FloatArray:
        """Return places of the picture, float64 of shape (n, 2)."""
        away = (lonlat - self.corner) * self.unit * np.array([1.0, -1.0])
        return np.asarray(away + np.array([MARGIN, MARGIN + HEAD]))

    def line(self, itinerary: Itinerary, colour: str, *, dashed: bool = False) -> str:
        """Draw a line."""
        fine = LineString(self.places(itinerary.lonlat)).simplify(FINE)
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in fine.coords)
        width, dash = (2, ' stroke-dasharray="5 4"') if dashed else (3, "")
        return (
            f'<polyline fill="none" stroke="{colour}" stroke-width="{width}"{dash} '
            f'stroke-linejoin="round" points="{points}"/>'
        )

    def dot(self, lonlat: LonLat, sign: str, colour: str) -> str:
        """Mark a place with a sign."""
        (x, y), *_ = self.places(np.array([lonlat])).tolist()
        return (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{DOT:.0f}" fill="{colour}" stroke="#fff"/>'
            f'<text x="{x:.1f}" y="{y + SIGN / 3:.1f}" fill="#fff">{escape(sign)}</text>'
        )
