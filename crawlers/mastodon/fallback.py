"""Where an account's home shows nothing by its API: what it shows other servers, ActivityPub."""

from collections.abc import Iterator

from crawlers.answers import Visit
from crawlers.cursors import told_in
from crawlers.mastodon.places import first_cursor, handle_told
from influence.records import Task

_NAMING = frozenset({"lookup", "account"})
"""Those of them without which nothing is known of an account."""

_SHOWN = frozenset({"lookup", "account", "statuses", "followers", "following"})
"""Kinds of tasks that bring what an actor shows as well."""


def instead_of_rest(visit: Visit) -> Iterator[Task]:
    """Yield the visit to an account's actor; none where only its handle is known, or it hides."""
    task, told = visit.task, told_in(visit.task.cursor)
    if task.kind in _SHOWN and task.site.startswith("http") and not told.get("hidden"):
        is_last = task.kind in _NAMING or None
        cursor = first_cursor(handle=handle_told(told), last=is_last)
        yield Task(task.source, "actor", task.site, task.site, cursor, signals=task.signals)
