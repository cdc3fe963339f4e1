"""A server on loopback, and a client that waits for nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fetch_worlds import Waits
from itinera.fetch.client import Client, Patience
from loopback import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loopback import Site


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Return a running server; no proxy stands between."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serving() as running:
        yield running


@pytest.fixture
def waits() -> Waits:
    """Return the pauses that a client wished for."""
    return Waits()


@pytest.fixture
def client(waits: Waits) -> Client:
    """Return a client that notes its pauses instead of waiting."""
    return Client(Patience(wait=waits, silence_s=0.3, connect_s=5.0))
