"""From walks in a ball to itineraries."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from itinera.itinerary import About, assemble
from itinera.planning.loop.drawing import listed
from itinera.planning.loop.naming import name_of
from itinera.planning.loop.objective import terms_of
from itinera.planning.loop.stops import AREA
from itinera.search.path import Path

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from itinera.geodesy import IntArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.itinerary import Itinerary, Stop
    from itinera.planning.loop.request import LoopRequest
    from itinera.planning.loop.walks import Found
    from itinera.planning.travel import Travel
    from itinera.search.ball import Ball
    from itinera.search.loop_arrays import Wish


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer needs to know of the question.

    Attributes
    ----------
    musts
        The places to pass, by node of the ball.
    closed
        Does the walk end where it begins?
    """

    graph: RouteGraph
    travel: Travel
    request: LoopRequest
    musts: Mapping[int, Stop]
    places: tuple[Stop, ...]
    wish: Wish
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """A walk and what it is for who goes it."""

    walk: Found
    itinerary: Itinerary

    @property
    def climb_m(self) -> float:
        """Metres of climb as reported, 0 where none is known."""
        return self.itinerary.climb_m or 0.0

    def climb_gap_m(self, climb_m: float | None) -> float:
        """Return how far the climb is from what is wished, 0 where nothing is."""
        return 0.0 if climb_m is None else abs(self.climb_m - climb_m)


def itinerary_of(found: Found, ball: Ball, asked: Asked) -> Itinerary:
    """Return a walk as an itinerary."""
    request = asked.request
    named = {node for node, stop in asked.musts.items() if stop.kind != AREA}
    legs, nodes = legs_of(found, ball, asked.travel, named)
    end = request.end or request.start
    stops = [request.start, *(asked.musts[node] for node in nodes), end]
    kind = "loop" if asked.closed else "route"
    name = name_of(request, float(found.terms[1]), closed=asked.closed)
    about = About(name=name, kind=kind, lang=request.lang, on=request.traveller.on)
    itinerary = assemble(
        asked.graph,
        asked.travel.weighting,
        legs,
        stops,
        about=about,
        places=listed(asked.places, request, ball.arc[found.arcs] >> 1),
    )
    terms = terms_of(found.terms, asked.wish)
    return replace(
        itinerary,
        unavoidable_repeat_m=asked.wish.unavoidable_m,
        score={name: round(value, 3) for name, value in terms.items()},
    )


def legs_of(
    found: Found, ball: Ball, travel: Travel, named: Container[int] | None = None
) -> tuple[list[Path], list[int]]:
    """Return a walk as paths of the graph, cut at the places that had to be passed.

    Parameters
    ----------
    named
        Nodes of the ball at which it is cut, of those that had to be passed; None for all. It
        is cut at the others too where it turns inside an edge.

    Returns
    -------
    legs, nodes
        The node of the ball between each leg and the next.
    """
    fixed = found.cut[1:-1][found.fixed[1:-1]].tolist()
    nodes = {mark: int(ball.tail[found.arcs[mark]]) for mark in fixed}
    marks = [
        mark
        for mark in fixed
        if named is None or nodes[mark] in named or _turns_back(found, ball, mark)
    ]
    pairs = itertools.pairwise([0, *marks, len(found.arcs)])
    legs = [_path(found.arcs[begin:end], ball, travel) for begin, end in pairs]
    return legs, [nodes[mark] for mark in marks]


def _turns_back(found: Found, ball: Ball, mark: int) -> bool:
    """Tell whether a walk turns inside an edge, where a path of whole arcs must end."""
    before, after = found.arcs[mark - 1], found.arcs[mark]
    return bool(ball.high[before] < 1.0 and ball.arc[before] != ball.arc[after])


def _path(arcs: IntArray, ball: Ball, travel: Travel) -> Path:
    """Return arcs of a ball as a path, the parts of one arc put together."""
    whole, low = ball.arc[arcs], ball.low[arcs]
    goes_on = (whole[1:] == whole[:-1]) & (low[1:] > 0.0)
    first = np.concatenate(([True], ~goes_on))
    start, end = float(low[0]), float(ball.high[arcs[-1]])
    columns = whole[first].astype(np.int32)
    return Path(columns, start, end, travel.router.path_cost(columns, start, end))
