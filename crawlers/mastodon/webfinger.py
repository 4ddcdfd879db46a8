"""The kind ``webfinger``: which host an account is at home at (RFC 7033).

https://docs.joinmastodon.org/spec/webfinger/. A domain may leave its accounts to another host, and
both must say so: who answers for a domain alone could otherwise claim anybody's account.
"""

from collections.abc import Iterator
from typing import Final

from crawlers.answers import Visit, shown
from crawlers.cursors import as_cursor, number_in, told_in
from crawlers.documents import checked_json
from crawlers.errors import AnswerUnusable
from crawlers.fediverse import actor_address, handle_of, key
from crawlers.json_values import Object, as_object, as_words, objects
from crawlers.mastodon.asking import finger
from crawlers.mastodon.places import api, authority_of, first_cursor, handle_told, origin_of
from crawlers.signals import ACTS
from influence.records import Account, Record, Task
from influence.urls import page_of

_TYPES: Final = ("application/activity+json", "application/ld+json")
_MOST_ASKED: Final = 3


def read(visit: Visit) -> Iterator[Record]:
    """Yield the account, and visits to its home; or the question to who else has to agree.

    Raises
    ------
    AnswerUnusable
        Where no account is told, or domain and host do not agree whose it is.
    """
    task, url = visit.task, visit.answer.url
    told = told_in(task.cursor)
    said = as_object(checked_json(visit.answer))
    handle, actor, asked = _subject(said), _actor(said), handle_told(told)
    if handle is None or actor is None:
        raise AnswerUnusable(f"{shown(url)} tells no account.")
    if handle == asked and authority_of(actor) == authority_of(url):
        yield Account(key(actor), handle, seen_at=visit.answer.seen_at)
        yield from _at_home(task, handle, actor)
        return
    if number_in(told, "asked") >= _MOST_ASKED:
        raise AnswerUnusable(f"{shown(url)} and the host of {shown(actor)} do not agree on it.")
    host = authority_of(actor) if handle == asked else ""
    question = finger(handle, handle, at_host=host)
    if page_of(question.address) is None:
        raise AnswerUnusable(f"{shown(url)} names a host that cannot be: {handle[:200]!r}.")
    cursor = as_cursor(handle=handle, asked=number_in(told, "asked") + 1)
    yield question._replace(kind=task.kind, cursor=cursor, signals=task.signals)


def _at_home(task: Task, handle: str, actor: str) -> Iterator[Task]:
    origin, cursor = origin_of(actor), first_cursor(handle=handle)
    lookup = api(origin, "accounts", "lookup", acct=handle.partition("@")[0])
    yield Task(task.source, "lookup", lookup, actor, cursor, signals=task.signals)
    if ACTS not in task.signals:
        yield Task(task.source, "nodeinfo", f"{origin}/.well-known/nodeinfo", actor)


def _subject(said: Object) -> str | None:
    subject = as_words(said.get("subject")) or ""
    return handle_of(subject.removeprefix("acct:")) if subject.startswith("acct:") else None


def _actor(said: Object) -> str | None:
    for link in objects(said.get("links")):
        media = (as_words(link.get("type")) or "").partition(";")[0]
        if link.get("rel") == "self" and media in _TYPES:
            return actor_address(link.get("href"))
    return None
