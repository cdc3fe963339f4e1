"""Too many requests: a bucket of tokens per address, none for this machine itself."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from drawn_site import Site
from itinera_web import create_app
from itinera_web.limits import MOST_ADDRESSES, Limiter

FAR = "203.0.113.7"  # a documentation address (RFC 5737)


@dataclass
class Clock:
    """Seconds that a test moves on."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_full_bucket_empties_and_fills_again() -> None:
    """60 a minute: 15 at once, the 16th waits a second, and then one a second."""
    clock = Clock()
    limiter = Limiter(60.0, clock)
    assert [limiter.wait_s(FAR) for _ in range(15)] == [0.0] * 15
    assert limiter.wait_s(FAR) == pytest.approx(1.0)
    clock.now = 0.5
    assert limiter.wait_s(FAR) == pytest.approx(0.5)
    clock.now = 1.0
    assert limiter.wait_s(FAR) == 0.0
    assert limiter.wait_s(FAR) == pytest.approx(1.0)
    clock.now = 1000.0  # no more than a bucket comes back, however long
    assert sum(limiter.wait_s(FAR) == 0.0 for _ in range(100)) == 15


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_never_limited(address: str) -> None:
    limiter = Limiter(1.0, Clock())
    assert not any(limiter.wait_s(address) for _ in range(100))


def test_zero_sets_no_limit() -> None:
    limiter = Limiter(0.0, Clock())
    assert not any(limiter.wait_s(FAR) for _ in range(100))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (FAR, "203.0.113.8", False),
        (FAR, f"::ffff:{FAR}", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),  # one customer's /64
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        (None, "", True),
    ],
)
def test_each_address_has_its_own_bucket(one: str | None, other: str, same: bool) -> None:
    """An IPv6 customer, who has 2⁶⁴ addresses, counts as one."""
    limiter = Limiter(4.0, Clock())  # a bucket of one token
    assert limiter.wait_s(one) == 0.0
    assert (limiter.wait_s(other) > 0.0) is same


def test_addresses_are_forgotten_not_hoarded() -> None:
    """A crowd of addresses does not fill the memory."""
    limiter = Limiter(60.0, Clock())
    for number in range(MOST_ADDRESSES + 50):
        limiter.wait_s(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert len(limiter._buckets) == MOST_ADDRESSES


@pytest.fixture
def strict(site: Site) -> FlaskClient:
    """Return a client of an app that lets an address in once in a long while."""
    app = create_app({"GRAPH": site.graph, "ROUTES": site.routes, "REQUESTS_PER_MINUTE": 4})
    return app.test_client()


def test_the_interface_answers_429_with_retry_after(strict: FlaskClient) -> None:
    """The second request of an address is refused as a problem that says when to return."""
    far = {"REMOTE_ADDR": FAR}
    assert strict.get("/api/v1/itineraries", environ_base=far).status_code == 200
    refused = strict.get("/api/v1/itineraries", environ_base=far)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "15"
    body = refused.get_json()
    assert (body["code"], body["status"]) == ("too_many_requests", 429)
    assert "15 s" in body["remedy"]


def test_pages_and_this_machine_are_not_counted(strict: FlaskClient) -> None:
    far = {"REMOTE_ADDR": FAR}
    for _ in range(3):
        assert strict.get("/", environ_base=far).status_code == 200
        assert strict.get("/api/v1/openapi.json", environ_base=far).status_code == 200
        assert strict.get("/api/v1/itineraries").status_code == 200
