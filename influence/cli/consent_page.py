"""What ``influence consent`` does and prints."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from influence.cli.written import write_table
from influence.errors import UsageError
from influence.ranking.find_account import find_account
from influence.records import Consent, Key
from influence.show import Column, Row
from influence.store import HAND, Signal, ingest, signals

if TYPE_CHECKING:
    from sqlite_utils import Database

_FOLLOWS = {
    "deny": "no list, explanation or export shows it; its acts count as part of an audience",
    "allow": "it is listed",
    "unset": "it is listed where its source makes profiles public, or a file of yours names it",
}


def note_consent(db: "Database", account: str, signal: str, reason: str | None) -> None:
    """Note what a person told the user, and say on stderr what follows from it."""
    found = find_account(db, account, unlisted_too=True)
    ingest(db, [Consent(Key(found.source, found.native_id), signal, reason, HAND)])
    decided = signals(db, found.account_id)[0].consent
    click.echo(f"{found.label}: {signal} is noted. {_consequence(signal, decided)}.", err=True)


def _consequence(signal: str, decided: str) -> str:
    if signal == "unset" and decided != "unset":
        return f"What else was seen decides: {decided}; {_FOLLOWS[decided]}"
    return _FOLLOWS[decided].capitalize()


def _row(each: Signal) -> Row:
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


def _called(row: Row) -> str:
    return str(row["handle"] or row["name"] or row["account_id"])


def show_consents(db: "Database", account: str | None, options: Mapping[str, str | None]) -> None:
    """Write the latest signal of each place, of one account or of all that have any.

    In the columns of a file of consents, so that ``influence import`` reads it.
    """
    if options["reason"] is not None:
        raise UsageError("--reason is noted with deny, allow or unset: write one after ACCOUNT.")
    wanted = find_account(db, account, unlisted_too=True).account_id if account else None
    found = [_row(each) for each in signals(db, wanted)]
    columns = [
        Column("handle", words=_called),
        Column("together"),
        Column("consent", label="says"),
        Column("reason", wrap=True),
        Column("seen_in", keep=2),
        Column("seen_at", keep=1),
        Column("account_id", keep=4),
        Column("source", keep=3),
    ]
    write_table(found, columns, options, "Consents")
    if not found:
        who = "This account said nothing" if account else "No account said anything"
        click.echo(f"{who} of being listed.", err=True)
