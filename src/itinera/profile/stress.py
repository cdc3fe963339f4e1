"""How much motor traffic a traveller has to bear, as a level from 1 to 4.

The idea is the *level of traffic stress* of Mekuria, Furth and Nixon, "Low-Stress
Bicycling and Network Connectivity", Mineta Transportation Institute report 11-19,
2012: 1 suits children, 2 most adults, 3 the confident, 4 the fearless. Their tables
read street width, speed, parking and counts that OSM rarely has; here the class of
the road stands for its traffic, and a sum of whole steps for the tables:

    level = base[class] + speed step + lanes step − what is offered, from 1 to 4

- base: what the class bears at 50 km/h, in `RIDING_BASE` and `WALKING_BASE`;
- speed step: −1 up to 30 km/h, 0 up to 60, +1 above on roads that carry through
  traffic (secondary and above; a small road that may be driven at 80 sees few cars); untagged
  speeds are assumed after French law (`UNTAGGED_KMH`, else 50 in built-up areas and
  80 outside);
- lanes step: +1 from three lanes on;
- offered to riders, per direction: 1 for a cycle lane on a road up to 60 km/h, 1 for
  a cycle street; a cycle track on the road makes level 1. A track that is mapped as a
  way of its own changes nothing for who stays on the road;
- offered to walkers: 1 for a sidewalk, which is taken for granted in built-up areas.

Ways without motor traffic are level 1. The steps are own judgement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.osm.codes import AreaFlag, Cycleway, EdgeFlag, Highway

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, ByteArray
    from itinera.graph.routegraph import Edges

H = Highway

#: Level of each class at 50 km/h for a rider in mixed traffic; 1 where not named.
RIDING_BASE: dict[Highway, int] = {
    H.MOTORWAY: 5,
    H.MOTORWAY_LINK: 5,
    H.TRUNK: 5,
    H.TRUNK_LINK: 5,
    H.PRIMARY: 4,
    H.PRIMARY_LINK: 4,
    H.SECONDARY: 3,
    H.SECONDARY_LINK: 3,
    H.TERTIARY: 3,
    H.TERTIARY_LINK: 3,
    H.UNCLASSIFIED: 2,
    H.RESIDENTIAL: 2,
    H.ROAD: 2,
    H.BUSWAY: 2,
}

#: The same for a walker at the edge of the carriageway.
WALKING_BASE: dict[Highway, int] = {
    **RIDING_BASE,
    H.SECONDARY: 4,
    H.SECONDARY_LINK: 4,
    H.RESIDENTIAL: 1,
}

#: Roads that carry through traffic: from here on fast means stressful.
THROUGH = tuple(code for code in Highway if H.MOTORWAY <= code <= H.SECONDARY_LINK)

# km/h where no maxspeed is tagged, by class; of the others by surroundings. Code de la
# route R413-2, R413-3 (outside and inside built-up areas), R110-2 (20 in a "zone de
# rencontre"); residential and service are own judgement.
UNTAGGED_KMH: dict[Highway, int] = {
    H.MOTORWAY: 130,
    H.TRUNK: 110,
    H.RESIDENTIAL: 50,
    H.SERVICE: 30,
    H.LIVING_STREET: 20,
}
RURAL_KMH, URBAN_KMH = 80, 50
_SLOW_KMH, _FAST_KMH = 30, 60
_MANY_LANES = 3


def stress(edges: Edges, mode: str, cycleway: ByteArray) -> ByteArray:
    """Return the level of traffic stress of every edge in one direction.

    Parameters
    ----------
    edges
        Columns of a route graph.
    mode
        "foot" or "bicycle".
    cycleway : uint8, shape (n_edges,)
        `codes.Cycleway` of the direction of travel; walkers ignore it.

    Returns
    -------
    uint8, shape (n_edges,)
        1 (calm) to 4 (fearsome).
    """
    level = _lookup(WALKING_BASE if mode == "foot" else RIDING_BASE, 1)[edges.highway]
    with_traffic = _lookup(RIDING_BASE, 0)[edges.highway] > 0
    kmh = _speed_kmh(edges)
    through = _lookup(dict.fromkeys(THROUGH, 1), 0)[edges.highway] > 0
    level -= kmh <= _SLOW_KMH
    level += (kmh > _FAST_KMH) & through
    level += (edges.lanes >= _MANY_LANES) & with_traffic
    if mode == "foot":
        level -= _sidewalk(edges)
    else:
        level -= (cycleway == Cycleway.LANE) & (kmh <= _FAST_KMH)
        level -= (edges.flags & EdgeFlag.CYCLE_STREET) > 0
        level[cycleway == Cycleway.TRACK] = 1
    return np.clip(level, 1, 4).astype(np.uint8)


def _speed_kmh(edges: Edges) -> ByteArray:
    """Return the speed limit, assumed where untagged."""
    urban = (edges.areas & AreaFlag.BUILT_UP) > 0
    assumed = np.where(
        urban,
        _lookup(UNTAGGED_KMH, URBAN_KMH)[edges.highway],
        _lookup(UNTAGGED_KMH, RURAL_KMH)[edges.highway],
    )
    return np.where(edges.maxspeed_kmh > 0, edges.maxspeed_kmh, assumed).astype(np.uint8)


def _sidewalk(edges: Edges) -> BoolArray:
    tagged = (edges.flags & EdgeFlag.SIDEWALK) > 0
    return np.asarray(tagged | ((edges.areas & AreaFlag.BUILT_UP) > 0))


def _lookup(values: dict[Highway, int], default: int) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    """Return a table over all way classes."""
    return np.array([values.get(code, default) for code in Highway], dtype=np.int16)
