"""The way somebody went, as moves along edges; and turning back that was only noise.

Successive points of a recording never lie quite where they should: along its edge
one falls a few metres behind the one before, and at a corner one overshoots into the
street opposite. Such a turn goes back over what was just travelled, and no farther
than the noise reaches. Whoever really turned goes back farther, and is left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import FloatArray

ROUNDS = 4  # from an eighth of the noise to all of it: small turns go first
NOTHING = 1e-9  # share of an edge


class Move(NamedTuple):
    """A stretch of an edge, travelled from one share of it to another between two points."""

    edge: int
    begin: float
    end: float
    step: int  # the point of the track that it starts from

    @property
    def forward(self) -> bool:
        """Whether it goes the way of the edge."""
        return self.end > self.begin


def without_jitter(moves: Sequence[Move], length_m: FloatArray, noise_m: float) -> list[Move]:
    """Leave out turning back over less than `noise_m`.

    Parameters
    ----------
    moves
        Each begins where the one before ends.
    length_m : float64, shape (n_edges,)
        Metres of every edge.
    noise_m
        How far apart two positions of one place may be, in metres.

    Returns
    -------
    list of Move
        Each begins where the one before ends.
    """
    kept = [move for move in moves if move.begin != move.end]
    for exponent in reversed(range(ROUNDS)):
        limit = noise_m / 2**exponent
        while True:
            fewer = _round(kept, length_m, limit)
            if len(fewer) == len(kept):
                break
            kept = fewer
    return kept


def _round(moves: Sequence[Move], length_m: FloatArray, limit: float) -> list[Move]:
    """Go along once and cancel every turn that goes back over at most `limit` metres."""
    done: list[Move] = []
    ahead = list(reversed(moves))
    while ahead:
        if (
            done
            and turns_back(done[-1], ahead[-1])
            and _retraced(done, ahead, length_m, limit) <= limit
        ):
            _cancel(done, ahead)
        else:
            done.append(ahead.pop())
    return done


def turns_back(one: Move, other: Move) -> bool:
    """Tell whether the second move goes back over the first."""
    return one.edge == other.edge and one.forward != other.forward


def _retraced(done: list[Move], ahead: list[Move], length_m: FloatArray, limit: float) -> float:
    """Return how many metres of what is done the moves ahead go back over, counted past `limit`."""
    i, j, metres = len(done) - 1, len(ahead) - 1, 0.0
    back, on = done[i], ahead[j]
    while turns_back(back, on) and metres <= limit:
        behind, onward = abs(back.end - back.begin), abs(on.end - on.begin)
        metres += min(behind, onward) * float(length_m[on.edge])
        if behind <= onward + NOTHING:
            i -= 1
        if onward <= behind + NOTHING:
            j -= 1
        if i < 0 or j < 0:
            break
        on = ahead[j] if onward <= behind + NOTHING else on._replace(begin=back.begin)
        back = done[i] if behind <= onward + NOTHING else back._replace(end=ahead[j + 1].end)
    return metres


def _cancel(done: list[Move], ahead: list[Move]) -> None:
    """Take off both sides what goes forth and back, until they no longer turn back."""
    while done and ahead and turns_back(done[-1], ahead[-1]):
        back, on = done.pop(), ahead.pop()
        behind, onward = abs(back.end - back.begin), abs(on.end - on.begin)
        if onward > behind + NOTHING:
            ahead.append(on._replace(begin=back.begin))
        elif behind > onward + NOTHING:
            done.append(back._replace(end=on.end))
