"""Real blogrolls replayed as a network: how many of the most named blogs are seen, by which order.

One request visits one blog and reads its list, if it has one; few have. Breadth-first asks in the
order of discovery, the frontier by what it expects. Nothing tells in advance who has a list, unless
``signs`` says how many of those who have one show it, and how many of the others seem to.
"""

import csv
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from itertools import combinations
from random import Random
from typing import NamedTuple

from crawlers.frontier import Chances, Sight, Standing, Turns, price, standing, worth_of
from influence.store.crawling import Pointer
from influence.urls import site_of

TOP = 100
LIST_OWNERS = 5
"""The seeds: owners of a list, as whoever knows a field would name them."""


@dataclass(frozen=True)
class Network:
    """Who lists whom: blog -> the blogs of its list."""

    lists: dict[str, tuple[str, ...]]

    @property
    def blogs(self):
        return sorted({*self.lists, *(blog for named in self.lists.values() for blog in named)})


class Top(NamedTuple):
    """The most named blogs; of those with the fewest names only as many count as have room."""

    above: frozenset[str]
    tied: frozenset[str]

    def share(self, seen):
        """Return the share of the first 100 that was seen; ties as if drawn by lot."""
        room = TOP - len(self.above)
        ties = room * len(seen & self.tied) / len(self.tied)
        return (len(seen & self.above) + ties) / TOP


def read_network(folder):
    """Return the network of a folder with accounts.csv and interactions.csv, blog by blog."""
    csv.field_size_limit(1 << 30)
    with (folder / "accounts.csv").open(encoding="utf-8", newline="") as file:
        blog_of = {
            row["id"]: site_of(row["site_url"]) or site_of(row["feed_url"])
            for row in csv.DictReader(file)
        }
    lists = defaultdict(dict)
    with (folder / "interactions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            owner, named = blog_of[row["actor_id"]], blog_of[row["target_id"]]
            if owner != named:
                lists[owner][named] = None
    return Network({owner: tuple(named) for owner, named in sorted(lists.items())})


def most_named(network):
    """Return the blogs that most others list."""
    names = Counter(blog for named in network.lists.values() for blog in named)
    fewest = names.most_common(TOP)[-1][1]
    return Top(
        frozenset(blog for blog, count in names.items() if count > fewest),
        frozenset(blog for blog, count in names.items() if count == fewest),
    )


class BreadthFirst:
    """First seen, first asked."""

    def __init__(self, *_):
        self._line = deque()

    def see(self, blog, *_):
        self._line.append(blog)

    def next(self):
        return self._line.popleft() if self._line else None

    def learn(self, blog, entries, new):
        pass


@dataclass
class ByGain:
    """The frontier: its own chances, votes, prices and turns, over tasks held in memory."""

    seed: int
    signs: dict[str, tuple[str, ...]]
    chances: Chances = field(default_factory=Chances)

    def __post_init__(self):
        self._turns = Turns(self.seed)
        self._votes = defaultdict(list)
        self._lists = {}
        self._standing = {}
        self._due = {}

    def see(self, blog, voter, list_):
        if blog not in self._votes and blog not in self._standing:
            self._due[blog] = len(self._due)
        if voter is None:
            self._standing[blog] = Standing(1, 1.0, "seed")
            return
        self._lists[voter] = frozenset(list_)
        self._votes[blog].append(Pointer(voter, "blogroll", len(list_) ** -0.5))
        voters = [vote.from_site for vote in self._votes[blog]]
        mutual = [
            pair
            for pair in combinations(voters, 2)
            if pair[0] in self._lists[pair[1]] and pair[1] in self._lists[pair[0]]
        ]
        self._standing[blog] = standing(self._votes[blog], mutual)

    def next(self):
        if not self._due:
            return None
        due = list(self._due)
        lot = self._turns.lot()
        if lot is not None:
            blog = due[int(lot * len(due))]
        else:
            blog = due[self._turns.in_turn([(self._price(each), "own") for each in due])[0]]
        self._turns.taken("expand", "own")
        del self._due[blog]
        return blog

    def learn(self, blog, entries, new):
        self.chances.learn(self._sight(blog), entries, new)

    def _price(self, blog):
        return price(self.chances, self._sight(blog), 1, worth_of(self._standing[blog]))

    def _sight(self, blog):
        held = self._standing[blog]
        return Sight("home", blog, self.signs.get(blog, ()), held.voters, held.how)


def drawn_signs(network, random, caught, false_alarms):
    """Return which blogs show a sign of a list, so many of those with one and of the others."""
    return {
        blog: ("has-list",)
        for blog in network.blogs
        if random.random() < (caught if blog in network.lists else false_alarms)
    }


def replay(network, order, seed, checkpoints, signs=(0.0, 0.0)):
    """Return the share of the most named blogs that was seen after some numbers of requests."""
    random = Random(seed)  # noqa: S311 - no secret hangs on it
    owners = [owner for owner, named in network.lists.items() if len(named) >= LIST_OWNERS]
    seeds = random.sample(owners, LIST_OWNERS)
    order = order(seed, drawn_signs(network, random, *signs))
    top = most_named(network)
    seen = dict.fromkeys(seeds)
    for blog in seeds:
        order.see(blog, None, ())
    shares = []
    for request in range(1, max(checkpoints) + 1):
        blog = order.next()
        named = network.lists.get(blog, ())
        new = [each for each in named if each not in seen]
        for each in named:
            if isinstance(order, ByGain) or each not in seen:
                order.see(each, blog, named)
        seen.update(dict.fromkeys(new))
        if blog is not None:
            order.learn(blog, len(named), len(new))
        if request in checkpoints:
            shares.append(top.share(frozenset(seen)))
    return shares
