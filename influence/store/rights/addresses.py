"""Delete rows that are about an address of somebody who is to be forgotten, whoever's they are.

In texts of others a name is blanked; a link to a page, a visit to it, or a note on its host is
nothing without the address.
"""

import sqlite3
from collections import Counter

from influence.store.rights.erasing import erase_where
from influence.store.rights.people import People
from influence.store.rights.spelling import names_them

ADDRESSES = {
    "links": ("url", "found_in"),
    "identities": ("url", "found_in"),
    "facts": ("url",),
    "fetches": ("url", "host"),
    "crawl_tasks": ("address", "site", "host"),
    "pointers": ("site", "from_site"),
    "validators": ("url",),
    "hosts": ("host",),
}
"""Table → columns of addresses, without which a row says nothing."""


def erase_addresses(connection: sqlite3.Connection, them: People) -> dict[str, int]:
    """Delete what is about pages of theirs, with all that refers to it.

    Returns
    -------
    dict of str to int
        Rows deleted, by table.
    """
    gone: Counter[str] = Counter()
    connection.create_function(
        "is_theirs", 1, lambda text: bool(text) and names_them(text, them), deterministic=True
    )
    for table, columns in ADDRESSES.items():
        condition = " or ".join(f"is_theirs({column})" for column in columns)
        gone.update(erase_where(connection, table, condition))
    connection.create_function("is_theirs", 1, None)
    return dict(gone)
