"""Loops: round trips of a wished length that are worth the way.

::

    request     what one asks, as values: LoopRequest, Attraction, Prizes
    checks      what cannot be meant
    wishes      wishes that exclude each other, and how far they are apart
    best_start  the best station or car park near a place
    like        a former loop, kept to and changed
    themed      all of these laid on the graph, before and after the search
    feasibility bridges inside the ball: what the ground forces, and proofs
    ground      the ball with geometry, as arrays for the kernels
    objective   what makes one loop better than another, with units
    candidates  circles through the start
    layout      a question laid on the ground
    stops       places, areas and the end of a walk, on the ball
    course      walks that end elsewhere, or pass their places in order
    solve       candidates, annealing, answers that differ
    fit         whether a walk is an answer
    answer      walks → itineraries
    instead     what comes nearest where there is none
    loops       all of it in order
"""

from itinera.planning.loop.loops import Loops
from itinera.planning.loop.request import Attraction, LoopRequest, Prizes

__all__ = ["Attraction", "LoopRequest", "Loops", "Prizes"]
