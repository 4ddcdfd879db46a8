"""A Bluesky repository as a CAR file (``com.atproto.sync.getRepo``): all that an account ever did.

What its records say is told by :mod:`crawlers.atproto.rows`, as it is of what is crawled.
"""

from collections.abc import Iterator
from functools import partial

from crawlers.atproto.addresses import Address, key_of, profile_url
from crawlers.atproto.car_blocks import Blocks, is_car
from crawlers.atproto.repository import Entry as Held
from crawlers.atproto.repository import Repository
from crawlers.atproto.rows import COLLECTIONS, Entry, rows_of
from crawlers.files.form import Form, Head
from crawlers.files.json_items import checked
from crawlers.files.reading import Reading
from crawlers.json_values import as_row, as_words
from influence.records import Account, Coverage, Record


def read_car(reading: Reading) -> Iterator[Record]:
    """Yield the records of a repository, and that posts and follows are all there are.

    Raises
    ------
    InputUnusable
        Where the file is cut off or damaged, or no repository.
    """
    repository = Repository(Blocks(reading.stream, reading.name), reading.name)
    reading.owner.tell(key_of(repository.did))
    yield Account(key_of(repository.did), url=profile_url(repository.did))
    others = 0
    for number, held in enumerate(repository.entries(), 1):
        collection, _, record_key = held.key.partition("/")
        reading.at.start = number
        if collection not in COLLECTIONS:
            others += 1
            continue
        reading.rows += 1
        own = Address(repository.did, collection, record_key)
        yield from checked(reading, held, partial(_rows, own=own, reading=reading), _shown)
    reading.leave_out("records of other kinds (blocks, lists, settings)", others)
    reading.leave_out("records that this part of the repository does not hold", repository.missing)
    for kind in ("posts", "following"):
        yield Coverage(kind, key_of(repository.did), is_complete=not repository.missing)


def _rows(held: Held, own: Address, reading: Reading) -> Iterator[Record]:
    created = as_words(held.record.get("createdAt"))
    happened = reading.times(created) if created else None
    return rows_of(Entry(own, held.record, happened), reading.leave_out)


def _shown(held: Held) -> str:
    return as_row({"key": held.key, "record": held.record})


def _recognises(head: Head) -> bool:
    return is_car(head.start)


FORM = Form("Bluesky repository (CAR)", _recognises, read_car, counts="record")
