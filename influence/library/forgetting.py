"""Erase accounts for good, and let nothing bring them back."""

from collections.abc import Iterable, Iterator

from crawlers.files import clean_rejects
from influence.errors import NothingFound, UnknownAccount, UsageError
from influence.library.account_lists import Accounts, accounts_of
from influence.library.account_rows import Asked
from influence.library.answering import answering
from influence.library.database import Database
from influence.library.people import told_rows
from influence.library.results import Result, result_of
from influence.ranking.find_account import find_account, find_account_of_row
from influence.ranking.names import Name
from influence.show import Row, counted
from influence.store import Forgetting, forgotten_in, is_wiped, key_path
from influence.store import forget as forgotten


def forget(
    db: Database,
    accounts: Accounts,
    *,
    reason: str | None = None,
    also: Iterable[str] = (),
) -> Result:
    """Erase accounts with all that is theirs: all are forgotten or none. It cannot be undone.

    Parameters
    ----------
    accounts
        By names of their own, or rows that have one; never by a number of ours.
    reason
        Kept beside the hash: who asked, when, how.
    also
        Further names to blank in texts of others.

    Returns
    -------
    Result
        A row a table: ``table``, ``gone`` (rows deleted), ``blanked`` (rows of others).

    Raises
    ------
    UnknownAccount, NothingFound, UsageError
        Where one is not held, nobody is named, or a line cannot be read; nobody is forgotten then.

    Notes
    -----
    A keyed hash stays, whose key is outside the database (docs/rights.md); in the rejects file of
    the database their rows are blanked too.

    Examples
    --------
    >>> import influence as inf
    >>> with inf.example() as db:
    ...     inf.forget(db, ["nobody_such"])
    Traceback (most recent call last):
    influence.errors.UnknownAccount: ...
    """
    with answering(db):
        found = [_find(db, each) for each in accounts_of(accounts).asked]
        if not found:
            raise NothingFound("The list names no account; write one a line.")
        ids = [each.account_id for each in found if each]
        done = forgotten(db.sqlite, ids, reason=reason, also=[*also])
        known, rejects = forgotten_in(db.sqlite.conn), f"{db.path}.rejects.csv"
        cleaned = clean_rejects(rejects, known.may_name) if known else 0
    words = [*_sentences(done, found.count(None))]
    words += [f"{rejects}: {counted(cleaned, 'rows')} left out"] if cleaned else []
    rows: list[Row] = [
        {"table": name, "gone": done.gone.get(name, 0), "blanked": done.blanked.get(name, 0)}
        for name in dict.fromkeys([*done.gone, *done.blanked])
    ]
    return result_of("Forgotten", ["table", "gone", "blanked"], rows, words)


def _find(db: Database, asked: Asked) -> Name | None:
    """Return the account that is meant; None where it is forgotten already."""
    if asked.flaw:
        raise UsageError(f"{asked.place}: {asked.flaw}; nobody was forgotten.")
    forgotten_before = forgotten_in(db.sqlite.conn)
    is_known = forgotten_before is not None and forgotten_before.is_called(asked.typed)
    if is_known and not is_wiped(db.sqlite):  # an earlier call was interrupted: this completes it
        return None
    try:
        return _named(db, asked)
    except UnknownAccount:
        if is_known:
            return None
        raise


def _named(db: Database, asked: Asked) -> Name:
    """Return an account by a name of its own: nobody is erased by a number of ours."""
    if asked.keys is not None:
        own = {key: value for key, value in asked.keys.items() if key != "account_id"}
        return find_account_of_row(db.sqlite, own, unlisted_too=True)
    typed = asked.typed
    found = find_account(db.sqlite, typed, unlisted_too=True)
    if typed == str(found.account_id) and typed not in found[2:]:
        raise UnknownAccount(typed, ())
    return found


def _sentences(done: Forgetting, known: int) -> Iterator[str]:
    if known:
        yield f"{counted(known, 'accounts')} forgotten before; the file is wiped again."
    if not done.accounts:
        return
    yield f"Forgotten: {counted(done.accounts, 'accounts')}. Gone: {told_rows(done.gone)}."
    if done.blanked:
        yield f"Their names were blanked in rows of others: {told_rows(done.blanked)}."
    for word, texts in done.common.items():
        yield (
            f"Left as it stands, being a common word: {word!r}, in {counted(texts, 'texts')}; "
            "--also blanks it."
        )
    if done.alike:
        more = f" and {len(done.alike) - 5:,} more" if len(done.alike) > 5 else ""
        yield f"May be the same people elsewhere: {', '.join(done.alike[:5])}{more}."
    yield f"Keyed hashes stay, so that no import brings them back; their key is {key_path()}."
    yield "Files that you imported from or exported to, and backups, are yours to clean."
