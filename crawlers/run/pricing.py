"""What tasks are expected to bring, kept up to date in the database as more is learnt."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, NamedTuple

from crawlers.frontier import (
    EXPAND,
    LIST_KINDS,
    SEEDS,
    VERIFY,
    Chances,
    Sight,
    Standing,
    Topic,
    phase_of,
    price,
    standing,
    strongest_of,
    worth_of,
)
from influence.records import Record, Task
from influence.store.crawling import (
    Brought,
    Pointer,
    Price,
    Step,
    counts_of_pointers,
    highest_prices,
    hosts_known,
    mutual_pointers,
    prices_of,
    set_prices,
    site_pointers,
    sites_pointed_at,
    sites_unpriced,
    texts_of,
)

if TYPE_CHECKING:
    from sqlite_utils import Database

_MOST = 300
_AT_A_TIME = 500
_DIFFERS = 0.05
_GROWN = 1.5
_KNOWN = 5_000


class Landed(NamedTuple):
    """A visit that was written: what it brought, and of which sites it told something.

    Attributes
    ----------
    pointed
        At which its site did not point before in that way.
    grown
        Others that have new tasks.
    """

    step: Step
    pointed: AbstractSet[str]
    grown: AbstractSet[str]


class Pricing:
    """Prices tasks by the frontier's rules.

    Parameters
    ----------
    topic
        Words that blogs use which are looked for.
    """

    def __init__(self, db: "Database", topic: str) -> None:
        self._db = db
        self._chances = Chances()
        self._topic = Topic(topic)
        self._degrees: dict[str, int] = {}
        self._counts: dict[str, int] = {}
        self._unfit: set[str] = set()

    def learn(self, step: Step) -> None:
        """Take in what a visit brought."""
        brought = step.brought
        if brought.entries is None:
            return
        sight = Sight(step.kind, step.site, step.signals, step.voters, step.how)
        self._chances.learn(sight, brought.entries, brought.new, leads_to_list=brought.has_lists)

    def reprice(self, sites: Iterable[str]) -> None:
        """Price every task of some sites, by who points at them now and what is held of them."""
        chosen = sorted(set(sites))
        for start in range(0, len(chosen), _AT_A_TIME):
            self._reprice(chosen[start : start + _AT_A_TIME])

    def reprice_landed(self, landed: Sequence[Landed]) -> None:
        """Price the tasks of sites of which visits told something.

        Where many point already, one more says little: then not at once.
        """
        for each in landed:
            if each.pointed:
                self._degrees.pop(each.step.site, None)
        pointed = {site for each in landed for site in each.pointed}
        counts = counts_of_pointers(self._db, pointed) if pointed else {}
        known = self._counts
        grown = {site for site, count in counts.items() if count >= _GROWN * known.get(site, 0)}
        self.reprice(grown.union(self._let_down(landed), *(each.grown for each in landed)))

    def _let_down(self, landed: Sequence[Landed]) -> set[str]:
        """Return the sites at which those point that turned out to be off the topic."""
        if not self._topic.words:
            return set()
        sites = {each.step.site for each in landed} - self._unfit
        voters = site_pointers(self._db, sites)
        unfit = {site for site, votes in voters.items() if not self._fits(site, votes)}
        self._unfit |= unfit
        return sites_pointed_at(self._db, unfit)

    def price_new(self) -> None:
        """Price what has no price yet: seeds, or all where the topic is another one."""
        while sites := sites_unpriced(self._db, _AT_A_TIME):
            self.reprice(sites)

    def refresh(self) -> None:
        """Price what promises most once more, by what was learnt since."""
        changed = []
        for phase in (SEEDS, EXPAND):
            for each in highest_prices(self._db, phase, _MOST):
                gain = self._gain(each)
                if _differs(each, priced := each._replace(gain=gain)):
                    changed.append(priced)
        set_prices(self._db, changed)

    def on_topic(self, sites: Sequence[str]) -> int:
        """Return how many of some sites fit the topic, or may."""
        return sum(self._fits(site, ()) > 0 for site in sites) if self._topic.words else len(sites)

    def _reprice(self, sites: Sequence[str]) -> None:
        for remembered in (self._counts, self._degrees):
            if len(remembered) > _KNOWN:
                remembered.clear()
        tasks: dict[str, list[Price]] = {}
        for each in prices_of(self._db, sites):
            tasks.setdefault(each.site, []).append(each)
        pointers = site_pointers(self._db, tasks, self._degrees)
        known = hosts_known(self._db, (task.task_id for each in tasks.values() for task in each))
        changed: list[Price] = []
        for site, ours in tasks.items():
            votes = pointers.get(site, [])
            self._counts[site] = len(votes)
            heard = self._heard(votes)
            held = standing(heard, mutual_pointers(self._db, strongest_of(heard)))
            fits = self._fits(site, heard) if heard or not votes else 0.0
            priced = self._of_site(ours, held, fits, known)
            changed += [new for old, new in zip(ours, priced, strict=True) if _differs(old, new)]
        set_prices(self._db, changed)

    def _of_site(
        self, tasks: Sequence[Price], held: Standing, fits: float, known: set[int]
    ) -> Iterable[Price]:
        before = 0
        for task in tasks:
            phase = phase_of(task.kind, task.depth, task.signals)
            cost = 1 if task.task_id in known else 2  # the other is for its robots.txt
            worth = worth_of(held, fits=fits, cost=cost, before=before)
            before += phase == VERIFY
            sight = Sight(task.kind, task.site, task.signals, held.voters, held.how)
            gain = price(self._chances, sight, task.depth, worth)
            yield task._replace(
                phase=phase, voters=held.voters, how=held.how, worth=worth, gain=gain
            )

    def _gain(self, task: Price) -> float:
        sight = Sight(task.kind, task.site, task.signals, task.voters, task.how)
        return price(self._chances, sight, task.depth, task.worth)

    def _heard(self, votes: list[Pointer]) -> list[Pointer]:
        """Return the votes but those of blogs that are read and off the topic."""
        if not self._topic.words:
            return votes
        voters = site_pointers(self._db, {vote.from_site for vote in votes if vote.from_site})
        fit = {site for site, theirs in voters.items() if self._fits(site, theirs) > 0}
        return [vote for vote in votes if not vote.from_site or vote.from_site in fit]

    def _fits(self, site: str, votes: Sequence[Pointer]) -> float:
        """Return how well a blog fits, by its words and by who points there."""
        if not self._topic.words or any(vote.from_site == "" for vote in votes):
            return 1.0
        fits = self._topic.fits(texts_of(self._db, site))
        if fits > 0:
            return fits
        voters = {vote.from_site for vote in votes}
        accepted = sum(self._topic.is_about(texts_of(self._db, each)) for each in voters)
        return self._topic.fits(texts_of(self._db, site), accepted)


def _differs(old: Price, new: Price) -> bool:
    """Tell whether a price is so much another that the order of the line may be."""
    return old.phase != new.phase or abs(new.gain - old.gain) > _DIFFERS * old.gain


def brought_by(records: Sequence[Record], requests: int, new: int, found: int) -> Brought:
    """Return what a visit brought, told from its records."""
    tasks = [record for record in records if isinstance(record, Task)]
    entries = len({task.site for task in tasks if task.pointer})
    has_lists = any(task.kind in LIST_KINDS for task in tasks)
    return Brought(requests, entries, new, found, has_lists)
