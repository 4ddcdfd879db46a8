"""What sources call an act, and acts that are counted."""

from crawlers.bad_row import BadRow
from influence.records import (
    INTERACTION_KINDS,
    Follow,
    Interaction,
    InteractionCount,
    Key,
    Record,
)

MOST_SINGLE_ACTS = 1_000
MOST_COUNTED_ACTS = 10**12

Records = tuple[Record, ...]

KINDS_BY_WORD = {
    **{kind: kind for kind in (*INTERACTION_KINDS, "follow")},
    **dict.fromkeys(("retweet", "retweeted", "rt", "boost", "reblog", "share", "shared"), "repost"),
    **dict.fromkeys(("reposts", "reposted", "announce", "forward"), "repost"),
    **dict.fromkeys(("quoted", "quote_tweet", "quotes"), "quote"),
    **dict.fromkeys(("replied_to", "replies", "comment", "comments", "answer"), "reply"),
    **dict.fromkeys(("likes", "liked", "favourite", "favorite", "fav", "upvote"), "like"),
    **dict.fromkeys(("mentions", "mentioned"), "mention"),
    **dict.fromkeys(("links", "hyperlink", "cites", "citation", "blogroll"), "link"),
    **dict.fromkeys(("follows", "followed", "following", "subscribe"), "follow"),
}
"""What sources call an act -> its kind with us, or ``follow``."""


def act_called(word: str) -> str:
    """Return the kind of act that a source calls so, or ``follow``."""
    kind = KINDS_BY_WORD.get(word.strip().casefold())
    if kind is None:
        known = ", ".join((*INTERACTION_KINDS, "follow"))
        raise BadRow(f"type {word[:40]!r} is none of {known}" if word else "type is missing")
    return kind


def follow(actor: Key, target: Key, began_at: str | None = None) -> Records:
    """Return that an account follows another one."""
    if actor == target:
        raise BadRow("an account cannot follow itself")
    return (Follow(actor, target, began_at),)


def counted_acts(act: Interaction, count: int) -> Records:
    """Return so many equal acts; a count of the pair where neither post nor time is known."""
    if not (act.post or act.happened_at or act.native_id):
        if count > MOST_COUNTED_ACTS:
            raise BadRow(f"count {count} is above {MOST_COUNTED_ACTS:,}")
        return (InteractionCount(act.kind, act.actor, act.target, count),)
    if count > MOST_SINGLE_ACTS:
        raise BadRow(
            f"count {count} beside a post or a time is above {MOST_SINGLE_ACTS:,}: "
            "leave both empty to give a count of the pair"
        )
    return (act,) * count
