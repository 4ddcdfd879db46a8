"""What ``influence explain`` and ``influence compare`` print."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from influence.cli.written import write_table
from influence.errors import UsageError
from influence.invocation import suggested
from influence.ranking import Run, row_of, run
from influence.ranking.compare import compare, verdicts
from influence.ranking.explain import explain
from influence.ranking.find_account import find_account
from influence.ranking.names import distinct_labels
from influence.show import PRIVATE, Column, Kind, open_output
from influence.show.explanations import write_explanation
from influence.store import last_event
from influence.windows import Window, parse_window

if TYPE_CHECKING:
    from sqlite_utils import Database


def show_explanation(
    db: "Database", account: str, bounds: Sequence[str | None], form: str, output: str
) -> None:
    """Write the explanation of one account over a window given by its two bounds."""
    found = find_account(db, account)
    whole = run(db, window=_window(db, bounds))
    explanation = explain(db, whole, found)
    summary = row_of(db, whole, explanation.position)
    with open_output(output) as stream:
        write_explanation(explanation, whole, summary, form, stream)


def show_comparison(db: "Database", accounts: Sequence[str], options: Mapping[str, Any]) -> None:
    """Write accounts side by side, and on stderr whether the first really differs from the rest."""
    found = list(dict.fromkeys(find_account(db, each) for each in accounts))
    if len(found) < 2:
        raise UsageError(
            f"compare needs two different accounts or more; `{suggested('explain')}` opens one."
        )
    whole: Run = run(db, by=options["by"], window=_window(db, (options["since"], options["until"])))
    positions = np.searchsorted(whole.graph.accounts, [each.account_id for each in found])
    rows = [row_of(db, whole, int(position)) for position in positions]
    measures = compare(whole, found, rows)
    if options["form"] in {"md", "xlsx"}:  # a report: what is private is a row here
        measures = [row for row in measures if row["measure"] not in PRIVATE]
    columns = [Column("measure"), *map(_measured, distinct_labels(found))]
    write_table(measures, columns, options, "Compared", [str(row["measure"]) for row in measures])
    for sentence in verdicts(whole, found, rows):
        click.echo(sentence, err=True)


def _measured(label: str) -> Column:
    """Return the column of one account, whose handle says nothing of what the column holds."""
    return Column(label, label=label, wrap=True, kind=Kind.VALUE)


def _window(db: "Database", bounds: Sequence[str | None]) -> Window:
    since, until = bounds
    return parse_window(since, until, lambda: last_event(db))
