"""Know forgotten people again by their hashes, and keep them out of what is written."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import TypeVar

from influence.records import (
    Account,
    Coverage,
    Fact,
    Identity,
    Interaction,
    Key,
    Link,
    Post,
    Record,
    Tag,
)
from influence.store.rights.hashes import Hasher, hasher_of
from influence.store.rights.spelling import blanked, fold, names_them

MOST_REMEMBERED = 1_000_000
_CELL = re.compile(r"""[\s,;|"'(){}\[\]]+""")
_OWNERS = ("actor", "target", "account", "via")
_IN_IDS = re.compile(r"[/:@.]")

Asked = TypeVar("Asked")


class _Answers(dict[Asked, bool]):
    """Answers to one question, each found once; bounded."""

    def __init__(self, question: Callable[[Asked], bool]) -> None:
        super().__init__()
        self._question = question

    def __missing__(self, asked: Asked) -> bool:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        answer = self[asked] = self._question(asked)
        return answer


class Forgotten:
    """Everybody whom a database was asked to forget.

    Attributes
    ----------
    hasher
        What makes their hashes.
    is_account, is_post
        Whether a key is that of one of them, or of a post of theirs.
    rows
        Rows of theirs that were dropped.
    mentions
        Records of others in which they were blanked.
    accounts, posts
        Keys under which they or their posts came, that were not known so far.
    """

    def __init__(self, connection: sqlite3.Connection, hasher: Hasher) -> None:
        self.hasher = hasher
        self._connection = connection
        self._accounts: set[str] = set()
        self._handles: set[str] = set()
        self._addresses: set[str] = set()
        self._of_source: dict[str, set[str]] = {}
        rows = connection.execute(
            "select source, native_id_hash, handle_hash, address_hash from forgotten"
        )
        for source, account, handle, address in rows:
            self._accounts.add(account)
            self._handles.add(handle)
            self._addresses.add(address)
            self._of_source.setdefault(source, set()).add(handle)
        self.is_account: dict[Key, bool] = _Answers(self._is_account)
        self.is_post: dict[Key, bool] = _Answers(self._is_post)
        self._has_handle: dict[str, bool] = _Answers(
            lambda handle: hasher.handle(handle) in self._handles
        )
        self._has_address: dict[str, bool] = _Answers(
            lambda address: hasher.address(address) in self._addresses
        )
        self._ids: dict[str, str] = {}
        self.rows = 0
        self.mentions = 0
        self._line = 0
        self.accounts: dict[Key, str] = {}
        self.posts: set[Key] = set()

    def has_handle(self, handle: str) -> bool:
        """Tell of a handle."""
        return self._has_handle[handle]

    def has_address(self, address: str) -> bool:
        """Tell of an address."""
        return self._has_address[address]

    def has_id(self, native_id: str) -> bool:
        """Tell of an id in any of the sources."""
        return any(self.is_account[Key(source, native_id)] for source in self._of_source)

    def is_called(self, typed: str) -> bool:
        """Tell whether a person means one of them: by handle, id, source and either, or address."""
        source, _, rest = typed.partition(":")
        name = typed.strip().removeprefix("@")
        return (
            self.has_handle(fold(name))
            or self.has_id(name)
            or self.is_account[Key(source, rest)]
            or (source in self._of_source and self.has_handle(fold(rest).removeprefix("@")))
            or names_them(typed, self)
        )

    def may_name(self, row: str) -> bool:
        """Tell whether a row of a file may be about one of them, whatever is wrong with it.

        Any cell that reads like an id or a handle of theirs is enough.
        """
        try:
            values = json.loads(row)
            cells = list(map(str, values.values())) if isinstance(values, dict) else []
        except (ValueError, RecursionError):
            cells = []
        pieces = chain(cells, *(_CELL.split(text) for text in (row, *cells)))
        return names_them(row, self) or any(
            self.has_id(piece) or self.has_handle(fold(piece).removeprefix("@"))
            for piece in pieces
            if piece
        )

    def kept(self, records: Iterable[Record], place: Callable[[], int]) -> Iterator[Record]:
        """Yield the records that are not theirs, with what names them blanked."""
        for record in records:
            if self._is_theirs(record):
                line = place()
                self.rows += line == 0 or line != self._line  # a row may be several records
                self._line = line
            else:
                yield self._cleaned(record)

    def _is_account(self, key: Key) -> bool:
        if self.hasher.account(key) in self._accounts:
            return True
        handles = self._of_source.get(key[0])
        return handles is not None and self.hasher.handle(key[1]) in handles

    def _is_post(self, key: Key) -> bool:
        found = self._connection.execute(
            "select 1 from forgotten_posts where post_hash = ?", [self.hasher.post(key)]
        )
        return found.fetchone() is not None

    def _is_theirs(self, record: Record) -> bool:
        match record:
            case Interaction(actor=actor, target=target, post=post, via=via):
                return (
                    self._is_of(target, post)
                    or self.is_account[actor]
                    or (via is not None and self.is_account[via])
                )
            case Post(key=key, account=account):
                return self._is_of(account, key)
            case Account(key=key, handle=handle):
                return self.is_account[key] or self._is_handle_of(key, handle)
            case Coverage(account=account, post=post):
                return self._is_of(account, post)
            case Link() | Identity() | Fact() | Tag():
                return self._is_of_page(record)
            case _:  # whatever else there is: it names accounts by the same words
                named = (getattr(record, field, None) for field in _OWNERS)
                return any(self.is_account[key] for key in named if key is not None)

    def _is_of_page(self, record: Link | Identity | Fact | Tag) -> bool:
        """Tell whether a page says it of one of them, or points at one."""
        if isinstance(record, Tag):
            author = record.account
            is_theirs = author is not None and self.is_account[author]
            return is_theirs or self.is_post[record.post] or record.post in self.posts
        return self.is_account[record.account] or names_them(record.url, self)

    def _is_of(self, account: Key, post: Key | None) -> bool:
        """Tell whether an account is one of them, and remember its post."""
        if not self.is_account[account]:
            return False
        if post is not None and not self.is_post[post]:
            self.posts.add(post)
        return True

    def _is_handle_of(self, key: Key, handle: str | None) -> bool:
        """Tell whether an account is one of them under another id, and remember that id."""
        if handle is None:
            return False
        hashed = self.hasher.handle(handle)
        if hashed not in self._of_source.get(key.source, ()):
            return False
        self.accounts[key] = hashed
        self.is_account[key] = True
        return True

    def _cleaned(self, record: Record) -> Record:
        clean = record
        match record:
            case Interaction(post=post, native_id=native_id):
                if native_id is not None or post is not None:
                    clean = self._with_ids(record, post=post, native_id=native_id)
            case Post():
                clean = self._cleaned_post(record)
            case Account(name=name, url=url, bio=bio):
                clean = record._replace(
                    name=self._text(name), url=self._url(url), bio=self._text(bio)
                )
            case Coverage(post=Key() as post) | Link(post=Key() as post) | Tag(post=post):
                clean = record._replace(post=self._key(post))
            case Fact(value=value):
                clean = record._replace(value=blanked(value, self))
            case _:
                return record
        self.mentions += clean != record
        return clean

    def _with_ids(self, act: Interaction, post: Key | None, native_id: str | None) -> Interaction:
        new_post = None if post is None else self._key(post)
        new_id = None if native_id is None else self.clean_id(native_id)
        if new_post is post and new_id is native_id:
            return act
        return act._replace(post=new_post, native_id=new_id)

    def _cleaned_post(self, post: Post) -> Post:
        answered = post.reply_to
        if answered is not None:
            is_theirs = self.is_post[answered] or answered in self.posts
            answered = None if is_theirs else self._key(answered)
        return post._replace(
            key=self._key(post.key),
            reply_to=answered,
            url=self._url(post.url),
            title=self._text(post.title),
            text=self._text(post.text),
        )

    def _key(self, key: Key) -> Key:
        clean = self.clean_id(key.native_id)
        return key if clean is key.native_id else Key(key.source, clean)

    def clean_id(self, native_id: str) -> str:
        """Return an id, or what stands for it where it names one of them."""
        if not _IN_IDS.search(native_id):
            return native_id
        if (clean := self._ids.get(native_id)) is None:
            if len(self._ids) >= MOST_REMEMBERED:
                self._ids.clear()
            is_theirs = names_them(native_id, self)
            clean = self.hasher.pseudonym(native_id) if is_theirs else native_id
            self._ids[native_id] = clean
        return native_id if clean == native_id else clean

    def _text(self, text: str | None) -> str | None:
        return None if text is None else blanked(text, self)

    def _url(self, url: str | None) -> str | None:
        return None if url is None or names_them(url, self) else url


def forgotten_in(connection: sqlite3.Connection) -> Forgotten | None:
    """Return who was forgotten; None where nobody was.

    Raises
    ------
    InputUnusable
        Where the key of their hashes is missing or another one.
    """
    hasher = hasher_of(connection)
    return None if hasher is None else Forgotten(connection, hasher)
