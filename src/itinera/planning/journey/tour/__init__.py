"""The tour of a journey: which places, in what order, along which ways.

::

    model       Tour, LeftOut
    plan        plan_tour: the whole of it
    places      places on the network: where each may be passed
    table       lengths between places
    order       which places and in what order, on the table
    draft       a tour that is being laid: legs that keep off one another
    improve     making it cheaper without changing what it visits
    detours     what it would add to visit other places too
    fitting     bringing it to its length
    climbing    bringing it to its climb
    told        what it met, what it left out and at what cost
    wrong       what can be wrong with what was asked
"""

from itinera.planning.journey.tour.model import LeftOut, Progress, Tour
from itinera.planning.journey.tour.plan import plan_tour

__all__ = ["LeftOut", "Progress", "Tour", "plan_tour"]
