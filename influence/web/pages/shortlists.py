"""Shortlists: each list, who stands on it, who is next to be decided on, and what was done."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from influence.find import kept_briefs
from influence.outreach import (
    DECISIONS,
    LINKS,
    Done,
    Shortlist,
    barred,
    entries,
    find_shortlist,
    history,
    notes_of,
    queue,
    shortlists,
    tags_of,
)
from influence.ranking import Row
from influence.show.entry_columns import entry_columns
from influence.web.desk import Desk
from influence.web.responding import View

if TYPE_CHECKING:
    from sqlite_utils import Database

    from influence.show.workbook import Sheet

PAGE = 50
DONE, REASONS = 8, 12
DECIDED = {"in": "in", "out": "out", "later": "later", "queued": "to be decided on"}
"""Decision → how it reads."""


@dataclass(frozen=True, slots=True)
class ShortlistsQuery:
    """The page of all shortlists asks for nothing."""


@dataclass(frozen=True, slots=True)
class ShortlistQuery:
    """Which list, and who of it; without a name, all lists."""

    name: str = ""
    decision: tuple[str, ...] = ()
    page: int = 1


class Listed(NamedTuple):
    """How a list stands, as a row."""

    name: str
    chosen: int
    refused: int
    later: int
    queued: int
    unlisted: int
    question: str | None
    brief: str | None
    changed_at: str
    changed_by: str | None


def lists(desk: Desk, _: ShortlistsQuery) -> View:
    """Return every shortlist, and what was done last."""
    with desk.opened() as db:
        found = shortlists(db)
        done = history(db, limit=DONE)
        briefs = [each.name for each in kept_briefs(db)]
    rows: list[Row] = [_listed(each)._asdict() for each in found]
    return View(
        "Shortlists",
        "shortlists.html",
        list(Listed._fields),
        lambda: rows,
        {"lists": found, "done": _undoable(done), "briefs": briefs},
    )


def shortlist(desk: Desk, query: ShortlistQuery) -> View:
    """Return who stands on a list; without a name, every list.

    Raises
    ------
    NothingFound
        Where there is no such list.
    """
    if not query.name:
        return lists(desk, ShortlistsQuery())
    decisions = [each for each in query.decision if each in DECISIONS] or list(DECISIONS)
    at = max(query.page, 1)
    with desk.opened() as db:
        found = find_shortlist(db, query.name)
        rows = entries(db, found, decisions, limit=PAGE, offset=PAGE * (at - 1))
        done = history(db, found.shortlist_id, limit=DONE)
    total = sum(_counts(found)[each] for each in decisions)
    return View(
        "Shortlist",
        "shortlist.html",
        entry_columns(),
        lambda: _all(desk, query.name, decisions),
        {
            "wish": query,
            "list": found,
            "counts": _counts(found),
            "called": DECIDED,
            "rows": rows,
            "done": _undoable(done),
            "at": at,
            "pages": max(1, -(-total // PAGE)),
        },
        sheets=lambda: _sheets(desk, query.name, decisions),
    )


def review(desk: Desk, query: ShortlistQuery) -> View:
    """Return who of a list is to be decided on next, with all that is known of them.

    Raises
    ------
    NothingFound
        Where there is no such list.
    """
    if not query.name:
        return lists(desk, ShortlistsQuery())
    with desk.opened() as db:
        found = find_shortlist(db, query.name)
        waiting = queue(db, found)
        decided = entries(db, found, ["in", "out"])
        done = history(db, found.shortlist_id, limit=1)
        person = _person(db, waiting[0]) if waiting else None
    return View(
        "Review",
        "review.html",
        entry_columns(),
        lambda: waiting,
        {
            "list": found,
            "person": person,
            "left": len(waiting),
            "facts": _facts(waiting[0]) if waiting else [],
            "links": [link for name in LINKS if waiting and (link := waiting[0][name])],
            "reasons": list(dict.fromkeys(row["reason"] for row in decided if row["reason"])),
            "reasons_shown": REASONS,
            "done": _undoable(done),
        },
    )


def do_not_contact(desk: Desk, _: ShortlistsQuery) -> View:
    """Return who must not be contacted: named on the page alone, and in no file of it."""
    with desk.opened() as db:
        found = barred(db)
    return View(
        "Do not contact",
        "barred.html",
        ["account_id", "reason", "at", "by"],
        lambda: [
            {"account_id": e.account_id, "reason": e.reason, "at": e.at, "by": e.by} for e in found
        ],
        {"barred": found},
    )


def _all(desk: Desk, name: str, decisions: Sequence[str]) -> list[Row]:
    with desk.opened() as db:
        return entries(db, find_shortlist(db, name), decisions)


def _sheets(desk: Desk, name: str, decisions: Sequence[str]) -> "Sequence[Sheet]":
    from influence.show.shortlist_sheets import shortlist_sheets  # noqa: PLC0415 - an extra

    with desk.opened() as db:
        return shortlist_sheets(db, find_shortlist(db, name), decisions)


def _listed(one: Shortlist) -> Listed:
    return Listed(*(getattr(one, name) for name in Listed._fields))


def _counts(one: Shortlist) -> dict[str, int]:
    return {"in": one.chosen, "out": one.refused, "later": one.later, "queued": one.queued}


def _undoable(done: Sequence[Done]) -> list[Done]:
    return [each for each in done if each.undone_by is None and each.undoes is None]


def _person(db: "Database", row: Row) -> dict[str, Any]:
    account_id = int(row["account_id"] or 0)
    return {
        **row,
        "tags": tags_of(db, account_id),
        "notes": notes_of(db, account_id),
        "seen": json.dumps([account_id, row["changes"]]),
    }


def _facts(row: Row) -> list[tuple[str, Any]]:
    names = ("fit", "topical_influence", "topic_posts", "active_audience", "followers")
    return [(name.replace("_", " "), row[name]) for name in names if row[name] is not None]
