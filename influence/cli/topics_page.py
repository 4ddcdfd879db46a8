"""What ``influence topics`` does and prints."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from influence.cli.written import write_table
from influence.errors import InputUnusable, UsageError
from influence.find import (
    all_topics,
    count_hits,
    query_of,
    remove_topic,
    save_topic,
    topic_accounts,
)
from influence.show import Column, counted
from influence.store import last_event, write_transaction
from influence.windows import parse_window

if TYPE_CHECKING:
    from sqlite_utils import Database

SHOWN = 20
COLUMNS = (
    Column("slug", label="topic"),
    Column("title", keep=1, wrap=True),
    Column("query", wrap=True),
    Column("parent", label="part of", keep=2),
    Column("changed_at", keep=3),
)
OF_ACCOUNTS = (
    Column("handle", words=lambda row: str(row["handle"] or row["name"] or row["native_id"])),
    Column("topic_posts", label="on topic"),
    Column("posts", label="of posts"),
    Column("topic_share", digits=2),
    Column("topic_share_low", keep=2, digits=2),
    Column("topic_share_high", keep=2, digits=2),
    Column("last_on_topic_at", keep=1),
    Column("platform", keep=4),
    Column("name", keep=5),
    Column("url", keep=3, wrap=True),
    Column("account_id", keep=6),
    Column("native_id", keep=6),
)


def act_on_topics(
    db: "Database", action: str, words: Sequence[str], options: Mapping[str, Any]
) -> None:
    """Do what was asked for, and say on stderr what was done."""
    if action == "list":
        _expect(words, 0, "list")
        _list(db, options)
    elif action == "show":
        _expect(words, 1, "show NAME, or show 'words to look for'")
        _show(db, words[0], options)
    elif action == "remove":
        _expect(words, 1, "remove NAME")
        click.echo(f"{remove_topic(db, words[0]).slug}: removed.", err=True)
    elif options["listed_in"] is not None:
        _expect(words, 0, "add -i FILE")
        _add_listed(db, options["listed_in"])
    else:
        _expect(words, 2, "add NAME QUERY, the query in quotation marks")
        _say_added(db, words[0], words[1], options["parent"])


def _expect(words: Sequence[str], count: int, usage: str) -> None:
    if len(words) != count:
        raise UsageError(f"Write topics DB {usage}.")


def _say_added(db: "Database", title: str, query: str, parent: str | None) -> None:
    topic = save_topic(db, title, query, parent=parent)
    posts, accounts = count_hits(db, query_of(db, topic.slug))
    told = f"{counted(posts, 'posts')} of {counted(accounts, 'accounts')}"
    click.echo(f"{topic.slug}: {told} on it.", err=True)


def _add_listed(db: "Database", path: str) -> None:
    """Add the topics of a CSV with title, query and, where it has it, parent; all or none."""
    try:
        text = Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeError) as error:
        raise InputUnusable(
            f"{path} cannot be read as a CSV of topics in UTF-8: {error}."
        ) from error
    reader = csv.DictReader(io.StringIO(text))
    if missing := {"title", "query"} - set(reader.fieldnames or ()):
        raise InputUnusable(f"{path} has no column {' and no column '.join(sorted(missing))}.")
    with write_transaction(db):
        for row in reader:
            try:
                save_topic(
                    db, row["title"] or "", row["query"] or "", parent=row.get("parent") or None
                )
            except UsageError as error:
                raise InputUnusable(f"{path}, line {reader.line_num}: {error}") from error
    click.echo(f"{path}: {counted(len(all_topics(db)), 'topics')} are kept now.", err=True)


def _list(db: "Database", options: Mapping[str, Any]) -> None:
    found = [topic._asdict() for topic in all_topics(db)]
    write_table(found, COLUMNS, options, "Topics")
    if not found:
        click.echo("No topic is kept so far: topics DB add NAME QUERY keeps one.", err=True)


def _show(db: "Database", words: str, options: Mapping[str, Any]) -> None:
    query = query_of(db, words)
    window = parse_window(options["since"], options["until"], lambda: last_event(db))
    top = options["top"] or (SHOWN if options["form"] == "table" else None)
    write_table(topic_accounts(db, query, window, top=top), OF_ACCOUNTS, options, "Topic")
    posts, accounts = count_hits(db, query, window)
    told = f"{counted(posts, 'posts')} of {counted(accounts, 'accounts')}"
    click.echo(f"{told} in {window}.", err=True)
