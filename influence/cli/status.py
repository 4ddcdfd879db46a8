"""``influence status``: what is held, what it allows, what is missing."""

from typing import TYPE_CHECKING

import click

from influence.cli.file_names import FILE

if TYPE_CHECKING:
    from sqlite_utils import Database

    from influence.show.crawls import Lacking
    from influence.store.crawling import CrawlStatus

_EXAMPLES = """\b
Examples:
  influence status bread.db
  influence status bread.db --format json -o status.json
"""


@click.command(epilog=_EXAMPLES)
@click.argument("database", envvar="INFLUENCE_DB", type=FILE)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    help="For people or machines.",
)
@click.option("-o", "--output", default="-", type=FILE, help="A file, or - for stdout.")
def status(database: str, form: str, output: str) -> None:
    """Say what DATABASE holds, which tier that allows, and what to do next."""
    from influence.show import open_output
    from influence.show.statuses import Whole, write_status
    from influence.store import holdings, is_wiped, open_database, retention_of
    from influence.store.crawling import crawl_status
    from influence.store.streaming import stream_statuses

    with open_database(database) as db, open_output(output) as stream:
        crawl = crawl_status(db)
        lacking, streams = lacking_in(db, crawl), stream_statuses(db)
        whole = Whole(holdings(db), retention_of(db), crawl, lacking, streams)
        write_status(whole, database, form, stream)
        if not is_wiped(db):
            words = "A forgetting was interrupted: `influence forget` of the same account ends it."
            click.echo(words, err=True)


def lacking_in(db: "Database", crawl: "CrawlStatus | None") -> "Lacking | None":
    """Return what it would take to complete the accounts that matter; None without a crawl."""
    if crawl is None:
        return None
    from crawlers.frontier import PARTS
    from crawlers.run.completing import Completing
    from influence.show.crawls import Lacking, Needs

    completing = Completing(db, crawl.asked)
    needs = [
        Needs(
            cost.account.handle or cost.account.native_id,
            cost.account.source,
            *(cost.requests[part] for part in PARTS),
        )
        for cost in completing.costs()
    ]
    return Lacking(completing.accounts, needs)
