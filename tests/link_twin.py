"""The plain twin of what makes acts of links: all of what was read, one link after another."""

from collections import defaultdict

from influence.records import Account, Interaction, Key, Link, Post
from influence.urls import page_of, site_of

UNCOUNTED = {"sponsored", "nofollow", "ugc", "affiliate"}


class Twin:
    """Takes readings, each an address with what it said, and tells which acts there are."""

    def __init__(self):
        self.accounts = set()
        self.posts = {}
        self.dates = {}
        self.told = defaultdict(list)
        self.links = defaultdict(set)

    def read(self, address, records):
        said = defaultdict(set)
        for record in records:
            match record:
                case Account(key=key):
                    self.accounts.add(key)
                case Post(key=key, published_at=moment):
                    self._hold(record.account, key)
                    self.posts[key] = record.account
                    self.dates[key] = moment or self.dates.get(key)
                    said.setdefault(key, set())
                case Link(account=account, post=post):
                    self._hold(account, post)
                    said[post].add(record)
                case Interaction(actor=actor, target=target, post=post):
                    self.accounts.add(actor)
                    self._hold(target, post)
                    act = (actor, target, post, record.native_id)
                    self.told[act].append(record.happened_at)
        for post in {None, *said}:
            self.links[address, post] = said[post]

    def _hold(self, account, post):
        self.accounts.add(account)
        if post is not None:
            self.posts.setdefault(post, account)

    def acts(self):
        links = {link for said in self.links.values() for link in said}
        places = defaultdict(set)
        for link in links:
            places[self._place(link)].add(link.post)
        derived = {}
        for link in links:
            act = self._act(link, places)
            if act is not None:
                derived[act[0]] = act[1]
        found = {
            act: min(filter(None, moments), default=None) for act, moments in self.told.items()
        }
        for act, moment in derived.items():
            found[act] = moment or found.get(act)
        return {(*act, moment) for act, moment in found.items()}

    def _place(self, link):
        return (link.account, page_of(link.url), link.position)

    def _act(self, link, places):
        target = Key("blog", site_of(link.url))
        rel = set((link.rel or "").lower().split())
        if target not in self.accounts or target == link.account or rel & UNCOUNTED:
            return None
        posts = places[self._place(link)]
        if link.position == "blogroll":
            return (link.account, target, None, "blogroll"), None
        if link.post is None or (link.position and (None in posts or len(posts) >= 3)):
            return (link.account, target, None, "template"), None
        page = Key("blog", page_of(link.url))
        post = page if self.posts.get(page) == target else None
        return (link.account, target, post, link.post.native_id), self.dates.get(link.post)
