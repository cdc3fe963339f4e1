"""The elevation of an itinerary as a picture, SVG or PNG, coloured by gradient or by surface.

The same itinerary gives the same bytes, with one version of Matplotlib.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from itinera.elevation.slopes import slopes
from itinera.elevation.telling import telling_rows
from itinera.errors import InputError
from itinera.export import palette
from itinera.export.plot_places import labels_of
from itinera.export.plot_words import GRADES, INVENTED, MODELLED, SURFACES
from itinera.itinerary.climb_words import rule_of
from itinera.itinerary.i18n import translator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from itinera.export.plot_places import Label
    from itinera.geodesy import FloatArray
    from itinera.itinerary import Itinerary
    from itinera.itinerary.elevation import Elevation
    from itinera.itinerary.i18n import Translator

__all__ = ["COLOURS", "profile_png", "profile_svg"]

COLOURS = ("gradient", "surface")
DEFAULT_COLOUR = "gradient"

SIZE_IN = (11.0, 5.4)
AXES = (0.065, 0.16, 0.915, 0.4)  # left, bottom, width, height: shares of the picture
TITLE_AT, SUBTITLE_AT, NOTE_AT, LEGEND_AT = 0.945, 0.895, 0.012, 0.03
NAMES_AT = 1.03  # in heights of the axes: just above them
DPI = 150
LINE_OFF_M = 0.25  # heights; a hundredth of the height of a letter
LEAST_RANGE_M = 60.0  # of heights shown: flat land is to look flat
MOST_MEANINGS = 10  # in the legend
INK, SOFT, CARE = "#23262b", "#5a5c60", "#8a5a00"
SETTINGS: dict[Any, Any] = {  # Matplotlib's names and values
    "svg.hashsalt": "itinera",  # else ids are random
    "svg.fonttype": "none",  # text stays text
    "font.family": ["DejaVu Sans"],
    "font.size": 9.0,
}


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """The profile with no more points than show: metres from the start, heights in metres."""

    at_m: FloatArray
    ele_m: FloatArray


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch to be filled with a colour, and what the colour means."""

    from_m: float
    to_m: float
    colour: str
    meaning: str


def profile_svg(itinerary: Itinerary, *, colour: str = DEFAULT_COLOUR) -> bytes:
    """Draw the elevation of an itinerary as SVG.

    Parameters
    ----------
    colour
        What the colours tell: one of `COLOURS`.

    Raises
    ------
    InputError
        If no height is known along the way, or for another `colour`.
    """
    meta = {"Date": None, "Creator": drawn_by(), "Title": itinerary.name}
    return _saved(itinerary, colour, format="svg", metadata=meta)


def drawn_by() -> str:
    """Return what a picture says of its maker: another Matplotlib writes other bytes."""
    import matplotlib as mpl

    return f"itinera, Matplotlib {mpl.__version__}"


def profile_png(itinerary: Itinerary, *, colour: str = DEFAULT_COLOUR) -> bytes:
    """Draw the elevation of an itinerary as PNG; as for `profile_svg`."""
    meta = {"Software": "itinera", "Title": itinerary.name}
    return _saved(itinerary, colour, format="png", dpi=DPI, metadata=meta)


def _saved(itinerary: Itinerary, colour: str, **options: Any) -> bytes:  # Matplotlib's options
    """Draw and write."""
    if itinerary.elevation is None:
        raise InputError(
            f"No heights are known along {itinerary.name!r}, so there is no profile to draw.",
            remedy="Build the graph with --dem, or choose another format.",
        )
    if colour not in COLOURS:
        raise InputError(
            f"Nothing is coloured by {colour!r}.", remedy=f"Use {' or '.join(COLOURS)}."
        )
    import matplotlib as mpl

    written = io.BytesIO()
    with mpl.rc_context(SETTINGS):
        _figure(itinerary, itinerary.elevation, colour).savefig(written, **options)
    return written.getvalue()


def _figure(itinerary: Itinerary, elevation: Elevation, colour: str) -> Figure:
    """Draw everything."""
    from matplotlib.figure import Figure

    t = translator(itinerary.lang)
    figure = Figure(figsize=SIZE_IN, facecolor="#ffffff")
    axes = figure.add_axes(AXES)
    bands = _gradient_bands(elevation) if colour == "gradient" else _surface_bands(itinerary, t)
    _scale(axes, elevation, itinerary.length_m, t)
    rows = telling_rows(elevation.at_m, elevation.ele_m, LINE_OFF_M)
    line = Line(elevation.at_m[rows], elevation.ele_m[rows])
    _fill(axes, line, bands)
    axes.plot(line.at_m / 1000.0, line.ele_m, color=INK, linewidth=1.3)
    for label in labels_of(itinerary):
        _name(axes, line, label)
    _legend(figure, bands)
    left, right = AXES[0], AXES[0] + AXES[2]
    figure.text(left, TITLE_AT, itinerary.name, fontsize=13, fontweight="bold", color=INK)
    figure.text(left, SUBTITLE_AT, _numbers(itinerary, elevation, t), color=SOFT)
    if elevation.model_m > 0.0:
        figure.text(right, SUBTITLE_AT, t(MODELLED), color=CARE, ha="right", fontsize=8)
    if itinerary.data.invented:
        figure.text(left, NOTE_AT, t(INVENTED), color=CARE, fontsize=8)
    return figure


def _gradient_bands(elevation: Elevation) -> list[Band]:
    """Return a band for each slope."""
    return [
        Band(slope.from_m, slope.to_m, palette.GRADES[slope.grade], GRADES[slope.grade])
        for slope in slopes(elevation.at_m, elevation.ele_m)
    ]


def _surface_bands(itinerary: Itinerary, t: Translator) -> list[Band]:
    """Return a band for each run of a surface."""
    return [
        Band(
            run.from_m,
            run.to_m,
            palette.SURFACES.get(run.surface, palette.OTHER),
            t(SURFACES[run.surface]),
        )
        for run in itinerary.surface_runs
    ]


def _scale(axes: Axes, elevation: Elevation, length_m: float, t: Translator) -> None:
    """Set what is shown, the ticks and their numbers."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    climb = elevation.climb
    spare = max(LEAST_RANGE_M - (climb.max_m - climb.min_m), 0.0)
    pad = 0.06 * (climb.max_m - climb.min_m + spare)
    axes.set_xlim(0.0, length_m / 1000.0)
    axes.set_ylim(climb.min_m - pad - 0.25 * spare, climb.max_m + pad + 0.75 * spare)
    decimals = 0 if length_m >= 10_000.0 else 1
    axes.xaxis.set_major_locator(MaxNLocator(12, integer=decimals == 0))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{t.number(x, decimals)} km"))
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{t.number(y)} m"))
    axes.tick_params(colors=SOFT, length=3)
    axes.grid(axis="y", color="#e2dccf", linewidth=0.7)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(SOFT)


def _fill(axes: Axes, line: Line, bands: Sequence[Band]) -> None:
    """Fill below the profile, all bands of a colour as one collection."""
    from matplotlib.collections import PolyCollection

    floor = axes.get_ylim()[0]
    by_colour: dict[str, list[FloatArray]] = {}
    for band in bands:
        by_colour.setdefault(band.colour, []).extend(_shapes(line, band, floor))
    for colour, shapes in by_colour.items():
        axes.add_collection(PolyCollection(shapes, facecolors=colour, linewidths=0.0))


def _shapes(line: Line, band: Band, floor: float) -> Iterator[FloatArray]:
    """Yield the outlines of a band in km and metres, one for each known stretch of it."""
    at_m, ele_m = line.at_m, line.ele_m
    inside = (at_m > band.from_m) & (at_m < band.to_m)
    along = np.concatenate(([band.from_m], at_m[inside], [band.to_m]))
    high = np.concatenate(
        (np.interp([band.from_m], at_m, ele_m), ele_m[inside], np.interp([band.to_m], at_m, ele_m))
    )
    known = np.isfinite(high)
    cuts = np.flatnonzero(np.diff(known)) + 1
    for rows in np.split(np.arange(len(along)), cuts):
        if len(rows) > 1 and known[rows[0]]:
            x, y = along[rows] / 1000.0, high[rows]
            ends = [[x[-1], floor], [x[0], floor]]
            yield np.concatenate((np.column_stack((x, y)), ends))


def _name(axes: Axes, line: Line, label: Label) -> None:
    """Mark a place on the profile and write its name above."""
    x = label.at_m / 1000.0
    low, high = axes.get_ylim()
    top = low + NAMES_AT * (high - low)
    ele = float(np.interp(label.at_m, line.at_m, line.ele_m))
    foot = ele if np.isfinite(ele) else low
    axes.plot([x, x], [foot, top], color=SOFT, linewidth=0.6, linestyle=":", clip_on=False)
    axes.plot([x], [foot], label.sign, color=label.colour, markersize=5, clip_on=False, zorder=5)
    axes.text(
        x, top, label.name, rotation=90, ha="center", va="bottom", fontsize=8, color=label.colour
    )


def _legend(figure: Figure, bands: Sequence[Band]) -> None:
    """Explain the colours, below the axes: gradients in their order, surfaces the longest first."""
    from matplotlib.patches import Patch

    metres: dict[tuple[str, str], float] = {}
    for band in bands:
        key = (band.meaning, band.colour)
        metres[key] = metres.get(key, 0.0) + band.to_m - band.from_m
    order = {meaning: number for number, meaning in enumerate(GRADES.values())}
    rows = sorted(metres, key=lambda row: (order.get(row[0], 0), -metres[row], row[0]))
    patches = [Patch(facecolor=colour, label=meaning) for meaning, colour in rows[:MOST_MEANINGS]]
    columns = len(patches) if len(patches) <= len(GRADES) else (len(patches) + 1) // 2
    figure.legend(
        handles=patches,
        loc="lower center",
        bbox_to_anchor=(0.5, LEGEND_AT),
        ncol=columns,
        frameon=False,
        fontsize=8,
    )


def _numbers(itinerary: Itinerary, elevation: Elevation, t: Translator) -> str:
    """Say length, climb and descent with their rule, lowest and highest place."""
    climb = elevation.climb
    up, down = t.number(climb.climb_m), t.number(climb.descent_m)
    low, high = t.number(climb.min_m), t.number(climb.max_m)
    climbs = f"+{up} m · −{down} m ({rule_of(climb, t)})"
    return f"{t.distance(itinerary.length_m)} · {climbs} · {low} … {high} m"
