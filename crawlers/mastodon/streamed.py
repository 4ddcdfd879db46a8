"""What a server of Mastodon streams as it happens: posts and boosts, made, edited and deleted.

https://docs.joinmastodon.org/methods/streaming/. A post comes as its API gives it, and is read as
a crawl reads it. A deletion is a number of that server and nothing else.
"""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from crawlers.errors import AnswerUnusable
from crawlers.fediverse import SOURCE, actor_address
from crawlers.json_values import Object, as_object, as_words, nothing_for
from crawlers.mastodon.people import Person, records_of
from crawlers.mastodon.places import Place, authority_of, local_id, origin_of
from crawlers.mastodon.posts import Page, Status, records_of_status, status_of
from influence.errors import UsageError
from influence.records import Account, Record, Told
from influence.store.streaming import POST_ACTS, Gone, Item, Standing
from influence.windows import from_seconds

STREAMS: Final = "/api/v1/streaming/"
POSTS, REPOSTS = "posts", "reposts"
KINDS: Final = (POSTS, REPOSTS)
"""What such a server tells of; who likes and who follows it does not."""

_PATHS: Final = {"public", "public/local", "public/remote"}
_TAGS: Final = {"hashtag", "hashtag/local"}
_UPDATES: Final = {b"update", b"status.update", b"status_update"}  # so mastodon_mock writes it
_MOST_STATUSES: Final = 2_000
_MOST_TOLD: Final = 50_000
_LONGEST = 100
_decoded = json.JSONDecoder(parse_constant=nothing_for).decode


class Said(NamedTuple):
    """What one event tells.

    Attributes
    ----------
    seconds
        When it came, since 1970: events have no time of their own.
    items
        What is to be written.
    kind
        Which of ``KINDS`` it is about; '' where it is for everybody who asks for anything.
    skipped
        What was left out.
    """

    seconds: float
    items: tuple[Item | Gone, ...] = ()
    kind: str = ""
    skipped: tuple[str, ...] = ()
    place: int | None = None


def is_stream(url: str) -> bool:
    """Tell whether an address is that of a stream of Mastodon, by its path.

    >>> is_stream("https://m.example/api/v1/streaming/public")
    True
    """
    return urlsplit(url).path.startswith(STREAMS.rstrip("/"))


def check_stream(url: str) -> None:
    """Check that an address is one of the streams that are for everybody.

    Raises
    ------
    UsageError
        Where it is none; what is asked beside is not repeated, as it might be a token.
    """
    parts = urlsplit(url)
    name = parts.path.removeprefix(STREAMS)
    asked = parse_qsl(parts.query, keep_blank_values=True)
    is_tag = name in _TAGS and [each for each, word in asked if word] == ["tag"]
    is_known = is_tag or (name in _PATHS and not parts.query)
    is_plain = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    if not (is_plain and is_known):
        raise UsageError(
            f"--url: of Mastodon write https://, a host, {STREAMS}, and one of public, "
            "public/local, public/remote, hashtag?tag=WORD, hashtag/local?tag=WORD; a token "
            "belongs into the environment."
        )


class Reader:
    """Reads the events of one stream, each as it came.

    Events name earlier posts by numbers of the server: so many are remembered as are written
    together at most, and some more.
    """

    def __init__(self, url: str) -> None:
        self._origin = origin_of(url)
        self._page = Page(Place(self._origin, authority_of(url), ""))
        self._told: dict[str, Told] = {}

    def read(self, message: bytes | bytearray, now: float) -> list[Said]:
        """Return what an event (its name, and its data) tells that came at a time.

        Raises
        ------
        AnswerUnusable
            Where it makes no sense.
        """
        name, _, data = bytes(message).partition(b"\n")
        if name in _UPDATES:
            return [self._updated(_object(data), now)]
        if name == b"delete":
            return [self._deleted(data.decode("utf-8", "replace").strip(), now)]
        return [Said(now, skipped=(name.decode("utf-8", "replace")[:_LONGEST],))]

    def _updated(self, said: Object, now: float) -> Said:
        page = self._page
        page.place = place = self._place(said, str(from_seconds(now)))
        status = status_of(said, place)
        if status is None:
            return Said(now, skipped=("posts that are not for everybody",))
        page.know([said])
        told = _told(status, page)
        if number := local_id(said.get("id")):
            self._told[number] = told._replace(records=())
        skipped = Counter(f"{each.kind} of what was not told before" for each in page.pending)
        page.pending.clear()
        self._shorten()
        standings = (_standing(person, place) for person in _people(status, place))
        kind = REPOSTS if told.post is None else POSTS
        return Said(now, (*standings, told), kind, tuple(skipped.elements()))

    def _deleted(self, number: str, now: float) -> Said:
        if local_id(number) is None:
            raise AnswerUnusable("A deletion names no post.")
        told = self._told.pop(number, None)
        self._page.by_id.pop(number, None)
        return Said(now, (told or Gone(SOURCE, self._origin, number),))

    def _place(self, said: Object, seen_at: str) -> Place:
        """Return who tells it: a server may stream from a name below its own."""
        origin, account = self._origin, as_object(said.get("account"))
        home = actor_address(account.get("uri")) or ""
        is_local = "@" not in (as_words(account.get("acct")) or "@")
        if is_local and authority_of(origin).endswith(f".{authority_of(home) or ' '}"):
            origin = origin_of(home)
        return Place(origin, authority_of(origin), seen_at)

    def _shorten(self) -> None:
        _drop_oldest(self._page.by_id, _MOST_STATUSES)
        _drop_oldest(self._page.people, 2 * _MOST_STATUSES)
        _drop_oldest(self._told, _MOST_TOLD)


def _told(status: Status, page: Page) -> Told:
    """Return what a post or a boost tells; of who is not to be listed only that there is one."""
    author, place = status.author, page.place
    is_boost = status.said.get("reblog") is not None
    records: tuple[Record, ...] = (*records_of(author, place), *records_of_status(status, page))
    if author.denies:
        records = tuple(each for each in records if isinstance(each, Account))
    kinds = ("repost",) if is_boost else POST_ACTS
    post = None if is_boost else status.key
    return Told(author.key, status.key.native_id, kinds, records, post)


def _people(status: Status, place: Place) -> Iterator[Person]:
    """Yield who wrote a post, and whose post was boosted."""
    yield status.author
    boosted = status_of(status.said.get("reblog"), place)
    if boosted is not None and boosted.author.key != status.author.key:
        yield boosted.author


def _standing(person: Person, place: Place) -> Standing:
    """Return what an account says of itself: of who is not to be listed nothing else stays."""
    return Standing(person.key, tuple(records_of(person, place)), is_profile=person.is_home)


def _object(data: bytes) -> Object:
    try:
        told = _decoded(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise AnswerUnusable("An event is no JSON.") from error
    if not isinstance(told, dict):
        raise AnswerUnusable("An event is no JSON object.")
    return told


def _drop_oldest(held: dict[str, Any], most: int) -> None:
    """Keep the younger half of what is remembered, where it is too much."""
    if len(held) > most:
        for key in list(islice(held, len(held) - most // 2)):
            del held[key]
