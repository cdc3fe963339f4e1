"""Maps of others that may lie beneath ours: off by default, and never on an invented map.

The operator switches one on (`itinera serve --outside-tiles ign`); a reader must still choose
it on the map. Only then does the browser ask another host, which sees the reader's address.
"""

from __future__ import annotations

from dataclasses import dataclass

from itinera.errors import InputError

__all__ = ["OUTSIDE", "Outside", "chosen"]


@dataclass(frozen=True, slots=True)
class Outside:
    """Somebody's tiles.

    Attributes
    ----------
    name
        As people know the map.
    url
        Address of a tile with {z}, {x} and {y}.
    host
        The only host that pages may then load pictures from.
    attribution
        What its terms want to be said, with a link, as HTML.
    max_zoom
        Its last zoom.
    """

    name: str
    url: str
    host: str
    attribution: str
    max_zoom: int


#: By the word that switches it on.
OUTSIDE = {
    # https://geoservices.ign.fr/documentation/services/services-geoplateforme/diffusion
    "ign": Outside(
        "Plan IGN",
        "https://data.geopf.fr/wmts?SERVICE=WMTS&VERSION=1.0.0&REQUEST=GetTile"
        "&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&FORMAT=image/png"
        "&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}",
        "https://data.geopf.fr",
        '<a href="https://geoservices.ign.fr/">© IGN – Géoplateforme</a>',
        18,
    ),
    # https://operations.osmfoundation.org/policies/tiles/ asks for a Referer; see `referrer`
    "osm": Outside(
        "OpenStreetMap",
        "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
        "https://tile.openstreetmap.org",
        '<a href="https://www.openstreetmap.org/copyright">© OpenStreetMap contributors</a>',
        19,
    ),
}


def chosen(name: str | None, *, invented: bool) -> Outside | None:
    """Return the tiles that a setting names, None for none.

    Raises
    ------
    InputError
        If nothing is called so, or the map beneath is invented: a real map under an
        invented network would be taken for true.
    """
    if not name:
        return None
    if name not in OUTSIDE:
        raise InputError(
            f"There are no outside tiles {name!r}.", remedy=f"Use {' or '.join(OUTSIDE)}."
        )
    if invented:
        raise InputError(
            f"Outside tiles ({name}) cannot lie beneath an invented map.",
            remedy="Leave out --outside-tiles, or serve the graph of a real map with --graph.",
        )
    return OUTSIDE[name]
