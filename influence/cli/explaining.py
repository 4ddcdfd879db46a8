"""``influence explain`` and ``influence compare``."""

import click

from influence.cli.accounts_in import DATABASE_VARIABLE, LISTED_IN
from influence.cli.file_names import FILE
from influence.cli.score_names import SCORE, SCORE_FILE
from influence.cli.text import TEXT
from influence.cli.written import asked_of, chosen_form, write_result, written

_EXPLAINED = """\b
Examples:
  influence explain bread.db anna_bikes
  influence explain bread.db anna_bikes --format md -o anna.md
  influence rank bread.db --top 3 | influence explain bread.db -
  influence explain bread.db Outlet -i picks.csv -o explained.csv
  influence explain bread.db anna_bikes --topic 'sourdough OR summit'
  influence explain bread.db anna_bikes --brief brief.toml
"""
_COMPARED = """\b
Examples:
  influence compare bread.db anna_bikes ben_rides
  influence rank bread.db --top 5 -q | influence compare bread.db - --format md
  influence compare bread.db -i picks.csv --by followers
"""


@click.command(epilog=_EXPLAINED)
@click.argument("database", envvar=DATABASE_VARIABLE, type=FILE)
@click.argument("account", required=False, type=TEXT)
@LISTED_IN
@click.option("--topic", type=TEXT, help="Open its influence within a topic (see topics).")
@click.option("--brief", type=FILE, help="Show what its fit with a brief is made of.")
@click.option("--by", type=SCORE, help="The score that is explained.  [default: influence]")
@SCORE_FILE
@click.option("--since", help="First moment: 2026-03-01, 2026-Q1, or 90d before the last event.")
@click.option("--until", help="First moment after the window.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "md", "json", "jsonl", "csv", "tsv"]),
    help="For people, a report, or machines. [default: by the ending of -o, else text]",
)
@click.option("-o", "--output", default="-", type=FILE, help="A file, or - for stdout.")
def explain(
    database: str, account: str | None, listed_in: str | None, **options: str | None
) -> None:
    """Take the influence of ACCOUNT in DATABASE apart, down to the posts behind it.

    ACCOUNT is a handle, an id, an address or a name; - reads a list from stdin: one account a
    line, or a table as rank writes it (TSV, CSV, JSON lines). With -i FILE it is the name of a
    column, and may be left out where the file has one called account_id, native_id, handle or
    url. CSV and TSV keep the columns of the list and append new ones.
    """
    from influence.cli.accounts_in import asked_accounts, database_and_words
    from influence.cli.explain_page import explain_form
    from influence.library.database import open
    from influence.library.explaining import Asked, explained

    form = explain_form(options)
    words: tuple[str, ...] = () if account is None else (account,)
    if account is None and listed_in is None:
        database, words = database_and_words(database, ())
    asked = asked_accounts(words, listed_in)
    with open(database) as db:
        found = explained(db, asked, Asked(**asked_of(options)))
        write_result(found, options | {"form": form})
    asked.check()


@click.command(epilog=_COMPARED)
@click.argument("database", envvar=DATABASE_VARIABLE, type=FILE)
@click.argument("accounts", nargs=-1, type=TEXT)
@LISTED_IN
@click.option("--by", type=SCORE, help="A score.  [default: influence, or that of --score-file]")
@SCORE_FILE
@click.option("--since", help="First moment: 2026-03-01, 2026-Q1, or 90d before the last event.")
@click.option("--until", help="First moment after the window.")
@written
@click.option("-q", "--quiet", is_flag=True, help="Only the data.")
def compare(
    database: str, accounts: tuple[str, ...], listed_in: str | None, **options: str | None
) -> None:
    """Put ACCOUNTS of DATABASE side by side, and say whether they really differ.

    One of them may be -, a list on stdin; with -i FILE, ACCOUNTS is the name of its column or
    nothing: see explain.
    """
    from influence.cli.accounts_in import asked_accounts, database_and_words
    from influence.library.comparing import compare as compared
    from influence.library.database import open

    form = chosen_form(options)
    database, accounts = database_and_words(database, accounts)
    asked = asked_accounts(accounts, listed_in)
    with open(database) as db:
        found = compared(db, asked, **asked_of(options))
        write_result(found, options | {"form": form})
    asked.check()
