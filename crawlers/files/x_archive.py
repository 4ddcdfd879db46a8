"""The archive that X gives to a person: files of ``window.YTD.<name>.part0 = [...]``.

Only what the person published or shows in public is read: posts, profile, followers, followed and
likes. Messages, deleted posts, advertising data, addresses and the like are refused unread.
Fields: docs/archive_data.md of TheExGenesis/community-archive.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from crawlers.bad_row import BadRow
from crawlers.files.columns import ACCOUNTS, INTERACTIONS, POSTS, Kind
from crawlers.files.form import File, Form, Head
from crawlers.files.json_items import items_of, read_items
from crawlers.files.reading import Reading, beginning_of
from crawlers.files.x_posts import (
    SOURCE,
    UNKNOWN_AUTHOR,
    Other,
    Told,
    is_account_id,
    key,
    profile_url,
    records_of,
    told_by_v1,
)
from crawlers.json_values import Object, as_id, as_object, as_row, as_words, at, objects
from influence.errors import InputUnusable
from influence.records import Account, Coverage, Follow, Interaction, Key, Record

_BEGINNING = re.compile(r"\s*window\.YTD\.(\w+)\.part\d+\s*=")
_PASSES_ON = re.compile(r"RT @\w+:")
_POST_ADDRESS = re.compile(r"https?://(?:mobile\.)?(?:twitter|x)\.com/(\w+)/status/(\d+)/?(?:\?|$)")


class Part(NamedTuple):
    """One file of the archive: what its rows are, how each is read, and which list is whole."""

    kind: Kind | None
    records_of: Callable[[Object, Key, Reading], Iterable[Record]]
    covers: str | None = None
    is_public: bool = True


def _nothing_of(_: object) -> str:
    """Show nothing of an item: private values stand beside what is read."""
    return ""


def read_x_archive(reading: Reading) -> Iterator[Record]:
    """Yield the records of one file of the archive.

    Raises
    ------
    InputUnusable
        Where nothing says whose archive it is, or the file is cut off or no JSON.
    """
    part = _part(reading.beginning(), reading.name)
    owner = _owner(reading) if part.is_public else key("")
    items = items_of(reading.text(), reading.name)
    yield from read_items(
        reading,
        items,
        lambda item: part.records_of(as_object(item), owner, reading),
        as_row if part.is_public else _nothing_of,
    )
    if part.covers is not None:
        yield Coverage(part.covers, owner, is_complete=True)


def _owner(reading: Reading) -> Key:
    return reading.owner.key(
        SOURCE, reading.name, reading.known, is_account_id, "the account.js of the same archive"
    )


def _account(item: Object, _: Key, reading: Reading) -> Iterator[Record]:
    """Return the owner; the e-mail address and the telephone beside it are not looked at."""
    told = as_object(item.get("account"))
    native_id = as_id(told.get("accountId"))
    if native_id is None:
        raise BadRow("accountId is missing")
    handle, created = as_words(told.get("username")), as_words(told.get("createdAt"))
    reading.owner.tell(key(native_id))
    yield Account(
        key(native_id),
        handle,
        as_words(told.get("accountDisplayName")),
        profile_url(handle),
        created_at=reading.times(created) if created else None,
    )


def _profile(item: Object, owner: Key, _: Reading) -> Iterator[Record]:
    bio = as_words(at(item, "profile", "description", "bio"))
    if bio:
        yield Account(owner, bio=bio)


def _post(item: Object, owner: Key, reading: Reading) -> Iterator[Record]:
    """Yield a post, in the form of API v1.1; older archives have no ``tweet`` around it."""
    status = as_object(item.get("tweet")) or item
    told = told_by_v1(status, owner.native_id)
    named = {
        (as_words(each.get("screen_name")) or "").casefold(): as_id(each.get("id_str"))
        for each in objects(at(status, "entities", "user_mentions"))
    }
    if told.text and _PASSES_ON.match(told.text):
        told = told._replace(passes_on=_passed_on(told, named))
    else:
        told = told._replace(quotes=_quoted(status, named, reading))
    return records_of(told, reading)


def _passed_on(told: Told, named: dict[str, str | None]) -> Other:
    """Return whose post is passed on; the archive does not say which post it was."""
    handle = (told.text or "").removeprefix("RT @").partition(":")[0]
    author = named.get(handle.casefold())
    return Other(None, author if author in told.mentions else None)


def _quoted(status: Object, named: dict[str, str | None], reading: Reading) -> Other | None:
    """Return the post that is quoted: its address is the last one in the text."""
    addresses = [as_words(each.get("expanded_url")) for each in _links(status)]
    found = _POST_ADDRESS.match(addresses[-1] or "") if addresses else None
    if found is None:
        return None
    handle, post = found.groups()
    author = named.get(handle.casefold()) or reading.known.account(SOURCE, handle)
    return Other(post, author)


def _links(status: Object) -> Iterator[Object]:
    return objects(at(status, "entities", "urls"))


def _follower(item: Object, owner: Key, _: Reading) -> Iterator[Record]:
    yield _follow(as_id(at(item, "follower", "accountId")), owner, is_follower=True)


def _following(item: Object, owner: Key, _: Reading) -> Iterator[Record]:
    yield _follow(as_id(at(item, "following", "accountId")), owner, is_follower=False)


def _follow(other: str | None, owner: Key, *, is_follower: bool) -> Follow:
    if other is None:
        raise BadRow("accountId is missing")
    if other == owner.native_id:
        raise BadRow("an account cannot follow itself")
    return Follow(key(other), owner) if is_follower else Follow(owner, key(other))


def _like(item: Object, owner: Key, reading: Reading) -> Iterator[Record]:
    """Yield a like; the archive does not say whose post it was, but the database may."""
    post = as_id(at(item, "like", "tweetId"))
    if post is None:
        raise BadRow("tweetId is missing")
    author = reading.known.author(SOURCE, post)
    if author is None:
        reading.leave_out(f"likes of posts {UNKNOWN_AUTHOR}")
    else:
        yield Interaction("like", owner, key(author), key(post))


_PARTS = {
    "account": Part(ACCOUNTS, _account, is_public=False),
    "profile": Part(None, _profile),
    "tweet": Part(POSTS, _post, "posts"),
    "tweets": Part(POSTS, _post, "posts"),
    "community_tweet": Part(POSTS, _post),
    "follower": Part(INTERACTIONS, _follower, "followers"),
    "following": Part(INTERACTIONS, _following, "following"),
    "like": Part(INTERACTIONS, _like),
}


def _name_of(beginning: str) -> str | None:
    found = _BEGINNING.match(beginning)
    return found[1].casefold() if found else None


def _part(beginning: str, path: str) -> Part:
    name = _name_of(beginning) or ""
    if name not in _PARTS:
        raise InputUnusable(
            f"{path} holds {name[:60]!r} of an X archive, which is not read: only "
            "account, profile, tweets, follower, following and like are."
        )
    return _PARTS[name]


def _recognises(head: Head) -> bool:
    if _name_of(head.text) is None:
        return False
    _part(head.text, head.path)
    return True


def _look(file: File) -> Kind | None:
    return _part(beginning_of(file.stream, file.encoding), file.path).kind


FORM = Form("X archive", _recognises, read_x_archive, _look, counts="record")
