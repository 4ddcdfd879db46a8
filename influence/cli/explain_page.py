"""What ``influence explain`` and ``influence compare`` print."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
import numpy as np

from influence.errors import UsageError
from influence.invocation import suggested
from influence.ranking import Run, row_of, run
from influence.ranking.compare import compare, verdicts
from influence.ranking.explain import explain
from influence.ranking.find_account import find_account
from influence.ranking.names import distinct_labels
from influence.show import PRIVATE, Column, choose_format, open_output, write_rows
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


def show_comparison(
    db: "Database", accounts: Sequence[str], by: str, bounds: Sequence[str | None], form: str | None
) -> None:
    """Write accounts side by side, and on stderr whether the first really differs from the rest."""
    found = list(dict.fromkeys(find_account(db, each) for each in accounts))
    if len(found) < 2:
        raise UsageError(
            f"compare needs two different accounts or more; `{suggested('explain')}` opens one."
        )
    whole: Run = run(db, by=by, window=_window(db, bounds))
    positions = np.searchsorted(whole.graph.accounts, [each.account_id for each in found])
    rows = [row_of(db, whole, int(position)) for position in positions]
    form = choose_format(form)
    with open_output() as stream:
        table = compare(whole, found, rows)
        if form == "md":  # a report: what is private is a row here
            table = [row for row in table if row["measure"] not in PRIVATE]
        labels = [Column(label, label=label, wrap=True) for label in distinct_labels(found)]
        columns = [Column("measure"), *labels]
        write_rows(table, columns, form, stream)
    for sentence in verdicts(whole, found, rows):
        click.echo(sentence, err=True)


def _window(db: "Database", bounds: Sequence[str | None]) -> Window:
    since, until = bounds
    return parse_window(since, until, lambda: last_event(db))
