"""The kinds ``lookup`` and ``account``: who an account is, by its home, and its lists to read."""

from collections.abc import Iterator

from crawlers.answers import Visit, shown
from crawlers.documents import checked_json, media_type
from crawlers.errors import AnswerUnusable
from crawlers.mastodon.fallback import instead_of_rest
from crawlers.mastodon.people import (
    Person,
    counts_of,
    hides_lists,
    identities_of,
    person_of,
    records_of,
    visit_to,
)
from crawlers.mastodon.places import CLOSED, Place, api, at_home, first_cursor, local_id
from crawlers.signals import ACTS
from influence.records import Record, Task


def read(visit: Visit) -> Iterator[Record]:
    """Yield an account and visits to its lists; where the host tells strangers none, to its actor.

    So too where it does not know this API: some answer whatever they do not know with their page.
    Of one that refuses, is suspended or moved away nothing more is asked for.

    Raises
    ------
    AnswerUnusable
        Where it is no account, or that of another host.
    """
    at_home(visit)
    if visit.answer.status in CLOSED or media_type(visit.answer) == "text/html":
        yield from instead_of_rest(visit)
        return
    place = Place.of(visit)
    person = person_of(checked_json(visit.answer), place)
    if person is None or not person.is_home:
        raise AnswerUnusable(f"{shown(visit.answer.url)} is no account of that host.")
    yield from records_of(person, place)
    if person.denies:
        return
    yield from identities_of(person, place)
    if ACTS in visit.task.signals:
        yield from (each for each in _lists(visit.task, person, place) if each.kind == "statuses")
        return
    moved = person_of(person.said.get("moved"), place)
    if moved is not None and moved.key != person.key:
        yield from visit_to(moved, place, None)
        return
    yield from _lists(visit.task, person, place)


def _lists(task: Task, person: Person, place: Place) -> Iterator[Task]:
    native_id = local_id(person.said.get("id"))
    if native_id is None:
        return
    followers, following, posts = counts_of(person)
    hidden = hides_lists(person) or None
    told = {"handle": person.handle, "id": native_id, "hidden": hidden}
    of_posts = {**told, "claimed": posts, "followers": followers}
    lists = (
        ("statuses", "40", of_posts),
        ("following", "80", {**told, "claimed": following}),
        ("endorsements", "80", told),
    )
    for kind, limit, cursor in lists:
        address = api(place.origin, "accounts", native_id, kind, limit=limit)
        yield Task(
            task.source,
            kind,
            address,
            person.key.native_id,
            first_cursor(**cursor),
            signals=task.signals,
        )
