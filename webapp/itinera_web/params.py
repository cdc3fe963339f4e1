"""Query parameters become values here, or an error that names them; nothing is guessed."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

from itinera.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from werkzeug.datastructures import MultiDict

    Args = MultiDict[str, str]

__all__ = ["check_names", "choice", "day", "flag", "number", "several", "text"]

MOST_REPEATED = 100


def check_names(args: Args, known: Collection[str]) -> None:
    """Refuse parameters that nothing reads: a misspelt one would be ignored silently.

    Raises
    ------
    InputError
        Naming the first of them.
    """
    for name in args:
        if name not in known:
            raise InputError(
                f"There is no parameter {name!r} here.",
                remedy=f"Parameters are: {', '.join(sorted(known))}.",
            )


def text(args: Args, name: str, default: str) -> str:
    """Return a parameter as it stands."""
    return args.get(name, default)


def several(args: Args, name: str) -> list[str]:
    """Return a parameter that may be repeated.

    Raises
    ------
    InputError
        If it is repeated too often.
    """
    said = args.getlist(name)
    if len(said) > MOST_REPEATED:
        raise InputError(
            f"Parameter {name} is given {len(said)} times.",
            remedy=f"Give it {MOST_REPEATED} times at most.",
        )
    return said


def choice(args: Args, name: str, allowed: Sequence[str], default: str) -> str:
    """Return one of several words.

    Raises
    ------
    InputError
        If it is another.
    """
    found = args.get(name, default)
    if found not in allowed:
        raise InputError(
            f"Parameter {name} is {found!r}.", remedy=f"Use one of {', '.join(allowed)}."
        )
    return found


def flag(args: Args, name: str, *, default: bool = False) -> bool:
    """Return whether something is wished: true or 1, false or 0.

    Raises
    ------
    InputError
        If it is another word.
    """
    said = choice(args, name, ("true", "false", "1", "0"), "true" if default else "false")
    return said in ("true", "1")


def number(
    args: Args, name: str, default: float, *, low: float = -math.inf, high: float = math.inf
) -> float:
    """Return a number within its limits.

    Raises
    ------
    InputError
        If it is no number, or outside.
    """
    said = args.get(name)
    if said is None:
        return default
    try:
        found = float(said)
    except ValueError:
        found = math.nan
    if not low <= found <= high:  # also false for nan
        limits = f" from {low:g} to {high:g}" if math.isfinite(low + high) else ""
        raise InputError(f"Parameter {name} is {said!r}.", remedy=f"Write a number{limits}.")
    return found


def day(args: Args, name: str) -> date | None:
    """Return a day, None where none is asked for.

    Raises
    ------
    InputError
        If it is not written as 2026-05-01.
    """
    said = args.get(name)
    if said is None:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise InputError(
            f"Parameter {name} is {said!r}.", remedy="Write a day as 2026-05-01."
        ) from error
