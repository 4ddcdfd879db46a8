"""How far something long is, for whoever shows it."""

from collections.abc import Callable

Told = Callable[[str], None]
"""Is told a sentence as it is said."""
ToldSteps = Callable[[int, int], None]
"""Is told how many steps (or bytes) are done, and of how many."""


def unheard(*_: object) -> None:
    """Tell nobody."""


class Steps:
    """Counts what is done, and tells how much that is by now."""

    def __init__(self, total: int, told: ToldSteps) -> None:
        self._total = total
        self._told = told
        self._done = 0

    def __call__(self, count: int = 1) -> None:
        """Count so many more."""
        self._done += count
        self._told(self._done, self._total)
