"""``influence forget``, ``influence show-data`` and ``influence retain``: what people may ask."""

import click

from influence.cli.file_names import FILE
from influence.cli.text import TEXT
from influence.cli.written import say
from influence.library.limits import DAYS

_EXAMPLES = """\b
Examples:
  influence forget bread.db anna_bikes --reason "asked 2026-11-20"
  influence forget bread.db ben_rides --also "Ben Schmidt"
  influence forget bread.db - < asked.txt
"""


@click.command("forget", epilog=_EXAMPLES)
@click.argument("database", envvar="INFLUENCE_DB", type=FILE)
@click.argument("accounts", nargs=-1, required=True, type=TEXT)
@click.option("--reason", type=TEXT, help="Kept beside the hash: who asked, when, how.")
@click.option(
    "--also", multiple=True, type=TEXT, help="A further name to blank in texts of others."
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing.")
def forget_command(
    database: str,
    accounts: tuple[str, ...],
    reason: str | None,
    also: tuple[str, ...],
    quiet: bool,  # noqa: FBT001
) -> None:
    """Erase ACCOUNTS of DATABASE with all that is theirs; - reads a list, as in explain.

    What they posted, did and received is gone from every table, and their handles and addresses
    are blanked in what others wrote. A keyed hash stays, so that no import brings them back; its
    key is outside the database. All are forgotten or none. This cannot be undone. No other
    program may have the database open.
    """
    from influence.cli.accounts_in import asked_accounts
    from influence.library.database import open
    from influence.library.forgetting import forget

    asked = asked_accounts(accounts)
    with open(database) as db:
        say(forget(db, asked, reason=reason, also=also), quiet=quiet)


_SHOWN = """\b
Examples:
  influence show-data bread.db anna_bikes -o anna.json
"""
_RETAINED = """\b
Examples:
  influence retain bread.db --days 365 --dry-run
"""


@click.command("show-data", epilog=_SHOWN)
@click.argument("database", envvar="INFLUENCE_DB", type=FILE)
@click.argument("account", type=TEXT)
@click.option("-o", "--output", default="-", type=FILE, help="A file, or - for stdout.")
def show_data(database: str, account: str, output: str) -> None:
    """Write all that DATABASE holds about ACCOUNT as JSON, to be sent to whoever asks.

    It begins with plain sentences: what is held, where it came from, what for, how long, and what
    rights there are (GDPR, article 15).
    """
    from influence.library.database import open
    from influence.library.people import show_data as shown

    with open(database) as db:
        shown(db, account).write_as("json", output)


@click.command("retain", epilog=_RETAINED)
@click.argument("database", envvar="INFLUENCE_DB", type=FILE)
@click.option("--days", type=click.IntRange(*DAYS), help="Keep the last so many days.")
@click.option("--until", help="Delete everything until this date, the first moment that is kept.")
@click.option("--dry-run", is_flag=True, help="Say what would go, and change nothing.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing.")
def retain_command(
    database: str,
    days: int | None,
    until: str | None,
    dry_run: bool,  # noqa: FBT001
    quiet: bool,  # noqa: FBT001
) -> None:
    """Delete what DATABASE holds from before a retention period, and remember the period.

    Posts, acts, counts, claims and runs go by their own time; what has no time stays, and is told.
    Without --days or --until, the period that is remembered counts again.
    """
    from influence.library.database import open
    from influence.library.people import retain

    with open(database) as db:
        say(retain(db, days=days, until=until, dry_run=dry_run), quiet=quiet)
