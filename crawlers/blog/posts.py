"""Entries of a feed → posts, the links in them, their tags, and what else is to be read of them."""

from collections.abc import Iterator
from typing import Final

from crawlers.blog.content import passed_on, records_in
from crawlers.blog.entries import Entry
from crawlers.cursors import as_cursor
from crawlers.words import plain
from influence.records import Fact, Key, Post, Record, Tag, Task
from influence.urls import BLOG, page_of

EXCERPT: Final = "excerpt"
"""The signal of a page that is visited for the text that its feed cut."""

REPLIES: Final = "replies"
"""The signal of a page that is visited for the answers that stand on it."""

IN_FEED: Final = "feed"
"""The position of a link that is an entry of a feed and no part of a post."""

DISCUSSED_AT: Final = "discussed at"
"""The fact that a post elsewhere is where a post of a blog is discussed; its value is the post."""


def records_of(
    entry: Entry, address: str, about: str | None, account: Key, seen_at: str
) -> Iterator[Record]:
    """Yield the post at an address, the links in it and its tags."""
    key = Key(BLOG, page_of(address) or address)
    post = Post(
        key,
        account,
        kind="article",
        published_at=entry.published_at,
        url=address,
        title=entry.title,
        text=plain(entry.html),
        language=entry.language,
        replies_count=entry.replies_count,
        seen_at=seen_at,
    )
    yield post
    if about is not None:
        yield from passed_on(account, about, key, None)
    yield from records_in(entry.html, entry.base, post, account, seen_at)
    for tag in dict.fromkeys(entry.tags):
        yield Tag(key, tag)
    for elsewhere in entry.discussed_at:
        yield Fact(account, DISCUSSED_AT, elsewhere, key.native_id, seen_at)


def without_text(record: Record) -> Record:
    """Return a record without the words that its author wants nobody to keep."""
    return record._replace(text=None) if isinstance(record, Post) else record


def tasks_of(entry: Entry, address: str, account: Key) -> Iterator[Task]:
    """Yield what is to be read of a post beside its entry: its page, and its answers.

    Where a feed says that there are none, nobody is asked for them.
    """
    has_replies = entry.replies_count != 0
    signals: tuple[str, ...] = () if entry.is_whole else (EXCERPT,)
    if entry.replies_feed and has_replies:
        cursor = as_cursor(post=page_of(address), url=address)
        told = () if entry.replies_count is None else (f"{REPLIES}:{entry.replies_count}",)
        yield Task(BLOG, "comments_feed", entry.replies_feed, account.native_id, cursor, None, told)
    elif entry.replies_count:
        signals += (REPLIES,)
    if signals:
        yield Task(BLOG, "page", address, account.native_id, None, None, signals)
