"""When a planner's search ends: after so many evaluations, or, for safety, after so long."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from itinera.errors import InputError

#: Evaluations by effort, 1 to 5: of the first answer, after its candidates.
EVALUATIONS = (150, 450, 1200, 4000, 12000)
#: A further answer has one evaluation for so many of the first.
FURTHER = 3
#: Seconds after which a search ends whatever is left.
SAFETY_S = 60.0


@dataclass(slots=True)
class Budget:
    """Evaluations that a search may make, counted down.

    Attributes
    ----------
    evaluations
        How many there are.
    safety_s
        Seconds after which the search ends whatever is left. A result that was cut
        short says so, since another machine would find another.
    spent
        How many were made.
    struck
        Did the clock end the search?
    """

    evaluations: int
    safety_s: float
    spent: int = 0
    struck: bool = False
    _begun: float = field(default_factory=time.monotonic)

    @classmethod
    def of_effort(cls, effort: int, *, answers: int = 1) -> Budget:
        """Return the budget of an effort for a number of answers.

        Raises
        ------
        InputError
            If effort is not 1 to 5.
        """
        if not 1 <= effort <= len(EVALUATIONS):
            raise InputError(
                f"Effort {effort} does not exist.", remedy=f"Choose 1 to {len(EVALUATIONS)}."
            )
        whole = EVALUATIONS[effort - 1]
        return cls(whole + (answers - 1) * whole // FURTHER, SAFETY_S)

    def share(self, answer: int, answers: int) -> int:
        """Return the evaluations of an answer (0 for the first) among so many."""
        first = FURTHER * self.evaluations // (FURTHER + answers - 1)
        return max(1, first if answer == 0 else first // FURTHER)

    def spend(self, evaluations: int) -> None:
        """Count evaluations that were made."""
        self.spent += evaluations

    @property
    def exhausted(self) -> bool:
        """Tell whether the search must end."""
        if time.monotonic() - self._begun > self.safety_s:
            self.struck = True
        return self.struck or self.spent >= self.evaluations
