"""``influence explain`` and ``influence compare``."""

import click

from influence.cli.ranking import FORMATS


@click.command(epilog="Example: influence explain bread.db anna_bikes --format md -o anna.md")
@click.argument("database", envvar="INFLUENCE_DB")
@click.argument("account")
@click.option("--since", help="First moment: 2026-03-01, 2026-Q1, or 90d before the last event.")
@click.option("--until", help="First moment after the window.")
@click.option(
    "--format", "form", type=click.Choice(["text", "md", "json"]), default="text", show_default=True
)
@click.option("-o", "--output", default="-", help="A file, or - for stdout.")
def explain(
    database: str, account: str, since: str | None, until: str | None, form: str, output: str
) -> None:
    """Take the influence of ACCOUNT in DATABASE apart, down to the posts behind it."""
    from influence.ranking import row_of, run
    from influence.ranking.explain import explain as opened
    from influence.ranking.find_account import find_account
    from influence.show import open_output
    from influence.show.explanations import write_explanation
    from influence.store import last_event, open_database
    from influence.windows import parse_window

    db = open_database(database)
    found = find_account(db, account)
    whole = run(db, window=parse_window(since, until, last_event(db)))
    explanation = opened(db, whole, found)
    summary = row_of(db, whole, explanation.position)
    with open_output(output) as stream:
        write_explanation(explanation, whole, summary, form, stream)
    db.close()


@click.command(epilog="Example: influence compare bread.db anna_bikes ben_rides")
@click.argument("database", envvar="INFLUENCE_DB")
@click.argument("accounts", nargs=-1, required=True)
@click.option("--by", default="influence", show_default=True, help="A score.")
@click.option("--since", help="First moment: 2026-03-01, 2026-Q1, or 90d before the last event.")
@click.option("--until", help="First moment after the window.")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="[default: table, tsv in a pipe]"
)
def compare(
    database: str,
    accounts: tuple[str, ...],
    by: str,
    since: str | None,
    until: str | None,
    form: str | None,
) -> None:
    """Put ACCOUNTS of DATABASE side by side, and say whether they really differ."""
    from influence.errors import UsageError
    from influence.ranking import run
    from influence.ranking.compare import compare as compared
    from influence.ranking.compare import verdict
    from influence.ranking.find_account import find_account
    from influence.show import choose_format, open_output, write_rows
    from influence.store import last_event, open_database
    from influence.windows import parse_window

    if len(accounts) < 2:
        raise UsageError("compare needs two accounts or more; `influence explain` opens one.")
    db = open_database(database)
    found = list(dict.fromkeys(find_account(db, each) for each in accounts))
    whole = run(db, by=by, window=parse_window(since, until, last_event(db)))
    with open_output() as stream:
        columns = ["measure", *(each.label for each in found)]
        write_rows(compared(whole, found), columns, choose_format(form), stream)
    if len(found) > 1:
        click.echo(verdict(whole, found), err=True)
    db.close()
