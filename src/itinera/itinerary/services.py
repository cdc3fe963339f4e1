"""What the map knows along the way that a traveller asks for: water, shelter, trains, views."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import distance, metres_per_degree, to_degrees
from itinera.itinerary.i18n import message
from itinera.itinerary.itinerary import MetWaypoint
from itinera.itinerary.met import near
from itinera.osm.codes import PlaceKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import LongArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.itinerary.i18n import Translator
    from itinera.itinerary.track import Track

SERVICE_NEAR_M = 50.0  # farther off, one does not see it from the way
SAME_PLACE_M = 300.0  # a listed waypoint and a mapped place of one kind within this are one

#: What is listed, and what an unnamed one is called.
_NAMES = {
    PlaceKind.DRINKING_WATER: message("Drinking water"),
    PlaceKind.TOILETS: message("Toilets"),
    PlaceKind.SHELTER: message("Shelter"),
    PlaceKind.CAMPSITE: message("Campsite"),
    PlaceKind.STATION: message("Station"),
    PlaceKind.BIKE_REPAIR: message("Bicycle repair"),
    PlaceKind.TOURIST_OFFICE: message("Tourist office"),
    PlaceKind.VIEWPOINT: message("Viewpoint"),
    PlaceKind.PEAK: message("Summit"),
}
_OSM_TYPES = ("node", "way", "relation")


def services_met(
    graph: RouteGraph, track: Track, known: Sequence[MetWaypoint], t: Translator
) -> list[MetWaypoint]:
    """Return the services of the map within 50 m of the line, in order of the way.

    Parameters
    ----------
    known
        Waypoints already listed: a mapped place of the same kind within 300 m of one
        is left out.
    """
    rows = _inside_bounds(graph, track)
    spots = to_degrees(graph.places.lonlat[rows])
    met = []
    for index, at_m, off_m in near(track, spots, SERVICE_NEAR_M):
        row = int(rows[index])
        kind = PlaceKind(int(graph.places.kind[row]))
        lon, lat = spots[index].tolist()
        name = graph.names[int(graph.places.name[row])] or t(_NAMES[kind])
        osm_type = _OSM_TYPES[int(graph.places.osm_type[row])]
        place = f"{osm_type}/{graph.places.osm_id[row]}"
        met.append(MetWaypoint(place, name, kind.name.lower(), (lon, lat), at_m, off_m))
    fresh = [service for service in met if not _is_known(service, known)]
    return sorted(fresh, key=lambda service: (service.at_m, service.id))


def _inside_bounds(graph: RouteGraph, track: Track) -> LongArray:
    """Return the rows of listed kinds within the bounds of the line."""
    low, high = track.fixed.min(axis=0), track.fixed.max(axis=0)
    per_degree = np.array(metres_per_degree(float(high[1]) / 1e7))
    margin = (SERVICE_NEAR_M / per_degree * 1e7).astype(np.int32) + 1
    (west, south), (east, north) = (low - margin).tolist(), (high + margin).tolist()
    lon, lat = graph.places.lonlat[:, 0], graph.places.lonlat[:, 1]
    rows = np.flatnonzero((lon >= west) & (lon <= east))
    rows = rows[(lat[rows] >= south) & (lat[rows] <= north)]
    listed: LongArray = rows[np.isin(graph.places.kind[rows], tuple(_NAMES))]
    return listed


def _is_known(service: MetWaypoint, known: Sequence[MetWaypoint]) -> bool:
    """Tell whether a waypoint of the same kind is listed close by."""
    return any(
        waypoint.kind == service.kind and distance(waypoint.lonlat, service.lonlat) < SAME_PLACE_M
        for waypoint in known
    )
