"""What is asked of hosts that speak as Mastodon does, where more than one reader asks it."""

from typing import Final
from urllib.parse import urlencode

from crawlers.mastodon.places import first_cursor, root_of
from influence.records import Task

ACTIVITY: Final = (
    "application/activity+json, "
    'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
)
"""The types of media of ActivityPub (https://www.w3.org/TR/activitypub/#retrieving-objects)."""


def finger(handle: str, site: str, pointer: str | None = None, *, at_host: str = "") -> Task:
    """Return the question who an account is, asked of its domain (RFC 7033).

    >>> finger("ann@m.example", "ann@m.example").address
    'https://m.example/.well-known/webfinger?resource=acct%3Aann%40m.example'
    """
    root = root_of(at_host or handle.partition("@")[2])
    address = f"{root}/.well-known/webfinger?{urlencode({'resource': f'acct:{handle}'})}"
    return Task("mastodon", "webfinger", address, site, first_cursor(handle=handle), pointer)
