"""How far the list of a blog's posts was read, from one page of it to the next."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Self

from crawlers.cursors import as_cursor, number_in, told_in
from influence.records import Coverage, Key

PART = "part"
"""The signal of a feed that is not the main one of its blog, and so does not name it."""

_MOST_PAGES = 300


class Reach(NamedTuple):
    """What was read of a list so far; the cursor of the task of its next page.

    Attributes
    ----------
    pages, held
        How many pages were read, and posts found on them.
    size
        How many entries the first page had: a shorter one is the last.
    since, until
        The oldest post's time, and when the first page was read: what was published later is not
        on the pages after it.
    first
        The first post of the last page: a host that gives the same page for ever has no more.
    """

    pages: int = 0
    held: int = 0
    size: int = 0
    since: str | None = None
    until: str | None = None
    first: str | None = None

    @classmethod
    def of_cursor(cls, cursor: str | None) -> Self:
        """Return the reach that a task's cursor tells; of a first page there is none."""
        told = told_in(cursor)
        pages, held, size = (number_in(told, name) for name in ("pages", "held", "size"))
        since, until, first = (_text_in(told, name) for name in ("since", "until", "first"))
        return cls(pages, held, size, since, until, first)

    def cursor(self) -> str:
        """Return it as the cursor of the next page's task."""
        return as_cursor(**self._asdict())

    def beyond(self, posts: list[tuple[str, str | None]], entries: int, seen_at: str) -> Self:
        """Return the reach after one more page, of posts (id and time)."""
        times = [at for _, at in posts if at] + ([self.since] if self.since else [])
        return self._replace(
            pages=self.pages + 1,
            held=self.held + len(posts),
            size=self.size or entries,
            since=min(times, default=None),
            until=self.until or seen_at,
            first=posts[0][0] if posts else None,
        )

    def is_over(self) -> bool:
        """Tell whether so many pages were read that no more are asked for."""
        return self.pages >= _MOST_PAGES

    def coverage(self, account: Key, *, is_complete: bool | None, seen_at: str) -> Coverage:
        """Return it as what is known of the posts of an account."""
        return Coverage(
            "posts",
            account,
            from_at=self.since,
            to_at=self.until,
            is_complete=is_complete,
            held_count=self.held,
            seen_at=seen_at,
        )


def _text_in(told: Mapping[str, Any], name: str) -> str | None:
    value = told.get(name)
    return value if isinstance(value, str) else None
