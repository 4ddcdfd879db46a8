"""Briefs that are kept in the database, so that a page can change them; nobody's change is lost."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from influence.errors import ChangedMeanwhile, NothingFound, nearest
from influence.find.briefs import Brief, parse_brief
from influence.store import current_time, write_transaction

if TYPE_CHECKING:
    from sqlite_utils import Database


class KeptBrief(NamedTuple):
    """A brief as it is kept: its text, how often it was changed, and when last."""

    name: str
    toml: str
    version: int
    changed_at: str


def kept_briefs(db: "Database") -> list[KeptBrief]:
    """Return every brief that is kept, the one changed last first."""
    rows = db.execute(
        "select name, toml, changes, changed_at from briefs order by changed_at desc, name"
    )
    return [KeptBrief(*row) for row in rows]


def kept_brief(db: "Database", name: str) -> KeptBrief:
    """Return the brief of a name.

    Raises
    ------
    NothingFound
        Where there is none.
    """
    found = {each.name: each for each in kept_briefs(db)}
    if name not in found:
        near = nearest(name, found)
        hint = f"did you mean {near}?" if near else "none is kept so far." if not found else ""
        raise NothingFound(f"There is no brief {name!r}; {hint or ', '.join(found)}")
    return found[name]


def keep_brief(
    db: "Database",
    toml: str,
    *,
    version: int = 0,
    clock: Callable[[], str] = current_time,
) -> tuple[Brief, KeptBrief]:
    """Keep a brief under its own name.

    Parameters
    ----------
    version
        That of the text which was changed; 0 for one that is new.

    Raises
    ------
    InputUnusable
        Where the text is no brief.
    ChangedMeanwhile
        Where the brief has another version by now, or one of its name is there already.
    """
    brief = parse_brief(toml)
    with write_transaction(db):
        row = db.conn.execute("select changes from briefs where name = ?", [brief.name]).fetchone()
        held = 0 if row is None else int(row[0])
        if held != version:
            raise ChangedMeanwhile(
                f"The brief {brief.name!r} was changed meanwhile (version {held}, yours is of"
                f" {version}): look at it, and change it again."
            )
        kept = KeptBrief(brief.name, toml, version + 1, clock())
        db.conn.execute(
            """
            insert into briefs (name, toml, changes, changed_at) values (?, ?, ?, ?)
            on conflict (name) do update set
              toml = excluded.toml, changes = excluded.changes, changed_at = excluded.changed_at
            """,
            list(kept),
        )
    return brief, kept


def remove_brief(db: "Database", name: str) -> None:
    """Forget a brief; what it found stays until it is found anew.

    Raises
    ------
    NothingFound
        Where there is none of that name.
    """
    kept_brief(db, name)
    with write_transaction(db):
        db.conn.execute("delete from briefs where name = ?", [name])
