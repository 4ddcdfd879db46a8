"""Lists of followers, of those followed, and of likes: an answer's own address says whose."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawlers.files.x_posts import key
from crawlers.json_values import Object, as_id, as_object, as_words, at
from influence.records import Coverage, Follow, Interaction, Record

_ADDRESS = re.compile(r"/2/users/(\d+)/(followers|following|liked_tweets)(?:\?|$)")
_FURTHER = re.compile(r"[?&]pagination_token=")


@dataclass(slots=True)
class _List:
    """How far one list was read."""

    held: int = 0
    has_first: bool = False
    has_last: bool = False
    is_paged: bool = False
    seen_at: str | None = None

    @property
    def is_complete(self) -> bool | None:
        """Return whether it was read to its end; None where that is not told."""
        return (self.has_first and self.has_last) if self.is_paged else None


class Lists:
    """What the answers of one file say of follows and likes, and how far each list was read."""

    def __init__(self) -> None:
        self._lists: dict[tuple[str, str], _List] = {}

    def records(self, row: Object, data: list[Object], seen_at: str | None) -> Iterator[Record]:
        """Yield the follows or likes of one answer, if it is one of such a list."""
        address = as_words(at(row, "__twarc", "url")) or ""
        asked = _ADDRESS.search(address)
        if asked is None:
            return
        owner, kind = asked.groups()
        if kind == "liked_tweets":
            yield from _likes(owner, data)
            return
        read = self._lists.setdefault((kind, owner), _List())
        ids = [native_id for each in data if (native_id := as_id(each.get("id")))]
        read.held += len(ids)
        read.seen_at = seen_at or read.seen_at
        if "id" not in row:
            read.is_paged = True
            read.has_first |= _FURTHER.search(address) is None
            read.has_last |= "next_token" not in as_object(row.get("meta"))
        for native_id in ids:
            actor, target = (native_id, owner) if kind == "followers" else (owner, native_id)
            if actor != target:
                yield Follow(key(actor), key(target), seen_at=seen_at)

    def coverage(self) -> Iterator[Record]:
        """Yield how far each list was read."""
        for (kind, owner), read in self._lists.items():
            yield Coverage(
                kind,
                key(owner),
                is_complete=read.is_complete,
                held_count=read.held,
                seen_at=read.seen_at,
            )


def _likes(owner: str, data: list[Object]) -> Iterator[Record]:
    for post in data:
        native_id, author = as_id(post.get("id")), as_id(post.get("author_id"))
        if native_id and author:
            yield Interaction("like", key(owner), key(author), key(native_id))
