"""What ``influence crawl --dry-run`` says: what would be asked for, in order."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from crawlers.run import Asked, plan
from influence.show import Column, counted, open_output, write_rows
from influence.store import current_time, open_database

_PLAN = [
    Column("place"),
    Column("phase"),
    Column("kind"),
    Column("address", wrap=True),
    Column("gain", digits=3),
    Column("requests"),
]


def show_plan(database: str, asked: Asked, how: Mapping[str, Any]) -> None:
    """Say what a crawl would ask for, in order; ask for nothing and change nothing."""
    with open_database(database if Path(database).exists() else ":memory:") as db:
        planned = plan(db, asked, current_time)
    rows = [each._asdict() for each in planned.visits]
    with open_output() as stream:
        write_rows(rows, _PLAN, how["form"], stream)
    if not how["quiet"]:
        requests = sum(each.requests for each in planned.visits)
        more = planned.waiting - len(planned.visits)
        click.echo(
            f"{counted(planned.waiting, 'visits')} in line"
            + (f", {more:,} more than shown" if more > 0 else "")
            + f": {counted(requests, 'requests')}, those for robots.txt too, of at most"
            f" {planned.limit:,}; what they lead to is not known yet. Nothing was asked for.",
            err=True,
        )
