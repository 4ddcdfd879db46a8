"""Every source that can be crawled, by name.

A source is a module with ``SOURCE``, its name; ``READERS``, which turn a visit of each kind of
task into records; ``ASKING``, how tasks of some kinds are asked for; and ``seed``, which tells
whether an address that a person typed is one of its own. One whose pages are never read, since it
has an API, has ``SITES`` as well: its hosts → what to name instead.
"""

import re
from collections.abc import Mapping
from typing import Final, Protocol
from urllib.parse import urlsplit

from crawlers import blog, bluesky, hackernews, mastodon, youtube
from crawlers.answers import Asking, Completing, Visit
from crawlers.apis import TERMS
from crawlers.errors import AnswerUnusable
from crawlers.reading import Reader
from influence.records import Record, Task


class Source(Protocol):
    """What a module of a source has."""

    SOURCE: str
    READERS: Mapping[str, Reader]
    ASKING: Mapping[str, Asking]

    def seed(self, address: str) -> Task | None:
        """Return the first task of an address; None where it is none of this source."""


class Network(Source, Protocol):
    """A source that tells who follows whom, so that it can be told who could see what.

    ``COMPLETING`` says which kinds of its lists tell what of that, ``ACTING`` which kinds of tasks
    tell what an account did; ``follower_visit`` is the first visit on the way there.
    """

    COMPLETING: Mapping[str, Completing]
    ACTING: frozenset[str]

    def follower_visit(self, native_id: str, handle: str | None) -> Task | None:
        """Return the visit; None where there is no such way."""


SOURCES: Final[Mapping[str, Source]] = {
    bluesky.SOURCE: bluesky,
    hackernews.SOURCE: hackernews,
    youtube.SOURCE: youtube,
    mastodon.SOURCE: mastodon,
    blog.SOURCE: blog,
}
"""The name of a source -> its module; the first that knows an address takes it."""

NETWORKS: Final[Mapping[str, Network]] = {bluesky.SOURCE: bluesky, mastodon.SOURCE: mastodon}
"""Those of them where people follow each other."""

MODULES: Final = (__name__, *(f"{blog.__name__}.{kind}" for kind in blog.KINDS))
"""What readers of blogs import, so that no document waits for it; those of other sources are
imported with the first answer."""

READ_BY_API: Final[Mapping[str, str]] = {
    **{h: words for each in SOURCES.values() for h, words in getattr(each, "SITES", {}).items()},
    **{urlsplit(root).netloc: "an API, which sources ask: name a page of theirs" for root in TERMS},
}
"""Host whose pages are never read → what to name instead."""

_IMPORTED: Final = frozenset(
    (
        *("x.com", "twitter.com", "reddit.com", "facebook.com", "fb.com", "instagram.com"),
        *(
            "threads.net",
            "threads.com",
            "tiktok.com",
            "linkedin.com",
            "snapchat.com",
            "pinterest.com",
        ),
    )
)
"""Networks that ask for a contract, a login or money before anything of them is read."""

_AS_PAGES = Asking()
_WITHOUT_SCHEME = re.compile(r"(?:[\w-]+\.)+[\w-]+(?::\d+)?/")


def seed_of(address: str) -> Task | None:
    """Return the first task of an address as a person writes it; None where no source knows it.

    >>> seed_of("anna.example").kind, seed_of("m.example/@ann").kind
    ('home', 'webfinger')
    >>> seed_of("not an address"), seed_of("https://bsky.app/"), seed_of("www.youtube.com")
    (None, None, None)
    """
    address = address.strip()
    if _WITHOUT_SCHEME.match(address):
        address = f"https://{address}"
    if "@" in _place_of(address):  # a name or password, for which the guard has a word
        return blog.seed(address)
    is_site = instead_of(address) is None
    sources = [each for each in SOURCES.values() if each is not blog or is_site]
    return next((task for each in sources if (task := each.seed(address)) is not None), None)


def instead_of(address: str) -> str | None:
    """Return what to name instead of an address at a host whose pages are never read.

    >>> instead_of("BSKY.app:443") == instead_of("https://bsky.app/about")
    True
    >>> instead_of("x.com/ann")
    'on a network that strangers may not crawl: import an export of it (docs/imports.md)'
    """
    place = _place_of(address if "://" in address else f"https://{address}")
    host = place.rpartition("@")[2].partition(":")[0]
    if ".".join(host.split(".")[-2:]) in _IMPORTED:
        return "on a network that strangers may not crawl: import an export of it (docs/imports.md)"
    return READ_BY_API.get(host)


def _place_of(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def asking_of(task: Task) -> Asking:
    """Return how the address of a task is asked for."""
    source = SOURCES.get(task.source)
    return (source.ASKING if source else {}).get(task.kind, _AS_PAGES)


def read(visit: Visit) -> list[Record]:
    """Return the records of a visit.

    Raises
    ------
    AnswerUnusable
        Where no source reads tasks of that kind, or the answer cannot be read.
    """
    task = visit.task
    source = SOURCES.get(task.source)
    reader = source.READERS.get(task.kind) if source else None
    if reader is None:
        raise AnswerUnusable(f"Nothing here reads what a {task.source} calls {task.kind}.")
    return list(reader(visit))
