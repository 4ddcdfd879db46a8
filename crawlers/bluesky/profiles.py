"""Profiles: what an account says of itself, whether it may be shown, what there is to be read."""

from collections.abc import Iterator

from crawlers.answers import Visit, shown
from crawlers.atproto.addresses import handle_in
from crawlers.bluesky.asking import document_visit, visits_of
from crawlers.bluesky.reading import answered
from crawlers.bluesky.views import Views
from crawlers.cursors import told_in
from crawlers.errors import AnswerUnusable
from crawlers.json_values import Object, as_count, as_words, at, objects
from influence.records import Record


def _profile(visit: Visit, told: Object) -> Iterator[Record]:
    """Yield an account, and visits to all that there is of it unless it is not to be shown."""
    did, views = visit.task.site, Views(visit)
    account = views.account(told)
    if account is None or account.key.native_id != did:
        raise AnswerUnusable(f"{shown(visit.answer.url)} is not the profile of {did}.")
    yield from views.consents(told)
    if views.is_denied(told):
        return
    held = told_in(visit.task.cursor)
    # The AppView says whose the handle is, the document which handle the account has.
    named = handle_in(held.get("handle"))
    yield account if named in {None, account.handle} else account._replace(handle=None)
    yield from visits_of(did, as_words(held.get("pds")), _counts(told), visit.task.signals)


def _profiles(visit: Visit, told: Object) -> Iterator[Record]:
    """Yield accounts, and visits to their documents; those that are not there are left out."""
    views, how = Views(visit), as_words(told_in(visit.task.cursor).get("how"))
    for view in objects(told.get("profiles")):
        account = views.account(view)
        if account is None:
            continue
        yield from views.consents(view)
        if not views.is_denied(view):
            yield account
            did = account.key.native_id
            signals = visit.task.signals
            yield from document_visit(did, pointer=how, signals=signals, counts=_counts(view))


def _counts(view: Object) -> dict[str, int | None]:
    return {
        "posts": as_count(view.get("postsCount")),
        "followers": as_count(view.get("followersCount")),
        "follows": as_count(view.get("followsCount")),
        "lists": as_count(at(view, "associated", "lists")),
        "packs": as_count(at(view, "associated", "starterPacks")),
    }


read_profile = answered(_profile)
read_profiles = answered(_profiles)
