"""Loops: round trips of a wished length that are worth the way.

::

    request     what one asks, as values: LoopRequest, Attraction, Prizes
    checks      what cannot be meant
    feasibility bridges inside the ball: what the ground forces, and proofs
    ground      the ball with geometry, as arrays for the kernels
    objective   what makes one loop better than another, with units
    candidates  circles through the start
    layout      a question laid on the ground
    solve       candidates, annealing, answers that differ
    answer      walks → itineraries
    loops       all of it in order
"""

from itinera.planning.loop.loops import Loops
from itinera.planning.loop.request import Attraction, LoopRequest, Prizes

__all__ = ["Attraction", "LoopRequest", "Loops", "Prizes"]
