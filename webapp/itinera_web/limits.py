"""Too many requests from one address: a token bucket for each, none for this machine itself.

Only the interface counts (`/api/…`), since only it computes; pages, tiles and files do not.
Every worker process counts for itself.
"""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import current_app, request

from itinera.errors import ItineraError

__all__ = ["DEFAULT_PER_MINUTE", "Limiter", "TooManyError", "counted", "guard"]

DEFAULT_PER_MINUTE = 240.0  # dragging a point asks four times a second at most
BURST_S = 15.0  # so many seconds' worth may come at once
MOST_ADDRESSES = 10_000  # remembered; the longest unheard is forgotten first
HOUSE_BITS = 64  # of an IPv6 address: one customer has as many as there are within
COUNTED = "/api/"
UNCOUNTED = "/api/v1/openapi.json"


class TooManyError(ItineraError):
    """More requests than one address may make."""

    code = "too_many_requests"
    http_status = 429

    def __init__(self, wait_s: float) -> None:
        self.retry_after_s = max(1, math.ceil(wait_s))
        super().__init__(
            "Too many requests came from your address.",
            remedy=f"Try again in {self.retry_after_s} s.",
        )


@dataclass
class Limiter:
    """A bucket of tokens per address: a request takes one, time brings them back.

    Attributes
    ----------
    per_minute
        How many requests an address may make in a minute, over time; 0 sets no limit.
    clock
        Seconds that only grow.
    """

    per_minute: float = DEFAULT_PER_MINUTE
    clock: Callable[[], float] = time.monotonic
    _buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def full(self) -> float:
        """How many tokens a bucket holds."""
        return max(1.0, self.per_minute * BURST_S / 60.0)

    def wait_s(self, address: str | None) -> float:
        """Take a token; return 0, or after how many seconds there will be one.

        Parameters
        ----------
        address
            Of the client, as the server sees it; this machine's own is never limited.
        """
        whose = counted(address)
        if self.per_minute <= 0.0 or whose is None:
            return 0.0
        with self._lock:
            now, per_s = self.clock(), self.per_minute / 60.0
            tokens, then = self._buckets.pop(whose, (self.full, now))
            tokens = min(self.full, tokens + (now - then) * per_s)
            enough = tokens >= 1.0
            self._buckets[whose] = (tokens - 1.0 if enough else tokens, now)
            while len(self._buckets) > MOST_ADDRESSES:
                self._buckets.popitem(last=False)
        return 0.0 if enough else (1.0 - tokens) / per_s


def guard() -> None:
    """Refuse a request that comes too soon.

    Raises
    ------
    TooManyError
        Saying after how many seconds to try again.
    """
    if not request.path.startswith(COUNTED) or request.path == UNCOUNTED:
        return
    limiter: Limiter = current_app.extensions["itinera.limiter"]
    wait_s = limiter.wait_s(request.remote_addr)
    if wait_s > 0.0:
        raise TooManyError(wait_s)


def counted(address: str | None) -> str | None:
    """Return under what an address is counted, None for this machine itself."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:  # a Unix socket, or a name: all such clients share one bucket
        return address or "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found
    if found.is_loopback:
        return None
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, HOUSE_BITS), strict=False))
    return str(found)
