"""What ``influence report`` does and says."""

from typing import TYPE_CHECKING

import click

from influence.outreach import find_shortlist
from influence.show import counted, open_output
from influence.show.reports import make_report, write_report

if TYPE_CHECKING:
    from sqlite_utils import Database


def write_report_on(db: "Database", name: str, output: str, *, quiet: bool) -> None:
    """Write a report on a list, and say on stderr who is in it."""
    report = make_report(db, find_shortlist(db, name))
    with open_output(output) as stream:
        write_report(report, stream)
    if not quiet:
        place = "stdout" if output == "-" else output
        click.echo(f"{place}: {counted(len(report.rows), 'accounts')} of {report.title}.", err=True)
