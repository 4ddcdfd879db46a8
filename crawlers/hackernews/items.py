"""Stories and comments as either API tells them → posts, links, and who answered whom.

Polls are stories; what they can be answered with, jobs, and what was deleted or killed are nothing.
"""

from collections.abc import Iterator
from typing import NamedTuple

from crawlers.hackernews.asking import item_in, key, name_in, page_of_account, page_of_item
from crawlers.html_text import plain_text
from crawlers.json_values import Object, as_count, as_words
from crawlers.moments import EARLIEST, time_of
from crawlers.words import LONGEST_TEXT, line, words
from influence.records import Account, Interaction, Link, Post, Record
from influence.urls import page_of, resolved
from influence.windows import from_seconds

_STORIES = frozenset({"story", "poll"})
_LATEST = 253_402_300_799


class Item(NamedTuple):
    """A story or a comment.

    Attributes
    ----------
    parent
        The number of what it answers; None of a story.
    points, answers
        How often it was voted for and answered, where that is told.
    """

    number: str
    author: str
    parent: str | None
    published_at: str | None
    title: str | None = None
    url: str | None = None
    text: str | None = None
    points: int | None = None
    answers: int | None = None


def of_algolia(said: Object, seen_at: str) -> Item | None:
    """Return an item of a search or a thread; None for one that is gone, or none of these.

    https://hn.algolia.com/api: ``objectID`` or ``id``, ``author``, ``created_at_i``, ``parent_id``,
    ``story_text`` or ``comment_text`` or ``text``.
    """
    number = item_in(said.get("objectID", said.get("id")))
    author, parent = name_in(said.get("author")), item_in(said.get("parent_id"))
    kind = as_words(said.get("type"))
    if number is None or author is None or (kind is not None and not _is_wanted(kind)):
        return None
    texts = (said.get(name) for name in ("text", "comment_text", "story_text"))
    return Item(
        number,
        author,
        parent,
        time_in(said.get("created_at_i"), seen_at),
        None if parent else as_words(said.get("title")),
        None if parent else as_words(said.get("url")),
        next((told for text in texts if (told := as_words(text))), None),
        as_count(said.get("points")),
        as_count(said.get("num_comments")),
    )


def of_firebase(said: Object, seen_at: str) -> Item | None:
    """Return an item as Firebase has it; None for one that was deleted or killed, or none of these.

    https://github.com/HackerNews/API#items: ``id``, ``type``, ``by``, ``time``, ``parent``.
    """
    number, author = item_in(said.get("id")), name_in(said.get("by"))
    kind = as_words(said.get("type")) or ""
    is_gone = said.get("deleted") is True or said.get("dead") is True
    if is_gone or number is None or author is None or not _is_wanted(kind):
        return None
    return Item(
        number,
        author,
        item_in(said.get("parent")) if kind == "comment" else None,
        time_in(said.get("time"), seen_at),
        as_words(said.get("title")),
        as_words(said.get("url")),
        as_words(said.get("text")),
        as_count(said.get("score")),
        as_count(said.get("descendants")),
    )


def records_of(item: Item, seen_at: str, *, is_listed: bool) -> Iterator[Record]:
    """Yield an item, who wrote it, and where it leads to.

    Parameters
    ----------
    is_listed
        It is told in a list of its author's own, or by itself.
    """
    author, number = key(item.author), key(item.number)
    page = page_of_item(item.number)
    yield Account(author, item.author, url=page_of_account(item.author), seen_at=seen_at)
    yield Post(
        number,
        author,
        "original" if item.parent is None else "reply",
        item.published_at,
        None if item.parent is None else key(item.parent),
        page,
        line(item.title),
        text_in(item.text, LONGEST_TEXT),
        replies_count=item.answers if item.parent is None else None,
        likes_count=item.points if item.parent is None else None,
        seen_at=seen_at,
        is_listed=is_listed,
    )
    url = resolved(page, item.url) if item.url else None
    if url and page_of(url):
        yield Link(author, url, number)


def answer(item: Item, to: str) -> Iterator[Interaction]:
    """Yield that an item answers one of somebody's; those who answer themselves as well.

    Parameters
    ----------
    to
        Who wrote what it answers.
    """
    if item.parent is not None:
        yield Interaction(
            *("reply", key(item.author), key(to), key(item.parent), None),
            *(item.published_at, item.number),
        )


def _is_wanted(kind: str) -> bool:
    return kind in _STORIES or kind == "comment"


def text_in(html: str | None, longest: int) -> str | None:
    r"""Return the words of a text, whose paragraphs begin with ``<p>`` and do not end.

    >>> text_in("Rye<p>Salt &amp; time", 500)
    'Rye\nSalt & time'
    """
    return words(plain_text(html.replace("<p>", "<br>")), longest) if html else None


def time_in(value: object, seen_at: str) -> str | None:
    """Return a moment that is told as seconds since 1970; None where it cannot be true."""
    seconds = as_count(value)
    if seconds is None or seconds > _LATEST:
        return None
    told = from_seconds(seconds)
    return time_of(told, seen_at) if told and told >= EARLIEST else None
