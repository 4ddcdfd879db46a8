"""The kind ``statuses``: what an account posted and boosted, newest first, from its home."""

from collections.abc import Iterator
from typing import Final

from crawlers.answers import Visit
from crawlers.cursors import told_in
from crawlers.json_values import as_count, as_words
from crawlers.mastodon.fallback import instead_of_rest
from crawlers.mastodon.lists import Listing, closed
from crawlers.mastodon.naming import questions
from crawlers.mastodon.people import records_of, visit_to
from crawlers.mastodon.places import CLOSED, Place, api, at_home, first_cursor, local_id
from crawlers.mastodon.posts import Page, Status, records_of_status, status_of, time_told
from crawlers.signals import ACTS, EXPOSURE, acted_in
from influence.records import Coverage, Interaction, Key, Record, Task

_WHO_ACTED: Final = (
    ("reblogs_count", "reblogged_by", "?limit=80"),
    ("favourites_count", "favourited_by", "?limit=80"),
    ("replies_count", "context", ""),
)
_PASSED_ON: Final = _WHO_ACTED[:1]
_ACTED = 5


def read(visit: Visit) -> Iterator[Record]:
    """Yield the posts of an account, what it did by them, and visits to who answered.

    Some hosts put in who boosted the account: such an entry is an act of who made it, and of
    entries by others nothing else is taken.

    Raises
    ------
    AnswerUnusable
        Where it is no list, or not of its owner's home.
    """
    at_home(visit)
    if visit.answer.status in CLOSED:
        yield closed(visit, "posts")
        yield from _circles(visit)
        yield from instead_of_rest(visit)
        return
    listing = Listing.of(visit)
    page = Page(listing.place)
    page.know(listing.new)
    own, passed_on = _told_apart(listing)
    if own and listing.is_first:
        yield from records_of(own[0].author, listing.place)
    if own and own[0].author.denies:
        return
    for status in own:
        yield from records_of_status(status, page)
    for entry, post in passed_on:
        yield from records_of(entry.author, listing.place)
        yield Interaction("repost", entry.author.key, listing.owner, post.key)
    yield from questions(page, visit.task)
    if ACTS not in visit.task.signals:
        yield from _leads(listing, own, page)
    yield from _goes_on(listing, own, page)


def _told_apart(listing: Listing) -> tuple[list[Status], list[tuple[Status, Status]]]:
    """Return the posts of the account, and who passed on which of them by an entry of their own."""
    own: dict[Key, Status] = {}
    passed_on = []
    for item in listing.new:
        status = status_of(item, listing.place)
        boosted = status_of(item.get("reblog"), listing.place)
        if status is not None and status.author.key == listing.owner:
            own[status.key] = status
        elif status is not None and boosted is not None and boosted.author.key == listing.owner:
            own.setdefault(boosted.key, boosted)
            passed_on.append((status, boosted))
    return list(own.values()), passed_on


def _leads(listing: Listing, own: list[Status], page: Page) -> Iterator[Record]:
    """Yield the visits to whom an account boosted, who follows it, and who acted on its posts."""
    for status in own:
        yield from _boosted(status, listing.place)
    if listing.is_first:
        yield from _circles(listing.visit)
    yield from _who_acted(own, listing, page)


def _boosted(status: Status, place: Place) -> Iterator[Record]:
    """Yield the visit to whom an account boosted: the best of ways to those who matter to it."""
    boosted = status_of(status.said.get("reblog"), place)
    if boosted is not None and boosted.author.key != status.author.key:
        yield from visit_to(boosted.author, place, "repost")


def _circles(visit: Visit) -> Iterator[Task]:
    """Yield the visit to who follows the account."""
    told = told_in(visit.task.cursor)
    native_id = local_id(told.get("id"))
    if native_id is not None:
        origin = Place.of(visit).origin
        address = api(origin, "accounts", native_id, "followers", limit="80")
        cursor = first_cursor(
            handle=told.get("handle"),
            id=native_id,
            hidden=told.get("hidden"),
            claimed=as_count(told.get("followers")),
        )
        yield visit.task._replace(kind="followers", address=address, cursor=cursor, pointer=None)


def _who_acted(own: list[Status], listing: Listing, page: Page) -> Iterator[Task]:
    """Yield the visits to who boosted, liked and answered the newest posts that tell of any.

    Who boosted the others is left to the last part of the budget.
    """
    signals = listing.visit.task.signals
    newest = acted_in(signals, _ACTED) if listing.is_first else 0
    posts = [each for each in own if each.said.get("reblog") is None]
    for place, status in enumerate(posts):
        posted = time_told(status, page)
        if place < newest:
            yield from _actors_of(status, listing, _WHO_ACTED, posted)
        else:
            for task in _actors_of(status, listing, _PASSED_ON, posted):
                yield task._replace(signals=(*signals, EXPOSURE))


def _actors_of(
    status: Status, listing: Listing, asked: tuple[tuple[str, str, str], ...], posted: str | None
) -> Iterator[Task]:
    native_id = local_id(status.said.get("id"))
    for count, kind, query in asked if native_id else ():
        claimed = as_count(status.said.get(count))
        if claimed:
            address = api(listing.place.origin, "statuses", native_id or "", kind) + query
            cursor = first_cursor(
                handle=listing.told.get("handle"),
                post=status.key.native_id,
                status=native_id,
                claimed=claimed,
                posted=posted,
            )
            task = listing.visit.task
            yield task._replace(kind=kind, address=address, cursor=cursor, pointer=None)


def _goes_on(listing: Listing, own: list[Status], page: Page) -> Iterator[Record]:
    """Yield the next page, or how far back what was read reaches."""
    times = [time_told(status, page) for status in own] + [as_words(listing.told.get("since"))]
    since = min((each for each in times if each), default=None)
    until = as_words(listing.told.get("until")) or listing.place.seen_at
    held = listing.held() - (len(listing.new) - len(own))
    if task := listing.next_page(since=since, until=until, held=held):
        yield task
        return
    yield _coverage(listing, held, since, until)


def _coverage(listing: Listing, held: int, since: str | None, until: str) -> Coverage:
    """Return how many posts were read; a host counts those for few eyes as well.

    So a list that ended is whole though more were posted, but not where it showed none of them.
    """
    claimed = as_count(listing.told.get("claimed"))
    if claimed is not None and held > claimed:
        claimed = None
    return listing.coverage("posts")._replace(
        from_at=since,
        to_at=until,
        is_complete=listing.is_end and (held > 0 or not claimed),
        claimed_count=claimed,
        held_count=held,
    )
