"""Answers that come in pieces: one JSON document a line, the last one final.

A stream keeps a thread of the server for as long as its search lasts, so only a few may run
at once, and fewer for one address.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import Response, current_app, request, stream_with_context

from itinera.errors import OutsideError
from itinera_web.errors import to_the_end
from itinera_web.limits import TooManyError, counted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

__all__ = ["Streams", "TooManyStreamsError", "streamed"]

NDJSON = "application/x-ndjson"
MOST, MOST_OF_ADDRESS = 4, 2  # at once, of a process with eight threads; of one address
WAIT_S = 2.0  # after so long one of them has probably ended


class TooManyStreamsError(OutsideError):
    """All places for streams are taken."""

    code = "too_many_streams"


@dataclass
class Streams:
    """Places for streams: so many for all, so many for one address.

    Attributes
    ----------
    most, most_of_address
        How many may run at once; this machine's own address has no limit of its own.
    """

    most: int = MOST
    most_of_address: int = MOST_OF_ADDRESS
    _running: Counter[str | None] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def running(self) -> int:
        """How many streams run now."""
        return self._running.total()

    def enter(self, address: str | None) -> _Place:
        """Take a place.

        Raises
        ------
        TooManyError
            If the address has taken all of its places.
        TooManyStreamsError
            If all places are taken.
        """
        whose = counted(address)
        with self._lock:
            if whose is not None and self._running[whose] >= self.most_of_address:
                raise TooManyError(WAIT_S)
            if self._running.total() >= self.most:
                raise TooManyStreamsError(
                    f"{self.most} searches are streaming already.",
                    remedy="Try again in a few seconds, or ask without stream.",
                )
            self._running[whose] += 1
        return _Place(self, whose)

    def leave(self, whose: str | None) -> None:
        """Give a place back."""
        with self._lock:
            self._running[whose] -= 1


@dataclass
class _Place:
    """A place that was taken, given back once."""

    streams: Streams
    whose: str | None
    _held: bool = True

    def leave(self) -> None:
        """Give it back."""
        if self._held:
            self._held = False
            self.streams.leave(self.whose)


def streamed(documents: Iterator[dict[str, Any]]) -> Response:
    """Answer documents line by line as they come; they say themselves which is final.

    Errors before the first document are raised, those after it are the last line.
    """
    places: Streams = current_app.extensions["itinera.streams"]
    place = places.enter(request.remote_addr)
    with contextlib.ExitStack() as otherwise:
        otherwise.callback(place.leave)
        ahead = next(documents)
        otherwise.pop_all()
    response = Response(stream_with_context(_lines(ahead, documents, place)), mimetype=NDJSON)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"  # a proxy must not wait for the end
    response.call_on_close(place.leave)  # also where nobody read a line
    return response


def _lines(
    ahead: dict[str, Any], documents: Iterator[dict[str, Any]], place: _Place
) -> Iterator[bytes]:
    """Write a line for each document."""
    try:
        for document in to_the_end(itertools.chain([ahead], documents)):
            final = {} if "final" in document else {"event": "problem", "final": True}
            yield _line({"event": "answer", **document, **final})
    finally:
        place.leave()


def _line(document: dict[str, Any]) -> bytes:
    """Return one line."""
    return json.dumps(document, ensure_ascii=False).encode() + b"\n"
