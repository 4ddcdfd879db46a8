"""Whole numbers that functions and commands take, each between the same two."""

import operator
from typing import NamedTuple, SupportsIndex

from influence.errors import UsageError


class Limits(NamedTuple):
    """The least and the most that a number may be; None: there is no most."""

    least: int
    most: int | None = None

    def __str__(self) -> str:
        if self.most is None:
            return f"a whole number from {self.least} on"
        return f"a whole number from {self.least} to {self.most}"


TOP = HALVES = VICTIMS = WORLD = Limits(1)
DRAWS = Limits(20)
SEED = Limits(0)
DAYS = Limits(1, 36_500)
WEIGHT = Limits(1, 10**9)


def whole(name: str, value: SupportsIndex, limits: Limits) -> int:
    """Return the whole number that an argument is.

    Raises
    ------
    UsageError
        Where it is none, or lies outside its limits.

    Examples
    --------
    >>> whole("top", 3, TOP)
    3
    """
    try:
        number = None if isinstance(value, bool) else operator.index(value)
    except TypeError:
        number = None
    least, most = limits
    if number is None or number < least or (most is not None and number > most):
        raise UsageError(f"{name}={value!r}: write {limits}.")
    return number


def whole_or_none(name: str, value: SupportsIndex | None, limits: Limits) -> int | None:
    """Return the whole number that an argument is, None where it is left out."""
    return None if value is None else whole(name, value, limits)
