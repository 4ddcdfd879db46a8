"""What is in line already of some tasks, read at once: a page names dozens."""

import json
import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from influence.records import Task
from influence.store.crawling.tasks import signals_in

_KNOWN = """
select source, kind, address, depth, signals, refused is not null
from json_each(?) as named cross join crawl_tasks
  on source = named.value ->> 0 and kind = named.value ->> 1 and address = named.value ->> 2
"""
_PLACES = """
select value ->> 0, value ->> 1 from json_each(?)
where exists (select 1 from crawl_tasks where site = value ->> 0 and host = value ->> 1)
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
        plain = [task for task in tasks if _is_plain(task)]
        places = list({(task.site, host_of(_secure(task.address))) for task in plain})
        self._places: set[tuple[str, str | None]] = set()
        self._places |= set(connection.execute(_PLACES, [json.dumps(places)]))
        names = {name for task in tasks for name in self._names(task)}
        rows = connection.execute(_KNOWN, [json.dumps(list(names))])
        self._known: dict[Name, tuple[int, str, int] | None] = {row[:3]: row[3:] for row in rows}

    def __contains__(self, task: Task) -> bool:
        return task[:3] in self._known

    def as_known(self, task: Task) -> Task:
        """Return a task by the address under which its page is in line already, if it is."""
        name, other = self._names(task)
        return task._replace(address=(other if other in self._known else name)[2])

    def is_settled(self, task: Task, depth: int) -> bool:
        """Tell whether a task is known as it is, so that putting it in line changes nothing."""
        known = self._known.get(task[:3])
        if known is None or task.pointer == "seed" or task.cursor is not None:
            return False
        known_depth, signals, is_refused = known
        held, wanted, narrowing = {*signals_in(signals)}, {*task.signals}, {*NARROWING}
        is_no_wider = wanted - narrowing <= held and held & narrowing <= wanted
        return known_depth <= depth and not is_refused and is_no_wider

    def add(self, task: Task) -> None:
        """Take in that a task was put in line."""
        self._places.add((task.site, host_of(task.address)))
        self._known[task[:3]] = None

    def _names(self, task: Task) -> tuple[Name, Name]:
        """Return the name of a task and that with or without a closing slash."""
        address = task.address
        if _is_plain(task) and (task.site, host_of(_secure(address))) in self._places:
            address = _secure(address)
        other = address.removesuffix("/") if address.endswith("/") else f"{address}/"
        return (task.source, task.kind, address), (task.source, task.kind, other)


def _is_plain(task: Task) -> bool:
    return task.address.startswith("http://")


def _secure(address: str) -> str:
    return f"https{address.removeprefix('http')}"
