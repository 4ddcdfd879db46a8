"""The rows of a shortlist: who, what was decided and why, what is known of them; and the queue."""

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from influence.outreach.entries import DECISIONS, FACTS, LINKS
from influence.outreach.shortlists import Shortlist
from influence.ranking import Row
from influence.ranking.blanks import without_names
from influence.ranking.names import names_of

if TYPE_CHECKING:
    from sqlite_utils import Database

COLUMNS: Final = (
    *("position", "handle", "name", "platform", "decision", "reason", "note", "tags", "why"),
    *(*FACTS[:1], *FACTS[2:], *LINKS, "url", "last_note", "added_at", "changed_at", "changed_by"),
    *("changes", "account_id", "native_id"),
)
"""The columns of rows, in their order."""

_WRITTEN: Final = ("reason", "note", "tags", "last_note")
"""Columns that people write."""

_ENTRIES = """
    select account_id, decision, reason, position, note, why, facts, link_1, link_2, link_3,
           added_at, changes, changed_at, changed_by,
           (select group_concat(tag, '|') from (
              select tag from account_tags
              where account_tags.account_id = shortlist_entries.account_id order by tag)),
           (select note from account_notes
            where account_notes.account_id = shortlist_entries.account_id
            order by note_id desc limit 1)
    from shortlist_entries
    where shortlist_id = :list and account_id not in (select account_id from unlisted)
      and decision in (select value from json_each(:decisions))
    order by position is null, position, added_at, account_id limit :limit offset :offset
"""
_STANDINGS = """
    select name, decision, reason from shortlist_entries join shortlists using (shortlist_id)
    where account_id = :account and removed_at is null
      and account_id not in (select account_id from unlisted)
    order by shortlist_entries.changed_at desc, name
"""


class Standing(NamedTuple):
    """How one account stands on one shortlist."""

    shortlist: str
    decision: str
    reason: str | None


def standings(db: "Database", account_id: int) -> list[Standing]:
    """Return the shortlists that an account is on, the one changed last first."""
    found = [Standing(*row) for row in db.execute(_STANDINGS, {"account": account_id})]
    told = without_names(db, [each.reason for each in found], whole=True)
    return [each._replace(reason=reason) for each, reason in zip(found, told, strict=True)]


def entries(
    db: "Database",
    shortlist: Shortlist,
    decisions: Sequence[str] = DECISIONS,
    *,
    limit: int | None = None,
    offset: int = 0,
) -> list[Row]:
    """Return who stands on a shortlist, by position; who may not be listed by now is left out.

    Parameters
    ----------
    decisions
        Of these alone.

    Returns
    -------
    list of dict
        :data:`COLUMNS`; the numbers are those of when the account was added.
    """
    found = db.execute(
        _ENTRIES,
        {
            "list": shortlist.shortlist_id,
            "decisions": json.dumps(list(decisions)),
            "limit": -1 if limit is None else limit,
            "offset": offset,
        },
    ).fetchall()
    return _without_names(db, list(_rows(db, found)))


def queue(db: "Database", shortlist: Shortlist, *, limit: int | None = None) -> list[Row]:
    """Return who is to be decided on next: the queued, then those put off, by position."""
    first = entries(db, shortlist, ["queued"], limit=limit)
    left = None if limit is None else limit - len(first)
    return [*first, *(entries(db, shortlist, ["later"], limit=left) if left != 0 else [])]


def _without_names(db: "Database", rows: list[Row]) -> list[Row]:
    """Return rows whose texts do not name who may not be listed; a link to them is none."""
    for column in (*_WRITTEN, *LINKS):
        texts = [None if row[column] is None else str(row[column]) for row in rows]
        for row, text, told in zip(rows, texts, without_names(db, texts, whole=True), strict=True):
            row[column] = None if column in LINKS and told != text else told
    return rows


def _rows(db: "Database", found: Sequence[tuple[Any, ...]]) -> Iterator[Row]:
    names = names_of(db, np.array([row[0] for row in found], dtype=np.int64))
    for cells, name in zip(found, names, strict=True):
        _, decision, reason, position, note, why, facts, *links, tags, last_note = cells
        *links, added_at, changes, changed_at, changed_by = links
        numbers = json.loads(facts)
        yield {
            **{fact: numbers.get(fact) for fact in FACTS},
            **dict(zip(LINKS, links, strict=True)),
            "position": position,
            "handle": name.handle,
            "name": name.name,
            "platform": name.source,
            "decision": decision,
            "reason": reason,
            "note": note,
            "tags": tags,
            "why": why,
            "url": name.url,
            "last_note": last_note,
            "added_at": added_at,
            "changes": changes,
            "changed_at": changed_at,
            "changed_by": changed_by,
            "account_id": name.account_id,
            "native_id": name.native_id,
        }
