"""Journeys: many places, several days.

::

    request     what one asks, as values: JourneyRequest, Visit, Follow, StageWish
    result      what comes of it: Journey, Stage
"""

from itinera.planning.journey.request import (
    Band,
    Follow,
    JourneyRequest,
    Offer,
    StageWish,
    Visit,
)
from itinera.planning.journey.result import Journey, Stage

__all__ = [
    "Band",
    "Follow",
    "Journey",
    "JourneyRequest",
    "Offer",
    "Stage",
    "StageWish",
    "Visit",
]
