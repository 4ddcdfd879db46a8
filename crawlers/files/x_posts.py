"""What a post on X says, whichever of its forms of file tells it, as records."""

from collections.abc import Iterator
from typing import NamedTuple

from crawlers.bad_row import BadRow
from crawlers.files.reading import Reading
from crawlers.json_values import Object, as_count, as_id, as_words, at, objects
from influence.records import Account, Interaction, Key, Post, Record

SOURCE = "x"
UNKNOWN_AUTHOR = "whose author is not told"
PROTECTED = "posts of protected accounts"

_NO_LANGUAGE = {"und", "zxx", "art", "qam", "qct", "qht", "qme", "qst"}
_MANY = {"repost": "reposts of", "quote": "quotes of", "reply": "replies to"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Other(NamedTuple):
    """A post that a post passes on, quotes or answers, and who wrote it, as far as is told."""

    post: str | None = None
    author: str | None = None


class Told(NamedTuple):
    """What one post says; ``mentions`` are the ids of the accounts that it names."""

    native_id: str
    author: str
    published: str | None = None
    text: str | None = None
    language: str | None = None
    reposts: int | None = None
    replies: int | None = None
    likes: int | None = None
    passes_on: Other | None = None
    quotes: Other | None = None
    answers: Other | None = None
    mentions: tuple[str, ...] = ()


def key(native_id: str) -> Key:
    """Return the key of an account or a post."""
    return Key(SOURCE, native_id)


def records_of(told: Told, reading: Reading, *, aside: bool = False) -> Iterator[Record]:
    """Yield a post and what it does to others. Passing a post on is an act, and no post.

    Parameters
    ----------
    aside
        The post only came along with another: what it does not tell is not counted.

    Raises
    ------
    UnreadableTime
        Where its time is none.
    """
    happened = reading.times(told.published) if told.published else None
    if told.passes_on is not None:
        yield from _acts("repost", told, told.passes_on, happened, reading, aside=aside)
        return
    yield _post(told, happened)
    quoted = _acts("quote", told, told.quotes, happened, reading, aside=aside)
    answers = _acts("reply", told, told.answers, happened, reading, aside=aside)
    yield from (*quoted, *answers)
    # Whoever is answered is named by the answer: that is one act, not two.
    spared = {key(told.author), *(act.target for act in answers)}
    for named in dict.fromkeys(map(key, told.mentions)):
        if named not in spared:
            author = key(told.author)
            yield Interaction("mention", author, named, None, None, happened, told.native_id)


def _acts(
    kind: str,
    told: Told,
    other: Other | None,
    happened: str | None,
    reading: Reading,
    *,
    aside: bool,
) -> tuple[Interaction, ...]:
    """Return the act on another post, or count that its author is not told."""
    if other is None:
        return ()
    author = other.author
    if author is None and other.post is not None:
        author = reading.known.author(SOURCE, other.post)
    if author is None:
        if not aside:
            reading.leave_out(f"{_MANY[kind]} posts {UNKNOWN_AUTHOR}")
        return ()
    named = other.post
    if kind == "repost" and named is None and happened is not None:
        # The personal archive does not say which post it was; what is held may.
        named = reading.known.reposted(key(told.author), key(author), happened)
    post = key(named) if named else None
    # A post is passed on once by an account, so that every form of file tells the same act.
    event = None if kind == "repost" and post else told.native_id
    return (Interaction(kind, key(told.author), key(author), post, None, happened, event),)


def _post(told: Told, published: str | None) -> Post:
    kind = "quote" if told.quotes else "reply" if told.answers else "original"
    return Post(
        key(told.native_id),
        key(told.author),
        kind,
        published,
        key(told.answers.post) if told.answers and told.answers.post else None,
        f"https://x.com/i/status/{told.native_id}",
        None,
        told.text,
        told.language,
        told.reposts,
        told.replies,
        told.likes,
    )


def told_by_v1(status: Object, author: str) -> Told:
    """Return what a post says in the form of API v1.1, which the personal archive has as well.

    Raises
    ------
    BadRow
        Where it has no id.
    """
    native_id = _id_of(status, "id_str")
    text = at(status, "extended_tweet", "full_text") or status.get("full_text")
    entities = at(status, "extended_tweet", "entities") or status.get("entities")
    named = (as_id(each.get("id_str")) for each in objects(at(entities, "user_mentions")))
    return Told(
        native_id,
        author,
        _iso(status.get("created_at")),
        as_words(text or status.get("text")),
        language_of(status.get("lang")),
        as_count(status.get("retweet_count")),
        as_count(status.get("reply_count")),
        as_count(status.get("favorite_count")),
        answers=_answered(status),
        mentions=tuple(each for each in named if each is not None and each != "-1"),
    )


def _id_of(thing: Object, called: str) -> str:
    """Return the id of a post or an account in the form of API v1.1."""
    native_id = as_id(thing.get("id_str")) or as_id(thing.get("id"))
    if native_id is None:
        raise BadRow(f"{called} is missing")
    return native_id


def _answered(status: Object) -> Other | None:
    """Return what is answered; naming someone at the beginning of a post answers no post."""
    post = as_id(status.get("in_reply_to_status_id_str"))
    return Other(post, as_id(status.get("in_reply_to_user_id_str"))) if post else None


def account_of_v1(user: Object, reading: Reading) -> Account:
    """Return an account in the form of API v1.1; of protected ones only that they exist.

    Raises
    ------
    BadRow
        Where it has no id.
    """
    native_id = _id_of(user, "id_str of the account")
    handle = as_words(user.get("screen_name"))
    if user.get("protected") is True:
        return Account(key(native_id), handle)
    created = _iso(user.get("created_at"))
    return Account(
        key(native_id),
        handle,
        as_words(user.get("name")),
        profile_url(handle),
        as_words(user.get("description")),
        created_at=reading.times(created) if created else None,
        followers_count=as_count(user.get("followers_count")),
        following_count=as_count(user.get("friends_count")),
        posts_count=as_count(user.get("statuses_count")),
    )


def profile_url(handle: str | None) -> str | None:
    """Return the address of an account's page."""
    return f"https://x.com/{handle}" if handle else None


def language_of(code: object) -> str | None:
    """Return a language; X also has codes for posts without words."""
    text = as_words(code)
    return None if text in _NO_LANGUAGE else text


def _iso(value: object) -> str | None:
    """Return ``Wed Oct 10 20:19:24 +0000 2018`` as ISO 8601; other texts as they are."""
    text = as_words(value)
    parts = text.split() if text else []
    if len(parts) != 6 or parts[1] not in _MONTHS:
        return text
    _, month, day, clock, zone, year = parts
    return f"{year}-{_MONTHS.index(month) + 1:02}-{day:0>2}T{clock}{zone}"


def is_account_id(text: str) -> bool:
    """Tell whether a text is an account's id, rather than a handle."""
    return text.isascii() and text.isdigit()
