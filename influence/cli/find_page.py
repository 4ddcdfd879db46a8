"""What ``influence find`` prints."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from influence.cli.written import write_table
from influence.find import Hit, count_hits, query_of, search
from influence.ranking import Row
from influence.show import Column, counted
from influence.store import last_event
from influence.windows import parse_window

if TYPE_CHECKING:
    from sqlite_utils import Database

HITS = (
    Column("published_at", keep=1),
    Column("handle", words=lambda row: str(row["handle"] or row["name"] or row["native_id"])),
    Column("title", keep=4, wrap=True),
    Column("passage", wrap=True),
    Column("url", keep=2, wrap=True),
    Column("language", keep=3),
    Column("platform", keep=5),
    Column("name", keep=5),
    Column("account_id", keep=6),
    Column("native_id", keep=6),
)


def show_hits(db: "Database", words: str, options: Mapping[str, Any]) -> None:
    """Write the posts that words find, the newest first, and on stderr how many there are."""
    query = query_of(db, words)
    window = parse_window(options["since"], options["until"], lambda: last_event(db))
    hits = search(db, query, window=window, limit=options["top"])
    write_table(map(hit_row, hits), HITS, options, "Found")
    posts, accounts = count_hits(db, query, window)
    told = f"{counted(posts, 'posts')} of {counted(accounts, 'accounts')}"
    click.echo(f"{told} in {window}; {len(hits):,} shown.", err=True)


def hit_row(hit: Hit) -> Row:
    """Return a post that was found as a row."""
    return {
        "published_at": hit.published_at,
        "handle": hit.account.handle,
        "name": hit.account.name,
        "title": hit.title,
        "passage": hit.words,
        "url": hit.address,
        "language": hit.language,
        "platform": hit.account.source,
        "account_id": hit.account.account_id,
        "native_id": hit.account.native_id,
    }
