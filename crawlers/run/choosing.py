"""What to visit next: to look for more accounts, or, last, to complete those that matter."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from crawlers.run.completing import Completing
from crawlers.run.line import Line, Wait
from influence.store.crawling import DueTask

if TYPE_CHECKING:
    from sqlite_utils import Database

PATIENCE = 300.0
"""The longest that a crawl waits for a host when nothing else is left, in seconds."""


class Choosing:
    """Looks for more until the last part of a budget begins, which is for completing.

    Parameters
    ----------
    asked
        What the crawl was asked; ``limit``, ``budget`` and ``exposure`` of it count here.
    now
        Returns UTC text.

    Attributes
    ----------
    mattering, complete, unseen
        How many accounts matter, how many of them lack nothing that can be had, and of how many of
        these followers are not shown, or not to the end of their list.
    """

    def __init__(
        self, db: "Database", line: Line, asked: Mapping[str, Any], now: Callable[[], str]
    ) -> None:
        self._db, self._line, self._asked, self._now = db, line, asked, now
        self._completes_from = int(asked["limit"]) - _reserved(asked)
        self._completing: Completing | None = None
        self._is_completed = not asked.get("exposure")
        self.mattering = self.complete = self.unseen = 0

    def next(self, spent: int, *, under_way: int, is_dry: bool) -> DueTask | Wait:
        """Return a task, or how long there is none.

        Parameters
        ----------
        spent
            Requests made, and at least one for each visit under way.
        """
        if self._completing is None and not self._is_completed:
            found = self._looked_for(is_dry=is_dry) if spent < self._completes_from else Wait()
            if not _is_over(found, under_way):
                return found
            self._completing = Completing(self._db, self._asked)
        if self._completing is not None:
            for tasks in self._completing.rounds(self._now()):
                found = self._line.first(tasks)
                if not _is_over(found, under_way):
                    return found
            self.close()
        return self._looked_for(is_dry=is_dry)

    def close(self) -> bool:
        """End completing, and leave the rest of a budget to looking; tell whether it was at it."""
        if (completing := self._completing) is not None:
            completing.settle(self._now())
            self.mattering, self.complete = completing.accounts, completing.complete
            self.unseen = completing.unseen
        self._completing, self._is_completed = None, True
        return completing is not None

    def _looked_for(self, *, is_dry: bool) -> DueTask | Wait:
        return self._line.next(self._now(), is_dry=is_dry)


def _is_over(found: DueTask | Wait, under_way: int) -> bool:
    """Tell whether a part of the budget has nothing more that can be had soon."""
    return isinstance(found, Wait) and not under_way and found.seconds > PATIENCE


def _reserved(asked: Mapping[str, Any]) -> int:
    """Return how many requests are kept for completing the accounts that matter."""
    return round(float(asked.get("exposure", 0)) * int(asked.get("budget", asked["limit"])))
