"""Shortlists: each list, who stands on it, who is next to be decided on, and what was done."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from influence.errors import one_of
from influence.find import kept_briefs
from influence.outreach import (
    CALLED,
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
from influence.ranking.blanks import without_names
from influence.show.entry_columns import entry_columns
from influence.show.markup import UNKNOWN, people, with_interval
from influence.web.desk import Desk
from influence.web.responding import View

if TYPE_CHECKING:
    from sqlite_utils import Database

    from influence.show.workbook import Sheet

PAGE = 50
DONE, REASONS = 8, 12
_LINKED = """
    select url, coalesce(title, text) from posts
    where account_id in (select value from json_each(?)) and url in (select value from json_each(?))
      and is_listed
"""


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
    UsageError
        Where a decision is none.
    """
    if not query.name:
        return lists(desk, ShortlistsQuery())
    for each in query.decision:
        one_of("decision", each, DECISIONS)
    decisions = list(query.decision or DECISIONS)
    at = max(query.page, 1)
    with desk.opened() as db:
        found = find_shortlist(db, query.name)
        rows = entries(db, found, decisions, limit=PAGE, offset=PAGE * (at - 1))
        done = history(db, found.shortlist_id, limit=DONE)
        posts = posts_linked(db, rows)
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
            "called": CALLED,
            "rows": rows,
            "posts": posts,
            "done": _undoable(done),
            "at": at,
            "pages": max(1, -(-total // PAGE)),
        },
        sheets=lambda: _sheets(desk, query.name, decisions),
        of=found.name,
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
        posts = posts_linked(db, waiting[:1])
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
            "posts": posts,
            "reasons": list(dict.fromkeys(row["reason"] for row in decided if row["reason"])),
            "reasons_shown": REASONS,
            "done": _undoable(done),
        },
        of=f"{found.name}, {person['handle'] or person['name']}" if person else found.name,
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


def _facts(row: Row) -> list[tuple[str, str]]:
    """Return what is known of somebody, in words: the numbers of when they were found."""
    told = {
        "fit": people(row["fit"]),
        "influence on the topic": with_interval(row["topical_influence"], row["low"], row["high"]),
        "posts on the topic": f"{people(row['topic_posts'])} of {people(row['posts'])}",
        "active audience": people(row["active_audience"]),
        "followers": people(row["followers"]),
    }
    return [(label, text) for label, text in told.items() if not text.startswith(UNKNOWN)]


def posts_linked(db: "Database", rows: Sequence[Row]) -> dict[str, str]:
    """Return address → first words of the posts that the links of entries lead to, where held."""
    owners = [row["account_id"] for row in rows]
    links = [row[name] for row in rows for name in LINKS if row[name]]
    found = db.execute(_LINKED, [json.dumps(owners), json.dumps(links)]).fetchall()
    told = without_names(db, [words for _, words in found])
    return {str(url): words for (url, _), words in zip(found, told, strict=True) if words}
