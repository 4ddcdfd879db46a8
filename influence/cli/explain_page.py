"""What ``influence explain`` and ``influence compare`` print."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from influence.errors import UsageError
from influence.ranking import Run, row_of, run
from influence.ranking.compare import compare, verdict
from influence.ranking.explain import explain
from influence.ranking.find_account import find_account
from influence.show import choose_format, open_output, write_rows
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
    """Write accounts side by side, and the verdict on the first two on stderr."""
    found = list(dict.fromkeys(find_account(db, each) for each in accounts))
    if len(found) < 2:
        raise UsageError(
            "compare needs two different accounts or more; `influence explain` opens one."
        )
    whole: Run = run(db, by=by, window=_window(db, bounds))
    with open_output() as stream:
        columns = ["measure", *(each.label for each in found)]
        write_rows(compare(whole, found), columns, choose_format(form), stream)
    click.echo(verdict(whole, found), err=True)


def _window(db: "Database", bounds: Sequence[str | None]) -> Window:
    since, until = bounds
    return parse_window(since, until, lambda: last_event(db))
