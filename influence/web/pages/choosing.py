"""What is done on shortlists and to people: each an action that can be undone."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from influence.errors import NothingFound, UsageError
from influence.find import Candidates, Finding, find_candidates, latest_finding
from influence.outreach import (
    LINKS,
    Decision,
    Shortlist,
    add_entries,
    add_note,
    bar,
    change_shortlist,
    decide,
    edit_entries,
    find_shortlist,
    make_shortlist,
    remove_entries,
    remove_note,
    remove_shortlist,
    tag,
    unbar,
    undo,
    untag,
    who,
)
from influence.web.desk import Desk
from influence.web.pages.shortlists import ShortlistQuery
from influence.web.queries import address_of

if TYPE_CHECKING:
    from sqlite_utils import Database

MOST_FILLED = 50


@dataclass(frozen=True, slots=True)
class ListForm:
    """A list to make, change or remove; ``brief`` names the one it is filled from."""

    name: str = ""
    new: str = ""
    question: str = ""
    brief: str = ""
    top: int = 20
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class AddForm:
    """Accounts for a list, which is made where there is none of its name."""

    name: str = ""
    id: tuple[str, ...] = ()
    brief: str = ""


@dataclass(frozen=True, slots=True)
class EntriesForm:
    """What is to be done with some entries of a list.

    Attributes
    ----------
    entry
        ``[account, changes]`` of each, as it was seen.
    do
        One of :data:`ACTS`.
    back
        Where to look afterwards: ``review``, else the list.
    """

    name: str = ""
    entry: tuple[str, ...] = ()
    do: str = ""
    reason: str = ""
    note: str = ""
    link_1: str = ""
    link_2: str = ""
    link_3: str = ""
    back: str = ""


@dataclass(frozen=True, slots=True)
class PersonForm:
    """Something about one person."""

    account_id: int = 0
    words: str = ""
    url: str = ""
    do: str = ""
    note_id: int = 0


@dataclass(frozen=True, slots=True)
class UndoForm:
    """Which action is taken back, and of which list it was."""

    action_id: int | None = None
    name: str = ""
    back: str = ""


def make(desk: Desk, form: ListForm) -> str:
    """Make a list, filled with the best candidates of a brief where one is named.

    Raises
    ------
    UsageError
        Where its name is empty or taken.
    """
    with desk.opened() as db:
        finding = latest_finding(db, form.brief) if form.brief else None
        brief = None if finding is None else (finding.name, finding.toml)
        made = make_shortlist(db, form.name, question=form.question or None, brief=brief, by=who())
        if finding is not None:
            wanted = Candidates(limit=max(1, min(form.top, MOST_FILLED)))
            rows = find_candidates(db, finding, wanted).rows
            ids = [int(row["account_id"] or 0) for row in rows]
            add_entries(db, made, ids, finding=finding, by=who())
    return address_of("/review" if finding else "/shortlist", ShortlistQuery(made.name))


def change(desk: Desk, form: ListForm) -> str:
    """Rename a list, or say anew what is looked for."""
    with desk.opened() as db:
        changed = change_shortlist(
            db,
            find_shortlist(db, form.name),
            name=form.new or None,
            question=form.question,
            seen=form.seen,
            by=who(),
        )
    return address_of("/shortlist", ShortlistQuery(changed.name))


def remove(desk: Desk, form: ListForm) -> str:
    """Remove a list; undoing brings it back."""
    with desk.opened() as db:
        remove_shortlist(db, find_shortlist(db, form.name), by=who())
    return "/shortlists"


def add(desk: Desk, form: AddForm) -> str:
    """Add accounts to a list, to be decided on.

    Raises
    ------
    UsageError
        Where nobody is ticked, or no list is named.
    """
    ids = [int(each) for each in form.id if each.isdecimal()]
    if not ids:
        raise UsageError("Nobody is ticked: tick those who go on the list.")
    with desk.opened() as db:
        finding = latest_finding(db, form.brief) if form.brief else None
        add_entries(db, _named(db, form, finding), ids, finding=finding, by=who())
    return address_of("/shortlist", ShortlistQuery(form.name))


def _named(db: "Database", form: AddForm, finding: Finding | None) -> Shortlist:
    """Return the list of a name; one that is made here keeps the brief it is drawn from."""
    try:
        return find_shortlist(db, form.name)
    except NothingFound:
        brief = None if finding is None else (finding.name, finding.toml)
        return make_shortlist(db, form.name, brief=brief, by=who())


def act(desk: Desk, form: EntriesForm) -> str:
    """Do the same with some entries of a list: all of them, or none.

    Raises
    ------
    UsageError
        Where nobody is ticked, or a reason is missing.
    ChangedMeanwhile
        Where somebody else changed one of them since it was seen.
    """
    seen = _seen(form)
    if not seen:
        raise UsageError("Nobody is ticked: tick those whom it is about.")
    if form.do not in ACTS:
        raise UsageError(f"do={form.do}: write one of {', '.join(ACTS)}.")
    with desk.opened() as db:
        ACTS[form.do](db, find_shortlist(db, form.name), seen, form)
    page = "/review" if form.back == "review" else "/shortlist"
    return address_of(page, ShortlistQuery(form.name))


Seen = dict[int, int | None]
Act = Callable[["Database", Shortlist, Seen, EntriesForm], object]


def _decide(db: "Database", chosen: Shortlist, seen: Seen, form: EntriesForm) -> None:
    decide(db, chosen, seen, Decision(form.do, form.reason or None), by=who())


def _note(db: "Database", chosen: Shortlist, seen: Seen, form: EntriesForm) -> None:
    edit_entries(db, chosen, seen, {"note": form.note or None}, by=who())


def _write(db: "Database", chosen: Shortlist, seen: Seen, form: EntriesForm) -> None:
    cells = {name: getattr(form, name) or None for name in ("note", *LINKS)}
    edit_entries(db, chosen, seen, cells, by=who())


def _off(db: "Database", chosen: Shortlist, seen: Seen, _: EntriesForm) -> None:
    remove_entries(db, chosen, list(seen), who())


def _bar(db: "Database", _: Shortlist, seen: Seen, form: EntriesForm) -> None:
    bar(db, list(seen), form.reason, by=who())


ACTS: Mapping[str, Act] = {
    **dict.fromkeys(("in", "out", "later", "queued"), _decide),
    "note": _note,
    "write": _write,
    "off": _off,
    "bar": _bar,
}
"""What can be done with entries → what does it."""


def _seen(form: EntriesForm) -> Seen:
    try:
        return {int(account): int(changes) for account, changes in map(json.loads, form.entry)}
    except (TypeError, ValueError) as error:
        raise UsageError("An entry is [account, changes], as the page writes it.") from error


def person(desk: Desk, form: PersonForm) -> str:
    """Give a tag or take it off, write or remove a note, or say whether to contact somebody.

    Raises
    ------
    UsageError
        Where that means nothing, or words are missing.
    """
    if form.do not in PEOPLE:
        raise UsageError(f"do={form.do}: write one of {', '.join(PEOPLE)}.")
    with desk.opened() as db:
        PEOPLE[form.do](db, form)
    shown = f"/accounts/{form.account_id}"
    return "/do-not-contact" if form.do in {"bar", "unbar"} else shown


PEOPLE: Mapping[str, Callable[["Database", PersonForm], object]] = {
    "tag": lambda db, form: tag(db, form.account_id, form.words, who()),
    "untag": lambda db, form: untag(db, form.account_id, form.words, who()),
    "note": lambda db, form: add_note(db, form.account_id, form.words, who()),
    "unnote": lambda db, form: remove_note(db, form.note_id, who()),
    "bar": lambda db, form: bar(db, [form.account_id], form.words, url=form.url or None, by=who()),
    "unbar": lambda db, form: unbar(db, [form.account_id], form.words, who()),
}
"""What can be done to a person → what does it."""


def take_back(desk: Desk, form: UndoForm) -> str:
    """Undo an action.

    Raises
    ------
    ChangedMeanwhile
        Where somebody changed the same since.
    """
    with desk.opened() as db:
        undo(db, form.action_id, who())
    if not form.name:
        return "/shortlists"
    page = "/review" if form.back == "review" else "/shortlist"
    return address_of(page, ShortlistQuery(form.name))
