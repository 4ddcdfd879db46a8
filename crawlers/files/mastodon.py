"""What the files of a Mastodon account share: how accounts and posts are keyed and known."""

import re
from urllib.parse import urlsplit

from crawlers.files.json_values import as_id
from crawlers.files.reading import Reading
from influence.records import Key

SOURCE = "mastodon"
UNKNOWN_AUTHOR = "whose author their address does not tell"

_STATUS = re.compile(r"(https://[^/?#]+/(?:users|ap/users)/[^/?#]+)/statuses/[^/?#]+")
_ADDRESS = re.compile(r"@?([^@\s/]+)@([^@\s/]+\.[^@\s/]+)")


def key(native_id: str) -> Key:
    """Return the key of an account (its actor's address) or a post (its own address)."""
    return Key(SOURCE, native_id)


def author_of(post: str, reading: Reading) -> str | None:
    """Return whose post it is, where Mastodon's own addresses tell, or the database holds it.

    Only what stands before ``/statuses/`` is the author's own address, and only in the forms that
    Mastodon gives out; other software writes posts without their author.
    """
    found = _STATUS.fullmatch(post)
    return found[1] if found else reading.known.author(SOURCE, post)


def handle_of(address: str) -> str | None:
    """Return ``user@domain`` in its usual spelling; None for what is no such address."""
    found = _ADDRESS.fullmatch(address.strip())
    return f"{found[1]}@{found[2].casefold()}" if found else None


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
