"""What is in line already of some tasks, read at once: a page names dozens."""

import json
import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from influence.records import Task
from influence.store.crawling.tasks import signals_in

_KNOWN = """
select source, kind, address, depth, signals, refused is not null,
  case when refused is not null or last_error is not null then 'in vain'
       when finished_at is null then 'unread' else 'read' end
from json_each(?) as named cross join crawl_tasks
  on source = named.value ->> 0 and kind = named.value ->> 1 and address = named.value ->> 2
"""
_PLACES = """
select value ->> 0, value ->> 1 from json_each(?)
where exists (select 1 from crawl_tasks where site = value ->> 0 and host = value ->> 1)
"""

_SECURED = """
update crawl_tasks set address = :secure, host = :host
where source = :source and kind = :kind and address = :plain
"""

NARROWING = ("acts", "exposure")
"""Signals by which less is wanted than without them, or later: where a task is wanted in two ways,
the wider one counts."""

Name = tuple[str, str, str]
"""Source, kind and address: what makes a task."""


@lru_cache(maxsize=4_096)
def host_of(address: str) -> str | None:
    """Return scheme, host and port of an address: what one robots.txt is about (RFC 9309, 2.3).

    None where it is no address, such as one of a port that cannot be.

    >>> host_of("https://Anna.Example:443/feed/"), host_of("http://b.example:8080")
    ('https://anna.example', 'http://b.example:8080')
    """
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}" + (f":{port}" if port not in {None, usual} else "")


class InLine:
    """Tasks in line under the names of some tasks, and under other spellings of them.

    Links name one page with https and without, and with a closing slash and without: each spelling
    would be asked for.

    Parameters
    ----------
    tasks
        With addresses that have a host.
    """

    def __init__(self, connection: sqlite3.Connection, tasks: Sequence[Task]) -> None:
        self._connection = connection
        places = list({_place_beside(task) for task in tasks})
        self._places: set[tuple[str, str | None]] = set()
        self._places |= set(connection.execute(_PLACES, [json.dumps(places)]))
        names = {name for task in tasks for name in self._names(task)}
        rows = connection.execute(_KNOWN, [json.dumps(list(names))])
        self._known: dict[Name, _Known | None] = {row[:3]: _Known(*row[3:]) for row in rows}

    def __contains__(self, task: Task) -> bool:
        return task[:3] in self._known

    def as_known(self, task: Task) -> Task:
        """Return a task by the address under which its page is in line already, if it is.

        One that waits without https is asked for with it from now on; what was asked for in vain
        without it is another page.
        """
        name, *others = self._names(task)
        found = next((each for each in (name, *others) if each in self._known), name)
        if found[2].startswith("http:") and name[2].startswith("https:"):
            found = self._secured(found, name)
        return task._replace(address=found[2])

    def is_settled(self, task: Task, depth: int) -> bool:
        """Tell whether a task is known as it is, so that putting it in line changes nothing."""
        known = self._known.get(task[:3])
        if known is None or task.pointer == "seed" or task.cursor is not None:
            return False
        known_depth, signals, is_refused, _ = known
        held, wanted, narrowing = {*signals_in(signals)}, {*task.signals}, {*NARROWING}
        is_no_wider = wanted - narrowing <= held and held & narrowing <= wanted
        return known_depth <= depth and not is_refused and is_no_wider

    def add(self, task: Task) -> None:
        """Take in that a task was put in line."""
        self._places.add((task.site, host_of(task.address)))
        self._known[task[:3]] = None

    def _secured(self, plain: Name, secure: Name) -> Name:
        known = self._known[plain]
        if known is not None and known.state != "unread":
            return plain if known.state == "read" else secure
        names = dict(zip(("source", "kind", "secure"), secure, strict=True))
        host = host_of(secure[2])
        self._connection.execute(_SECURED, {**names, "plain": plain[2], "host": host})
        self._known[secure] = self._known.pop(plain)
        return secure

    def _names(self, task: Task) -> list[Name]:
        """Return the name of a task and its other spellings: first with https, where any has it."""
        source, kind, address, *_ = task
        spelt: tuple[str, ...] = _with_slash(address)
        if _place_beside(task) in self._places:
            secure, plain = sorted([address, _other_scheme(address)], reverse=True)
            spelt = (*_with_slash(secure), *_with_slash(plain))
        return [(source, kind, each) for each in spelt]


class _Known(NamedTuple):
    """What is known of a task; ``state`` is ``unread``, ``read`` or ``in vain``."""

    depth: int
    signals: str
    is_refused: int
    state: str


def _place_beside(task: Task) -> tuple[str, str]:
    """Return the site of a task and its host with the other scheme."""
    return task.site, _other_scheme(host_of(task.address) or "")


def _with_slash(address: str) -> tuple[str, str]:
    """Return an address, and the same with or without a closing slash."""
    return address, address.removesuffix("/") if address.endswith("/") else f"{address}/"


def _other_scheme(address: str) -> str:
    return f"http{address[5:]}" if address.startswith("https") else f"https{address[4:]}"
