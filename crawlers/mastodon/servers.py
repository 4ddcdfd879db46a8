"""The kinds ``nodeinfo``, ``software`` and ``instance``: what a host runs and keeps closed.

NodeInfo (https://nodeinfo.diaspora.software/protocol) and
https://docs.joinmastodon.org/entities/Instance/. What either says of numbers of people is not read:
some hosts tell crawlers random ones.
"""

import re
from collections.abc import Iterator

from crawlers.answers import Visit, shown
from crawlers.cursors import told_in
from crawlers.documents import checked_json
from crawlers.errors import AnswerUnusable, NotAllowed
from crawlers.json_values import as_object, as_words, at, objects
from crawlers.mastodon.places import CLOSED, api, joined, origin_of
from crawlers.signals import DIRECTORY
from crawlers.words import line
from influence.records import Fact, Key, Record

_SCHEMA = re.compile(r"https?://nodeinfo\.diaspora\.software/ns/schema/(\d)\.(\d)")


def read_nodeinfo(visit: Visit) -> Iterator[Record]:
    """Yield the visit to the newest document that a host names, at the same host.

    Raises
    ------
    AnswerUnusable
        Where it names none.
    """
    if visit.answer.status in CLOSED:
        return
    url, found = visit.answer.url, {}
    for link in objects(at(checked_json(visit.answer), "links")):
        schema = _SCHEMA.fullmatch(as_words(link.get("rel")) or "")
        address = joined(url, as_words(link.get("href")) or "") if schema else ""
        if schema and origin_of(address) == origin_of(url):
            found[schema.groups()] = address.partition("#")[0]
    if not found:
        raise AnswerUnusable(f"{shown(url)} names no document about its software.")
    yield visit.task._replace(kind="software", address=found[max(found)])


def read_software(visit: Visit) -> Iterator[Record]:
    """Yield what software an account's home runs.

    Raises
    ------
    AnswerUnusable
        Where it does not say.
    """
    software = as_object(at(checked_json(visit.answer), "software"))
    name, version = (line(as_words(software.get(each)), 100) for each in ("name", "version"))
    if name is None:
        raise AnswerUnusable(f"{shown(visit.answer.url)} names no software.")
    value = f"{name.lower()} {version or ''}".strip()
    account = Key(visit.task.source, visit.task.site)
    yield Fact(account, "software", visit.answer.url, value, visit.answer.seen_at)


def read_instance(visit: Visit) -> Iterator[Record]:
    """Yield which timelines a host keeps closed, and visits to those wanted that are open.

    Hosts that do not know the second version of this answer are asked for the first.

    Raises
    ------
    AnswerUnusable, NotAllowed
        Where it is no description of a host, or what is wanted is closed.
    """
    task, origin = visit.task, origin_of(visit.answer.url)
    if visit.answer.status in CLOSED:
        if "/v2/" in task.address:
            yield task._replace(address=task.address.replace("/v2/", "/v1/", 1))
        return
    said = as_object(checked_json(visit.answer))
    if as_words(said.get("version")) is None:
        raise AnswerUnusable(f"{shown(visit.answer.url)} describes no host.")
    tag = as_words(told_in(task.cursor).get("tag"))
    if tag and _is_open(said, "hashtag_feeds"):
        address = api(origin, "timelines", "tag", tag, limit="40")
        yield task._replace(kind="tag", address=address)
    if DIRECTORY in task.signals:
        address = api(origin, "directory", order="active", local="true", limit="80")
        yield task._replace(kind="directory", address=address)
    elif tag and not _is_open(said, "hashtag_feeds"):
        raise NotAllowed(f"{shown(origin)} shows posts of a tag only to those who signed in.")


def _is_open(said: object, feed: str) -> bool:
    access = at(said, "configuration", "timelines_access", feed, "local")
    return access in {None, "public"}
