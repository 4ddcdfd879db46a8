"""``influence explain`` and ``influence compare``."""

import click

from influence.cli.text import TEXT
from influence.cli.written import chosen_form, written


@click.command(epilog="Example: influence explain bread.db anna_bikes --format md -o anna.md")
@click.argument("database", envvar="INFLUENCE_DB")
@click.argument("account", type=TEXT)
@click.option("--since", help="First moment: 2026-03-01, 2026-Q1, or 90d before the last event.")
@click.option("--until", help="First moment after the window.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "md", "json"]),
    default="text",
    show_default=True,
    help="For people, a report, or machines.",
)
@click.option("-o", "--output", default="-", help="A file, or - for stdout.")
def explain(
    database: str, account: str, since: str | None, until: str | None, form: str, output: str
) -> None:
    """Take the influence of ACCOUNT in DATABASE apart, down to the posts behind it."""
    from influence.cli.explain_page import show_explanation
    from influence.store import open_database

    with open_database(database) as db:
        show_explanation(db, account, (since, until), form, output)


@click.command(epilog="Example: influence compare bread.db anna_bikes ben_rides")
@click.argument("database", envvar="INFLUENCE_DB")
@click.argument("accounts", nargs=-1, required=True, type=TEXT)
@click.option("--by", default="influence", show_default=True, help="A score.")
@click.option("--since", help="First moment: 2026-03-01, 2026-Q1, or 90d before the last event.")
@click.option("--until", help="First moment after the window.")
@written
def compare(database: str, accounts: tuple[str, ...], **options: str) -> None:
    """Put ACCOUNTS of DATABASE side by side, and say whether they really differ."""
    from influence.cli.explain_page import show_comparison
    from influence.store import open_database

    form = chosen_form(options)
    with open_database(database) as db:
        show_comparison(db, accounts, options | {"form": form})
