"""Signals on tasks by which a person's wishes, and what a crawl is at, reach the readers."""

from collections.abc import Iterable
from typing import Final

HISTORY: Final = "history"
"""Lists are wanted to their end."""

GUESS: Final = "guess"
"""Nothing names the address: many a host has nothing there."""

DIRECTORY: Final = "directory"
"""A host's directory of accounts is wanted."""

ACTED: Final = "who-acted:"
"""Followed by a number: of so many of the newest posts it is asked who acted on them."""

EXPOSURE: Final = "exposure"
"""Left to the last part of a budget, which completes the accounts that matter."""

ACTS: Final = "acts"
"""Of the account only what it did is wanted: it is one of somebody's followers."""

MOST_ACTED: Final = 40


def acted_in(signals: Iterable[str], usual: int) -> int:
    """Return of how many of the newest posts it is asked who acted on them.

    >>> acted_in(["history", "who-acted:12"], 5), acted_in([], 5), acted_in(["who-acted:x"], 5)
    (12, 5, 5)
    """
    told = next((each for each in signals if each.startswith(ACTED)), "").removeprefix(ACTED)
    return min(int(told), MOST_ACTED) if told.isascii() and told.isdecimal() else usual
