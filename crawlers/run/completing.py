"""The last part of a budget: what the accounts that matter lack, one after another."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from crawlers.frontier import (
    MOST_FOLLOWERS,
    Lacking,
    Part,
    costs_of,
    in_order,
    lot,
    requests_for,
    requests_for_acts,
)
from crawlers.signals import HISTORY
from crawlers.sources import NETWORKS
from influence.errors import UsageError
from influence.records import Task
from influence.store import last_event
from influence.store.crawling import (
    DueTask,
    Mattering,
    Sampled,
    Waiting,
    acts_waiting,
    ask_followers,
    followers_sampled,
    lists_waiting,
    mattering,
    state_sample,
    whole_lists,
)
from influence.windows import parse_window

if TYPE_CHECKING:
    from sqlite_utils import Database

MOST_ACCOUNTS = 50
"""So many accounts are completed at most; what a budget pays for is fewer."""

_COMPLETING = {kind for each in NETWORKS.values() for kind in each.COMPLETING}
_ACTING = {kind for each in NETWORKS.values() for kind in each.ACTING}
_ENOUGH = 32
_EVER = "9999"


class Cost(NamedTuple):
    """What it takes to complete an account, in requests by part."""

    account: Mattering
    requests: Mapping[Part, int]

    @property
    def total(self) -> int:
        """Return the requests of all parts."""
        return sum(self.requests.values())


class Completing:
    """What is lacking of the accounts that matter when this is made.

    Parameters
    ----------
    asked
        What the crawl was asked: ``since`` and ``sample`` count here.
    """

    def __init__(self, db: "Database", asked: Mapping[str, Any]) -> None:
        self._db = db
        self._size = int(asked.get("sample", 0))
        self._since = _first_moment(db, asked.get("since"))
        self._accounts = mattering(db, NETWORKS, _COMPLETING, MOST_ACCOUNTS)
        self._listed: set[int] = set()
        self._complete: set[int] = set()
        self._stated: dict[int, int] = {}

    @property
    def accounts(self) -> int:
        """Return how many accounts matter."""
        return len(self._accounts)

    @property
    def complete(self) -> int:
        """Return how many of them were found to lack nothing that can be had."""
        return len(self._complete)

    @property
    def unseen(self) -> int:
        """Return of how many of these followers are not shown, or not to the end of their list."""
        held = {self._accounts[number].account_id for number in self._complete}
        return len(held) - whole_lists(self._db, held)

    def rounds(self, now: str) -> Iterator[list[DueTask]]:
        """Yield what to ask for next of each account that lacks something, in order.

        Parameters
        ----------
        now
            UTC text.
        """
        for number in self._left(self._listed):
            if lists := self._lists_of(number, now):
                ordered = in_order(lists)
                yield [lists[each] for each in ordered[:_ENOUGH]]
            else:
                self._listed.add(number)
        for number in self._left(self._complete):
            if acts := self._acts_of(number, now):
                ordered = in_order(acts)
                yield self._visits([acts[each] for each in ordered[:_ENOUGH]], now)

    def settle(self, now: str) -> None:
        """Note what is complete, and of how many followers the acts are held."""
        for number in self._left(self._complete):
            if not self._lists_of(number, now):
                self._listed.add(number)
            self._acts_of(number, now)

    def costs(self) -> list[Cost]:
        """Return what it takes to complete each account, those that lack nothing left out."""
        found: list[Lacking] = []
        for number in self._left(()):
            found += [*self._lists_of(number, _EVER), *self._acts_of(number, _EVER)]
            found += self._acts_to_come(number)
        costs = costs_of(found).items()
        self._complete = {*range(len(self._accounts))} - {number for number, _ in costs}
        return [Cost(self._accounts[number], parts) for number, parts in costs]

    def _left(self, without: Collection[int]) -> list[int]:
        return [number for number in range(len(self._accounts)) if number not in without]

    def _lists_of(self, number: int, now: str) -> dict[Lacking, DueTask]:
        """Return the lists of an account that are still to be read."""
        return {
            Lacking(number, part, f"{each.task.task_id:012}", _requests(each)): each.task
            for each, part in self._waiting_of(self._accounts[number], now)
        }

    def _acts_of(self, number: int, now: str) -> dict[Lacking, Sampled]:
        """Return the followers of an account whose acts are still to be read, by their lots."""
        account = self._accounts[number]
        members = self._sample_of(account)
        self._state(account, members, now)
        asked = {_acts_by(number, each): each for each in members if _can_ask(each)}
        if not asked and number in self._listed:
            self._complete.add(number)
        return asked

    def _waiting_of(self, account: Mattering, now: str) -> Iterator[tuple[Waiting, Part]]:
        completing = NETWORKS[account.source].COMPLETING
        for each in lists_waiting(self._db, [account.native_id], _COMPLETING, now):
            part = completing.get(each.task.kind)
            if each.task.source == account.source and part and self._is_wanted(each, part):
                yield each, part

    def _is_wanted(self, waiting: Waiting, part: Part) -> bool:
        """Tell whether a list is needed: all of a few followers, and posts of the window."""
        if HISTORY in waiting.task.signals:
            return True
        if part == "followers":
            return (waiting.claimed or 0) <= MOST_FOLLOWERS
        return None in {waiting.moment, self._since} or str(waiting.moment) >= str(self._since)

    def _visits(self, members: Iterable[Sampled], now: str) -> list[DueTask]:
        """Return the next visit on the way to what each follower did, put in line if need be."""
        members = list(members)
        if begun := [each for each in map(_first_visit, members) if each is not None]:
            ask_followers(self._db, begun, now)
        acts = acts_waiting(self._db, {each.native_id for each in members}, _ACTING, now)
        return [acts[each.native_id] for each in members if each.native_id in acts]

    def _acts_to_come(self, number: int) -> Iterator[Lacking]:
        """Yield the acts of followers who are not held yet, as many as are going to be asked."""
        account = self._accounts[number]
        claims = [
            each.claimed or 0
            for each, part in self._waiting_of(account, _EVER)
            if part == "followers"
        ]
        expected = min(self._size, max(claims, default=0))
        held = len(self._sample_of(account)) if expected else 0
        for place in range(held, expected):
            cost = requests_for_acts(account.source, is_begun=False)
            yield Lacking(number, "acts", f"{account.native_id} {place}", cost)

    def _sample_of(self, account: Mattering) -> list[Sampled]:
        return followers_sampled(self._db, account.account_id, self._size, lot, _ACTING)

    def _state(self, account: Mattering, members: list[Sampled], now: str) -> None:
        """Note how large the sample of an account is, where that is another number than before."""
        known = sum(each.is_known for each in members)
        if now != _EVER and self._stated.get(account.account_id, 0) != known:
            self._stated[account.account_id] = known
            state_sample(self._db, account, members, now)


def _first_visit(follower: Sampled) -> Task | None:
    """Return the first visit on the way to what a follower did, where that was not begun."""
    if follower.is_begun:
        return None
    return NETWORKS[follower.source].follower_visit(follower.native_id, follower.handle)


def _can_ask(follower: Sampled) -> bool:
    is_known_how = follower.is_begun or _first_visit(follower) is not None
    return follower.is_lacking and is_known_how


def _first_moment(db: "Database", since: str | None) -> str | None:
    try:
        return parse_window(since, None, lambda: last_event(db)).since
    except UsageError:  # nothing has a time yet
        return None


def _requests(waiting: Waiting) -> int:
    return requests_for(waiting.task.source, waiting.claimed, waiting.held)


def _acts_by(number: int, follower: Sampled) -> Lacking:
    cost = requests_for_acts(follower.source, is_begun=follower.is_begun)
    return Lacking(number, "acts", lot(follower.native_id).hex(), cost)
