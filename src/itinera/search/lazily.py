"""A module that is loaded only when somebody wants something of it.

The first kernel to be loaded makes Numba register all functions that it knows, and for
those of linear algebra it imports SciPy's: 0.15 s of processor time, for functions that no
kernel here calls. Deferred, that module is still there for whoever asks.
"""

from __future__ import annotations

import importlib
import sys
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Deferred(ModuleType):
    """Stands for a module, and fetches it when one of its attributes is read."""

    def __getattr__(self, attribute: str) -> Any:  # modules hold anything
        """Load the module, put it into its place and answer for it."""
        name = self.__name__
        if sys.modules.get(name) is self:
            del sys.modules[name]
        return getattr(importlib.import_module(name), attribute)


@contextmanager
def deferred(name: str) -> Iterator[None]:
    """Let imports of a module wait, inside a `with`, until the module is used.

    Nothing is left behind: after the block an import loads the module as ever. Where it is
    loaded already nothing is done.

    Parameters
    ----------
    name
        Full name of a module that is known to exist.
    """
    if name in sys.modules:
        yield
        return
    stand_in = _Deferred(name)
    sys.modules[name] = stand_in
    try:
        yield
    finally:
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]
