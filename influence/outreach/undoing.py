"""What was done, newest first, and undoing it: nothing that somebody did since is lost by that."""

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from influence.errors import ChangedMeanwhile, NothingFound
from influence.outreach.journal import action, row_of, same
from influence.ranking.names import names_of
from influence.store import current_time

if TYPE_CHECKING:
    from sqlite_utils import Database

_DONE = """
    select action_id, words, changed_at, changed_by, undoes_id,
           (select count(*) from action_changes where action_changes.action_id = actions.action_id),
           (select min(later.action_id) from actions as later
            where later.undoes_id = actions.action_id and not exists (
              select 1 from actions as last where last.undoes_id = later.action_id))
    from actions
    where :shortlist is null or action_id in (
      select action_id from action_changes where shortlist_id = :shortlist)
    order by action_id desc limit :limit
"""
_ABOUT = """
    select action_id, account_id from action_changes
    where action_id in (select value from json_each(?)) and account_id in (
      select account_id from accounts)
    group by action_id, account_id order by action_id, min(change_id)
"""
NAMED = 3
"""So many accounts of an action are named."""


class Done(NamedTuple):
    """An action: what was done, when, by whom, to how many rows.

    ``undoes``: it took back that action; ``undone_by``: that action took it back. ``whom`` names
    the accounts it was about, the first of them, without those who may not be listed by now.
    """

    action_id: int
    words: str
    at: str
    by: str | None
    undoes: int | None
    rows: int
    undone_by: int | None
    whom: str = ""


def history(db: "Database", shortlist_id: int | None = None, *, limit: int = 50) -> list[Done]:
    """Return what was done, newest first: to one shortlist, or to anything."""
    done = _done(db, shortlist_id, limit)
    whom = _whom(db, [each.action_id for each in done])
    return [each._replace(whom=whom.get(each.action_id, "")) for each in done]


def _done(db: "Database", shortlist_id: int | None, limit: int) -> list[Done]:
    asked = {"shortlist": shortlist_id, "limit": limit}
    return [Done(*row) for row in db.execute(_DONE, asked)]


def _whom(db: "Database", action_ids: Sequence[int]) -> dict[int, str]:
    """Return action → the first accounts it was about, and how many more."""
    about: dict[int, list[int]] = {}
    for action_id, account_id in db.execute(_ABOUT, [json.dumps(action_ids)]):
        about.setdefault(action_id, []).append(account_id)
    first = sorted({each for ids in about.values() for each in ids[:NAMED]})
    names = dict(zip(first, names_of(db, np.array(first, dtype=np.int64)), strict=True))
    told = {}
    for action_id, ids in about.items():
        labels = [names[each].label for each in ids[:NAMED] if names[each].unlisted is None]
        more = [f"{len(ids) - len(labels):,} more"] if labels and len(ids) > len(labels) else []
        told[action_id] = ", ".join([*labels, *more])
    return told


def undo(
    db: "Database",
    action_id: int | None = None,
    by: str | None = None,
    *,
    clock: Callable[[], str] = current_time,
) -> Done:
    """Take back an action: every row it changed becomes what it was before; return it.

    Parameters
    ----------
    action_id
        None: the newest that is not undone, and is no undoing itself.

    Raises
    ------
    NothingFound
        Where there is nothing to undo.
    ChangedMeanwhile
        Where somebody changed a row of it since: then nothing is changed.
    """
    with action(db, "undo", by, undoes=action_id, clock=clock) as undoing:
        done = _chosen(db, action_id, undoing.action_id)
        db.conn.execute(
            "update actions set words = ?, undoes_id = ? where action_id = ?",
            [f"undo: {done.words}"[:500], done.action_id, undoing.action_id],
        )
        changes = db.conn.execute(
            "select thing, row_key, before, after from action_changes where action_id = ?"
            " order by change_id desc",
            [done.action_id],
        ).fetchall()
        for table, *texts in changes:
            key, before, after = (json.loads(each or "null") for each in texts)
            if not same(row_of(db.conn, table, key), after):
                raise ChangedMeanwhile(
                    f"{done.words!r} cannot be undone: somebody changed the same since; undo that"
                    " first, or mend it by hand."
                )
            undoing.put(table, key, before)
    return done


def _chosen(db: "Database", action_id: int | None, own: int) -> Done:
    found = [
        each
        for each in _done(db, None, -1)
        if each.action_id != own
        and (each.action_id == action_id if action_id is not None else each.undoes is None)
    ]
    for each in found:
        if each.undone_by in {None, own}:
            return each
        if action_id is not None:
            raise NothingFound(f"{each.words!r} is undone already.")
    raise NothingFound("There is nothing to undo." if action_id is None else "No such action.")
