"""Lists of people: who follows, whom one follows, who boosted or liked, who is recommended."""

from collections.abc import Iterator
from typing import Final

from crawlers.answers import Visit, shown
from crawlers.cursors import told_in
from crawlers.errors import AnswerUnusable
from crawlers.fediverse import actor_address, key
from crawlers.mastodon.fallback import instead_of_rest
from crawlers.mastodon.lists import Listing, closed
from crawlers.mastodon.people import Person, person_of, records_of, visit_to
from crawlers.mastodon.places import CLOSED, at_home
from influence.records import Follow, Interaction, Key, Record

ENDORSEMENT: Final = "endorsement"

_COVERED = {
    "followers": "followers",
    "following": "following",
    "reblogged_by": "reposters",
    "favourited_by": "likers",
    "endorsements": "endorsements",
}
"""Kind of a task → the list that it reads, as coverage calls it."""

_OF_POSTS = frozenset({"reblogged_by", "favourited_by"})
_POINTERS = {"following": "follow", "endorsements": "recommend"}
"""Lists by which an account points at others, and how."""


def read(visit: Visit) -> Iterator[Record]:
    """Yield the people of a list, what each did, the next page, or how much of it was read.

    Raises
    ------
    AnswerUnusable
        Where it is no list, or not of its owner's home.
    """
    at_home(visit)
    covered = _COVERED[visit.task.kind]
    post = _post(visit)
    if post is None and visit.task.kind in _OF_POSTS:
        raise AnswerUnusable(f"{shown(visit.answer.url)} is of no post that is known.")
    if visit.answer.status in CLOSED:
        yield closed(visit, covered, post)
        yield from instead_of_rest(visit)
        return
    listing = Listing.of(visit)
    people = [person_of(item, listing.place) for item in listing.new]
    for person in people:
        if person is not None and person.key != listing.owner:
            yield from records_of(person, listing.place)
            yield _act(visit, listing.owner, person, post)
            if pointer := _POINTERS.get(visit.task.kind):
                yield from visit_to(person, listing.place, pointer)
    if task := listing.next_page():
        yield task
        return
    yield from _end(listing, covered, post)


def _end(listing: Listing, covered: str, post: Key | None) -> Iterator[Record]:
    """Yield how much of a list was read, and where the rest of it can be."""
    if listing.visit.task.kind == "followers" and (task := listing.page_for_later()):
        yield task
    coverage = listing.coverage(covered, post)
    yield coverage
    if coverage.is_complete is False and not coverage.held_count:
        yield from instead_of_rest(listing.visit)


def read_directory(visit: Visit) -> Iterator[Record]:
    """Yield accounts that a host shows to strangers, and visits to them.

    Raises
    ------
    AnswerUnusable
        Where it is no list.
    """
    if visit.answer.status in CLOSED:
        return
    listing = Listing.of(visit, "offset")
    for item in listing.new:
        person = person_of(item, listing.place)
        if person is not None:
            yield from records_of(person, listing.place)
            yield from visit_to(person, listing.place, "directory")
    if task := listing.next_page():
        yield task


def _post(visit: Visit) -> Key | None:
    address = actor_address(told_in(visit.task.cursor).get("post"))
    return key(address) if address else None


def _act(visit: Visit, owner: Key, person: Person, post: Key | None) -> Record:
    match visit.task.kind:
        case "followers":
            return Follow(person.key, owner, seen_at=visit.answer.seen_at)
        case "following":
            return Follow(owner, person.key, seen_at=visit.answer.seen_at)
        case "endorsements":
            return Interaction("link", owner, person.key, native_id=ENDORSEMENT)
        case "reblogged_by":
            return Interaction("repost", person.key, owner, post)
    return Interaction("like", person.key, owner, post)
