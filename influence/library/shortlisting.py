"""Keep shortlists: who is in, out or later, and why; and who must not be contacted."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from os import PathLike

from influence.errors import UsageError, one_of
from influence.find import Candidates, find_by_brief, find_candidates
from influence.library.answering import answering
from influence.library.briefs import BriefGiven, brief_of
from influence.library.custom_scores import ScoreFiles, within_reach
from influence.library.database import Database
from influence.library.limits import TOP, whole_or_none
from influence.library.results import Result
from influence.library.shortlist_asked import Asked, cells_of
from influence.library.shortlist_rows import (
    barred_of,
    done,
    entries_of,
    history_of,
    lists_of,
    queue_of,
)
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
    who,
)
from influence.ranking.names import Name
from influence.show import counted


def shortlist(
    db: Database,
    action: str = "lists",
    *words: str,
    input: str | PathLike[str] | None = None,
    reason: str | None = None,
    question: str | None = None,
    brief: BriefGiven | None = None,
    top: int | None = None,
    only: str | None = None,
    set: Mapping[str, str | None] | Iterable[str] = (),
    url: str | None = None,
    by: str | None = None,
    score_file: ScoreFiles = (),
) -> Result:
    """Keep shortlists: each call is one action, done whole or not at all, and can be undone.

    Parameters
    ----------
    action
        ``lists``, ``make``, ``fill``, ``show``, ``queue``, ``add``, ``in``, ``out``, ``later``,
        ``edit``, ``off``, ``rename``, ``remove``, ``note``, ``tag``, ``untag``,
        ``do-not-contact``, ``may-contact``, ``history`` or ``undo``.
    words
        What the action is about: the name of a list, then accounts (docs/shortlists.md).
    input
        A file with accounts.
    reason
        Why: kept with what is decided.
    question
        With ``make``: what is looked for, in words.
    brief, score_file
        With ``make`` and ``fill``: the brief that it is drawn from, and scores that it weighs.
    top, only
        With ``fill`` and ``show``: at most so many; ``queued``, ``in``, ``out`` or ``later`` alone.
    set
        With ``edit``: cells as a mapping, or texts ``NAME=VALUE``.
    url
        With ``do-not-contact``: where they say so.
    by
        Who does it; None: who is logged in.

    Returns
    -------
    Result
        ``show`` and ``queue``: a row an account; ``history``: a row an action, the newest first;
        ``do-not-contact`` without accounts: who is barred; else a row a list. ``.words`` say what
        was done.

    Raises
    ------
    UsageError, NothingFound
        Where there is no such list, or what was asked for means nothing.
    UnknownAccount, NotListed
        Where an account is not held, or may not be shown.
    ChangedMeanwhile
        Where somebody else changed the same thing.

    Examples
    --------
    >>> import influence as inf
    >>> with inf.example() as db:
    ...     _ = inf.shortlist(db, "make", "Spring")
    ...     _ = inf.shortlist(db, "add", "Spring", "joro_dig")
    ...     inf.shortlist(db, "in", "Spring", "joro_dig", reason="answers every comment").words
    ['Spring: in: joro_dig.']
    """
    listed_in, top = None if input is None else str(input), whole_or_none("top", top, TOP)
    asked = Asked(
        action, words, listed_in, reason, question, brief, top, only, cells_of(set), url, by
    )
    return act(db, asked, score_file)


def act(db: Database, asked: Asked, score_file: ScoreFiles = ()) -> Result:
    """Do what was asked for."""
    one_of("action", asked.action, ACTS)
    with answering(db), within_reach([], score_file):
        return ACTS[asked.action](db, asked._replace(by=asked.by or who()))


def _make(db: Database, asked: Asked) -> Result:
    name = asked.one("make NAME")
    brief = None if asked.brief is None else brief_of(asked.brief)
    made = make_shortlist(
        db.sqlite,
        name,
        question=asked.question or (brief.objective if brief else None),
        brief=None if brief is None else (brief.name, brief.toml),
        by=asked.by,
    )
    return done(db, f"{made.name}: made.")


def _fill(db: Database, asked: Asked) -> Result:
    shortlist = find_shortlist(db.sqlite, asked.one("fill NAME --brief FILE"))
    if asked.brief is None:
        raise UsageError("Say by which brief it is filled: --brief FILE.")
    finding = find_by_brief(db.sqlite, brief_of(asked.brief))
    rows = find_candidates(db.sqlite, finding, Candidates(limit=asked.top)).rows
    ids = [int(row["account_id"] or 0) for row in rows]
    added = add_entries(db.sqlite, shortlist, ids, finding=finding, by=asked.by)
    return done(db, f"{shortlist.name}: {counted(added, 'accounts')} more, to be decided on.")


def _add(db: Database, asked: Asked) -> Result:
    shortlist, accounts = asked.listed(db)
    ids = [each.account_id for each in accounts]
    decided = Decision("queued", asked.reason)
    added = add_entries(db.sqlite, shortlist, ids, decided=decided, by=asked.by)
    return done(db, f"{shortlist.name}: {counted(added, 'accounts')} more.")


def _decide(db: Database, asked: Asked) -> Result:
    shortlist, accounts = asked.listed(db)
    decided = Decision(asked.action, asked.reason)
    decide(db.sqlite, shortlist, _unseen(accounts), decided, by=asked.by)
    told = ", ".join(each.label for each in accounts)
    return done(db, f"{shortlist.name}: {decided.decision}: {told}.")


def _edit(db: Database, asked: Asked) -> Result:
    shortlist, accounts = asked.listed(db)
    if not asked.cells:
        raise UsageError("Say what is to be changed: --set link_1=https://...")
    edit_entries(db.sqlite, shortlist, _unseen(accounts), asked.cells, by=asked.by)
    return done(db)


def _unseen(accounts: Sequence[Name]) -> dict[int, int | None]:
    """Return accounts whose entries are changed whatever they are by now."""
    return dict.fromkeys(each.account_id for each in accounts)


def _off(db: Database, asked: Asked) -> Result:
    shortlist, accounts = asked.listed(db)
    ids = [each.account_id for each in accounts]
    removed = remove_entries(db.sqlite, shortlist, ids, asked.by)
    return done(db, f"{shortlist.name}: {counted(removed, 'accounts')} taken off.")


def _rename(db: Database, asked: Asked) -> Result:
    if len(asked.words) != 2:
        raise UsageError("Write shortlist DB rename NAME NEW.")
    old, new = asked.words
    change_shortlist(db.sqlite, find_shortlist(db.sqlite, old), name=new, by=asked.by)
    return done(db)


def _remove(db: Database, asked: Asked) -> Result:
    shortlist = find_shortlist(db.sqlite, asked.one("remove NAME"))
    remove_shortlist(db.sqlite, shortlist, asked.by)
    return done(db, f"{shortlist.name}: removed; undo brings it back.")


def _of_person(db: Database, asked: Asked) -> Result:
    if len(asked.words) != 2:
        raise UsageError(f"Write shortlist DB {asked.action} ACCOUNT WORDS.")
    (account,) = asked.accounts(db, asked.words[:1])
    doing = {"note": add_note, "tag": tag, "untag": untag}[asked.action]
    doing(db.sqlite, account.account_id, asked.words[1], asked.by)
    return done(db)


def _bar(db: Database, asked: Asked) -> Result:
    if not asked.names_any:
        return barred_of(db)
    ids = [each.account_id for each in asked.accounts(db, asked.words)]
    bar(db.sqlite, ids, asked.reason or "", url=asked.url, by=asked.by)
    return done(db, f"{counted(len(ids), 'accounts')}: in no list and no export.")


def _unbar(db: Database, asked: Asked) -> Result:
    ids = [each.account_id for each in asked.accounts(db, asked.words)]
    unbar(db.sqlite, ids, asked.reason or "", asked.by)
    return done(db, f"{counted(len(ids), 'accounts')}: may be contacted again.")


def _undo(db: Database, asked: Asked) -> Result:
    words = asked.words
    if words and not words[0].isdecimal():
        raise UsageError("Write shortlist DB undo, or undo NUMBER as history shows it.")
    undone = undo(db.sqlite, int(words[0]) if words else None, asked.by)
    return done(db, f"Undone: {undone.words}.")


ACTS: Mapping[str, Callable[[Database, Asked], Result]] = {
    "lists": lambda db, _: lists_of(db),
    "make": _make,
    "fill": _fill,
    "show": lambda db, asked: entries_of(db, asked.one("show NAME"), asked.only, asked.top),
    "queue": lambda db, asked: queue_of(db, asked.one("queue NAME"), asked.top),
    "add": _add,
    **dict.fromkeys(("in", "out", "later"), _decide),
    "edit": _edit,
    "off": _off,
    "rename": _rename,
    "remove": _remove,
    **dict.fromkeys(("note", "tag", "untag"), _of_person),
    "do-not-contact": _bar,
    "may-contact": _unbar,
    "history": lambda db, asked: history_of(db, next(iter(asked.words), None), asked.top),
    "undo": _undo,
}
