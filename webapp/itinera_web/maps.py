"""Leaflet maps of itineraries, made by folium, with nothing fetched from elsewhere."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import folium
from branca.element import MacroElement
from folium.template import Template
from markupsafe import Markup

from itinera_web.basemap import MAX_ZOOM, MIN_ZOOM

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from itinera_web.outside import Outside

__all__ = ["Ground", "Line", "PageMap", "Pin", "draw_map"]

LatLon = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """A line to draw: (lat, lon) points, its colour and what it says when pointed at."""

    points: Sequence[LatLon]
    colour: str
    tooltip: str


@dataclass(frozen=True, slots=True)
class Pin:
    """A place to mark: "start", "end" or "via", with a sign of one or two letters."""

    place: LatLon
    kind: str
    sign: str
    tooltip: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What lies beneath.

    Attributes
    ----------
    url, attribution
        Address of our tiles with {z}, {x}, {y}, and what must be said of their data.
    title
        What our map is called where there is a choice.
    outside
        Somebody's tiles, to be chosen by the reader.
    """

    url: str
    attribution: str
    title: str = ""
    outside: Outside | None = None


@dataclass(frozen=True, slots=True)
class PageMap:
    """A map in the two pieces that a page needs, and the name of its JavaScript variable."""

    name: str
    html: Markup
    script: Markup


class _Ground(MacroElement):
    """The base map: our own canvas tiles (static/basemap.js), and perhaps somebody's beside."""

    _template = Template("""
        {% macro script(this, kwargs) %}
        {% set map = this._parent.get_name() %}
        var own = new L.ItineraBasemap({{ this.url|tojson }}, {
            minZoom: {{ this.zooms[0] }}, maxZoom: {{ this.zooms[1] }},
            attribution: {{ this.attribution|tojson }}
        }).addTo({{ map }});
        {% if this.outside %}
        L.control.layers({
            {{ this.title|tojson }}: own,
            {{ this.outside.name|tojson }}: L.tileLayer({{ this.outside.url|tojson }}, {
                minZoom: {{ this.zooms[0] }}, maxZoom: {{ this.zooms[1] }},
                maxNativeZoom: {{ this.outside.max_zoom }},
                attribution: {{ this.outside.attribution|tojson }}
            })
        }).addTo({{ map }});
        {% endif %}
        {{ map }}.attributionControl.setPrefix(false);
        L.control.scale({imperial: false, position: "topright"}).addTo({{ map }});
        {% endmacro %}
    """)

    def __init__(self, ground: Ground) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca
        self._name = "Ground"
        self.url, self.attribution = ground.url, html.escape(ground.attribution)
        self.title, self.outside = ground.title, ground.outside
        self.zooms = (MIN_ZOOM, MAX_ZOOM)


class _Opens(MacroElement):
    """A click on the parent opens a page."""

    _template = Template("""
        {% macro script(this, kwargs) %}
        {{ this._parent.get_name() }}.on("click", function () {
            location.href = {{ this.address|tojson }};
        });
        {% endmacro %}
    """)

    def __init__(self, address: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca
        self._name = "Opens"
        self.address = address


class _Shows(MacroElement):
    """What the map shows at first, without the animation that would outrun a script's own wish."""

    _template = Template("""
        {% macro script(this, kwargs) %}
        {{ this._parent.get_name() }}.fitBounds({{ this.bounds|tojson }}, {
            padding: [18, 18], animate: false
        });
        {% endmacro %}
    """)

    def __init__(self, bounds: list[list[float]]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca
        self._name = "Shows"
        self.bounds = bounds


def draw_map(
    lines: Sequence[Line],
    pins: Sequence[Pin],
    *,
    bbox: Sequence[float],
    ground: Ground,
    links: Mapping[int, str] | None = None,
) -> PageMap:
    """Draw lines and pins over the base map.

    Parameters
    ----------
    bbox
        West, south, east, north in degrees: what the map shows at first.
    ground
        The map beneath.
    links
        By index of a line, the page that a click on it opens.
    """
    figure = folium.Figure()
    west, south, east, north = bbox
    m = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=None, control_scale=False, min_zoom=MIN_ZOOM, max_zoom=MAX_ZOOM,
    )  # fmt: skip
    m.default_js, m.default_css = [], []  # the page brings its own Leaflet, and nothing else
    figure.add_child(m)
    m.add_child(_Ground(ground))
    for i, line in enumerate(lines):
        drawn = _add_line(m, line)
        if links and i in links:
            drawn.add_child(_Opens(links[i]))
    for pin in pins:
        _add_pin(m, pin)
    m.add_child(_Shows([[south, west], [north, east]]))
    figure.render()
    # Made of our own numbers and of escaped texts.
    return PageMap(m.get_name(), Markup(figure.html.render()), Markup(figure.script.render()))


def _add_line(m: folium.Map, line: Line) -> folium.PolyLine:
    """Draw a line with a white rim, so that it stands out on any ground."""
    rim = {"color": "#ffffff", "weight": 8, "opacity": 0.9}  # takes no clicks, see app.css
    ink = {"color": line.colour, "weight": 4.5, "opacity": 0.95, "tooltip": _quoted(line.tooltip)}
    _polyline(line, rim).add_to(m)
    drawn = _polyline(line, ink)
    drawn.add_to(m)
    return drawn


def _polyline(line: Line, options: Mapping[str, Any]) -> folium.PolyLine:
    """Return folium's line."""
    return folium.PolyLine(line.points, **options)


def _add_pin(m: folium.Map, pin: Pin) -> None:
    """Mark a place."""
    sign = f'<div class="pin {pin.kind}" aria-hidden="true">{html.escape(pin.sign)}</div>'
    icon = folium.DivIcon(html=sign, icon_size=(26, 26), icon_anchor=(13, 13), class_name="")
    options: dict[str, Any] = {"alt": pin.tooltip, "keyboard": False}
    folium.Marker(pin.place, icon=icon, tooltip=_quoted(pin.tooltip), **options).add_to(m)


def _quoted(text: str) -> str:
    """Escape a text for HTML inside a JavaScript template literal, where folium puts it."""
    escaped = html.escape(text)
    for sign in ("\\", "`", "$"):
        escaped = escaped.replace(sign, f"&#{ord(sign)};")
    return escaped
