"""What ``influence shortlist`` does: one function an action."""

import getpass
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from influence.cli.accounts_in import asked_accounts
from influence.cli.shortlist_rows import (
    show_barred,
    show_entries,
    show_history,
    show_lists,
)
from influence.errors import UsageError
from influence.find import Candidates, find_by_brief, find_candidates, read_brief
from influence.outreach import (
    Decision,
    add_entries,
    add_note,
    bar,
    change_shortlist,
    decide,
    edit_entries,
    find_shortlist,
    make_shortlist,
    remove_entries,
    remove_shortlist,
    tag,
    unbar,
    undo,
    untag,
)
from influence.ranking.names import Name
from influence.show import counted

if TYPE_CHECKING:
    from sqlite_utils import Database

Options = Mapping[str, Any]
Act = Callable[["Database", Sequence[str], Options], None]


def act_on_shortlists(db: "Database", action: str, words: Sequence[str], options: Options) -> None:
    """Do what was asked for, and say on stderr what was done."""
    by = options["by"] or _who()
    ACTS[action](db, words, {**options, "by": by, "action": action})


def _who() -> str | None:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # nobody of this number is known to the system
        return None


def _one_of(words: Sequence[str], usage: str) -> str:
    if len(words) != 1:
        raise UsageError(f"Write shortlist DB {usage}.")
    return words[0]


def _accounts(db: "Database", words: Sequence[str], options: Options) -> list[Name]:
    """Return the accounts that are named or listed; who is barred is found by may-contact alone."""
    too = options["action"] in {"may-contact", "do-not-contact"}
    asked = asked_accounts(words, options["listed_in"])
    found = [name for _, name in asked.found(db, unlisted_too=too) if name is not None]
    asked.check()
    return found


def _make(db: "Database", words: Sequence[str], options: Options) -> None:
    name = _one_of(words, "make NAME")
    brief = None if options["brief"] is None else read_brief(options["brief"])
    made = make_shortlist(
        db,
        name,
        question=options["question"] or (brief.objective if brief else None),
        brief=None if brief is None else (brief.name, brief.toml),
        by=options["by"],
    )
    click.echo(f"{made.name}: made.", err=True)


def _fill(db: "Database", words: Sequence[str], options: Options) -> None:
    shortlist = find_shortlist(db, _one_of(words, "fill NAME --brief FILE"))
    if options["brief"] is None:
        raise UsageError("Say by which brief it is filled: --brief FILE.")
    finding = find_by_brief(db, read_brief(options["brief"]))
    rows = find_candidates(db, finding, Candidates(limit=options["top"])).rows
    ids = [int(row["account_id"] or 0) for row in rows]
    added = add_entries(db, shortlist, ids, finding=finding, by=options["by"])
    click.echo(f"{shortlist.name}: {counted(added, 'accounts')} more, to be decided on.", err=True)


def _add(db: "Database", words: Sequence[str], options: Options) -> None:
    shortlist, accounts = _listed(db, words, options)
    ids = [each.account_id for each in accounts]
    decided = Decision("queued", options["reason"])
    added = add_entries(db, shortlist, ids, decided=decided, by=options["by"])
    click.echo(f"{shortlist.name}: {counted(added, 'accounts')} more.", err=True)


def _decide(db: "Database", words: Sequence[str], options: Options) -> None:
    shortlist, accounts = _listed(db, words, options)
    decided = Decision(options["action"], options["reason"])
    decide(db, shortlist, _unseen(accounts), decided, by=options["by"])
    told = ", ".join(each.label for each in accounts)
    click.echo(f"{shortlist.name}: {decided.decision}: {told}.", err=True)


def _edit(db: "Database", words: Sequence[str], options: Options) -> None:
    shortlist, accounts = _listed(db, words, options)
    cells = dict(_cell(text) for text in options["cells"])
    if not cells:
        raise UsageError("Say what is to be changed: --set link_1=https://...")
    edit_entries(db, shortlist, _unseen(accounts), cells, by=options["by"])


def _unseen(accounts: Sequence[Name]) -> dict[int, int | None]:
    """Return accounts whose entries are changed whatever they are by now."""
    return dict.fromkeys(each.account_id for each in accounts)


def _cell(text: str) -> tuple[str, str | None]:
    name, found, value = text.partition("=")
    if not found:
        raise UsageError(f"--set {text} is not of the form NAME=VALUE.")
    return name.strip(), value.strip() or None


def _off(db: "Database", words: Sequence[str], options: Options) -> None:
    shortlist, accounts = _listed(db, words, options)
    ids = [each.account_id for each in accounts]
    removed = remove_entries(db, shortlist, ids, options["by"])
    click.echo(f"{shortlist.name}: {counted(removed, 'accounts')} taken off.", err=True)


def _listed(db: "Database", words: Sequence[str], options: Options) -> tuple[Any, list[Name]]:
    """Return the list that the first word names, and the accounts of the others."""
    if not words:
        raise UsageError(f"Write shortlist DB {options['action']} NAME ACCOUNT...")
    return find_shortlist(db, words[0]), _accounts(db, words[1:], options)


def _rename(db: "Database", words: Sequence[str], options: Options) -> None:
    if len(words) != 2:
        raise UsageError("Write shortlist DB rename NAME NEW.")
    change_shortlist(db, find_shortlist(db, words[0]), name=words[1], by=options["by"])


def _remove(db: "Database", words: Sequence[str], options: Options) -> None:
    shortlist = find_shortlist(db, _one_of(words, "remove NAME"))
    remove_shortlist(db, shortlist, options["by"])
    click.echo(f"{shortlist.name}: removed; undo brings it back.", err=True)


def _of_person(db: "Database", words: Sequence[str], options: Options) -> None:
    if len(words) != 2:
        raise UsageError(f"Write shortlist DB {options['action']} ACCOUNT WORDS.")
    (account,) = _accounts(db, words[:1], options)
    act = {"note": add_note, "tag": tag, "untag": untag}[options["action"]]
    act(db, account.account_id, words[1], options["by"])


def _bar(db: "Database", words: Sequence[str], options: Options) -> None:
    if not words and options["listed_in"] is None:
        show_barred(db, options)
        return
    ids = [each.account_id for each in _accounts(db, words, options)]
    bar(db, ids, options["reason"] or "", url=options["url"], by=options["by"])
    click.echo(f"{counted(len(ids), 'accounts')}: in no list and no export.", err=True)


def _unbar(db: "Database", words: Sequence[str], options: Options) -> None:
    ids = [each.account_id for each in _accounts(db, words, options)]
    unbar(db, ids, options["reason"] or "", options["by"])
    click.echo(f"{counted(len(ids), 'accounts')}: may be contacted again.", err=True)


def _undo(db: "Database", words: Sequence[str], options: Options) -> None:
    if words and not words[0].isdecimal():
        raise UsageError("Write shortlist DB undo, or undo NUMBER as history shows it.")
    done = undo(db, int(words[0]) if words else None, options["by"])
    click.echo(f"Undone: {done.words}.", err=True)


ACTS: Mapping[str, Act] = {
    "lists": lambda db, _, options: show_lists(db, options),
    "make": _make,
    "fill": _fill,
    "show": lambda db, words, options: show_entries(db, _one_of(words, "show NAME"), options),
    "queue": lambda db, words, options: show_entries(db, _one_of(words, "queue NAME"), options),
    "add": _add,
    **dict.fromkeys(("in", "out", "later"), _decide),
    "edit": _edit,
    "off": _off,
    "rename": _rename,
    "remove": _remove,
    **dict.fromkeys(("note", "tag", "untag"), _of_person),
    "do-not-contact": _bar,
    "may-contact": _unbar,
    "history": show_history,
    "undo": _undo,
}
