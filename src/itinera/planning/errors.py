"""What can be wrong with a question to the planner, by name.

::

    WaypointError
    ├── SameViaError            two vias in a row are the same place
    └── AvoidedViaError         a via lies in an area that is to be avoided
    ProfileError
    └── NothingAllowedError     the profile may use no way of this map
    NoRouteError
    ├── UnconnectedError        two vias with no path between them
    ├── NoLoopError             no loop of the wished kind from here
    │   ├── NothingNearError    nothing of the wished themes lies near enough
    │   └── ContradictionError  wishes of which each could be met, but not all at once
    └── NoJourneyError          no journey of the wished kind
        └── NoSplitError        it cannot be cut into the wished stages
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.errors import NoRouteError, ProfileError, WaypointError

if TYPE_CHECKING:
    from collections.abc import Mapping


class SameViaError(WaypointError):
    """Two vias in a row are the same place, so that there is nothing to plan."""

    code = "same_via"


class AvoidedViaError(WaypointError):
    """A via lies in an area that is to be avoided."""

    code = "via_in_avoided_area"


class NothingAllowedError(ProfileError):
    """The profile may use no way of this map."""

    code = "profile_allows_nothing"


class UnconnectedError(NoRouteError):
    """No path leads from one via to the next."""

    code = "unconnected"


class NoLoopError(NoRouteError):
    """No loop of the wished kind leads from the start and back.

    Parameters
    ----------
    closest
        What `nearest` says, for programs: a code, and figures in metres and seconds.
    possible
        Parameters of the request, by their names on the command line without the
        hyphens, that would be answered in place of those given.
    """

    code = "no_loop"

    def __init__(
        self,
        problem: str,
        *,
        remedy: str = "",
        nearest: str | None = None,
        closest: Mapping[str, object] | None = None,
        possible: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(problem, remedy=remedy, nearest=nearest)
        self.closest = closest
        self.possible = possible

    def told(self) -> dict[str, object]:
        """Return what programs are told of it, as JSON takes it."""
        more = {"closest": self.closest, "possible": self.possible}
        return super().told() | {name: dict(said) for name, said in more.items() if said}


class NothingNearError(NoLoopError):
    """Nothing of the wished themes lies near enough for a loop of that length."""

    code = "no_theme_near"


class ContradictionError(NoLoopError):
    """Wishes of which each could be met, but not all at once."""

    code = "contradiction"


class NoJourneyError(NoRouteError):
    """No journey of the wished kind: unreachable places, no length, no stage ends."""

    code = "no_journey"


class NoSplitError(NoJourneyError):
    """A way that cannot be cut into the wished stages.

    Attributes
    ----------
    gap_m
        Where on the way no end of a stage is in reach of the one before, metres from its
        start; None where something else is in the way.
    """

    code = "no_stages"

    def __init__(
        self,
        problem: str,
        *,
        remedy: str = "",
        nearest: str | None = None,
        gap_m: tuple[float, float] | None = None,
    ) -> None:
        super().__init__(problem, remedy=remedy, nearest=nearest)
        self.gap_m = gap_m
