"""What can be wrong with somebody's own track, by name.

::

    InputError
    └── TrackError              a file that holds no track as it should
        ├── BrokenTrackError    cut short, badly written, or no GPX at all
        ├── UnsafeTrackError    declares entities, which GPX never does
        ├── NoTrackError        routes and waypoints only, or nothing
        ├── SeveralTracksError  which one is meant is not said
        ├── BigTrackError       more bytes or points than are read
        ├── BadPointError       a point that is not on the Earth
        ├── NoLengthError       all its points in one place
        └── ElsewhereError      no point of it on the map
"""

from __future__ import annotations

from itinera.errors import InputError


class TrackError(InputError):
    """A file that holds no track as it should."""

    code = "invalid_track"


class BrokenTrackError(TrackError):
    """Cut short, badly written, or no GPX at all."""

    code = "broken_track"


class UnsafeTrackError(TrackError):
    """A document type or entities, which GPX files never have."""

    code = "unsafe_track"


class NoTrackError(TrackError):
    """Routes and waypoints only, or nothing."""

    code = "no_track"


class SeveralTracksError(TrackError):
    """Several tracks where nobody said which one is meant, or one that is not there."""

    code = "several_tracks"


class BigTrackError(TrackError):
    """More bytes or points than are read."""

    code = "track_too_big"


class BadPointError(TrackError):
    """A point without a position on the Earth."""

    code = "bad_point"


class NoLengthError(TrackError):
    """A track whose points all lie in one place."""

    code = "no_length"


class ElsewhereError(TrackError):
    """A track of which no point lies on the map."""

    code = "track_off_map"
