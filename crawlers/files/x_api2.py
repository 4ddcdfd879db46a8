"""Answers of X's API v2, one a line, as twarc2 writes them; and the same flattened, a post a line.

Fields: https://docs.x.com/x-api/fundamentals/data-dictionary; an answer's own address, which says
whose list it is, stands in ``__twarc``: twarc/client2.py and twarc/expansions.py of DocNow/twarc.
"""

import re
from collections.abc import Iterator

from crawlers.bad_row import BadRow
from crawlers.files.columns import POSTS, Kind
from crawlers.files.form import File, Form, Head
from crawlers.files.json_items import checked
from crawlers.files.jsonl import first_object, read_objects
from crawlers.files.reading import Reading
from crawlers.files.x_lists import Lists
from crawlers.files.x_posts import (
    PROTECTED,
    Other,
    Told,
    key,
    language_of,
    profile_url,
    records_of,
)
from crawlers.json_values import Object, as_count, as_id, as_object, as_words, at, objects
from influence.records import Account, Record

_ANSWER = re.compile(r'\s*\{\s*"(?:data|includes|meta|errors|__twarc)"\s*:\s*[\[{]')
_OWN_KEYS = {"data", "includes", "errors", "meta"}


def read_x_api2(reading: Reading) -> Iterator[Record]:
    """Yield the records of API v2: posts, accounts, and whom a list of followers is of."""
    lists = Lists()
    yield from read_objects(reading, lambda row: _records(row, reading, lists))
    yield from lists.coverage()


def _records(row: Object, reading: Reading, lists: Lists) -> Iterator[Record]:
    page = _Page(row, reading)
    reading.rows += max(len(page.data) - 1, 0)
    if not page.data and not page.is_answer:
        raise BadRow("is neither an answer of the API, nor a post, nor an account")
    reading.leave_out("things that the API said it could not give", page.errors)
    own = {id(each) for each in page.data}
    for each in (*page.users.values(), *page.posts, *page.data):
        yield from checked(reading, each, lambda each: page.records(each, is_own=id(each) in own))
    yield from lists.records(row, page.data, page.seen_at)


class _Page:
    """One answer: what was asked for, and what came along with it, by id."""

    def __init__(self, row: Object, reading: Reading) -> None:
        self.is_answer = bool(_OWN_KEYS & row.keys()) and "id" not in row
        self._reading = reading
        self.errors = sum(1 for _ in objects(row.get("errors"))) if self.is_answer else 0
        self.data = list(objects(row.get("data") if self.is_answer else row))
        if not self.is_answer and not ({"text", "username"} & row.keys()):
            self.data = []
        included = [*_inlined(self.data), as_object(row.get("includes"))]
        users = [user for each in included for user in objects(each.get("users"))]
        self.posts = [post for each in included for post in objects(each.get("tweets"))]
        self.users = {as_id(user.get("id")): user for user in users if "username" in user}
        self._ids = {user["username"]: each for each, user in self.users.items() if each}
        everything = (*self.posts, *self.data)
        self._authors = {as_id(post.get("id")): _author(post) for post in everything}
        retrieved = as_words(at(row, "__twarc", "retrieved_at"))
        self.seen_at = reading.times(retrieved) if retrieved else None

    def records(self, each: Object, *, is_own: bool) -> Iterator[Record]:
        if "username" in each:
            yield self._account(each)
        elif "text" not in each:
            raise BadRow("is neither a post nor an account")
        elif (author := _author(each)) is None:
            raise BadRow("author_id is missing")
        elif as_object(self.users.get(author)).get("protected") is True:
            self._reading.leave_out(PROTECTED)
        else:
            yield from records_of(self._told(each, author), self._reading, aside=not is_own)

    def _account(self, user: Object) -> Account:
        """Return an account; of protected ones only that they exist."""
        native_id, handle = as_id(user.get("id")), as_words(user.get("username"))
        if native_id is None:
            raise BadRow("id of the account is missing")
        if user.get("protected") is True:
            return Account(key(native_id), handle)
        counts = as_object(user.get("public_metrics"))
        created = as_words(user.get("created_at"))
        return Account(
            key(native_id),
            handle,
            as_words(user.get("name")),
            profile_url(handle),
            as_words(user.get("description")),
            created_at=self._reading.times(created) if created else None,
            followers_count=as_count(counts.get("followers_count")),
            following_count=as_count(counts.get("following_count")),
            posts_count=as_count(counts.get("tweet_count")),
            seen_at=self.seen_at,
        )

    def _told(self, post: Object, author: str) -> Told:
        native_id = as_id(post.get("id"))
        if native_id is None:
            raise BadRow("id is missing")
        counts = as_object(post.get("public_metrics"))
        others = {each.get("type"): each for each in objects(post.get("referenced_tweets"))}
        return Told(
            native_id,
            author,
            as_words(post.get("created_at")),
            as_words(at(post, "note_tweet", "text") or post.get("text")),
            language_of(post.get("lang")),
            as_count(counts.get("retweet_count")),
            as_count(counts.get("reply_count")),
            as_count(counts.get("like_count")),
            self._other(others.get("retweeted"), self._named_first(post)),
            self._other(others.get("quoted"), None),
            self._other(others.get("replied_to"), as_id(post.get("in_reply_to_user_id"))),
            self._mentions(post),
        )

    def _other(self, other: Object | None, otherwise: str | None) -> Other | None:
        """Return another post; where it did not come along, its author is told otherwise."""
        if other is None:
            return None
        post = as_id(other.get("id"))
        return Other(post, self._authors.get(post) or otherwise)

    def _mentions(self, post: Object) -> tuple[str, ...]:
        found = (self._id_of(each) for each in objects(at(post, "entities", "mentions")))
        return tuple(each for each in found if each is not None)

    def _named_first(self, post: Object) -> str | None:
        """Return whose post is passed on: it reads ``RT @handle: ...``."""
        first = as_object(at(post, "entities", "mentions", 0))
        return self._id_of(first) if first.get("start") == len("RT ") else None

    def _id_of(self, mention: Object) -> str | None:
        return as_id(mention.get("id")) or self._ids.get(as_words(mention.get("username")) or "")


def _author(post: Object) -> str | None:
    return as_id(post.get("author_id")) or as_id(at(post, "author", "id"))


def _inlined(data: list[Object]) -> Iterator[Object]:
    """Yield what ``twarc2 flatten`` put into posts as if it stood beside them."""
    for post in data:
        others = [each for each in objects(post.get("referenced_tweets")) if "text" in each]
        users = [user for each in (post, *others) for user in objects(each.get("author"))]
        named = [user for user in objects(at(post, "entities", "mentions")) if "name" in user]
        yield {"users": [*users, *named], "tweets": others}


def _recognises(head: Head) -> bool:
    row = first_object(head)
    if not row:  # an answer with a hundred posts may be longer than the beginning that is looked at
        return _ANSWER.match(head.text) is not None
    if "id" in row:
        return {"author_id", "text"} <= row.keys() or {"username", "name"} <= row.keys()
    return any(isinstance(row.get(name), list | dict) for name in ("data", "includes", "errors"))


def _look(_: File) -> Kind:
    return POSTS


FORM = Form("posts of X (API v2)", _recognises, read_x_api2, _look)
