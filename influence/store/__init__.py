"""The one room that writes to disk: open a database, ingest records, say what is held.

:func:`open_database` opens one file, :func:`ingest` writes what a source yields, :func:`last_event`
and :func:`holdings` say what is there. The tables are those of ``schema/*.sql``: plain tables that
any SQLite program reads.
"""

from influence.store.books import tell_of_a_wait, waiting_at_most, write_transaction
from influence.store.complaints import clause
from influence.store.consents import HAND, Signal, signals, unlisted_among
from influence.store.heads import is_database
from influence.store.holdings import (
    Holdings,
    PastRun,
    differing_post_numbers,
    holdings,
    last_event,
    pairs_above_posts,
)
from influence.store.ingesting import current_time, ingest
from influence.store.making import open_or_make
from influence.store.notices import Held, held_of_people, note_told
from influence.store.opening import open_database
from influence.store.report import IngestReport, Rejection, Tally

__all__ = [
    "HAND",
    "Held",
    "Holdings",
    "IngestReport",
    "PastRun",
    "Rejection",
    "Signal",
    "Tally",
    "clause",
    "current_time",
    "differing_post_numbers",
    "held_of_people",
    "holdings",
    "ingest",
    "is_database",
    "last_event",
    "note_told",
    "open_database",
    "open_or_make",
    "pairs_above_posts",
    "signals",
    "tell_of_a_wait",
    "unlisted_among",
    "waiting_at_most",
    "write_transaction",
]
