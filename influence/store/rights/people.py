"""Those who are to be forgotten, by every name that the database knows them by."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from influence.records import Key
from influence.store.rights.spelling import address_of, addresses_above, fold, is_telling

_THESE = "(select value from json_each(?))"


class Person(NamedTuple):
    """One account that is to be forgotten; ``address`` is None where others share it."""

    account_id: int
    key: Key
    handle: str | None
    name: str | None
    address: str | None

    @property
    def label(self) -> str:
        """What it is called; the handle, else the name, else the id."""
        return self.handle or self.name or self.key.native_id


@dataclass(frozen=True)
class People:
    """Accounts that are to be forgotten, and what names them.

    Attributes
    ----------
    posts
        The keys of their posts.
    handles, addresses, ids
        Names that are theirs wherever they stand; handles and addresses folded.
    words
        Names that may be words of a language as well.
    also
        What else names them, as whoever asks says.
    """

    persons: tuple[Person, ...]
    posts: tuple[Key, ...]
    handles: frozenset[str]
    addresses: frozenset[str]
    ids: frozenset[str]
    words: frozenset[str]
    also: frozenset[str] = frozenset()

    def has_handle(self, handle: str) -> bool:
        """Tell of a handle."""
        return handle in self.handles

    def has_address(self, address: str) -> bool:
        """Tell of an address."""
        return address in self.addresses

    def has_id(self, native_id: str) -> bool:
        """Tell of an id in any source."""
        return native_id in self.ids

    @property
    def account_ids(self) -> list[int]:
        """Return the accounts, by the ids of the database."""
        return [person.account_id for person in self.persons]


def people(
    connection: sqlite3.Connection, account_ids: Iterable[int], also: Sequence[str] = ()
) -> People:
    """Read what names accounts, and accounts that are the same person under its handle.

    Parameters
    ----------
    also
        Further words that name them, such as a real name: theirs wherever they stand.
    """
    chosen = _chosen(connection, account_ids)
    rows = connection.execute(
        f"""
        select account_id, source, native_id, handle, name, url from accounts
        where account_id in {_THESE} order by account_id
        """,  # noqa: S608
        [chosen],
    ).fetchall()
    posts = connection.execute(
        f"select source, native_id, url from posts where account_id in {_THESE}",  # noqa: S608
        [chosen],
    ).fetchall()
    addresses = {address for row in rows for address in _addresses(row[2], row[5])}
    shared = _shared(connection, chosen, addresses)
    persons = tuple(_person(row, shared) for row in rows)
    own = {person.address for person in persons if person.address}
    written = {address_of(url) for *_, url in posts if url}
    handles = {fold(each.handle).removeprefix("@") for each in persons if each.handle}
    called = {each for row in rows for each in row[2:4] if each and not is_telling(each)}
    called |= {each.name for each in persons if each.name}
    return People(
        persons,
        tuple(Key(*row[:2]) for row in posts),
        frozenset(handles),
        frozenset(own | {each for each in written if _is_page(each)}),
        frozenset(each.key.native_id for each in persons),
        frozenset(each for each in called if not each.isdigit()),
        frozenset(each for each in also if each.strip()),
    )


def _chosen(connection: sqlite3.Connection, account_ids: Iterable[int]) -> str:
    """Return accounts, and those of the same source that have the handle of one of them as id.

    They are a list in JSON: a table to hold them would begin a transaction of whoever only reads.
    """
    (chosen,) = connection.execute(
        """
        with named as (select value as account_id from json_each(:named))
        select json_group_array(account_id) from (
          select account_id from named
          union
          select other.account_id
          from accounts as own, accounts as other
          where own.account_id in (select account_id from named)
            and other.source = own.source and other.account_id <> own.account_id
            and (other.native_id = ltrim(own.handle, '@') collate nocase
                 or ltrim(other.handle, '@') = own.native_id collate nocase))
        """,
        {"named": json.dumps([*map(int, account_ids)])},
    ).fetchone()
    return str(chosen)


def _person(row: Sequence[str], shared: set[str]) -> Person:
    account_id, source, native_id, handle, name, url = row
    own = [each for each in _addresses(native_id, url) if each not in shared]
    return Person(int(account_id), Key(source, native_id), handle, name, own[0] if own else None)


def _addresses(native_id: str, url: str | None) -> list[str]:
    """Return the addresses of an account; the id first, where that is one."""
    own = [address_of(native_id)] if "://" in native_id else []
    return [*own, *([address_of(url)] if url else [])]


def _is_page(address: str) -> bool:
    """Tell whether an address is that of a page, rather than of all that a host has."""
    return "/" in address or "?" in address


def _shared(connection: sqlite3.Connection, chosen: str, addresses: set[str]) -> set[str]:
    """Return those of the addresses at or under which other accounts have theirs."""
    if not addresses:
        return set()
    rows = connection.execute(
        f"select url from accounts where url is not null and account_id not in {_THESE}",  # noqa: S608
        [chosen],
    )
    return {
        each for (url,) in rows for each in addresses_above(address_of(url)) if each in addresses
    }
