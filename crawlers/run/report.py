"""What a crawl did, as plain numbers."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from crawlers.frontier import Curve
from influence.records import Task
from influence.store.crawling import Finished, Outcome

Stopped = Literal["done", "dry", "budget", "waiting", "silent", "interrupted"]
"""Why it ended: nothing is left; no more blogs are to be expected; the budget is spent; what is
left waits for its hosts; no host answers any more; somebody pressed Ctrl-C."""

_MOST_RULES = 1_000
_NOT_THERE = 400


@dataclass
class Report:
    """What one call brought.

    Attributes
    ----------
    stopped
        Why it ended.
    curve
        Requests of the whole crawl, and blogs that fit, seen after each.
    new
        Rows that are new, by table.
    requests, visits, read, unchanged, failed, gone
        Of this call: requests; visits to addresses; and of these those that could be read, that
        were as last time, that failed, and where there is nothing.
    refused
        Addresses that a rule refuses, by rule.
    is_answered
        Whether any host answered.
    forgotten
        Rows left out, since people asked to be forgotten.
    mattering, complete
        Accounts that matter, and those of them of which nothing is lacking that can be had; 0
        where the crawl did not come to them.
    unseen
        Of how many of the complete ones followers are not shown, or not to the end of their list.
    left
        Tasks still to be visited.
    waits_until
        When the next of them may be, where all wait.
    """

    stopped: Stopped = "done"
    curve: Curve = field(default_factory=Curve)
    new: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    visits: int = 0
    read: int = 0
    unchanged: int = 0
    failed: int = 0
    gone: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    is_answered: bool = False
    forgotten: int = 0
    mattering: int = 0
    complete: int = 0
    unseen: int = 0
    left: int = 0
    waits_until: str | None = None

    def include(self, outcome: Outcome, finished: Finished) -> None:
        """Add what a visit brought."""
        self.visits += 1
        self.read += _is_read(outcome)
        self.requests += len(outcome.fetches)
        self.unchanged += outcome.is_unchanged
        self.gone += outcome.is_gone
        self.failed += outcome.error is not None and not outcome.is_gone
        self.forgotten += finished.report.forgotten + finished.enqueued.forgotten
        for table, tally in finished.report.tables.items():
            self.new[table] += tally.new
        for rule in (*filter(None, [outcome.refused]), *finished.enqueued.refused.values()):
            if rule in self.refused or len(self.refused) < _MOST_RULES:
                self.refused[rule] += 1


def _is_read(outcome: Outcome) -> bool:
    """Tell whether a visit told anything but where else to ask."""
    if outcome.error is not None or outcome.refused is not None:
        return False
    status = outcome.fetches[-1].status if outcome.fetches else None
    is_there = status is None or status < _NOT_THERE
    return is_there or not all(isinstance(each, Task) for each in outcome.records)
