"""Bluesky as a source: identities, an AppView's views, and repositories, each read by a function.

An AppView (``public.api.bsky.app``) says who acted on what; the repository of an account, on its
own server (PDS), holds all that the account itself ever did.
"""

import re
from collections.abc import Mapping
from typing import Final

from crawlers.answers import Asking, Completing
from crawlers.atproto.addresses import SOURCE, did_in, handle_in
from crawlers.bluesky.asking import asked, document_visit, follower_visit, visit_of
from crawlers.reading import Reader, readers_in
from influence.records import Task

__all__ = ["ACTING", "ASKING", "COMPLETING", "READERS", "SITES", "SOURCE", "follower_visit", "seed"]

READERS: Final[Mapping[str, Reader]] = readers_in(
    __name__,
    {
        "handle": "identity:read_handle",
        "well_known": "identity:read_well_known",
        "did": "identity:read_document",
        "follower": "identity:read_follower",
        "profile": "profiles:read_profile",
        "profiles": "profiles:read_profiles",
        "feed": "posts:read_feed",
        "thread": "posts:read_thread",
        "likes": "posts:read_likes",
        "reposted_by": "posts:read_reposted_by",
        "quotes": "posts:read_quotes",
        "followers": "graph:read_followers",
        "follows": "graph:read_follows",
        "lists": "graph:read_lists",
        "list": "graph:read_list",
        "starter_packs": "graph:read_starter_packs",
        "repository": "repository:read_repository",
        "records": "repository:read_records",
    },
)
"""Kind of a task → what reads the answer to it."""

_JSON = Asking(accept="application/json")
_CAR = Asking(accept="application/vnd.ipld.car", statuses=frozenset({401, 403, 501}))

_ASKED: Final = {"repository": _CAR, "well_known": Asking("text/plain", frozenset({404}))}

ASKING: Final[Mapping[str, Asking]] = {kind: _ASKED.get(kind, _JSON) for kind in READERS}

COMPLETING: Final[Mapping[str, Completing]] = {
    "feed": "posts",
    "reposted_by": "amplifiers",
    "quotes": "amplifiers",
    "followers": "followers",
}
"""Kind of a task → which part of who could see, and who acted, it completes."""

ACTING: Final = frozenset({"repository", "records"})
"""Kinds of tasks that tell what an account did."""

SITES: Final[Mapping[str, str]] = dict.fromkeys(
    ("bsky.app", "www.bsky.app"),
    "read by an API: name an account, such as https://bsky.app/profile/ann.bsky.social",
)
"""Hosts whose pages are never read → what to name instead."""

_PROFILE = re.compile(
    r"https?://(?:www\.)?bsky\.app/(?:profile|starter-pack)/([^/?#]+)", re.IGNORECASE
)
_RECORD = re.compile(r"at://([^/?#]+)")
_ENDING = ".bsky.social"


def seed(address: str) -> Task | None:
    """Return the first task of an account as a person writes it; None where it is none of Bluesky.

    A handle that is a domain of one's own may as well be a blog: it is told by an ``@``.

    >>> seed("https://bsky.app/profile/ann.bsky.social").kind, seed("did:plc:ann").kind
    ('handle', 'did')
    >>> seed("ann.blog"), seed("@ann.blog").site
    (None, 'ann.blog')
    """
    address = address.strip()
    found = _PROFILE.match(address) or _RECORD.match(address)
    name = found[1] if found else address
    if did := did_in(name):
        return next(document_visit(did), None)
    handle = handle_in(name)
    if handle is None or not (found or name.startswith("@") or handle.endswith(_ENDING)):
        return None
    lookup = asked("com.atproto.identity.resolveHandle", handle=handle)
    return visit_of("handle", lookup, handle)
