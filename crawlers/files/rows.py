"""From one row of a file to records: what each kind of row needs, and what its columns mean."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from crawlers.files.times import ImplausibleTime, utc_text
from influence.records import (
    INTERACTION_KINDS,
    POST_KINDS,
    Account,
    Coverage,
    Follow,
    Interaction,
    InteractionCount,
    Key,
    Post,
    Record,
)

Row = Mapping[str, Any]

KINDS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "interactions": (
        frozenset({"actor_id", "target_id"}),
        frozenset({"type", "kind", "post_id", "created_at", "count", "via_id", "id", "source"}),
    ),
    "posts": (
        frozenset({"post_id", "account_id"}),
        frozenset(
            "created_at text kind url title language likes reposts replies reply_to source"
            " seen_at".split()
        ),
    ),
    "coverage": (
        frozenset({"account_id", "is_complete"}),
        frozenset(
            "kind claimed_count held_count from_at to_at post_id source seen_at".split()
        ),
    ),
    "accounts": (
        frozenset({"id", "handle"}),
        frozenset(
            "name followers following posts posts_total url bio language is_bot created_at"
            " seen_at source".split()
        ),
    ),
}
"""Kind → columns it must have, and columns that are read where they are there."""


class BadRow(ValueError):
    """A row that cannot be taken; the message is the reason."""


class Reader(NamedTuple):
    """How rows of one file are read.

    ``warn`` is told of what is left out of a row that is kept; ``latest`` is the last plausible
    time as UTC text.
    """

    source: str
    latest: str
    warn: Callable[[str], None]

    def key(self, row: Row, column: str) -> Key | None:
        """Return the key that a column names; None where the cell is empty."""
        native_id = row.get(column)
        if native_id is None or native_id == "":
            return None
        return Key(row.get("source") or self.source, str(native_id))

    def need(self, row: Row, column: str) -> Key:
        """Return the key that a column names."""
        key = self.key(row, column)
        if key is None:
            raise BadRow(f"{column} is missing")
        return key

    def time(self, row: Row, column: str) -> str | None:
        """Return a time; an implausible one is left out and reported."""
        text = row.get(column)
        if not text:
            return None
        try:
            return utc_text(str(text), self.latest)
        except ImplausibleTime as error:
            self.warn(f"kept without its time: {error}")
            return None
        except ValueError as error:
            raise BadRow(f"{column}: {error}") from error


def kind_of(columns: frozenset[str]) -> str | None:
    """Return what a row with these columns is; None where it is none of ours."""
    return next((kind for kind, (needed, _) in KINDS.items() if needed <= columns), None)


def interactions(row: Row, reader: Reader) -> Iterator[Record]:
    """Yield a follow, a single act, or a count."""
    kind = row.get("type") or row.get("kind")
    actor, target = reader.need(row, "actor_id"), reader.need(row, "target_id")
    happened_at = reader.time(row, "created_at")
    if kind == "follow":
        if actor == target:
            raise BadRow("an account cannot follow itself")
        yield Follow(actor, target, happened_at)
        return
    if kind not in INTERACTION_KINDS:
        known = ", ".join((*INTERACTION_KINDS, "follow"))
        raise BadRow(f"type {kind!r} is none of {known}" if kind else "type is missing")
    count = 1 if row.get("count") in (None, "", "1", 1) else number(row, "count", least=1)
    post = reader.key(row, "post_id")
    if count == 1 and (post is not None or happened_at is not None):
        via, native_id = reader.key(row, "via_id"), row.get("id")
        yield Interaction(
            kind, actor, target, post, via, happened_at, str(native_id) if native_id else None
        )
        return
    assert count is not None
    yield InteractionCount(kind, actor, target, count)


def posts(row: Row, reader: Reader) -> Iterator[Record]:
    """Yield a post."""
    kind = row.get("kind") or "any"
    if kind not in POST_KINDS:
        raise BadRow(f"kind {kind!r} is none of {', '.join(POST_KINDS)}")
    key = reader.need(row, "post_id")
    native_id = key.native_id
    url = row.get("url") or (native_id if native_id.startswith(("http://", "https://")) else None)
    yield Post(
        key,
        reader.need(row, "account_id"),
        kind,
        reader.time(row, "created_at"),
        reader.key(row, "reply_to"),
        url,
        row.get("title") or None,
        row.get("text") or None,
        row.get("language") or None,
        number(row, "reposts"),
        number(row, "replies"),
        number(row, "likes"),
        reader.time(row, "seen_at"),
    )


def accounts(row: Row, reader: Reader) -> Iterator[Record]:
    """Yield an account and, where its number of posts is claimed, a coverage of its posts."""
    key = reader.need(row, "id")
    yield Account(
        key,
        row.get("handle") or None,
        row.get("name") or None,
        row.get("url") or None,
        row.get("bio") or None,
        row.get("language") or None,
        truth(row, "is_bot"),
        reader.time(row, "created_at"),
        number(row, "followers"),
        number(row, "following"),
        number(row, "posts_total"),
        reader.time(row, "seen_at"),
    )
    claimed = number(row, "posts")
    if claimed is not None:
        yield Coverage("posts", key, claimed_count=claimed)


def coverage(row: Row, reader: Reader) -> Iterator[Record]:
    """Yield how much of a list was read."""
    kind = row.get("kind")
    if not kind:
        raise BadRow("kind is missing")
    yield Coverage(
        str(kind),
        reader.need(row, "account_id"),
        reader.key(row, "post_id"),
        reader.time(row, "from_at"),
        reader.time(row, "to_at"),
        truth(row, "is_complete"),
        number(row, "claimed_count"),
        number(row, "held_count"),
        reader.time(row, "seen_at"),
    )


RECORDS: Mapping[str, Callable[[Row, Reader], Iterator[Record]]] = {
    "interactions": interactions,
    "posts": posts,
    "coverage": coverage,
    "accounts": accounts,
}


def number(row: Row, column: str, least: int = 0) -> int | None:
    """Return a whole number; None where the cell is empty."""
    value = row.get(column)
    if value is None or value == "":
        return None
    try:
        found = int(value)
    except (TypeError, ValueError):
        try:
            found = int(float(value)) if float(value).is_integer() else least - 1
        except (TypeError, ValueError, OverflowError):
            found = least - 1
    if not least <= found < 2**63:
        raise BadRow(f"{column} {str(value)[:40]!r} is no whole number from {least}")
    return found


def truth(row: Row, column: str) -> bool | None:
    """Return yes or no; None where the cell is empty."""
    value = row.get(column)
    if value is None or value == "":
        return None
    text = str(value).casefold()
    if text in {"1", "true", "yes"}:
        return True
    if text in {"0", "false", "no"}:
        return False
    raise BadRow(f"{column} {str(value)[:40]!r} is neither 1 nor 0")
