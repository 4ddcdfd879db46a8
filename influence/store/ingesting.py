"""Write records: everything before a checkpoint, or the end, in one transaction."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from influence.records import (
    Account,
    Checkpoint,
    Consent,
    Coverage,
    Fact,
    Follow,
    Identity,
    Interaction,
    InteractionCount,
    Link,
    Post,
    Record,
    Source,
    Tag,
    Task,
    Told,
    Whole,
)
from influence.store.acts import settle_acts, settle_counts, stage_acts, stage_counts
from influence.store.books import COUNTED, Books, last_rows, paused_collector, write_transaction
from influence.store.consents import settle_consents, stage_consents
from influence.store.link_acts import settle_links
from influence.store.listings import (
    link_replies,
    settle_claims,
    settle_follows,
    write_accounts,
    write_coverage,
    write_follows,
    write_posts,
    write_sources,
)
from influence.store.pages import (
    settle_tags,
    stage_links,
    stage_tags,
    write_facts,
    write_identities,
)
from influence.store.refusals import settle_opt_outs
from influence.store.report import IngestReport, OnReject, Tally
from influence.store.rights.known import forgotten_in
from influence.store.rights.remembering import settle_forgotten
from influence.windows import to_text

if TYPE_CHECKING:
    from sqlite_utils import Database

BATCH = 50_000
_LISTED = {
    Account: "accounts",
    Post: "posts",
    Coverage: "coverage",
    Consent: "consents",
}
_LEFT_ALONE = frozenset({Task, Told, Whole})
_OTHERS = (Source, Interaction, InteractionCount, Follow, Link, Tag, Identity, Fact)


def current_time() -> str:
    """Return the time as UTC text."""
    return to_text(datetime.now(UTC))  # noqa: TID251 the one clock, replaced in tests


def ingest(  # noqa: PLR0913 - each says in what sources differ
    db: "Database",
    records: Iterable[Record],
    *,
    closed: bool = False,
    named: bool = False,
    page: str | None = None,
    place: Callable[[], int] = lambda: 0,
    on_reject: OnReject | None = None,
    clock: Callable[[], str] = current_time,
) -> IngestReport:
    """Write records, filling what was unknown and taking over what changed.

    Ingesting the same records twice changes nothing. Unknown never replaces known. Accounts and
    posts that are named and not listed become bare rows. The order of kinds does not matter: a
    record may name what a later one lists. Records of people who asked to be forgotten are
    dropped, and what names them in those of others is blanked. Links of blogs become acts. Tasks,
    and which record told what, are left alone: :func:`influence.store.crawling.finish_task` takes
    them.

    Parameters
    ----------
    closed
        Every record is an act of its own, as in a file: of two equal interactions both stay
        (numbered by ``occurrence``), and counts of one pair add up. Otherwise a repeated record
        is the same thing seen again, as in a crawl.
    named
        The user named these accounts, as in a file of theirs: they are listed unless they opted
        out. Otherwise those that say nothing are listed only where their source makes profiles
        public.
    page
        The address that was read, and of which these are all records: links that it said last time
        of these posts, or of no post, and says no more are deleted.
    place
        Where the source is, asked when an interaction or a post was taken from it; comes back
        with the record where that is rejected.
    on_reject
        Is told of every post or interaction that contradicts whose post is held. What it raises
        undoes everything since the last checkpoint.
    clock
        The time of claimed counts that carry none.

    Returns
    -------
    IngestReport
        Rows new and known per table; everything is committed.

    Raises
    ------
    InputUnusable
        Where people asked to be forgotten, and the key of their hashes is missing or another one.
    """
    report = IngestReport()
    stream = iter(records)
    more = True
    with paused_collector():
        while more:
            with write_transaction(db):
                books = Books(
                    db.conn,
                    closed=closed,
                    named=named,
                    clock=clock,
                    on_reject=on_reject,
                    page=page,
                )
                cursor = _write_known(books, stream, place, clock)
                more = cursor is not None
                books.report.cursor = cursor
                books.close()
            report.include(books.report)
    return report


def _write_known(
    books: Books, stream: Iterator[Record], place: Callable[[], int], clock: Callable[[], str]
) -> str | None:
    """Write up to a checkpoint, without those who asked to be forgotten."""
    forgotten = forgotten_in(books.connection)
    if forgotten is None:
        return _write_up_to_checkpoint(books, stream, place)
    cursor = _write_up_to_checkpoint(books, forgotten.kept(stream, place), place)
    settle_forgotten(books.connection, forgotten, clock)
    books.report.forgotten, books.report.blanked = forgotten.rows, forgotten.mentions
    return cursor


def _write_up_to_checkpoint(
    books: Books, stream: Iterator[Record], place: Callable[[], int]
) -> str | None:
    """Write records until a checkpoint, and return its cursor; None at the end."""
    listed = dict.fromkeys(_LISTED.values(), 0)
    cursor = None
    for batch in _batches(stream, place):
        _write_batch(books, batch)
        for kind, table in _LISTED.items():
            listed[table] += len(batch.records[kind])
        cursor = batch.cursor
        if cursor is not None:
            break
    settle_acts(books)
    settle_counts(books)
    settle_claims(books)
    settle_follows(books)
    settle_consents(books)
    if books.has_staged("staged_consents"):
        settle_opt_outs(books.connection, books.now)
    settle_tags(books)
    settle_links(books)
    # A post that is only named may be the one that an earlier import answers.
    if listed["posts"] or books.posts.next_id > books.first_post_id:
        link_replies(books)
    for table, rows in last_rows(books.connection, COUNTED).items():
        added = rows - books.rows_before[table]
        books.report.add(table, Tally(added, max(listed[table] - added, 0)))
    return cursor


class _Batch:
    """Records of one batch by kind, and where those that may be rejected came from."""

    def __init__(self) -> None:
        self.records: dict[type, list[Any]] = {kind: [] for kind in (*_LISTED, *_OTHERS)}
        self.act_places: list[int] = []
        self.post_places: list[int] = []
        self.cursor: str | None = None


def _batches(stream: Iterator[Record], place: Callable[[], int]) -> Iterator[_Batch]:
    """Yield batches; the last one, or one that ends at a checkpoint, may be short."""
    while True:
        batch = _Batch()
        taken = _fill(batch, stream, place)
        yield batch
        if taken < BATCH and batch.cursor is None:
            return


def _fill(batch: _Batch, stream: Iterator[Record], place: Callable[[], int]) -> int:
    """Take records into a batch and return how many; the one loop that sees each record."""
    acts, act_places, posts = batch.records[Interaction], batch.act_places, batch.records[Post]
    taken = 0
    for record in stream:
        kind = type(record)
        if kind is Interaction:
            acts.append(record)
            act_places.append(place())
        elif kind is Post:
            posts.append(record)
            batch.post_places.append(place())
        elif isinstance(record, Checkpoint):
            batch.cursor = record.cursor
            return taken
        elif kind not in _LEFT_ALONE:
            batch.records[kind].append(record)
        taken += 1
        if taken == BATCH:
            break
    return taken


def _write_batch(books: Books, batch: _Batch) -> None:
    by_kind = batch.records
    write_sources(books, by_kind[Source])
    write_accounts(books, by_kind[Account])
    write_posts(books, list(zip(by_kind[Post], batch.post_places, strict=True)))
    stage_acts(books, by_kind[Interaction], batch.act_places)
    stage_counts(books, by_kind[InteractionCount])
    write_follows(books, by_kind[Follow])
    write_coverage(books, by_kind[Coverage])
    stage_consents(books, by_kind[Consent])
    stage_links(books, by_kind[Link])
    stage_tags(books, by_kind[Tag])
    write_identities(books, by_kind[Identity])
    write_facts(books, by_kind[Fact])
    books.save_bare_accounts()
    books.accounts.bound()
    books.posts.bound()
