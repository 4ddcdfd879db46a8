"""Who follows whom, and whom somebody put on a list or in a starter pack."""

from collections.abc import Iterator

from crawlers.answers import Visit
from crawlers.atproto.addresses import address_in, did_in, key_of
from crawlers.bluesky.asking import PAGE, asked, profiles_visits, visit_of
from crawlers.bluesky.lists import continued, interrupted
from crawlers.bluesky.reading import answered
from crawlers.bluesky.views import Views
from crawlers.json_values import Object, as_object, as_words, at, objects
from influence.records import Follow, Interaction, Record

_OF_PEOPLE = "app.bsky.graph.defs#curatelist"
"""Lists of another purpose are to mute and to block: they are nobody's recommendation."""


def _followers(visit: Visit, told: Object) -> Iterator[Record]:
    """Yield who follows an account."""
    yield from _edges(visit, told, "followers")


def _follows(visit: Visit, told: Object) -> Iterator[Record]:
    """Yield whom an account follows, and visits to their profiles."""
    yield from _edges(visit, told, "follows")
    views = objects(told.get("follows"))
    others = [did for view in views if (did := did_in(view.get("did")))]
    yield from profiles_visits(visit.task.site, others, "follow")


def _edges(visit: Visit, told: Object, name: str) -> Iterator[Record]:
    views, own = Views(visit), key_of(visit.task.site)
    held = 0
    for view in objects(told.get(name)):
        did = did_in(view.get("did"))
        held += did is not None
        yield from views.people(view)
        if did and did != own.native_id and not views.is_denied(view):
            other = key_of(did)
            actor, target = (other, own) if name == "followers" else (own, other)
            yield Follow(actor, target, seen_at=visit.answer.seen_at)
    yield from continued(visit, told, held)


def _lists(visit: Visit, told: Object) -> Iterator[Record]:
    """Yield visits to the lists of people of an account."""
    for each in objects(told.get("lists")):
        if each.get("purpose") == _OF_PEOPLE:
            yield from _list_visit(visit, each.get("uri"))
    yield from _next_page(visit, told, "lists")


def _starter_packs(visit: Visit, told: Object) -> Iterator[Record]:
    """Yield visits to the lists behind the starter packs of an account."""
    for each in objects(told.get("starterPacks")):
        yield from _list_visit(visit, at(each, "record", "list"))
    yield from _next_page(visit, told, "starterPacks")


def _list_visit(visit: Visit, uri: object) -> Iterator[Record]:
    address = address_in(uri)
    if address is not None and address.account == visit.task.site:
        page = asked("app.bsky.graph.getList", list=address.text, limit=PAGE)
        yield visit_of("list", page, visit.task.site, signals=visit.task.signals)


def _next_page(visit: Visit, told: Object, name: str) -> Iterator[Record]:
    yield from continued(visit, told, len(list(objects(told.get(name)))))


def _list(visit: Visit, told: Object) -> Iterator[Record]:
    """Yield whom a list names: each is recommended by its owner, as in a blogroll."""
    views, owner = Views(visit), as_object(at(told, "list", "creator"))
    name, did = as_words(at(told, "list", "uri")), visit.task.site
    is_own = owner.get("did") == did and at(told, "list", "purpose") != _MODERATION
    if not is_own or address_in(name) is None or views.is_denied(owner):
        return
    named: list[str] = []
    for item in objects(told.get("items")):
        person = as_object(item.get("subject"))
        yield from views.people(person)
        other = did_in(person.get("did"))
        if other and other != did and not views.is_denied(person):
            named.append(other)
            yield Interaction("link", key_of(did), key_of(other), native_id=name)
    yield from profiles_visits(did, named, "list")
    yield from continued(visit, told, len(list(objects(told.get("items")))))


_MODERATION = "app.bsky.graph.defs#modlist"

read_followers = answered(_followers, interrupted)
read_follows = answered(_follows, interrupted)
read_lists = answered(_lists, interrupted)
read_starter_packs = answered(_starter_packs, interrupted)
read_list = answered(_list, interrupted)
