"""Shortlists: made, renamed and removed; each keeps the brief that it is drawn from."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from influence.errors import NothingFound, UsageError, nearest
from influence.outreach.journal import action, expect, row_of
from influence.ranking.blanks import without_names
from influence.store import current_time

if TYPE_CHECKING:
    from sqlite_utils import Database

LONGEST: Final = 120
_LISTS = """
    select shortlist_id, name, question, brief, toml, created_at, shortlists.changes,
           shortlists.changed_at, shortlists.changed_by,
           total(decision = 'in' and not is_unlisted), total(decision = 'out' and not is_unlisted),
           total(decision = 'later' and not is_unlisted),
           total(decision = 'queued' and not is_unlisted), total(is_unlisted)
    from shortlists left join (
      select *, account_id in (select account_id from unlisted) as is_unlisted
      from shortlist_entries) using (shortlist_id)
    where removed_at is null
    group by shortlist_id order by shortlists.changed_at desc, name
"""


class Shortlist(NamedTuple):
    """A shortlist, and how many stand on it by what was decided.

    ``question`` says in words what is looked for; ``brief`` and ``toml`` are the brief it is drawn
    from, as it was then. ``unlisted`` may not be shown or contacted by now, and are in no other
    count.
    """

    shortlist_id: int
    name: str
    question: str | None
    brief: str | None
    toml: str | None
    created_at: str
    changes: int
    changed_at: str
    changed_by: str | None
    chosen: int
    refused: int
    later: int
    queued: int
    unlisted: int


def shortlists(db: "Database") -> list[Shortlist]:
    """Return every shortlist, the one changed last first."""
    rows = db.execute(_LISTS)
    return [Shortlist(*row[:9], *map(int, row[9:])) for row in rows]


def question_of(db: "Database", shortlist: Shortlist) -> str:
    """Return what is looked for, without the names of who may not be listed."""
    return without_names(db, [shortlist.question], whole=True)[0] or ""


def find_shortlist(db: "Database", name: str) -> Shortlist:
    """Return the shortlist of a name, in any case.

    Raises
    ------
    NothingFound
        Where there is none; the nearest names are offered.
    """
    found = shortlists(db)
    for each in found:
        if each.name.casefold() == " ".join(name.split()).casefold():
            return each
    names = [each.name for each in found]
    near = nearest(name, names)
    hint = f"did you mean {near}?" if near else f"there are {', '.join(names[:20]) or 'none'}."
    raise NothingFound(f"There is no shortlist {name!r}; {hint}")


def make_shortlist(
    db: "Database",
    name: str,
    *,
    question: str | None = None,
    brief: tuple[str, str] | None = None,
    by: str | None = None,
    clock: Callable[[], str] = current_time,
) -> Shortlist:
    """Make a shortlist.

    Parameters
    ----------
    brief
        Name and text of the brief that it is drawn from.

    Raises
    ------
    UsageError
        Where the name is empty, too long, or taken.
    """
    with action(db, f"make the list {name}", by, clock=clock) as begun:
        name = _free_name(db, name)
        (last,) = db.conn.execute("select max(shortlist_id) from shortlists").fetchone()
        named, toml = brief or (None, None)
        row = {"name": name, "question": question, "brief": named, "toml": toml}
        key = {"shortlist_id": (last or 0) + 1}
        begun.put("shortlists", key, {**row, "created_at": begun.at})
    return find_shortlist(db, name)


def change_shortlist(
    db: "Database",
    shortlist: Shortlist,
    *,
    name: str | None = None,
    question: str | None = None,
    seen: int | None = None,
    by: str | None = None,
) -> Shortlist:
    """Rename a shortlist, or say anew what is looked for; None leaves either as it is.

    Parameters
    ----------
    seen
        ``changes`` of the list that was seen; None: whatever it is by now.

    Raises
    ------
    ChangedMeanwhile
        Where somebody changed it since it was seen.
    UsageError
        As :func:`make_shortlist`.
    """
    key = {"shortlist_id": shortlist.shortlist_id}
    with action(db, f"change the list {shortlist.name}", by) as begun:
        expect(row_of(db.conn, "shortlists", key), seen, f"The list {shortlist.name!r}")
        cells = {} if question is None else {"question": question.strip() or None}
        if name is not None and name.strip().casefold() != shortlist.name.casefold():
            cells["name"] = _free_name(db, name)
        elif name is not None:
            cells["name"] = " ".join(name.split())
        begun.change("shortlists", key, cells)
    return find_shortlist(db, cells.get("name") or shortlist.name)


def remove_shortlist(db: "Database", shortlist: Shortlist, by: str | None = None) -> None:
    """Remove a shortlist; undoing brings it back as it was. Tags and notes of people stay."""
    key = {"shortlist_id": shortlist.shortlist_id}
    with action(db, f"remove the list {shortlist.name}", by) as begun:
        begun.change("shortlists", key, {"removed_at": begun.at})


def _free_name(db: "Database", name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        raise UsageError(f"A list has a name of 1 to {LONGEST} signs.")
    held = db.execute("select name from shortlists where removed_at is null")
    taken = {row[0].casefold() for row in held}
    if name.casefold() in taken:
        raise UsageError(f"There is a list {name!r} already; choose another name.")
    return name
