"""What is kept of a person whatever list they are on: tags, notes, and not to contact them."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from influence.errors import NothingFound, UsageError
from influence.outreach.entries import is_address
from influence.outreach.journal import Action, action, row_of
from influence.store import current_time

if TYPE_CHECKING:
    from sqlite_utils import Database

LONGEST_TAG, LONGEST_NOTE = 60, 5_000
NOTED: Final = "note_id, account_id, note, changed_at, changed_by"


class Note(NamedTuple):
    """A note on a person."""

    note_id: int
    account_id: int
    note: str
    at: str
    by: str | None


class Barred(NamedTuple):
    """Somebody who must not be contacted, and why; the one place where they are named."""

    account_id: int
    source: str
    native_id: str
    handle: str | None
    name: str | None
    reason: str | None
    url: str | None
    at: str
    by: str | None


def tags_of(db: "Database", account_id: int) -> list[str]:
    """Return the tags of a person."""
    rows = db.execute(
        "select tag from account_tags where account_id = ? order by tag", [account_id]
    )
    return [row[0] for row in rows]


def tag(db: "Database", account_id: int, words: str, by: str | None = None) -> None:
    """Give a person a tag.

    Raises
    ------
    UsageError
        Where it is empty or too long.
    """
    name = _tag(words)
    with action(db, "give a tag", by) as begun:
        key = {"account_id": account_id, "tag": name}
        if row_of(db.conn, "account_tags", key) is None:
            begun.put("account_tags", key, {})


def untag(db: "Database", account_id: int, words: str, by: str | None = None) -> None:
    """Take a tag off a person, if it is there."""
    name = _tag(words)
    with action(db, "take off a tag", by) as begun:
        key = {"account_id": account_id, "tag": name}
        if row_of(db.conn, "account_tags", key) is not None:
            begun.put("account_tags", key, None)


def notes_of(db: "Database", account_id: int) -> list[Note]:
    """Return the notes on a person, newest first."""
    rows = db.execute(
        f"select {NOTED} from account_notes where account_id = ? order by note_id desc",  # noqa: S608
        [account_id],
    )
    return [Note(*row) for row in rows]


def add_note(db: "Database", account_id: int, text: str, by: str | None = None) -> Note:
    """Write a note on a person; earlier ones stay.

    Raises
    ------
    UsageError
        Where it is empty or too long.
    """
    text = text.strip()
    if not text or len(text) > LONGEST_NOTE:
        raise UsageError(f"A note has 1 to {LONGEST_NOTE:,} signs.")
    with action(db, "write a note", by) as begun:
        _write_note(begun, account_id, text)
    return notes_of(db, account_id)[0]


def _write_note(begun: Action, account_id: int, text: str) -> None:
    (last,) = begun.connection.execute("select max(note_id) from account_notes").fetchone()
    begun.put(
        "account_notes", {"note_id": (last or 0) + 1}, {"account_id": account_id, "note": text}
    )


def remove_note(db: "Database", note_id: int, by: str | None = None) -> None:
    """Remove a note.

    Raises
    ------
    NothingFound
        Where there is none of that number.
    """
    with action(db, "remove a note", by) as begun:
        if row_of(db.conn, "account_notes", {"note_id": note_id}) is None:
            raise NothingFound(f"There is no note {note_id}.")
        begun.put("account_notes", {"note_id": note_id}, None)


def bar(
    db: "Database",
    account_ids: Sequence[int],
    reason: str,
    *,
    url: str | None = None,
    by: str | None = None,
    clock: Callable[[], str] = current_time,
) -> None:
    """Note that people must not be contacted: no list and no export shows them from now on.

    Parameters
    ----------
    url
        Where they say so.

    Raises
    ------
    UsageError
        Where no reason is given, or the address is none.
    """
    cells = {"reason": _reason(reason), "url": url}
    if url is not None and not is_address(url):
        raise UsageError(f"{url[:60]!r} is no address; it begins with https:// or http://.")
    with action(db, f"do not contact {len(account_ids)}", by, clock=clock) as begun:
        for account_id in account_ids:
            begun.put("do_not_contact", {"account_id": account_id}, cells)


def unbar(db: "Database", account_ids: Sequence[int], reason: str, by: str | None = None) -> None:
    """Note that people may be contacted again; a note on each keeps why.

    Who never was barred stays as they were.

    Raises
    ------
    UsageError
        Where no reason is given.
    """
    note = f"May be contacted again: {_reason(reason)}"[:LONGEST_NOTE]
    with action(db, f"may contact {len(account_ids)} again", by) as begun:
        for account_id in account_ids:
            key = {"account_id": account_id}
            if row_of(db.conn, "do_not_contact", key) is not None:
                begun.put("do_not_contact", key, None)
                _write_note(begun, account_id, note)


def barred(db: "Database") -> list[Barred]:
    """Return who must not be contacted, by name: for the user alone, to see and mend it."""
    rows = db.execute(
        """
        select account_id, source, native_id, handle, name, reason, do_not_contact.url,
               changed_at, changed_by
        from do_not_contact join accounts using (account_id)
        order by changed_at desc, account_id
        """
    )
    return [Barred(*row) for row in rows]


def _reason(reason: str) -> str:
    if not reason.strip() or len(reason) > LONGEST_NOTE:
        raise UsageError("Say why, in words that are kept with it.")
    return reason.strip()


def _tag(words: str) -> str:
    name = " ".join(words.split()).casefold()
    if not name or len(name) > LONGEST_TAG or "|" in name:
        raise UsageError(f"A tag has 1 to {LONGEST_TAG} signs, and no |.")
    return name
