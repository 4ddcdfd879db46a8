"""Rows that ``influence export`` wrote: each comes back exactly as it was held.

Nothing is guessed here: an act is one act, whatever it lacks; a post that was only named is only
named again; ids stand in the source that is said beside them, else in that of the row.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from crawlers.bad_row import BadRow
from crawlers.files.columns import (
    HELD_ACTS,
    HELD_CLAIMS,
    HELD_COUNTS,
    HELD_COVERAGE,
    HELD_FACTS,
    HELD_FOLLOWS,
    HELD_IDENTITIES,
    HELD_LINKS,
    HELD_POSTS,
    HELD_SOURCES,
    HELD_TAGS,
    Kind,
)
from influence.records import (
    INTERACTION_KINDS,
    POST_KINDS,
    Account,
    Coverage,
    Fact,
    Follow,
    Identity,
    Interaction,
    InteractionCount,
    Key,
    Link,
    Post,
    Record,
    Source,
    Tag,
)

if TYPE_CHECKING:
    from crawlers.files.rows import Layout, ReadRow

Records = tuple[Record, ...]


def _sources(layout: "Layout") -> "ReadRow":
    pick = layout.pick("source", "title", "home_url", "terms_url")

    def read(cells: list[str]) -> Records:
        source, *facts = pick(cells)
        return (Source(_named(source, "source"), *(fact or None for fact in facts)),)

    return read


def _claims(layout: "Layout") -> "ReadRow":
    pick = layout.pick(
        *("account_id", "followers_count", "following_count", "posts_count", "seen_at", "source")
    )

    def read(cells: list[str]) -> Records:
        account, followers, following, posts, seen, source = pick(cells)
        claimed = Account(
            Key(source or layout.source, _named(account, "account_id")),
            followers_count=_number(followers),
            following_count=_number(following),
            posts_count=_number(posts),
            seen_at=layout.times(seen),
        )
        return (claimed,)

    return read


def _posts(layout: "Layout") -> "ReadRow":
    pick = layout.pick(*HELD_POSTS.columns)

    def read(cells: list[str]) -> Records:
        post, account, is_listed, published, kind, reply_to, *rest = pick(cells)
        url, title, text, language, reposts, replies, likes, source, of_account = rest
        source = source or layout.source
        record = Post(
            Key(source, _named(post, "post_id")),
            Key(of_account or source, _named(account, "account_id")),
            _one_of(POST_KINDS, kind, "kind"),
            layout.times(published),
            Key(source, reply_to) if reply_to else None,
            url or None,
            title or None,
            text or None,
            language or None,
            _number(reposts),
            _number(replies),
            _number(likes),
            is_listed=is_listed == "1",
        )
        return (record,)

    return read


def _acts(layout: "Layout") -> "ReadRow":
    ends = _ends(layout)
    pick = layout.pick(
        *("type", "occurrence", "post_id", "created_at", "via_id", "id"),
        *("post_source", "via_source"),
    )

    def read(cells: list[str]) -> Records:
        actor, target = ends(cells)
        kind, occurrence, post, happened, via, native_id, of_post, of_via = pick(cells)
        act = Interaction(
            _one_of(INTERACTION_KINDS, kind, "type"),
            actor,
            target,
            Key(of_post or actor.source, post) if post else None,
            Key(of_via or actor.source, via) if via else None,
            layout.times(happened),
            native_id or None,
            _number(occurrence) or 0,
        )
        return (act,)

    return read


def _follows(layout: "Layout") -> "ReadRow":
    """Read follows; one that was seen at two times is told twice."""
    ends = _ends(layout)
    pick = layout.pick("created_at", "first_seen_at", "last_seen_at")

    def read(cells: list[str]) -> Records:
        began, *seen = map(layout.times, pick(cells))
        return tuple(Follow(*ends(cells), began, moment) for moment in dict.fromkeys(seen))

    return read


def _counts(layout: "Layout") -> "ReadRow":
    ends = _ends(layout)
    pick = layout.pick("type", "count", "since_at", "until_at", "posts_count")

    def read(cells: list[str]) -> Records:
        kind, times, since, until, posts = pick(cells)
        count = InteractionCount(
            _one_of(INTERACTION_KINDS, kind, "type"),
            *ends(cells),
            _number(times) or 1,
            layout.times(since),
            layout.times(until),
            _number(posts),
        )
        return (count,)

    return read


def _coverage(layout: "Layout") -> "ReadRow":
    pick = layout.pick(
        *("kind", "account_id", "post_id", "from_at", "to_at", "is_complete"),
        *("claimed_count", "held_count", "seen_at", "source", "post_source"),
    )

    def read(cells: list[str]) -> Records:
        kind, account, post, begin, end, complete, claimed, held, seen, source, of_post = pick(
            cells
        )
        source = source or layout.source
        record = Coverage(
            _named(kind, "kind"),
            Key(source, _named(account, "account_id")),
            Key(of_post or source, post) if post else None,
            layout.times(begin),
            layout.times(end),
            complete == "1" if complete else None,
            _number(claimed),
            _number(held),
            layout.times(seen),
        )
        return (record,)

    return read


def _links(layout: "Layout") -> "ReadRow":
    pick = layout.pick(*HELD_LINKS.columns)

    def read(cells: list[str]) -> Records:
        account, url, found, position, post, rel, source, of_post = pick(cells)
        source = source or layout.source
        link = Link(
            Key(source, _named(account, "account_id")),
            _named(url, "url"),
            Key(of_post or source, post) if post else None,
            rel or None,
            position or None,
            found or None,
        )
        return (link,)

    return read


def _tags(layout: "Layout") -> "ReadRow":
    pick = layout.pick(*HELD_TAGS.columns)

    def read(cells: list[str]) -> Records:
        post, tag, account, source, of_account = pick(cells)
        source = source or layout.source
        author = Key(of_account or source, account) if account else None
        return (Tag(Key(source, _named(post, "post_id")), _named(tag, "tag"), author),)

    return read


def _identities(layout: "Layout") -> "ReadRow":
    pick = layout.pick(*HELD_IDENTITIES.columns)

    def read(cells: list[str]) -> Records:
        account, url, how, found, seen, source = pick(cells)
        key = Key(source or layout.source, _named(account, "account_id"))
        return (Identity(key, _named(url, "url"), how, found, layout.times(seen) or ""),)

    return read


def _facts(layout: "Layout") -> "ReadRow":
    pick = layout.pick(*HELD_FACTS.columns)

    def read(cells: list[str]) -> Records:
        account, url, kind, value, seen, source = pick(cells)
        key = Key(source or layout.source, _named(account, "account_id"))
        return (Fact(key, _named(kind, "kind"), url, value, layout.times(seen)),)

    return read


def _ends(layout: "Layout") -> Callable[[list[str]], tuple[Key, Key]]:
    pick = layout.pick("actor_id", "target_id", "source", "target_source")

    def ends(cells: list[str]) -> tuple[Key, Key]:
        actor, target, source, of_target = pick(cells)
        source = source or layout.source
        return (
            Key(source, _named(actor, "actor_id")),
            Key(of_target or source, _named(target, "target_id")),
        )

    return ends


def _named(cell: str, column: str) -> str:
    if not cell:
        raise BadRow(f"{column} is missing")
    return cell


def _one_of(choices: tuple[str, ...], cell: str, column: str) -> str:
    if cell not in choices:
        raise BadRow(f"{column} {cell[:40]!r} is none of {', '.join(choices)}")
    return cell


def _number(cell: str) -> int | None:
    if not cell:
        return None
    if not (cell.isascii() and cell.isdigit() and len(cell) < 19):
        raise BadRow(f"{cell[:40]!r} is no whole number that a database holds")
    return int(cell)


HELD_ROWS: dict[Kind, "Callable[[Layout], ReadRow]"] = {
    HELD_SOURCES: _sources,
    HELD_CLAIMS: _claims,
    HELD_POSTS: _posts,
    HELD_ACTS: _acts,
    HELD_FOLLOWS: _follows,
    HELD_COUNTS: _counts,
    HELD_COVERAGE: _coverage,
    HELD_LINKS: _links,
    HELD_TAGS: _tags,
    HELD_IDENTITIES: _identities,
    HELD_FACTS: _facts,
}
