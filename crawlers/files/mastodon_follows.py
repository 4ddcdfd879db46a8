"""Lists of followed accounts, or followers, as Mastodon's settings export them: CSV of addresses.

Format: mastodon/mastodon, app/models/export.rb. Mutes and blocks look alike and are refused.
"""

import re
from collections.abc import Iterator

from crawlers.bad_row import BadRow
from crawlers.fediverse import SOURCE, handle_of, is_account_id, key
from crawlers.files.columns import INTERACTIONS, Kind
from crawlers.files.csv import as_line, cells_of
from crawlers.files.form import File, Form, Head
from crawlers.files.reading import Reading
from influence.errors import InputUnusable
from influence.records import Account, Coverage, Follow, Key, Record

_FIRST = "account address"
_FOLLOWING = "show boosts"
_PRIVATE = {"hide notifications"}
_FOLLOWERS_FILE = re.compile(r".*followers?[^/]*$", re.IGNORECASE)


def read_follows(reading: Reading) -> Iterator[Record]:
    """Yield whom the owner follows, or who follows, and that the list is whole.

    An address is looked up among the accounts that are held; where it is not known it is itself
    the account's id.

    Raises
    ------
    InputUnusable
        Where nothing says whose list it is.
    """
    owner = reading.owner.key(
        SOURCE, reading.name, reading.known, is_account_id, "the actor.json of the same account"
    )
    lines = reading.lines()
    rows = cells_of(reading, lines)
    is_of_followers = _FOLLOWING not in _header(rows)
    held = 0
    for cells in filter(None, rows):
        reading.rows += 1
        try:
            other = _account(cells[0], reading)
        except BadRow as error:
            reading.reject(lines.flaw or str(error), as_line(cells))
            continue
        if other.key == owner:
            reading.reject("an account cannot follow itself", as_line(cells))
            continue
        held += 1
        yield other
        yield _follow(other.key, owner, is_of_followers=is_of_followers)
    kind = "followers" if is_of_followers else "following"
    yield Coverage(kind, owner, is_complete=True, held_count=held)


def _header(rows: Iterator[list[str]]) -> list[str]:
    return [name.strip().casefold() for name in next(rows, [])]


def _account(address: str, reading: Reading) -> Account:
    handle = handle_of(address)
    if handle is None:
        raise BadRow(f"{address[:80]!r} is no address of an account, such as ann@example.social")
    return Account(key(reading.known.account(SOURCE, handle) or handle), handle)


def _follow(other: Key, owner: Key, *, is_of_followers: bool) -> Follow:
    return Follow(other, owner) if is_of_followers else Follow(owner, other)


def _recognises(head: Head) -> bool:
    columns = [name.strip().casefold() for name in head.text.split("\n", 1)[0].split(",")]
    if columns[0] != _FIRST:
        return False
    if _PRIVATE & set(columns):
        raise InputUnusable(f"{head.path} lists muted accounts, which is private and not read.")
    if _FOLLOWING not in columns and not _FOLLOWERS_FILE.match(head.path):
        raise InputUnusable(
            f"{head.path} does not say whether it lists followers or followed accounts: "
            "give it a name with 'followers' in it, or the column 'Show boosts'."
        )
    return True


def _look(_: File) -> Kind:
    return INTERACTIONS


FORM = Form("Mastodon follows", _recognises, read_follows, _look)
