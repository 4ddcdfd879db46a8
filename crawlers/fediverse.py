"""The fediverse's names: how accounts and posts are keyed, by whoever reads of them.

An account is its actor's address, and ``user@domain`` only where that is not known; a post is its
own address. So a file and a crawl that mean one account mean one row.
"""

import re
from urllib.parse import urlsplit

from crawlers.json_values import as_id
from influence.records import Key

SOURCE = "mastodon"
PUBLIC = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
"""Whom a post for everybody is addressed to, in all spellings (ActivityPub, 5.6)."""

BOTS = frozenset({"Application", "Service"})
"""Types of actors that are programs."""

_LONGEST = 500
_STATUS = re.compile(
    r"(https://[^/?#]+/(?:users|ap/users)/[^/?#]+)/statuses/[^/?#]+"
    r"|(https?://[^/?#]+/[\w.-]+)/p/\d{10}\.\d{6}"
)
_ADDRESS = re.compile(r"@?([^@\s/]+)@([^@\s/]+\.[^@\s/]+|localhost(?::\d+)?)")


def key(native_id: str) -> Key:
    """Return the key of an account (its actor's address) or a post (its own address)."""
    return Key(SOURCE, native_id)


def author_in(post: str) -> str | None:
    """Return whose post it is, where its address tells.

    Only what stands before ``/statuses/`` is the author's own address, and only in the forms that
    Mastodon gives out, or before the moment that ends an address of snac; other software writes
    posts without their author.

    >>> author_in("https://m.example/users/ann/statuses/7")
    'https://m.example/users/ann'
    >>> author_in("https://s.example/ann/p/1795317778.018281")
    'https://s.example/ann'
    """
    found = _STATUS.fullmatch(post)
    return found[1] or found[2] if found else None


def handle_of(address: str) -> str | None:
    """Return ``user@domain`` in its usual spelling; None for what is no such address."""
    found = _ADDRESS.fullmatch(address.strip()) if len(address) <= _LONGEST else None
    return f"{found[1]}@{found[2].casefold().rstrip('.')}" if found else None


def actor_address(value: object) -> str | None:
    """Return the address of an actor or a post, which may stand inside an object."""
    native_id = as_id(value.get("id") if isinstance(value, dict) else value)
    if native_id is None or not native_id.startswith(("https://", "http://")):
        return None
    return native_id


def host_of(address: str) -> str:
    """Return the host of an address; empty where it has none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def is_account_id(text: str) -> bool:
    """Tell whether accounts can be keyed by a text: an actor's address, or ``user@domain``."""
    return text.startswith("https://") or handle_of(text) is not None
