"""What the access rules answer: a verdict and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from itinera.osm.access.sentences import sentence
from itinera.osm.codes import PASSABLE, Access


@dataclass(frozen=True, slots=True)
class Verdict:
    """May one pass, and why.

    Attributes
    ----------
    access
        The answer.
    rule
        Stable short name of the rule that decided, a key of `sentences.SENTENCES`.
    tags
        The tags that the rule read, each "key=value".
    """

    access: Access
    rule: str
    tags: tuple[str, ...] = ()

    @property
    def passable(self) -> bool:
        """True if one gets through, pushing included."""
        return self.access >= PASSABLE

    @property
    def text(self) -> str:
        """The rule as an English sentence."""
        return sentence(self.rule, "en")


@dataclass(frozen=True, slots=True)
class DatedRule:
    """Another answer at some times.

    Attributes
    ----------
    direction
        "forward", "backward" or "both".
    access
        The answer while `condition` holds.
    condition
        As `itinera.osm.conditional.holds_on` reads it.
    tag
        The tag it was read from, "key=value".
    """

    direction: str
    access: Access
    condition: str
    tag: str


@dataclass(frozen=True, slots=True)
class WayAccess:
    """The verdicts along a way and against it, and what changes them at some times."""

    forward: Verdict
    backward: Verdict
    dated: tuple[DatedRule, ...] = ()


@dataclass(frozen=True, slots=True)
class NodeAccess:
    """The verdict of passing through a node, and what changes it at some times."""

    verdict: Verdict
    dated: tuple[DatedRule, ...] = ()

    @property
    def access(self) -> Access:
        """The verdict's answer."""
        return self.verdict.access
