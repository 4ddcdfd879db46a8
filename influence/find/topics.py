"""Topics: queries with a name, kept in the database, that anyone can read and mend."""

import re
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from influence.errors import NothingFound, UsageError, nearest
from influence.find.queries import Query, parse_query
from influence.store import current_time, write_transaction

if TYPE_CHECKING:
    from sqlite_utils import Database

LONGEST_NAME: Final = 80
_LISTED = """
    select topics.slug, topics.title, topics.query, parent.slug, topics.changed_at
    from topics left join topics as parent on parent.topic_id = topics.parent_id
"""
_SAVE = """
    insert into topics (slug, title, parent_id, query, changed_at)
    values (?, ?, (select topic_id from topics where slug = ?), ?, ?)
    on conflict (slug) do update set
      title = excluded.title, parent_id = excluded.parent_id, query = excluded.query,
      changed_at = excluded.changed_at
"""


class Topic(NamedTuple):
    """A topic: its short name, its title, its query, and the topic that it is a part of."""

    slug: str
    title: str
    query: str
    parent: str | None = None
    changed_at: str | None = None


def all_topics(db: "Database") -> list[Topic]:
    """Return every topic, by its short name."""
    return [Topic(*row) for row in db.execute(f"{_LISTED} order by topics.slug")]


def find_topic(db: "Database", name: str) -> Topic:
    """Return the topic of a short name or a title.

    Raises
    ------
    NothingFound
        Where there is none; the nearest names are offered.
    """
    if (topic := _called(db, name)) is not None:
        return topic
    names = [each.slug for each in all_topics(db)]
    near = nearest(name, names)
    hint = f"did you mean {near}?" if near else f"there are {', '.join(names[:20]) or 'none'}."
    raise NothingFound(f"There is no topic {name!r}; {hint}")


def query_of(db: "Database", words: str) -> Query:
    """Return the query of a topic, where the words are the name of one; else that of the words.

    Raises
    ------
    BadQuery
        Where the words cannot be read as a query.
    """
    topic = _called(db, words)
    return parse_query(words if topic is None else topic.query)


def save_topic(
    db: "Database",
    title: str,
    query: str,
    *,
    parent: str | None = None,
    clock: Callable[[], str] = current_time,
) -> Topic:
    """Keep a topic under the short name of its title; one that is there already is replaced.

    Raises
    ------
    BadQuery, UsageError
        Where the query cannot be read, the title has no letters, or the parent is the topic itself.
    NothingFound
        Where there is no topic of the parent's name.
    """
    parse_query(query)
    title = " ".join(title.split())
    slug = slug_of(title)
    above = None if parent is None else find_topic(db, parent).slug
    with write_transaction(db):
        if above is not None and slug in _ancestors(db, above):
            raise UsageError(f"The topic {slug} cannot be a part of {above}, which is part of it.")
        topic = Topic(slug, title, " ".join(query.split()), above, clock())
        values = [topic.slug, topic.title, topic.parent, topic.query, topic.changed_at]
        db.conn.execute(_SAVE, values)
    return topic


def remove_topic(db: "Database", name: str) -> Topic:
    """Forget a topic, and return it; its parts stay, as parts of nothing.

    Raises
    ------
    NothingFound
        Where there is none of that name.
    """
    topic = find_topic(db, name)
    with write_transaction(db):
        of_it = "(select topic_id from topics where slug = ?)"
        db.conn.execute(
            f"update topics set parent_id = null where parent_id = {of_it}",  # noqa: S608
            [topic.slug],
        )
        db.conn.execute("delete from topics where slug = ?", [topic.slug])
    return topic


def slug_of(title: str) -> str:
    """Return the short name of a title: its words in small letters, with hyphens between.

    Raises
    ------
    UsageError
        Where it has no letter, or is longer than a name.

    Examples
    --------
    >>> slug_of("Home bread & baking")
    'home-bread-baking'
    """
    folded = unicodedata.normalize("NFC", title).casefold()
    slug = "-".join(re.findall(r"[^\W_]+", folded))
    if not slug:
        raise UsageError(f"The topic needs a name with letters in it, which {title!r} has not.")
    if len(title) > LONGEST_NAME:
        raise UsageError(f"The name of a topic has at most {LONGEST_NAME} signs: {title[:20]}...")
    return slug


def _called(db: "Database", name: str) -> Topic | None:
    row = db.execute(
        f"{_LISTED} where topics.slug = :name or topics.title = :name collate nocase"
        " order by topics.slug <> :name limit 1",
        {"name": " ".join(name.split())},
    ).fetchone()
    return None if row is None else Topic(*row)


def _ancestors(db: "Database", slug: str) -> set[str]:
    rows = db.execute(
        """
        with recursive above (topic_id, slug, parent_id) as (
          select topic_id, slug, parent_id from topics where slug = ?
          union select topics.topic_id, topics.slug, topics.parent_id
          from topics join above on topics.topic_id = above.parent_id)
        select slug from above
        """,
        [slug],
    )
    return {row[0] for row in rows}
