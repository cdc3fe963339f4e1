"""Why a way cannot be cut into the stages that are wished, and what would do instead."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from itinera.planning.errors import NoSplitError
from itinera.planning.journey.division import Choices, Ends, least_worst

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.planning.journey.request import Band

#: How a measure is told: by how much it is divided, and its unit.
UNITS = {"length_m": (1000.0, "km"), "km_effort": (1.0, "km-effort"), "time_s": (3600.0, "h")}
MOST = 400  # stages that are looked into
HALVINGS = 12  # of what a least effort is searched in: to a four-thousandth


@dataclass(frozen=True, slots=True, eq=False)
class Refused:
    """A wish that cannot be fulfilled.

    Attributes
    ----------
    ends, gates
        The places where stages may end; from which to which of them some stage must.
    choices
        The stages that may be, known ones measured exactly.
    band, counts
        What limits a stage and the number of stages.
    measure
        As in the wish.
    places
        Of every end metres along the way and a name, "" where it has none.
    """

    ends: Ends
    gates: Sequence[tuple[int, int]]
    choices: Choices
    band: Band
    counts: tuple[int, int]
    measure: str
    places: Sequence[tuple[float, str]]

    def why(self) -> NoSplitError:
        """Return the error that says what is in the way, and what would do."""
        possible = _counts(self._worst(self.choices))
        if possible:
            return self._wrong_count(possible)
        if _counts(self._worst(self._between(0.0, self.band.high))):
            return self._too_short()
        return self._too_far()

    def _wrong_count(self, possible: Sequence[int]) -> NoSplitError:
        """Say that only the number of stages is wrong."""
        wanted = _range(*self.counts)
        can = f"{_range(possible[0], possible[-1])} stages"
        limited = self.band.low > 0.0 or math.isfinite(self.band.high)
        kind = self._limits() if limited else "stages at the places where one may end"
        return NoSplitError(
            f"The way cannot be cut into {wanted} {kind}.",
            remedy=f"Ask for {can}, or {'change the limits' if limited else 'other ends'}.",
            nearest=can,
        )

    def _too_short(self) -> NoSplitError:
        """Say that no choice of ends keeps to the least of a stage, and what least would do."""
        per, unit = UNITS[self.measure]
        able, unable = 0.0, self.band.low
        for _ in range(HALVINGS):
            middle = (able + unable) / 2.0
            feasible = bool(_counts(self._worst(self._between(middle, self.band.high))))
            able, unable = (middle, unable) if feasible else (able, middle)
        least = f"stages of at least {math.floor(able / per * 10.0) / 10.0:g} {unit}"
        return NoSplitError(
            f"The places where a stage may end lie so that the way cannot be cut with "
            f"{self._limits()}.",
            remedy=f"Allow {least}, or longer ones.",
            nearest=least,
        )

    def _too_far(self) -> NoSplitError:
        """Say where no end is in reach of the one before, and what most would do."""
        per, unit = UNITS[self.measure]
        stuck, onward = self._gap()
        needed = min(self._worst(self._between(0.0, math.inf))[1:])
        most = f"stages of up to {math.ceil(needed / per * 10.0) / 10.0:g} {unit}"
        nothing = "nothing within reach offers what the end of a stage must"
        beyond = "the next place where one may end is too far"
        return NoSplitError(
            f"The way cannot be cut with {self._limits()}: between {self._place(stuck)} and "
            f"{self._place(onward)} {nothing if len(self.ends) == 2 else beyond}.",
            remedy=f"Allow {most}, or ends farther from the way or of another kind.",
            nearest=most,
            gap_m=(self.places[stuck][0], self.places[onward][0]),
        )

    def _gap(self) -> tuple[int, int]:
        """Return the farthest end that can be reached, however short stages are, and the next."""
        free = self._between(0.0, self.band.high)
        reached = [False] * len(self.ends)
        reached[0] = True
        for i in range(len(self.ends)):
            if reached[i]:
                for end in free.to[int(free.offsets[i]) : int(free.offsets[i + 1])].tolist():
                    reached[end] = True
        stuck = max(i for i, known in enumerate(reached) if known)
        return stuck, stuck + 1

    def _between(self, low: float, high: float) -> Choices:
        """Return the stages that other limits would allow."""
        return Choices.of(self.ends, low=low, high=high, gates=self.gates)

    def _worst(self, choices: Choices) -> list[float]:
        """Return what the hardest stage takes at least, by number of stages."""
        return least_worst(self.ends, choices, MOST)

    def _place(self, end: int) -> str:
        """Say where an end is."""
        at_m, name = self.places[end]
        return f"km {at_m / 1000:.1f}" + (f" ({name})" if name else "")

    def _limits(self) -> str:
        """Say what limits a stage."""
        per, unit = UNITS[self.measure]
        if math.isinf(self.band.high):
            return f"stages of at least {self.band.low / per:g} {unit}"
        return f"stages of {self.band.low / per:g} to {self.band.high / per:g} {unit}"


def _counts(worst: Sequence[float]) -> list[int]:
    """Return the numbers of stages that are possible."""
    return [count for count, most in enumerate(worst) if count and most < math.inf]


def _range(low: int, high: int) -> str:
    """Say a number or a range."""
    return str(low) if low == high else f"{low} to {high}"
