"""What lists of comments outside of pages have in common: how they page, and what covers them."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawlers.answers import Visit
from crawlers.cursors import MOST_PAGES, as_cursor, number_in, told_in
from influence.records import Coverage, Key, Record, Task
from influence.urls import BLOG

REPLIES = "replies"
"""The kind of coverage of the comments under a post, or of all those of a blog."""


class Reading(NamedTuple):
    """How far a list of comments is read.

    Attributes
    ----------
    post
        The post whose comments they are; None where the list is of a whole blog.
    url
        Where the post is served.
    held
        Comments read on earlier pages.
    """

    visit: Visit
    blog: Key
    post: Key | None
    url: str
    held: int
    pages: int
    told: dict[str, Any]

    @classmethod
    def of(cls, visit: Visit) -> "Reading":
        """Return what the cursor of a visit's task tells."""
        told = told_in(visit.task.cursor)
        named, url = told.get("post"), told.get("url")
        post = Key(BLOG, named) if isinstance(named, str) else None
        return cls(
            visit,
            Key(BLOG, visit.task.site),
            post,
            url if isinstance(url, str) else named if isinstance(named, str) else "",
            number_in(told, "held"),
            number_in(told, "pages"),
            told,
        )

    def unchanged(self) -> Iterator[Record]:
        """Yield that the list was looked at again and is as it was."""
        yield Coverage(REPLIES, self.blog, self.post, seen_at=self.visit.answer.seen_at)

    def following(self, address: str | None, found: int, **held: object) -> Iterator[Task]:
        """Yield the visit to the next page of the list, unless there were too many."""
        task = self.visit.task
        if address is None or not found or self.pages + 1 >= MOST_PAGES or address == task.address:
            return
        cursor = as_cursor(
            post=None if self.post is None else self.post.native_id,
            url=self.url or None,
            held=self.held + found,
            pages=self.pages + 1,
            **held,
        )
        yield Task(BLOG, task.kind, address, task.site, cursor, signals=task.signals)

    def coverage(self, found: int, claimed: int | None, *, is_complete: bool | None) -> Coverage:
        """Return how much of the list is held when it ends here."""
        return Coverage(
            REPLIES,
            self.blog,
            self.post,
            is_complete=is_complete,
            claimed_count=claimed,
            held_count=self.held + found,
            seen_at=self.visit.answer.seen_at,
        )


def with_parameter(address: str, name: str, value: str) -> str:
    """Return an address with a parameter of its query set.

    >>> with_parameter("https://anna.example/c?page=1&post=4", "page", "2")
    'https://anna.example/c?post=4&page=2'
    """
    parts = urlsplit(address)
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != name]
    return parts._replace(query=urlencode([*kept, (name, value)])).geturl()
