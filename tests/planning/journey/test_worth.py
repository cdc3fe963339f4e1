"""Of several tours the one that is best with its stages: prizes, cost, split and climb."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from itinera.planning.journey import worth


@dataclass(frozen=True)
class Drafted:
    """What is looked at of a tour."""

    name: str
    prize: float = 0.0
    cost: float = 1000.0
    split: float = 0.0
    climb_m: float = 0.0
    wished_m: float | None = None
    missed: tuple[int, ...] = ()

    @property
    def tour(self) -> SimpleNamespace:
        """Return a tour that visits one wish."""
        return SimpleNamespace(taken=(0, 1), left_out=self.missed, score={"cost": self.cost})

    @property
    def asked(self) -> SimpleNamespace:
        """Return a must and a wish."""
        must = SimpleNamespace(must=True, prize=99.0)
        wish = SimpleNamespace(must=False, prize=self.prize)
        return SimpleNamespace(visits=(must, wish), climb_m=self.wished_m)

    @property
    def road(self) -> SimpleNamespace:
        """Return a way that climbs."""
        return SimpleNamespace(trace=SimpleNamespace(risen_m=[0.0, self.climb_m], split=self.split))


AROUND = SimpleNamespace(along=lambda _: (), wish=None)


def ordered(
    monkeypatch: pytest.MonkeyPatch, *drafts: Drafted, around: object = AROUND
) -> list[str]:
    """Return the names of drafts, the best first."""
    monkeypatch.setattr(worth, "score_of", lambda trace, *_: trace.split)
    return [one.name for one in worth.best_first(drafts, around)]


def test_prizes_count_and_musts_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both visit the must."""
    assert ordered(monkeypatch, Drafted("a", prize=2.0), Drafted("b", prize=3.0)) == ["b", "a"]


def test_a_per_cent_of_cost_is_worth_two_points(monkeypatch: pytest.MonkeyPatch) -> None:
    """1.9 points do not outweigh it, 2.1 do."""
    cheap = Drafted("cheap")
    assert ordered(monkeypatch, cheap, Drafted("b", prize=1.9, cost=1010.0)) == ["cheap", "b"]
    assert ordered(monkeypatch, cheap, Drafted("b", prize=2.1, cost=1010.0)) == ["b", "cheap"]


def test_stages_count_and_no_stages_are_the_worst(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth off everywhere is a point; no split costs 50; where none is asked none is weighed."""
    even, uneven = Drafted("even"), Drafted("uneven", split=0.01, prize=0.9)
    uncut = Drafted("uncut", split=float("inf"), prize=40.0)
    assert ordered(monkeypatch, uncut, uneven, even) == ["even", "uneven", "uncut"]
    assert ordered(monkeypatch, even, uneven, around=None) == ["uneven", "even"]


def test_the_climb_that_is_wished_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two per cent off is a point."""
    near, far = (
        Drafted(n, climb_m=m, wished_m=1000.0) for n, m in (("near", 990.0), ("far", 1100.0))
    )
    assert ordered(monkeypatch, far, near) == ["near", "far"]
    wished = Drafted("rich", climb_m=1030.0, wished_m=1000.0, prize=1.1)
    assert ordered(monkeypatch, near, wished) == ["rich", "near"]


def test_a_tour_with_all_wishes_and_even_stages_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing left out, less than a point against it."""
    monkeypatch.setattr(worth, "score_of", lambda trace, *_: trace.split)
    cases = [
        (Drafted("even", split=0.009), True),
        (Drafted("uneven", split=0.011), False),
        (Drafted("flat", split=0.001, climb_m=900.0, wished_m=1000.0), False),
        (Drafted("less", missed=(1,)), False),
    ]
    for draft, good in cases:
        assert worth.good_enough(draft, AROUND) is good, draft.name


def test_equals_stay_in_order_and_one_is_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first seed wins, and nothing is weighed where there is nothing to choose."""
    assert ordered(monkeypatch, Drafted("a"), Drafted("b")) == ["a", "b"]
    assert ordered(monkeypatch, Drafted("a")) == ["a"]
