"""What a source yields and the store takes: plain values with the source's own ids.

Direction is always actor → target. Times are UTC text (``2026-03-01T09:30:00Z``), so that text
order is time order. Unknown is ``None``, never 0 and never an empty string. Named tuples, since
millions of them pass through an import.
"""

from typing import NamedTuple

POST_KINDS = ("original", "reply", "quote", "repost", "article", "any")
INTERACTION_KINDS = ("repost", "quote", "reply", "like", "mention", "link")
AMPLIFICATION_KINDS = ("repost", "quote")
CONSENT_SIGNALS = ("allow", "unset", "deny")


class Key(NamedTuple):
    """The name of a thing in its own source."""

    source: str
    native_id: str


class Source(NamedTuple):
    """A place where data comes from, and the terms under which it gives it."""

    source: str
    title: str | None = None
    home_url: str | None = None
    terms_url: str | None = None


class Account(NamedTuple):
    """An identity on one source, with what that source claims about it when it was seen."""

    key: Key
    handle: str | None = None
    name: str | None = None
    url: str | None = None
    bio: str | None = None
    language: str | None = None
    is_bot: bool | None = None
    created_at: str | None = None
    followers_count: int | None = None
    following_count: int | None = None
    posts_count: int | None = None
    seen_at: str | None = None


class Post(NamedTuple):
    """Anything an account publishes; counts are what the source claims.

    ``is_listed`` tells that the source gave its record, and did not only name it.
    """

    key: Key
    account: Key
    kind: str = "any"
    published_at: str | None = None
    reply_to: Key | None = None
    url: str | None = None
    title: str | None = None
    text: str | None = None
    language: str | None = None
    reposts_count: int | None = None
    replies_count: int | None = None
    likes_count: int | None = None
    seen_at: str | None = None
    is_listed: bool = True


class Interaction(NamedTuple):
    """One act by an actor towards a target, or towards a post of that target.

    ``occurrence`` tells apart acts that are equal in everything else (0 for the first of them).
    """

    kind: str
    actor: Key
    target: Key
    post: Key | None = None
    via: Key | None = None
    happened_at: str | None = None
    native_id: str | None = None
    occurrence: int = 0


class InteractionCount(NamedTuple):
    """How often an actor acted on a target, from a source that gives no single acts."""

    kind: str
    actor: Key
    target: Key
    times: int
    since_at: str | None = None
    until_at: str | None = None
    posts_count: int | None = None


class Follow(NamedTuple):
    """The actor asked to be shown the target's posts, since ``began_at`` where that is known."""

    actor: Key
    target: Key
    began_at: str | None = None
    seen_at: str | None = None


class Coverage(NamedTuple):
    """How much of a list (posts, followers, reposters, ...) was read, and what its owner claims.

    Without it silence and ignorance look the same, and passivity cannot be told.
    """

    kind: str
    account: Key
    post: Key | None = None
    from_at: str | None = None
    to_at: str | None = None
    is_complete: bool | None = None
    claimed_count: int | None = None
    held_count: int | None = None
    seen_at: str | None = None


class Consent(NamedTuple):
    """What an account, or whoever speaks for it, says of being listed: allow, unset or deny.

    ``seen_in`` is the place that says so (``bio``, ``profile``, ``robots.txt``, ...): what one
    place says later replaces what it said before, and changes nothing of what another says.
    """

    account: Key
    signal: str
    reason: str | None = None
    seen_in: str = "profile"
    seen_at: str | None = None


class Link(NamedTuple):
    """An address that a page of an account points to; ``post`` is None where it is no post.

    ``position`` is where outside the running text it stands (``footer``, ``nav``, ...): a link that
    has one may be part of the page's template. ``None`` is the text that somebody wrote. ``rel`` is
    what the page says of the link, and ``affiliate`` where the reader knows that it pays.
    ``found_in`` is the address that was read; a crawl fills it in.
    """

    account: Key
    url: str
    post: Key | None = None
    rel: str | None = None
    position: str | None = None
    found_in: str | None = None


class Tag(NamedTuple):
    """A word that an author filed a post under.

    ``account`` is whose the post is, for where that may not be known yet.
    """

    post: Key
    tag: str
    account: Key | None = None


class Identity(NamedTuple):
    """Another address that an account's own page, ``found_in``, says is its."""

    account: Key
    url: str
    how: str
    found_in: str
    seen_at: str


class Fact(NamedTuple):
    """What a page says that later judgement needs, with the page's address."""

    account: Key
    kind: str
    url: str
    value: str = ""
    seen_at: str | None = None


class Task(NamedTuple):
    """An address to visit, and how to read it: what a page yields beside what it says.

    ``site`` is the blog or account that it belongs to; ``cursor`` what its reader needs to go on: a
    later crawl visits it again only where it has none, or where it says so (``{"again": true}``).
    ``pointer`` tells how another site led there (``blogroll``, ``link``, ...): only such a task is
    one step deeper than the task that yielded it. ``signals`` are cheap signs of what is there.
    """

    source: str
    kind: str
    address: str
    site: str
    cursor: str | None = None
    pointer: str | None = None
    signals: tuple[str, ...] = ()


class Told(NamedTuple):
    """What one record of an account tells now, where records have keys by which they are deleted.

    ``record_key`` is its name in the account's own repository, ``kinds`` are those of the acts that
    such a record may tell, ``records`` what it says: nothing where it is deleted. ``post`` is the
    post that it is, if it is one, and ``made_at`` when it was made as far as its key tells.
    """

    account: Key
    record_key: str
    kinds: tuple[str, ...]
    records: "tuple[Record, ...]" = ()
    post: Key | None = None
    made_at: str | None = None


class Whole(NamedTuple):
    """All that an account did was told beside this: what else is held of it was taken back.

    ``until`` is larger than the keys of all records that there were then, as text.
    """

    account: Key
    until: str


class Checkpoint(NamedTuple):
    """A point from which the source could resume; everything before it is committed with it."""

    cursor: str


Record = (
    Source
    | Account
    | Post
    | Interaction
    | InteractionCount
    | Follow
    | Coverage
    | Consent
    | Link
    | Tag
    | Identity
    | Fact
    | Task
    | Told
    | Whole
    | Checkpoint
)


class Fetch(NamedTuple):
    """One request: what it cost its host and us. ``status`` is None where nothing was answered."""

    url: str
    host: str
    fetched_at: str
    status: int | None
    waited_seconds: float
    took_seconds: float
    bytes: int
    from_cache: bool = False
    error: str | None = None


class HostState(NamedTuple):
    """What is known of a host (scheme, host and port), so that it survives a restart.

    ``not_before`` is when it may be asked again; ``open_until`` when, after ``failures`` in a row.
    """

    host: str
    robots_txt: str | None = None
    robots_status: int | None = None
    robots_at: str | None = None
    delay_seconds: float | None = None
    not_before: str | None = None
    failures: int = 0
    open_until: str | None = None


class Validators(NamedTuple):
    """What to send with the next request for an address (RFC 9110, 8.8), and a hash of its body."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    seen_at: str = ""
