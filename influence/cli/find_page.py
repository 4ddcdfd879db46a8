"""What ``influence find`` prints: posts, or candidates of a brief."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from influence.cli.written import write_table
from influence.errors import UsageError
from influence.find import (
    REASONS,
    STATUS_WORDS,
    STATUSES,
    Brief,
    Candidates,
    Finding,
    Hit,
    columns_of,
    count_hits,
    find_by_brief,
    find_candidates,
    query_of,
    read_brief,
    search,
)
from influence.show import Column, Row, counted, text_for_people
from influence.store import last_event
from influence.windows import parse_window

if TYPE_CHECKING:
    from sqlite_utils import Database

SHOWN = 20
UNLISTED = ("opted out", "not asked", "do not contact")


def _called(row: Row) -> str:
    return str(row["handle"] or row["name"] or row["native_id"])


def _with_interval(row: Row) -> str:
    if row["topical_influence"] is None:
        return ""
    ends = ("topical_influence", "low", "high")
    value, low, high = (text_for_people(row[name], 2) for name in ends)
    return f"{value} ({low} to {high})"


PEOPLE = (
    Column("place"),
    Column("handle", words=_called),
    Column("fit"),
    Column("topical_influence", label="on the topic", words=_with_interval, right=True),
    Column("topic_posts", label="posts on it", keep=2),
    Column("followers", keep=1),
    Column("why", keep=3, wrap=True),
    Column("why_not", keep=3, wrap=True),
)
HITS = (
    Column("published_at", keep=1),
    Column("handle", words=_called),
    Column("title", keep=4, wrap=True),
    Column("passage", wrap=True),
    Column("url", keep=2, wrap=True),
    Column("language", keep=3),
    Column("platform", keep=5),
    Column("name", keep=5),
    Column("account_id", keep=6),
    Column("native_id", keep=6),
)


def show_found(db: "Database", words: str | None, options: Mapping[str, Any]) -> None:
    """Write posts that words find, or candidates of a brief.

    Raises
    ------
    UsageError
        Where neither is asked for, or both are.
    """
    if (words is None) == (options["brief"] is None):
        raise UsageError("Write words to look for, or --brief FILE: one of both.")
    if words is None:
        show_candidates(db, read_brief(options["brief"]), options)
    else:
        show_hits(db, words, options)


def show_candidates(db: "Database", brief: Brief, options: Mapping[str, Any]) -> None:
    """Write one list of a brief, and on stderr how many there are of each, and why."""
    if options["since"] or options["until"]:
        raise UsageError("The window stands in the brief: write since and until there.")
    finding = find_by_brief(db, brief)
    chosen = {} if options["which"] == "all" else {"status": [options["which"]]}
    found = find_candidates(
        db, finding, Candidates(chosen=chosen, sort=options["sort"], limit=_limit(options))
    )
    for_people = options["form"] in {"table", "md"}
    columns = PEOPLE if for_people else [Column(name) for name in columns_of(finding)]
    write_table(found.rows, columns, options, "Candidates", list(finding.weights))
    for line in told(finding, found.total, len(found.rows)):
        click.echo(line, err=True)


def _limit(options: Mapping[str, Any]) -> int | None:
    limit: int | None = options["top"]
    return SHOWN if limit is None and options["form"] == "table" else limit


def told(finding: Finding, total: int, shown: int) -> Iterator[str]:
    """Yield how many a brief found of each kind, and why others are none."""
    counts = finding.counts
    first, *others = STATUSES
    parts = [counted(counts.get(first, 0), f"{STATUS_WORDS[first]}s")]
    parts += [f"{counts.get(each, 0):,} {STATUS_WORDS[each]}" for each in others]
    yield f"{finding.name}: {', '.join(parts)}; {shown:,} of {total:,} shown."
    reasons = [
        f"{many:,} {REASONS[name.removeprefix('reason ')][0]}"
        for name, many in counts.items()
        if name.startswith("reason ")
    ]
    if reasons:
        yield f"Why: {', '.join(reasons)}."
    if unlisted := sum(counts.get(each, 0) for each in UNLISTED):
        yield f"{counted(unlisted, 'accounts')} may not be listed."
    weights = " + ".join(f"{part:.0%} {name}" for name, part in finding.weights.items())
    yield f"fit = {weights}, each as percentile among those who have all of them."


def show_hits(db: "Database", words: str, options: Mapping[str, Any]) -> None:
    """Write the posts that words find, the newest first, and on stderr how many there are."""
    query = query_of(db, words)
    window = parse_window(options["since"], options["until"], lambda: last_event(db))
    hits = search(db, query, window=window, limit=options["top"] or SHOWN)
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
