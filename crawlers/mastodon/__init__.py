"""Mastodon and what speaks like it as a source: accounts, their posts, and who acted on them.

Its API (https://docs.joinmastodon.org/api/) as it is for those who did not sign in, asked at the
home of each account, since no other host knows the whole of its lists; ActivityPub where that is
closed.
"""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote, urlsplit

from crawlers import fediverse
from crawlers.answers import Asking, Completing
from crawlers.fediverse import handle_of
from crawlers.mastodon.asking import ACTIVITY, finger
from crawlers.mastodon.places import CLOSED, api, authority_of, first_cursor, root_of
from crawlers.opt_outs import as_wished
from crawlers.reading import Reader, readers_in
from crawlers.signals import ACTS, DIRECTORY, EXPOSURE
from influence.records import Task

SOURCE: Final = fediverse.SOURCE

_HANDLE = re.compile(r"@?[\w.-]+@[\w-][\w.:-]*")
_TAG = re.compile(r"#(\w{0,100})@([\w-][\w.:-]*)")
_PROFILE = re.compile(
    r"/(?:web/|deck/)?@([\w.-]+(?:@[\w-][\w.:-]*)?)"
    r"(?:/(?:with_replies|media|featured|followers|following|\d+))?/?"
)
_ACTOR = re.compile(r"/(?:users/[\w.-]+|ap/users/\d+)/?")
_OTHERS: Final = re.compile(
    r"(?:.*\.)?(?:medium|substack|youtube|tiktok|tumblr|flickr|threads|lbry|odysee|hackernoon"
    r"|stackoverflow|stackexchange|wordpress|vimeo|dev|steemit|hive|peakd|write|note|about)"
    r"\.(?:com|net|org|tv|to|blog|as|me)"
)
"""Hosts whose addresses look as those of profiles do."""


READERS: Final[Mapping[str, Reader]] = as_wished(
    readers_in(
        __name__,
        {
            "webfinger": "webfinger:read",
            "follower": "webfinger:read",
            "nodeinfo": "servers:read_nodeinfo",
            "software": "servers:read_software",
            "instance": "servers:read_instance",
            "lookup": "profile:read",
            "account": "profile:read",
            "statuses": "statuses:read",
            "parents": "naming:read_parents",
            "people": "naming:read_people",
            "followers": "circles:read",
            "following": "circles:read",
            "reblogged_by": "circles:read",
            "favourited_by": "circles:read",
            "endorsements": "circles:read",
            "context": "threads:read_context",
            "tag": "threads:read_tag",
            "directory": "circles:read_directory",
            "actor": "actors:read_actor",
            "collection": "actors:read_collection",
            "outbox": "actors:read_outbox",
        },
    )
)
"""Kind of a task → what reads the answer to it."""

_JSON: Final = "application/json"
_NAMED: Final = Asking(_JSON, CLOSED - {410}, signs_in="closed")

_ASKED: Final[Mapping[str, Asking]] = {
    "webfinger": Asking("application/jrd+json, application/json"),
    "follower": Asking("application/jrd+json, application/json"),
    "nodeinfo": Asking(_JSON, CLOSED),
    "software": Asking(_JSON),
    "lookup": _NAMED,
    "account": _NAMED,
    "actor": Asking(ACTIVITY, frozenset({401, 403})),
    "collection": Asking(ACTIVITY, CLOSED),
    "outbox": Asking(ACTIVITY, CLOSED),
}

ASKING: Final[Mapping[str, Asking]] = {
    kind: _ASKED.get(kind, Asking(_JSON, CLOSED, signs_in="closed")) for kind in READERS
}
"""What is closed to strangers tells where else to look; who is not there is gone."""

COMPLETING: Final[Mapping[str, Completing]] = {
    "statuses": "posts",
    "reblogged_by": "amplifiers",
    "followers": "followers",
}
"""Kind of a task → which part of who could see, and who acted, it completes."""

ACTING: Final = frozenset({"account", "lookup", "statuses"})
"""Kinds of tasks that tell what an account did, or lead there."""


def seed(address: str) -> Task | None:
    """Return the first task of an account or a tag as a person writes it; None for others.

    ``@user@domain``, the address of a profile or an actor, ``#tag@domain`` for who writes about
    something, or ``#@domain`` for the directory of a host.

    Examples
    --------
    >>> seed("@ann@m.example").address
    'https://m.example/.well-known/webfinger?resource=acct%3Aann%40m.example'
    >>> seed("https://m.example/@ann").site
    'ann@m.example'
    >>> seed("acct:ann@m.example").site, seed("https://m.example/@ann/110").site
    ('ann@m.example', 'ann@m.example')
    >>> seed("#rye@m.example").kind
    'instance'
    >>> seed("https://medium.com/@ann")
    """
    address = address.strip().removeprefix("acct:")
    if found := _TAG.fullmatch(address):
        return _of_host(found[2].lower(), found[1])
    if _HANDLE.fullmatch(address):
        return _asked(address)
    return _of_url(address)


def _of_host(domain: str, tag: str) -> Task:
    """Return the question what a host shows: of a tag, or its directory where there is none."""
    root = root_of(domain)
    cursor, signals = first_cursor(tag=tag or None), () if tag else (DIRECTORY,)
    # Hosts pass over the query; without it two tags would be one address, which is asked once.
    address = api(root, "instance", version=2, **({"tag": tag} if tag else {}))
    return Task(SOURCE, "instance", address, f"{root}/", cursor, signals=signals)


def follower_visit(native_id: str, handle: str | None) -> Task | None:
    """Return the first visit on the way to what a follower did; None where there is none."""
    if handle is None:
        return None
    return finger(handle, native_id)._replace(kind="follower", signals=(ACTS, EXPOSURE))


def _of_url(address: str) -> Task | None:
    domain = authority_of(address)
    if not domain or _OTHERS.fullmatch(domain) or not address.isprintable():
        return None
    parts = urlsplit(address)
    path = unquote(parts.path)
    if found := _PROFILE.fullmatch(path):
        return _asked(found[1] if "@" in found[1] else f"{found[1]}@{domain}")
    if _ACTOR.fullmatch(path) and not parts.query:
        url = address.partition("#")[0].rstrip("/")
        return Task(SOURCE, "actor", url, url)
    return None


def _asked(address: str) -> Task | None:
    handle = handle_of(address)
    return finger(handle, handle) if handle else None
