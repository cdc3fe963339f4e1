"""What a tour is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from itinera.itinerary import Stop
    from itinera.planning.journey.follow import Followed
    from itinera.search.path import Path

#: Told the name of what is being done, and how much of the whole is done (0 to 1).
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A wish that the tour does not visit.

    Attributes
    ----------
    visit
        Its place in the request's visits.
    extra_m
        Metres that visiting it too would add, infinite where no way leads there.
    why
        "length" (the tour would get too long), "unreachable" (no way leads there and
        back) or "no_way_near".
    """

    visit: int
    extra_m: float
    why: str


@dataclass(frozen=True, slots=True)
class Tour:
    """A way through places.

    Attributes
    ----------
    stops
        Where it begins, what it was led through in order, where it ends.
    legs
        A path from each stop to the next.
    taken
        Visits of the request that it makes, in the order in which it meets them.
    left_out
        The others.
    length_m, repeated_m
        Metres of the whole, and of what is travelled again in either direction.
    score
        What was weighed, by name.
    followed
        What was found along each stretch of the request.
    struck
        Did the clock end the search?
    """

    stops: tuple[Stop, ...]
    legs: tuple[Path, ...]
    taken: tuple[int, ...]
    left_out: tuple[LeftOut, ...] = ()
    length_m: float = 0.0
    repeated_m: float = 0.0
    score: Mapping[str, float] = field(default_factory=dict)
    followed: tuple[Followed, ...] = ()
    struck: bool = False
