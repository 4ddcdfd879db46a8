"""What ``influence forget``, ``influence show-data`` and ``influence retain`` do and say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from crawlers.files import clean_rejects
from influence.cli.accounts_in import asked_accounts
from influence.errors import NothingFound, UnknownAccount, UsageError
from influence.library.account_rows import Asked
from influence.ranking.find_account import find_account, find_account_of_row
from influence.ranking.held import held_about
from influence.ranking.names import Name
from influence.show import counted, open_output
from influence.show.held import write_held
from influence.store import (
    Forgetting,
    Retention,
    forget,
    forgotten_in,
    is_wiped,
    key_path,
    retain,
    retention_of,
)
from influence.windows import parse_bound

if TYPE_CHECKING:
    from sqlite_utils import Database

_WORDS = {
    "account_counts": "claimed counts",
    "coverage": "lists",
    "interaction_counts": "counted pairs",
    "run_scores": "scores of runs",
}
"""What rows of a table are called where its name does not say it."""


def forget_accounts(
    db: "Database",
    database: str,
    typed: Sequence[str],
    *,
    reason: str | None,
    also: Sequence[str],
    quiet: bool,
) -> None:
    """Forget accounts, clean the rejects file, and say on stderr what was done."""
    found = [_find(db, each) for each in asked_accounts(typed).asked]
    if not found:
        raise NothingFound("The list names no account; write one a line.")
    done = forget(db, [each.account_id for each in found if each], reason=reason, also=also)
    forgotten, rejects = forgotten_in(db.conn), f"{database}.rejects.csv"
    cleaned = clean_rejects(rejects, forgotten.may_name) if forgotten else 0
    if quiet:
        return
    for sentence in _sentences(done, found.count(None)):
        click.echo(sentence, err=True)
    if cleaned:
        click.echo(f"{rejects}: {counted(cleaned, 'rows')} left out", err=True)


def _find(db: "Database", asked: Asked) -> Name | None:
    """Return the account that is meant; None where it is forgotten already."""
    if asked.flaw:
        raise UsageError(f"{asked.place}: {asked.flaw}; nobody was forgotten.")
    forgotten = forgotten_in(db.conn)
    is_known = forgotten is not None and forgotten.is_called(asked.typed)
    if is_known and not is_wiped(db):  # an earlier call was interrupted: this one completes it
        return None
    try:
        return _named(db, asked)
    except UnknownAccount:
        if is_known:
            return None
        raise


def _named(db: "Database", asked: Asked) -> Name:
    """Return an account by a name of its own: nobody is erased by a number of ours."""
    if asked.keys is not None:
        own = {key: value for key, value in asked.keys.items() if key != "account_id"}
        return find_account_of_row(db, own, unlisted_too=True)
    typed = asked.typed
    found = find_account(db, typed, unlisted_too=True)
    if typed == str(found.account_id) and typed not in found[2:]:
        raise UnknownAccount(typed, ())
    return found


def _sentences(done: Forgetting, known: int) -> Iterator[str]:
    if known:
        yield f"{counted(known, 'accounts')} forgotten before; the file is wiped again."
    if not done.accounts:
        return
    yield f"Forgotten: {counted(done.accounts, 'accounts')}. Gone: {_rows(done.gone)}."
    if done.blanked:
        yield f"Their names were blanked in rows of others: {_rows(done.blanked)}."
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


def _rows(tables: Mapping[str, int]) -> str:
    return ", ".join(_counted(tables.items())) or "no row"


def _counted(tables: Iterable[tuple[str, int]]) -> Iterator[str]:
    for table, rows in tables:
        yield counted(rows, _WORDS.get(table, table.replace("_", " ")))


def retain_recent(
    db: "Database", days: int | None, until: str | None, *, dry_run: bool, quiet: bool
) -> None:
    """Delete what is older than may be kept, and say on stderr what was deleted."""
    if days is not None and until is not None:
        raise UsageError("Give --days or --until, not both.")
    retention = retention_of(db)
    if days is not None or until is not None:
        retention = Retention(days, None if until is None else parse_bound(until))
    if retention is None:
        raise UsageError("No period is remembered so far: give --days N or --until DATE.")
    done = retain(db, retention, dry_run=dry_run)
    if quiet:
        return
    verb = "Would go" if dry_run else "Gone"
    click.echo(f"{verb}, older than {done.cutoff}: {_rows(done.gone)}.", err=True)
    if done.undated:
        click.echo(f"Without a time, so that they stay: {_rows(done.undated)}.", err=True)
    if not dry_run:
        click.echo(f"Kept from now on: {retention}; import tells what is older.", err=True)


def show_held(db: "Database", typed: str, output: str) -> None:
    """Write all that is held about an account, as JSON that begins with plain sentences."""
    account = find_account(db, typed, unlisted_too=True)
    with open_output(output) as stream:
        write_held(held_about(db, account), stream)
