"""What can go wrong between a server and a file, by name.

::

    InputError
    ├── AmbiguousPlaceError     a name that several places bear
    └── TooLargeError           an area too large for a public server
    UnknownNameError
    └── UnknownPlaceError       a name that means nothing, or nothing with an outline
    OutsideError
    └── DownloadError           a server that does not give what was asked for
        ├── UnsteadyError       it may help to try again: cut, slow, busy, broken
        ├── RefusedError        it does not help to try again: 403, 404, circles
        └── CorruptError        what came is not what was promised
"""

from __future__ import annotations

from itinera.errors import InputError, OutsideError, UnknownNameError


class AmbiguousPlaceError(InputError):
    """A name that several places bear."""

    code = "ambiguous_place"


class TooLargeError(InputError):
    """An area too large to ask a public server for."""

    code = "area_too_large"


class UnknownPlaceError(UnknownNameError):
    """A name that no place bears, or none that has an outline."""

    code = "unknown_place"


class DownloadError(OutsideError):
    """A server that does not give what was asked for."""

    code = "download_failed"


class UnsteadyError(DownloadError):
    """A failure that may pass: a cut connection, a silence, a busy server.

    Parameters
    ----------
    pause_s
        How long the server asks to wait, None where it does not say.
    """

    code = "download_interrupted"

    def __init__(self, problem: str, *, remedy: str = "", pause_s: float | None = None) -> None:
        super().__init__(problem, remedy=remedy)
        self.pause_s = pause_s


class RefusedError(DownloadError):
    """A failure that will not pass by itself: forbidden, not there, redirected in circles.

    Parameters
    ----------
    status
        What the server answered, 0 where the answer was no status.
    """

    code = "download_refused"

    def __init__(self, problem: str, *, remedy: str = "", status: int = 0) -> None:
        super().__init__(problem, remedy=remedy)
        self.status = status


class CorruptError(DownloadError):
    """Content that does not match its checksum, or is not what its name says."""

    code = "download_corrupt"
