"""The one room that writes to disk: open a database, ingest records, say what is held.

:func:`open_database` opens one file, :func:`ingest` writes what a source yields, :func:`last_event`
and :func:`holdings` say what is there. The tables are those of ``schema/*.sql``: plain tables that
any SQLite program reads.
"""

from influence.store.books import (
    tell_of_a_wait,
    waiting_at_most,
    write_transaction,
    writing_often,
)
from influence.store.complaints import clause
from influence.store.consents import BIO, HAND, Signal, signals, unlisted_among
from influence.store.contradictions import differing_post_numbers, pairs_above_posts
from influence.store.copying import copy_database
from influence.store.heads import is_database
from influence.store.held import COMPLETE_SHARE, Holdings, PastRun
from influence.store.holdings import holdings, last_event
from influence.store.indexing import index_new_posts, index_posts
from influence.store.ingesting import current_time, ingest
from influence.store.kept import Column, Kept, is_kept, keep_columns, kept_columns, moment_of
from influence.store.known import Known
from influence.store.making import open_or_make
from influence.store.moments import at_one_moment
from influence.store.notices import Held, held_of_people, note_told
from influence.store.opening import open_database, open_to_try
from influence.store.pseudonymised import pseudonymised, to_the_day
from influence.store.pseudonyms import Pseudonyms, key_of_file
from influence.store.refusals import is_forgotten
from influence.store.report import IngestReport, Rejection, Tally
from influence.store.rights.forgetting import Forgetting, forget, is_wiped
from influence.store.rights.holding import mentions_of, rows_about
from influence.store.rights.key import key_path
from influence.store.rights.known import forgotten_in
from influence.store.rights.retaining import Retained, Retention, overdue, retain, retention_of
from influence.store.spaced import spaced

__all__ = [
    "BIO",
    "COMPLETE_SHARE",
    "HAND",
    "Column",
    "Forgetting",
    "Held",
    "Holdings",
    "IngestReport",
    "Kept",
    "Known",
    "PastRun",
    "Pseudonyms",
    "Rejection",
    "Retained",
    "Retention",
    "Signal",
    "Tally",
    "at_one_moment",
    "clause",
    "copy_database",
    "current_time",
    "differing_post_numbers",
    "forget",
    "forgotten_in",
    "held_of_people",
    "holdings",
    "index_new_posts",
    "index_posts",
    "ingest",
    "is_database",
    "is_forgotten",
    "is_kept",
    "is_wiped",
    "keep_columns",
    "kept_columns",
    "key_of_file",
    "key_path",
    "last_event",
    "mentions_of",
    "moment_of",
    "note_told",
    "open_database",
    "open_or_make",
    "open_to_try",
    "overdue",
    "pairs_above_posts",
    "pseudonymised",
    "retain",
    "retention_of",
    "rows_about",
    "signals",
    "spaced",
    "tell_of_a_wait",
    "to_the_day",
    "unlisted_among",
    "waiting_at_most",
    "write_transaction",
    "writing_often",
]
