"""What people ask of whoever holds data about them: not to be shown, to be told, to see it."""

from collections.abc import Mapping
from typing import Literal, TextIO

from influence.errors import UsageError, one_of
from influence.library.answering import answering
from influence.library.database import Database
from influence.library.documents import Documents, documents_of
from influence.library.limits import DAYS, whole_or_none
from influence.library.results import Result, result_of
from influence.ranking.find_account import find_account
from influence.ranking.held import PersonalData, held_about
from influence.records import Consent, Key
from influence.show import (
    Column,
    Row,
    counted,
)
from influence.show.held import write_held
from influence.store import (
    HAND,
    Retention,
    Signal,
    ingest,
    retention_of,
    signals,
)
from influence.store import (
    retain as retained,
)
from influence.windows import Bound, parse_bound

SignalName = Literal["deny", "allow", "unset"]
SIGNALS = ("deny", "allow", "unset")
_FOLLOWS = {
    "deny": "no list, explanation or export shows it; its acts count as part of an audience",
    "allow": "it is listed",
    "unset": "it is listed where its source makes profiles public, or a file of yours names it",
}
_WORDS = {
    "account_counts": "claimed counts",
    "coverage": "lists",
    "interaction_counts": "counted pairs",
    "run_scores": "scores of runs",
}
"""What rows of a table are called where its name does not say it."""

CONSENTS = (
    Column("handle", words=lambda row: str(row["handle"] or row["name"] or row["account_id"])),
    Column("together"),
    Column("consent", label="says"),
    Column("reason", wrap=True),
    Column("seen_in", keep=2),
    Column("seen_at", keep=1),
    Column("account_id", keep=4),
    Column("source", keep=3),
)


def consent(
    db: Database,
    account: str | None = None,
    signal: SignalName | None = None,
    *,
    reason: str | None = None,
) -> Result:
    """Note that an account opted out, or may be listed; or list what everybody says.

    Parameters
    ----------
    account
        An account; None: all.
    signal
        ``deny``: no list, explanation or export shows it. ``allow``: it told you that it may be
        listed. ``unset``: what you noted no longer holds. None: nothing is noted.
    reason
        Who said so, and when; kept with it.

    Returns
    -------
    Result
        The latest signal of each place, in the columns of a file of consents (docs/consent.md).

    Raises
    ------
    UnknownAccount, UsageError
        Where there is no such account or signal, or a reason for nothing.

    Examples
    --------
    >>> import influence as inf
    >>> with inf.example() as db:
    ...     inf.consent(db, "joro_dig", "deny", reason="wrote on 1 March").rows[0]["together"]
    'deny'
    """
    with answering(db):
        words = []
        if account is not None and signal is not None:
            one_of("signal", signal, SIGNALS)
            words.append(_note(db, account, signal, reason))
        elif reason is not None:
            raise UsageError(
                "--reason is noted with deny, allow or unset: write one after ACCOUNT."
            )
        wanted, is_noted = None, bool(words)
        if account is not None:
            wanted = find_account(db.sqlite, account, unlisted_too=True).account_id
        found = [_consent(each) for each in signals(db.sqlite, wanted)]
    if not found:
        who = "This account said nothing" if account else "No account said anything"
        words.append(f"{who} of being listed.")
    return result_of("Consents", CONSENTS, found, words, is_done=is_noted)


def _note(db: Database, typed: str, signal: str, reason: str | None) -> str:
    """Note what a person told the user, and say what follows from it."""
    account = find_account(db.sqlite, typed, unlisted_too=True)
    key = Key(account.source, account.native_id)
    ingest(db.sqlite, [Consent(key, signal, reason, HAND)])
    said = signals(db.sqlite, account.account_id)
    decided = said[0].consent if said else "unset"
    follows = _FOLLOWS[decided].capitalize()
    if signal == "unset" and decided != "unset":
        follows = f"What else was seen decides: {decided}; {_FOLLOWS[decided]}"
    return f"{account.label}: {signal} is noted. {follows}."


def _consent(each: Signal) -> Row:
    return {
        "handle": each.handle,
        "name": each.name,
        "together": each.consent,
        "consent": each.signal,
        "reason": each.reason,
        "seen_in": each.seen_in,
        "seen_at": each.seen_at,
        "account_id": each.native_id,
        "source": each.source,
    }


def show_data(db: Database, account: str) -> Documents:
    """Gather all that is held about one account, to be sent to whoever asks.

    Returns
    -------
    Documents
        One object: plain sentences under ``read this first``, then each part that has rows.

    Raises
    ------
    UnknownAccount
        Where it is not held.

    Notes
    -----
    GDPR, article 15.

    Examples
    --------
    >>> import influence as inf
    >>> with inf.example() as db:
    ...     inf.show_data(db, "joro_dig").document["read this first"]["about"]
    'What is held about joro_dig (demo:166).'
    """
    with answering(db):
        found = find_account(db.sqlite, account, unlisted_too=True)
        held = held_about(db.sqlite, found)
        parts = {name: rows for name, each in held.sections if (rows := [*each])}
    document = {"read this first": held.facts, **parts}

    def write(_: str, stream: TextIO) -> None:
        sections = ((name, iter(rows)) for name, rows in parts.items())
        write_held(PersonalData(held.facts, sections), stream)

    return documents_of("show-data", [document], write)


def retain(
    db: Database, *, days: int | None = None, until: Bound | None = None, dry_run: bool = False
) -> Result:
    """Delete what is held from before a retention period, and remember the period.

    Parameters
    ----------
    days, until
        Keep the last so many days, or from a date on (a text, or one of Python); neither: the
        period that is remembered.
    dry_run
        Say what would go, and change nothing.

    Returns
    -------
    Result
        A row a table: ``table``, ``gone`` (rows), ``undated`` (rows that stay as they have no
        time).

    Raises
    ------
    UsageError
        Where both are given, or none is remembered.

    Examples
    --------
    >>> import influence as inf
    >>> with inf.example() as db:
    ...     inf.retain(db, until="2026-02-01", dry_run=True).words[0][:36]
    'Would go, older than 2026-02-01T00:0'
    """
    if days is not None and until is not None:
        raise UsageError("Give --days or --until, not both.")
    days = whole_or_none("days", days, DAYS)
    with answering(db):
        retention = retention_of(db.sqlite)
        if days is not None or until is not None:
            retention = Retention(days, None if until is None else parse_bound(until))
        if retention is None:
            raise UsageError("No period is remembered so far: give --days N or --until DATE.")
        done = retained(db.sqlite, retention, dry_run=dry_run)
    verb = "Would go" if dry_run else "Gone"
    words = [f"{verb}, older than {done.cutoff}: {told_rows(done.gone)}."]
    if done.undated:
        words.append(f"Without a time, so that they stay: {told_rows(done.undated)}.")
    if not dry_run:
        words.append(f"Kept from now on: {retention}; import tells what is older.")
    rows: list[Row] = [
        {"table": name, "gone": done.gone.get(name, 0), "undated": done.undated.get(name, 0)}
        for name in dict.fromkeys([*done.gone, *done.undated])
    ]
    return result_of("Retained", ["table", "gone", "undated"], rows, words)


def told_rows(tables: Mapping[str, int]) -> str:
    """Say how many rows of each table."""
    parts = [
        counted(rows, _WORDS.get(table, table.replace("_", " "))) for table, rows in tables.items()
    ]
    return ", ".join(parts) or "no row"
