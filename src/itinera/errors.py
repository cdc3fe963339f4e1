"""What can go wrong, as a small tree of named classes.

::

    ItineraError                    base of everything raised on purpose
    ├── InputError                  the caller can fix it (exit 3, HTTP 400)
    │   ├── WaypointError           a place that cannot be found or snapped
    │   │   ├── SeveralPlacesError  a name that several places bear
    │   │   ├── OffMapError         a place outside the map
    │   │   └── NoWayNearError      a place with no usable way near it
    │   ├── AreaError               an area to be avoided that is none
    │   ├── ProfileError            a profile file that says something impossible
    │   ├── SpecError               a file in routes/ that cannot be published as it stands
    │   └── UnknownNameError        a name that nothing bears (HTTP 404)
    ├── NoRouteError                the question is fine, the answer is "none" (exit 4, HTTP 422)
    └── DataError                   the keeper of the data can fix it (exit 3 or 5)
        ├── OsmFileError            an OSM file that is cut, corrupt or empty (exit 3)
        ├── RasterError             an elevation raster that cannot be trusted (exit 3)
        ├── GraphStoreError         a stored graph that is damaged or of another version (exit 5)
        └── OutsideError            disk, port, server, missing file (exit 5, HTTP 503)

Each child also inherits the builtin it resembles, so that a caller who does
not know itinera can still catch it.
"""

import re

_AT_LINE = re.compile(r"(.*) \(at line (\d+), column (\d+)\)")


def toml_problem(label: str, error: Exception) -> str:
    """Say where a file is no TOML, the line first.

    Examples
    --------
    >>> toml_problem("a.toml", ValueError("Invalid value (at line 4, column 9)"))
    'a.toml, line 4: not TOML: Invalid value (column 9).'
    >>> toml_problem("a.toml", ValueError("Invalid value (at end of document)"))
    'a.toml: not TOML: Invalid value (at end of document).'
    """
    found = _AT_LINE.fullmatch(str(error))
    if found is None:
        return f"{label}: not TOML: {error}."
    return f"{label}, line {found[2]}: not TOML: {found[1]} (column {found[3]})."


class ItineraError(Exception):
    """Base of every error itinera raises on purpose.

    Parameters
    ----------
    problem
        What was wrong and where, as one sentence.
    remedy
        What to do about it.
    nearest
        The nearest thing that does exist, for "no such itinerary" answers.
    """

    code = "error"
    exit_status = 5
    http_status = 500

    def __init__(self, problem: str, *, remedy: str = "", nearest: str | None = None) -> None:
        super().__init__(f"{problem} {remedy}".strip())
        self.problem = problem
        self.remedy = remedy
        self.nearest = nearest

    def told(self) -> dict[str, object]:
        """Return what programs are told of it, as JSON takes it."""
        return {
            "code": self.code,
            "problem": self.problem,
            "remedy": self.remedy,
            "nearest": self.nearest,
        }


class InputError(ItineraError, ValueError):
    """The caller can fix it: a request, a file, an option."""

    code = "invalid_input"
    exit_status = 3
    http_status = 400


class WaypointError(InputError):
    """A place that cannot be understood, found or brought onto the network."""

    code = "invalid_waypoint"


class SeveralPlacesError(WaypointError):
    """A name that several places bear, so that nobody knows which is meant."""

    code = "several_places"


class OffMapError(WaypointError):
    """A place outside the map."""

    code = "off_map"


class NoWayNearError(WaypointError):
    """A place on the map, too far from every way that the traveller may use."""

    code = "no_way_near"


class AreaError(InputError):
    """An area to be avoided that is none: no polygon, off the Earth, off the map."""

    code = "invalid_area"


class ProfileError(InputError):
    """A profile file with an unknown key, a wrong unit or an impossible value."""

    code = "invalid_profile"


class SpecError(InputError):
    """A specification of an itinerary with an unknown key, a missing one or a wrong value."""

    code = "invalid_spec"


class UnknownNameError(InputError, LookupError):
    """A name (profile, waypoint, itinerary) that nothing bears."""

    code = "unknown_name"
    http_status = 404


class NoRouteError(ItineraError, LookupError):
    """The question is fine and the answer is that no such itinerary exists."""

    code = "no_route"
    exit_status = 4
    http_status = 422


class DataError(ItineraError, RuntimeError):
    """The data is at fault, not the question."""

    code = "data_error"
    exit_status = 5
    http_status = 503


class OsmFileError(DataError):
    """An OSM file that is cut short, corrupt, empty or of the wrong area."""

    code = "invalid_osm_file"
    exit_status = 3
    http_status = 400


class RasterError(DataError):
    """An elevation raster that is cut, misplaced, in a wrong unit or no raster at all."""

    code = "invalid_raster"
    exit_status = 3
    http_status = 400


class GraphStoreError(DataError):
    """A stored graph that is missing, damaged or written by another version."""

    code = "invalid_graph"


class OutsideError(DataError, OSError):
    """Something outside is missing or broken: a file, the disk, a port, a server."""

    code = "outside"

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}".strip()
