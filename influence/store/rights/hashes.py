"""Keyed hashes: what stays of a forgotten person, and the key that belongs to a database."""

import hmac
import sqlite3

from influence.errors import InputUnusable
from influence.records import Key
from influence.store.rights.key import KEY_VARIABLE, key_path, make_key, read_key
from influence.store.rights.spelling import address_of, fold

PSEUDONYM = "forgotten:"


class Hasher:
    """HMAC-SHA256 of names, in hexadecimal digits; each kind of name in a domain of its own.

    Source: RFC 2104 (HMAC), FIPS 180-4 (SHA-256).
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.check = self._hash("check")[:16]

    def account(self, key: Key) -> str:
        """Return the hash of an account's own id in its source."""
        return self._hash("account", *key)

    def post(self, key: Key) -> str:
        """Return the hash of a post's own id in its source."""
        return self._hash("post", *key)

    def handle(self, handle: str) -> str:
        """Return the hash of a handle, however it is written and on whichever source."""
        return self._hash("handle", fold(handle).removeprefix("@"))

    def address(self, address: str) -> str:
        """Return the hash of the address of a page, without its scheme."""
        return self._hash("address", address_of(address))

    def pseudonym(self, native_id: str) -> str:
        """Return what stands for an id that names somebody: the same for the same id."""
        return PSEUDONYM + self._hash("pseudonym", native_id)[:32]

    def _hash(self, *parts: str) -> str:
        name = "\0".join(parts).encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, name, "sha256").hex()


def hasher_of(connection: sqlite3.Connection) -> Hasher | None:
    """Return what makes the hashes of a database; None where nobody asked to be forgotten.

    Raises
    ------
    InputUnusable
        Where somebody was forgotten, and the key is missing or another one.
    """
    checks = {row[0] for row in connection.execute("select distinct key_check from forgotten")}
    if not checks:
        return None
    key = read_key()
    hasher = None if key is None else Hasher(key)
    if hasher is None or checks != {hasher.check}:
        flaw = f"there is no key {key_path()}" if hasher is None else f"{key_path()} is another key"
        raise InputUnusable(
            f"This database was asked to forget people, and {flaw}: nobody could tell them from "
            f"others. Bring the key back, or name its file with {KEY_VARIABLE}."
        )
    return hasher


def hasher_for(connection: sqlite3.Connection) -> Hasher:
    """Return what makes the hashes of a database; the first time ever, the key is made too.

    Raises
    ------
    InputUnusable
        As :func:`hasher_of`, or where the key cannot be made.
    """
    return hasher_of(connection) or Hasher(read_key() or make_key())
