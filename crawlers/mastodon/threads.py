"""The kinds ``context`` and ``tag``: who answered a post, and who writes about something."""

from collections.abc import Iterator

from crawlers.answers import Visit, shown
from crawlers.cursors import told_in
from crawlers.documents import checked_json
from crawlers.errors import AnswerUnusable
from crawlers.fediverse import actor_address, key
from crawlers.json_values import Object, as_count, as_object, objects
from crawlers.mastodon.lists import Listing, closed
from crawlers.mastodon.naming import questions
from crawlers.mastodon.people import Person, records_of, visit_to
from crawlers.mastodon.places import CLOSED, Place, at_home, local_id
from crawlers.mastodon.posts import Page, Status, records_of_status, status_of
from influence.records import Coverage, Key, Post, Record

_MOST = 4_096
"""Answers that Mastodon shows of a thread at most; strangers see 60."""


def read_context(visit: Visit) -> Iterator[Record]:
    """Yield the posts of a thread, and how many of its direct answers were shown.

    Raises
    ------
    AnswerUnusable
        Where it is no thread, or not of its owner's home.
    """
    at_home(visit)
    told = told_in(visit.task.cursor)
    address = actor_address(told.get("post"))
    if address is None:
        raise AnswerUnusable(f"{shown(visit.answer.url)} is of no post that is known.")
    if visit.answer.status in CLOSED:
        yield closed(visit, "replies", key(address))
        return
    said, place = as_object(checked_json(visit.answer)), Place.of(visit)
    items = [each for part in ("ancestors", "descendants") for each in objects(said.get(part))]
    page = Page(place)
    root = local_id(told.get("status")) or ""
    owner = Key(visit.task.source, visit.task.site)
    page.by_id[root] = Status(key(address), Person(owner, None, False, {}, {}), {})
    page.know(items[:_MOST])
    yield from _posts(items[:_MOST], page, owner)
    yield from questions(page, visit.task)
    claimed = as_count(told.get("claimed"))
    held = sum(root == local_id(item.get("in_reply_to_id")) for item in items[:_MOST])
    yield Coverage(
        "replies",
        owner,
        key(address),
        is_complete=held >= (claimed or 0),
        claimed_count=claimed,
        held_count=held,
        seen_at=place.seen_at,
    )


def read_tag(visit: Visit) -> Iterator[Record]:
    """Yield who wrote of something lately, by a host's own view, and visits to them.

    Raises
    ------
    AnswerUnusable
        Where it is no list.
    """
    if visit.answer.status in CLOSED:
        return
    listing = Listing.of(visit)
    page = Page(listing.place)
    page.know(listing.new)
    yield from _posts(listing.new, page)
    for person in {each.author.key: each.author for each in page.by_id.values()}.values():
        yield from visit_to(person, listing.place, "tag")
    if task := listing.next_page():
        yield task


def _posts(items: list[Object], page: Page, owner: Key | None = None) -> Iterator[Record]:
    """Yield posts that are somewhere else than in their authors' own lists.

    Of those who have not said that they want to be found, no text.
    """
    statuses = [each for item in items if (each := status_of(item, page.place))]
    for author in {each.author.key: each.author for each in statuses}.values():
        yield from records_of(author, page.place)
    for status in statuses:
        said_yes = status.author.said.get("discoverable") is True or status.author.key == owner
        for record in records_of_status(status, page):
            if isinstance(record, Post):
                yield record._replace(is_listed=False, text=record.text if said_yes else None)
            else:
                yield record
