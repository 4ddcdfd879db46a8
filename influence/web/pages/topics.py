"""Topics: queries with a name, the posts that they find, and who writes on them."""

from dataclasses import dataclass

from influence.find import (
    Hit,
    all_topics,
    count_hits,
    query_of,
    remove_topic,
    save_topic,
    search,
    topic_accounts,
)
from influence.ranking import Row
from influence.web.desk import Desk
from influence.web.queries import address_of
from influence.web.responding import View

PAGE = 20
WRITERS = 10


@dataclass(frozen=True, slots=True)
class TopicsQuery:
    """Words, or the name of a topic; nothing lists the topics."""

    q: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class TopicForm:
    """A topic that is kept: its title and its query."""

    title: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class TopicName:
    """Which topic."""

    slug: str = ""


def topics(desk: Desk, query: TopicsQuery) -> View:
    """Return the topics, or what words find.

    Raises
    ------
    BadQuery
        Where the words cannot be read as a query.
    """
    return _found(desk, query) if query.q else _listed(desk)


def _listed(desk: Desk) -> View:
    rows: list[Row] = []
    with desk.opened() as db:
        for topic in all_topics(db):
            posts, accounts = count_hits(db, query_of(db, topic.slug))
            rows.append({**topic._asdict(), "posts": posts, "accounts": accounts})
    return View(
        "Topics",
        "topics.html",
        ["slug", "title", "query", "parent", "posts", "accounts"],
        lambda: rows,
        {"wish": TopicsQuery(), "topics": rows},
    )


def _found(desk: Desk, asked: TopicsQuery) -> View:
    at = max(asked.page, 1)
    with desk.opened() as db:
        query = query_of(db, asked.q)
        posts, accounts = count_hits(db, query)
        hits = search(db, query, limit=PAGE, offset=PAGE * (at - 1))
        writers = topic_accounts(db, query, top=WRITERS)
    return View(
        "Posts",
        "posts.html",
        ["published_at", "handle", "title", "passage", "url", "language", "account_id"],
        lambda: _rows(desk, asked.q),
        {
            "wish": asked,
            "query_text": query.typed,
            "hits": hits,
            "posts": posts,
            "accounts": accounts,
            "writers": writers,
            "at": at,
            "pages": max(1, -(-posts // PAGE)),
        },
        of=asked.q,
    )


def save(desk: Desk, form: TopicForm) -> str:
    """Keep a topic, and return where its posts are.

    Raises
    ------
    BadQuery, UsageError
        Where its query cannot be read, or it has no name.
    """
    with desk.opened() as db:
        topic = save_topic(db, form.title, form.query)
    return address_of("/topics", TopicsQuery(q=topic.slug))


def remove(desk: Desk, form: TopicName) -> str:
    """Forget a topic."""
    with desk.opened() as db:
        remove_topic(db, form.slug)
    return "/topics"


MOST_IN_A_FILE = 10_000


def _rows(desk: Desk, words: str) -> list[Row]:
    with desk.opened() as db:
        return [_row(hit) for hit in search(db, query_of(db, words), limit=MOST_IN_A_FILE)]


def _row(hit: Hit) -> Row:
    return {
        "published_at": hit.published_at,
        "handle": hit.account.label,
        "title": hit.title,
        "passage": hit.words,
        "url": hit.address,
        "language": hit.language,
        "account_id": hit.account.account_id,
    }
