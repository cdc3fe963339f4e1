"""One way to ask a server: limits, an honest name, and every failure as an error with a remedy.

What goes over the wire is the work of `requests` and urllib3; here stand the
decisions: what may pass by itself, what will not, and what to tell.
"""

from __future__ import annotations

import email.utils
import logging
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING, TypeVar

import requests
import urllib3

from itinera import __version__
from itinera.fetch.errors import DownloadError, RefusedError, UnsteadyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["Client", "Patience", "user_agent"]

_log = logging.getLogger(__name__)

T = TypeVar("T")

CHUNK = 1 << 16
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
PAUSE_WHEN_TOO_MANY_S = 10.0  # after 429 without Retry-After: shared servers count by the minute

_AGAIN = "Run the command again: what came is kept and continued where that is possible."
_LATER = "Try again later, or choose another mirror (ITINERA_SOURCES)."
_REFUSALS = {
    401: "The server asks for a login; choose another mirror (ITINERA_SOURCES).",
    403: "The server forbids it; choose another mirror (ITINERA_SOURCES).",
    404: "Check the name, or choose another mirror (ITINERA_SOURCES).",
    410: "It was taken away; check the name, or choose another mirror (ITINERA_SOURCES).",
    451: "The server may not give it; choose another mirror (ITINERA_SOURCES).",
}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to bear with a server.

    Attributes
    ----------
    attempts
        Failures in a row, without progress in between, before giving up.
    connect_s, silence_s
        How long to wait for a connection, and for the next byte.
    pause_s, longest_pause_s
        The first pause between attempts (each is twice the one before), and the
        longest; a server that asks for more is left alone.
    redirects
        How many addresses to follow.
    slowest_bytes_per_s, grace_s
        A connection slower than that after so many seconds is given up and begun again.
    wait, clock
        Sleeps, and tells seconds; tests put others in their place.
    """

    attempts: int = 5
    connect_s: float = 15.0
    silence_s: float = 60.0
    pause_s: float = 1.0
    longest_pause_s: float = 120.0
    redirects: int = 5
    slowest_bytes_per_s: float = 500.0
    grace_s: float = 60.0
    wait: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic


class Client:
    """Asks servers, one after the other, under one name and with one patience.

    Parameters
    ----------
    patience
        Limits and pauses.

    Attributes
    ----------
    received : int
        Bytes of bodies so far.
    """

    def __init__(self, patience: Patience | None = None) -> None:
        self.patience = patience or Patience()
        self.received = 0
        self._session = requests.Session()
        self._session.max_redirects = self.patience.redirects
        self._session.headers["User-Agent"] = user_agent()
        self._session.headers["Accept-Encoding"] = "identity"  # sizes and ranges as on the disk

    @contextmanager
    def answer(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        fine: tuple[int, ...] = (200,),
        silence_s: float | None = None,
    ) -> Iterator[requests.Response]:
        """Send one request and yield its answer, whose body is not yet read.

        Parameters
        ----------
        url
            Address.
        headers
            To send besides the usual ones.
        form
            To be sent as POST; None sends GET.
        fine
            Statuses that are answers; others become errors.
        silence_s
            How long to wait for the next byte, None for the usual.

        Raises
        ------
        UnsteadyError
            If the server is unreachable, silent, busy or cuts the connection, here
            or while the body is read inside the `with`.
        RefusedError
            If it says no, redirects in circles or to another protocol, or the
            address is none.
        """
        waits = (self.patience.connect_s, silence_s or self.patience.silence_s)
        method = "GET" if form is None else "POST"
        try:
            with self._session.request(
                method, url, headers=headers, data=form, stream=True, timeout=waits
            ) as response:
                _judge(response, url, fine)
                yield response
        except requests.TooManyRedirects as error:
            raise _in_circles(url, self.patience.redirects) from error
        except requests.exceptions.SSLError as error:
            raise RefusedError(
                f"There is no encrypted connection to {url}: {error}.",
                remedy="Check the clock of this machine and its certificates, or the mirror.",
            ) from error
        except (requests.ConnectionError, requests.Timeout, urllib3.exceptions.HTTPError) as error:
            raise _unsteady(url, error) from error
        except requests.RequestException as error:
            raise RefusedError(
                f"{url} cannot be asked: {error}.", remedy="Check the address of the mirror."
            ) from error

    def text(self, url: str, *, limit: int = 10_000) -> str:
        """Return a short text, trying again as patience allows.

        Raises
        ------
        DownloadError
            As for `answer`, and if the text is longer than `limit` bytes.
        """

        def ask() -> str:
            with self.answer(url) as response:
                content = b"".join(self.chunks(response, limit=limit))
                return content.decode("utf-8", errors="replace")

        return self.persist(ask)

    def chunks(
        self, response: requests.Response, *, limit: int | None = None, decode: bool = False
    ) -> Iterator[bytes]:
        """Yield a body as it comes, and miss no early end.

        Parameters
        ----------
        response
            From `answer`.
        limit
            Bytes at most, None for no limit.
        decode
            Undo a compression for the way (Content-Encoding).

        Raises
        ------
        UnsteadyError
            If it ends before the announced length, or trickles.
        RefusedError
            If it is longer than `limit`.
        """
        begun, size = self.patience.clock(), 0
        while chunk := response.raw.read1(CHUNK, decode_content=decode):
            size += len(chunk)
            self.received += len(chunk)
            if limit is not None and size > limit:
                raise RefusedError(
                    f"{response.url} sends more than {limit:,} bytes.",
                    remedy="This is not what was asked for; check the mirror, or ask for less.",
                )
            yield chunk
            seconds = self.patience.clock() - begun
            slowest = self.patience.slowest_bytes_per_s
            if seconds > self.patience.grace_s and size < slowest * seconds:
                raise UnsteadyError(
                    f"{response.url} trickles: {size:,} bytes in {seconds:.0f} s.",
                    remedy=_LATER,
                )

    def persist(self, act: Callable[[], T], *, progress: Callable[[], int] = lambda: 0) -> T:
        """Do something until it succeeds, with longer and longer pauses in between.

        Parameters
        ----------
        act
            Raises UnsteadyError where another attempt may help.
        progress
            Bytes on the disk; an attempt that added some starts the count anew.

        Raises
        ------
        DownloadError
            The last one, once patience is at its end.
        """
        failures = 0
        while True:
            before = progress()
            try:
                return act()
            except UnsteadyError as error:
                failures = 1 if progress() - before >= CHUNK else failures + 1
                pause = self._pause(error, failures)
                if failures >= self.patience.attempts or pause > self.patience.longest_pause_s:
                    raise _given_up(error, failures, pause) from error
                _log.warning("%s Trying again in %.0f s.", error.problem, pause)
                self.patience.wait(pause)

    def _pause(self, error: UnsteadyError, failures: int) -> float:
        """Return how long to wait: what the server asks for, else twice as long each time."""
        if error.pause_s is not None:
            return error.pause_s
        own = self.patience.pause_s * 2.0 ** (failures - 1)
        return min(own, self.patience.longest_pause_s)


def user_agent() -> str:
    """Return the name under which itinera asks: itself, and whom to write to if that is set."""
    contact = os.environ.get("ITINERA_CONTACT", "").strip()
    suffix = f"; {contact}" if contact and contact.isprintable() else ""
    return f"itinera/{__version__} (trail planner{suffix}) requests/{metadata.version('requests')}"


def _judge(response: requests.Response, url: str, fine: tuple[int, ...]) -> None:
    """Turn a status that is no answer into an error."""
    if url.startswith("https:") and response.url.startswith("http:"):
        raise RefusedError(
            f"{url} redirects to {response.url}, which is not encrypted.",
            remedy="Choose another mirror (ITINERA_SOURCES).",
        )
    status = response.status_code
    if status in fine:
        return
    told = f"{response.url} answers {status} {response.reason or ''}".rstrip()
    if status in BUSY:
        raise UnsteadyError(
            f"{told}.",
            remedy=_LATER,
            pause_s=_asked_pause(response),
        )
    remedy = _REFUSALS.get(status, "Check the address of the mirror (ITINERA_SOURCES).")
    raise RefusedError(f"{told}.", remedy=remedy, status=status)


def _asked_pause(response: requests.Response) -> float | None:
    """Return what Retry-After asks for, in seconds; it is a number or a date."""
    asked = response.headers.get("Retry-After", "").strip()
    if asked.isdecimal():
        return float(asked)
    if asked:
        try:
            then = email.utils.parsedate_to_datetime(asked).timestamp()
        except ValueError:
            return None
        return max(then - time.time(), 0.0)
    return PAUSE_WHEN_TOO_MANY_S if response.status_code == 429 else None


def _unsteady(url: str, error: Exception) -> UnsteadyError:
    """Translate what the library says of a connection."""
    silent = (requests.Timeout, urllib3.exceptions.TimeoutError)
    if isinstance(error, silent) or "timed out" in str(error).lower():
        return UnsteadyError(
            f"{url} does not answer in time.",
            remedy=_LATER,
        )
    text = str(error)
    if "Name or service not known" in text or "resolve" in text or "getaddrinfo" in text:
        return UnsteadyError(
            f"The server of {url} cannot be found.",
            remedy="Check the connection to the internet, or the mirror (ITINERA_SOURCES).",
        )
    if "refused" in text:
        return UnsteadyError(
            f"The server of {url} refuses the connection.",
            remedy="Check the connection to the internet, or the mirror (ITINERA_SOURCES).",
        )
    if any(isinstance(one, urllib3.exceptions.IncompleteRead) for one in (error, *error.args)):
        return UnsteadyError(f"{url} ended before the announced length.", remedy=_AGAIN)
    return UnsteadyError(
        f"The connection to {url} broke ({type(error).__name__}).",
        remedy=_AGAIN,
    )


def _in_circles(url: str, redirects: int) -> RefusedError:
    """Return the error for an address that leads from one to the next."""
    return RefusedError(
        f"{url} redirects more than {redirects} times, in circles or nearly so.",
        remedy="Choose another mirror (ITINERA_SOURCES).",
    )


def _given_up(error: UnsteadyError, failures: int, pause: float) -> DownloadError:
    """Return the last error, with what was tried."""
    if error.pause_s is not None and pause == error.pause_s:
        asks = f" It asks to wait {pause:.0f} s."
    else:
        asks = ""
    tried = f" Tried {failures} times in a row." if failures > 1 else ""
    return type(error)(f"{error.problem}{asks}{tried}", remedy=error.remedy, pause_s=error.pause_s)
