"""Accounts and records of AT Protocol by address: DIDs, handles, ``at://`` addresses.

Syntax: https://atproto.com/specs/did, https://atproto.com/specs/handle and
https://atproto.com/specs/at-uri-scheme.
"""

import re
from typing import Final, NamedTuple

from crawlers.json_values import as_words
from influence.records import Key
from influence.windows import from_seconds

SOURCE: Final = "bluesky"
POST: Final = "app.bsky.feed.post"

_DID = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._-]")
_LONGEST_DID = 2_048
_HANDLE = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
)
_LONGEST_HANDLE = 253
_COLLECTION = re.compile(r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){2,9}")
_TID = re.compile(r"[2-7a-j][2-7a-z]{12}")
_DIGITS: Final = "234567abcdefghijklmnopqrstuvwxyz"
_FIRST, _LAST = 1_200_000_000.0, 4_000_000_000.0  # seconds; what is not between them is no time
_RECORD_KEY = re.compile(r"[A-Za-z0-9._:~-]{1,512}")
_BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_NEVER = (".alt", ".arpa", ".example", ".internal", ".invalid", ".local", ".localhost", ".onion")
"""Endings of handles that nobody can have."""


class Address(NamedTuple):
    """``at://account/collection/key``."""

    account: str
    collection: str
    key: str

    @property
    def text(self) -> str:
        """Return it as it is written."""
        return f"at://{self.account}/{self.collection}/{self.key}"

    @property
    def url(self) -> str:
        """Return where people read it, if it is a post."""
        return f"{profile_url(self.account)}/post/{self.key}"


def key_of(native_id: str) -> Key:
    """Return the key of an account by its DID, or of a post by its address."""
    return Key(SOURCE, native_id)


def profile_url(did: str) -> str:
    """Return where people read an account."""
    return f"https://bsky.app/profile/{did}"


def address_in(value: object) -> Address | None:
    """Return the address of a record; None where a value is none, or names its account by handle.

    >>> address_in("at://did:plc:ann/app.bsky.feed.post/3a").key
    '3a'
    >>> address_in("at://ann.example/app.bsky.feed.post/3a")
    """
    text = as_words(value)
    parts = text.removeprefix("at://").split("/") if text and text.startswith("at://") else []
    is_one = len(parts) == 3 and is_did(parts[0]) and _COLLECTION.fullmatch(parts[1])
    return Address(*parts) if is_one and _RECORD_KEY.fullmatch(parts[2]) else None


def is_did(text: str) -> bool:
    """Tell whether a text is a DID.

    >>> is_did("did:plc:ann"), is_did("did:web:ann.blog"), is_did("ann.blog")
    (True, True, False)
    """
    return len(text) <= _LONGEST_DID and _DID.fullmatch(text) is not None


def did_in(value: object) -> str | None:
    """Return a value that is a DID; None for any other."""
    return value if isinstance(value, str) and is_did(value) else None


def handle_in(value: object) -> str | None:
    """Return a handle in small letters; None where nobody can have it.

    >>> handle_in("@Ann.Blog"), handle_in("handle.invalid"), handle_in("ann")
    ('ann.blog', None, None)
    """
    text = (
        value.strip(_BIDI + " \t\r\n").removeprefix("@").lower() if isinstance(value, str) else ""
    )
    is_one = len(text) <= _LONGEST_HANDLE and _HANDLE.fullmatch(text)
    return text if is_one and not text.endswith(_NEVER) else None


def moment_in(key: str) -> str | None:
    """Return when a record was made, by its key; None where that does not tell.

    https://atproto.com/specs/tid: microseconds in base 32, then ten bits that tell clocks apart.

    >>> moment_in("3jzfcijpj2z2a"), moment_in("self")
    ('2023-06-30T15:03:01Z', None)
    """
    if not _TID.fullmatch(key):
        return None
    number = 0
    for digit in key:
        number = number << 5 | _DIGITS.index(digit)
    seconds = (number >> 10) / 1e6
    return str(from_seconds(seconds)) if _FIRST < seconds < _LAST else None
