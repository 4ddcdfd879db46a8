"""What is known of hosts and answers, and the log of every request."""

import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Self

from influence.records import Fetch, HostState, Validators
from influence.store.opening import uri_of

if TYPE_CHECKING:
    from sqlite_utils import Database


_CACHED = 128
"""Kilobytes of the database that a thread holds, which looks for one row at a time."""

# The same request told twice is one: no two of one address begin at one time and take as long.
_LOG = """
with told (task_id, url, host, fetched_at, status, waited_seconds, took_seconds, bytes,
           from_cache, error) as (values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?))
insert into fetches (task_id, url, host, fetched_at, status, waited_seconds, took_seconds, bytes,
                     from_cache, error)
select * from told
where not exists (
  select 1 from fetches as f
  where f.task_id is told.task_id and f.url = told.url and f.fetched_at = told.fetched_at
    and f.status is told.status and f.took_seconds = told.took_seconds)
"""


def log_fetches(
    connection: sqlite3.Connection, task_id: int | None, fetches: Iterable[Fetch]
) -> None:
    """Log requests, those of robots.txt too, under the task that they were made for."""
    connection.executemany(_LOG, ((task_id, *each) for each in fetches))


def save_hosts(connection: sqlite3.Connection, hosts: Iterable[HostState]) -> None:
    """Replace what is known of hosts."""
    connection.executemany(
        "insert or replace into hosts (host, robots_txt, robots_status, robots_at, delay_seconds,"
        " not_before, failures, open_until) values (?, ?, ?, ?, ?, ?, ?, ?)",
        hosts,
    )


def save_validators(connection: sqlite3.Connection, validators: Iterable[Validators]) -> None:
    """Replace what is known of answers."""
    connection.executemany(
        "insert or replace into validators (url, etag, last_modified, body_hash, seen_at)"
        " values (?, ?, ?, ?, ?)",
        validators,
    )


def host_state(db: "Database", host: str) -> HostState:
    """Return what is known of a host; of one that was never asked, its name."""
    return _host_state(db.conn, host)


def validators_of(db: "Database", url: str) -> Validators | None:
    """Return what to send with a request for an address; None where it was never answered."""
    return _validators_of(db.conn, url)


class Beside:
    """Reads what is known of hosts and answers while another thread writes the database.

    Each thread that asks has a read-only connection of its own, which sees all that was committed.
    To be closed when the threads are through, by leaving its ``with``.

    Parameters
    ----------
    path
        The database, a file.
    """

    def __init__(self, path: str | Path) -> None:
        self._uri = uri_of(Path(path))
        self._own = threading.local()
        self._all: list[sqlite3.Connection] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while self._all:
            self._all.pop().close()

    def host_state(self, host: str) -> HostState:
        """Return what is known of a host; of one that was never asked, its name."""
        return _host_state(self._connection(), host)

    def validators_of(self, url: str) -> Validators | None:
        """Return what to send with a request for an address; None: it was never answered."""
        return _validators_of(self._connection(), url)

    def _connection(self) -> sqlite3.Connection:
        held: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if held is None:
            # Closed by whoever made this, when the thread is through.
            held = sqlite3.connect(self._uri, uri=True, timeout=30, check_same_thread=False)
            held.execute("pragma query_only = on")
            held.execute(f"pragma cache_size = {-_CACHED}")
            self._own.connection = held
            self._all.append(held)
        return held


def _host_state(connection: sqlite3.Connection, host: str) -> HostState:
    row = connection.execute(
        "select host, robots_txt, robots_status, robots_at, delay_seconds, not_before, failures,"
        " open_until from hosts where host = ?",
        [host],
    ).fetchone()
    return HostState(host) if row is None else HostState(*row)


def _validators_of(connection: sqlite3.Connection, url: str) -> Validators | None:
    row = connection.execute(
        "select url, etag, last_modified, body_hash, seen_at from validators where url = ?", [url]
    ).fetchone()
    return None if row is None else Validators(*row)
