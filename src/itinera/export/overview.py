"""A journey drawn small: its stages in two colours by turns, their ends with numbers."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np
from shapely import LineString

from itinera.geodesy import metres_per_degree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import FloatArray
    from itinera.itinerary import Itinerary
    from itinera.planning.journey import Journey

__all__ = ["STAGE_COLOURS", "overview_svg"]

STAGE_COLOURS = ("#b3261e", "#1d4ed8")  # odd stages, even stages
VARIANT_COLOUR = "#6b7280"
WIDTH, MARGIN = 1000.0, 30.0  # of the picture, in its own units
FINE = 0.4  # what a line may be moved by
DOT, SIGN = 11.0, 13  # radius and letters of an end
LonLat = tuple[float, float]


def overview_svg(journey: Journey) -> bytes:
    """Draw a journey; the same journey gives the same bytes.

    Returns
    -------
    bytes
        An SVG with a title, no text but the numbers of the stages, nothing from elsewhere.
    """
    parts = [stage.itinerary for stage in journey.stages] or [journey.whole]
    scale = _Scale.of([*parts, journey.whole, *journey.variants])
    lines = [scale.line(one, VARIANT_COLOUR, dashed=True) for one in journey.variants]
    lines += [scale.line(one, STAGE_COLOURS[i % 2]) for i, one in enumerate(parts)]
    ends = [(one.end, str(i), STAGE_COLOURS[(i - 1) % 2]) for i, one in enumerate(parts, 1)]
    dots = [scale.dot(*end) for end in (ends if journey.stages else ends[:0])]
    dots.insert(0, scale.dot(parts[0].start, "", "#111827"))
    body = "\n".join([*lines, *dots])
    title = escape(journey.whole.name)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {scale.height:.0f}" '
        f'role="img" font-family="sans-serif" font-size="{SIGN}" text-anchor="middle">\n'
        f"<title>{title}</title>\n"
        f'<rect width="100%" height="100%" fill="#f7f5f0"/>\n{body}\n</svg>\n'
    ).encode()


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
        return cls(west, north, unit, float(2.0 * MARGIN + (north - south) * unit[1]))

    def places(self, lonlat: FloatArray) -> FloatArray:
        """Return places of the picture, float64 of shape (n, 2)."""
        away = (lonlat - self.corner) * self.unit * np.array([1.0, -1.0])
        return np.asarray(away + MARGIN)

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
