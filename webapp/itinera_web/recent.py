"""The last answers, since one is soon asked for again: as a file, or to be changed.

The same request has the same answer, so nothing grows old here.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import current_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from itinera.planning.loop import Loops
    from itinera_web.params import Args

__all__ = ["Key", "Recent", "key_of", "recent"]

Key = tuple[tuple[str, str], ...]
MOST = 24  # a few megabytes
#: What changes how an answer is told, and not the answer.
TOLD = ("format", "max_points", "pick", "stream")


@dataclass
class Recent:
    """Answers by what was asked, the longest unasked forgotten first; for any number of threads.

    Attributes
    ----------
    most
        How many are remembered.
    """

    most: int = MOST
    _kept: OrderedDict[Key, Loops] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: Key | None) -> Loops | None:
        """Return an answer, None where it is not known."""
        with self._lock:
            if key is None or key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def answer(self, key: Key | None, find: Callable[[], Loops]) -> Loops:
        """Return the answer that is known, else the one that is found."""
        known = self.get(key)
        return self.keep(key, find()) if known is None else known

    def keep(self, key: Key | None, found: Loops) -> Loops:
        """Remember an answer and return it."""
        if key is not None:
            with self._lock:
                self._kept[key] = found
                self._kept.move_to_end(key)
                while len(self._kept) > self.most:
                    self._kept.popitem(last=False)
        return found


def recent() -> Recent:
    """Return what this app remembers."""
    found = current_app.extensions["itinera.recent"]
    if not isinstance(found, Recent):
        raise TypeError("This app was not made by create_app.")
    return found


def key_of(args: Args, *, method: str) -> Key | None:
    """Return what tells a request from others; None for one with a body, which is asked once."""
    if method != "GET":
        return None
    rows = (row for row in args.items(multi=True) if row[0] not in TOLD)
    return tuple(sorted(rows, key=lambda row: row[0]))  # of one name in the order given: vias
