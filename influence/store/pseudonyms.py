"""Pseudonyms: keyed hashes that stand for accounts, posts and events in what is passed on."""

import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from influence.errors import InputUnusable

KEY_BYTES = 32
DIGITS = 20
"""Hexadecimal digits of a pseudonym: among a billion of them two are equal once in a million."""


class Pseudonyms:
    """HMAC-SHA256 of native ids (RFC 2104), cut short; things of each sort have their own.

    Who has the key can try ids until a pseudonym fits; without it nobody can.

    Parameters
    ----------
    key
        Secret bytes; new random ones that nobody keeps, where none are given.
    """

    def __init__(self, key: bytes | None = None) -> None:
        self._key = secrets.token_bytes(KEY_BYTES) if key is None else key

    def account(self, source: str, native_id: str) -> str:
        """Return what stands for an account."""
        return self._of("a", source, native_id)

    def post(self, source: str, native_id: str) -> str:
        """Return what stands for a post."""
        return self._of("p", source, native_id)

    def event(self, source: str, native_id: str) -> str:
        """Return what stands for an event that has an id of its own."""
        return self._of("e", source, native_id)

    def _of(self, sort: str, source: str, native_id: str) -> str:
        named = f"{sort}\0{source}\0{native_id}".encode("utf-8", "surrogatepass")
        return sort + hmac.digest(self._key, named, "sha256").hex()[:DIGITS]


def key_of_file(path: str | None) -> bytes | None:
    """Return the key that a file holds; a file that is missing is made. None without a path.

    Two exports with one key can be joined by their pseudonyms.

    Raises
    ------
    InputUnusable
        Where the file can be neither read nor made, or holds no key.
    """
    if path is None:
        return None
    try:
        if not Path(path).exists():
            return _made(path)
        text = Path(path).read_text("ascii")
    except OSError as error:
        raise InputUnusable(f"The key {path} cannot be used: {error.strerror or error}.") from error
    except UnicodeError:
        text = ""
    with suppress(ValueError):
        if len(key := bytes.fromhex(text.strip())) == KEY_BYTES:
            return key
    raise InputUnusable(
        f"{path} holds no key ({2 * KEY_BYTES} hexadecimal digits) and is left as it was; "
        "name a new file, and a key is made there."
    )


def _made(path: str) -> bytes:
    key = secrets.token_bytes(KEY_BYTES)
    place = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # nobody else's to read
    with os.fdopen(place, "w", encoding="ascii") as file:
        file.write(f"{key.hex()}\n")
    return key
