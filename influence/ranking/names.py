"""Handles, names and addresses, fetched for the accounts that are shown and for no others.

Every name that a command prints comes through here, or through ``find_account``, so that whom no
list may show has none.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from influence.errors import NothingFound
from influence.graph import IntArray
from influence.store import unlisted_among

if TYPE_CHECKING:
    from sqlite_utils import Database

_NAMES = """
    select account_id, source, native_id, handle, name, url, is_bot
    from accounts where account_id in (select value from json_each(?))
"""

WITHOUT_NAME: Mapping[str, str] = {
    "opted out": "an account that opted out",
    "not asked": "an account that did not ask to be listed",
    "do not contact": "an account that is not to be contacted",
}
"""Why no list may show an account → what people read instead of its name."""


class Name(NamedTuple):
    """How an account is called and where it is found; of whom no list may show, neither.

    ``unlisted`` is then why, one of ``WITHOUT_NAME``.
    """

    account_id: int
    source: str
    native_id: str
    handle: str | None
    name: str | None
    url: str | None
    is_bot: int | None
    unlisted: str | None = None

    @property
    def label(self) -> str:
        """What people call it: the handle, else the name, else the id in its source."""
        return self.handle or self.name or self.native_id


def distinct_labels(names: Sequence[Name]) -> list[str]:
    """Return a label for each that no other has: with the source, else the id, where needed."""
    for label in (_label, _with_source, _with_id):
        labels = [label(name) for name in names]
        if len({each.casefold() for each in labels}) == len(labels):
            return labels
    return [str(name.account_id) for name in names]


def _label(name: Name) -> str:
    return name.label


def _with_source(name: Name) -> str:
    return f"{name.source}:{name.label}"


def _with_id(name: Name) -> str:
    return f"{name.source}:{name.native_id}"


def names_of(db: "Database", account_ids: IntArray) -> list[Name]:
    """Return the names of accounts, in the order in which they were asked for.

    Raises
    ------
    NothingFound
        Where one is held no more, as after a forgetting.
    """
    asked = json.dumps(account_ids.tolist())
    found = {row[0]: Name(*row) for row in db.execute(_NAMES, (asked,))}
    for account_id, why in unlisted_among(db.conn, asked).items():
        found[account_id] = Name(account_id, "", "", None, WITHOUT_NAME[why], None, None, why)
    if gone := set(account_ids.tolist()) - found.keys():
        raise NothingFound(
            f"The database holds {len(gone):,} of these accounts no more; compute this anew."
        )
    return [found[account_id] for account_id in account_ids.tolist()]
