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
    │   └── NothingNearError    nothing of the wished themes lies near enough
    └── NoJourneyError          no journey of the wished kind
"""

from __future__ import annotations

from itinera.errors import NoRouteError, ProfileError, WaypointError


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
    """No loop of the wished kind leads from the start and back."""

    code = "no_loop"


class NothingNearError(NoLoopError):
    """Nothing of the wished themes lies near enough for a loop of that length."""

    code = "no_theme_near"


class NoJourneyError(NoRouteError):
    """No journey of the wished kind: unreachable places, no length, no stage ends."""

    code = "no_journey"
