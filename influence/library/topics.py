"""Keep topics: queries with a name that anyone can read."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Literal, NamedTuple

from influence.errors import InputUnusable, UsageError, one_of
from influence.find import (
    all_topics,
    count_hits,
    query_of,
    remove_topic,
    save_topic,
    topic_accounts,
)
from influence.library.answering import answering
from influence.library.database import Database
from influence.library.limits import TOP, whole_or_none
from influence.library.results import Result, result_of
from influence.show import Column, Row, called, counted
from influence.store import write_transaction
from influence.windows import Bound

TopicAction = Literal["add", "list", "remove", "show"]
COLUMNS = (
    Column("slug", label="topic"),
    Column("title", keep=1, wrap=True),
    Column("query", wrap=True),
    Column("parent", label="part of", keep=2),
    Column("changed_at", keep=3),
)
OF_ACCOUNTS = (
    Column("handle", words=called),
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


class _Asked(NamedTuple):
    words: Sequence[str]
    part_of: str | None
    listed_in: str | None
    bounds: tuple[Bound | None, Bound | None]
    top: int | None

    def only(self, count: int, usage: str) -> Sequence[str]:
        """Return the words, so many."""
        if len(self.words) != count:
            raise UsageError(f"Write topics DB {usage}.")
        return self.words


def topics(
    db: Database,
    action: TopicAction = "list",
    *words: str,
    part_of: str | None = None,
    input: str | PathLike[str] | None = None,
    since: Bound | None = None,
    until: Bound | None = None,
    top: int | None = None,
) -> Result:
    """Keep topics: list them, add or remove one, or show who writes on one.

    Parameters
    ----------
    action
        ``list``; ``add`` with a name and a query; ``remove`` with a name; ``show`` with a name or
        with words to look for.
    part_of
        With ``add``: the topic that it is a part of.
    input
        With ``add``: a CSV of title and query; all are added or none.
    since, until, top
        With ``show``: the window, and at most so many accounts.

    Returns
    -------
    Result
        ``show``: a row an account, who writes most on it first: ``topic_posts`` of ``posts``,
        ``topic_share`` (a part of 1) with a 90 % interval (Wilson). Else the topics that are kept
        now: ``slug``, ``title``, ``query``, ``parent``, ``changed_at``.

    Raises
    ------
    BadQuery, UsageError
        Where the query cannot be read, or there is no topic of that name.
    InputUnusable
        Where the CSV cannot be read.

    Examples
    --------
    >>> import influence as inf
    >>> with inf.example() as db:
    ...     inf.topics(db, "add", "Home bread", 'sourdough OR "rye starter"').rows[0]["slug"]
    'home-bread'
    """
    one_of("action", action, _ACTS)
    top = whole_or_none("top", top, TOP)
    asked = _Asked(words, part_of, None if input is None else str(input), (since, until), top)
    with answering(db):
        return _ACTS[action](db, asked)


def _add(db: Database, asked: _Asked) -> Result:
    if asked.listed_in is not None:
        asked.only(0, "add -i FILE")
        return _done(db, _add_listed(db, asked.listed_in))
    title, query = asked.only(2, "add NAME QUERY, the query in quotation marks")
    topic = save_topic(db.sqlite, title, query, parent=asked.part_of)
    posts, accounts = count_hits(db.sqlite, query_of(db.sqlite, topic.slug))
    told = f"{counted(posts, 'posts')} of {counted(accounts, 'accounts')}"
    return _done(db, f"{topic.slug}: {told} on it.")


def _add_listed(db: Database, path: str) -> str:
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
    with write_transaction(db.sqlite):
        for row in reader:
            try:
                save_topic(
                    db.sqlite,
                    row["title"] or "",
                    row["query"] or "",
                    parent=row.get("parent") or None,
                )
            except UsageError as error:
                raise InputUnusable(f"{path}, line {reader.line_num}: {error}") from error
    return f"{path}: {counted(len(all_topics(db.sqlite)), 'topics')} are kept now."


def _remove(db: Database, asked: _Asked) -> Result:
    (name,) = asked.only(1, "remove NAME")
    return _done(db, f"{remove_topic(db.sqlite, name).slug}: removed.")


def _list(db: Database, asked: _Asked) -> Result:
    asked.only(0, "list")
    found = _kept(db)
    words = () if found else ("No topic is kept so far: topics DB add NAME QUERY keeps one.",)
    return result_of("Topics", COLUMNS, found, words)


def _done(db: Database, *words: str) -> Result:
    return result_of("Topics", COLUMNS, _kept(db), words, is_done=True)


def _kept(db: Database) -> list[Row]:
    return [each._asdict() for each in all_topics(db.sqlite)]


def _show(db: Database, asked: _Asked) -> Result:
    (name,) = asked.only(1, "show NAME, or show 'words to look for'")
    query, window = query_of(db.sqlite, name), db.window(*asked.bounds)
    rows = topic_accounts(db.sqlite, query, window, top=asked.top)
    posts, accounts = count_hits(db.sqlite, query, window)
    told = f"{counted(posts, 'posts')} of {counted(accounts, 'accounts')}"
    return result_of("Topic", OF_ACCOUNTS, rows, [f"{told} in {window}."])


_ACTS: Mapping[str, Callable[[Database, _Asked], Result]] = {
    "add": _add,
    "list": _list,
    "remove": _remove,
    "show": _show,
}
