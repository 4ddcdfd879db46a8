"""Put accounts side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING

import numpy as np

from influence.errors import UsageError
from influence.graph import IntArray
from influence.invocation import suggested
from influence.library.account_lists import Accounts, accounts_of
from influence.library.answering import answering
from influence.library.custom_scores import Scored, ScoreFiles, within_reach
from influence.library.database import Database
from influence.library.results import FOR_PEOPLE, Result, needs_altair
from influence.ranking import DEFAULT_SCORE, Row, Run, row_of, run
from influence.ranking.compare import compare as compared
from influence.ranking.compare import verdicts
from influence.ranking.names import distinct_labels
from influence.show import PRIVATE, Column, Kind, write_output
from influence.windows import Bound

if TYPE_CHECKING:
    import altair as alt

    from influence.judge import Sharing
    from influence.show.charts import Chart

REPORTS = FOR_PEOPLE - {"table"} | {"xlsx"}
"""Forms that are handed on: what is private is a row here, and not in these."""


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Comparison(Result):
    """Accounts side by side: a row a measure, a column an account.

    Attributes
    ----------
    run
        The run that they are taken from.
    labels
        What each account is called, in the order of the columns.
    positions
        Their places in the graph of the run, (k,).
    """

    run: Run
    labels: Sequence[str]
    positions: IntArray

    @property
    def sharing(self) -> "Sharing":
        """The active audiences of the accounts, and whom they share."""
        from influence.judge import shared_audience  # noqa: PLC0415 - where it is asked for

        return shared_audience(self.run, self.positions.tolist())

    def picture(self) -> "Chart":
        """Return for each pair how many act on both."""
        from influence.show.charts import shared_audiences  # noqa: PLC0415

        return shared_audiences(self.labels, self.sharing)

    def chart(self) -> "alt.LayerChart":
        """Return for each pair how many act on both, as a chart of Altair."""
        needs_altair()
        from influence.show.charts import altair_charts  # noqa: PLC0415 - an extra

        return altair_charts.shared_heat(self.labels, self.sharing)

    def write_as(self, form: str, path: str) -> Sequence[str]:
        """Write the rows; a report has none that is private."""
        found = self.found
        if form in REPORTS:
            found = [row for row in found if row["measure"] not in PRIVATE]
        columns, explained = self.columns, [str(row["measure"]) for row in found]
        return write_output(found, columns, form, path, title=self.title, explained=explained)


def compare(
    db: Database,
    accounts: Accounts | None = None,
    *,
    input: str | PathLike[str] | None = None,
    by: Scored | None = None,
    since: Bound | None = None,
    until: Bound | None = None,
    score_file: ScoreFiles = (),
) -> Comparison:
    """Put accounts side by side, and say whether they really differ.

    Parameters
    ----------
    accounts, input
        As in :func:`influence.explain`; two or more.
    by, score_file
        As in :func:`influence.rank`.
    since, until
        As in :func:`influence.rank`.

    Returns
    -------
    Comparison
        A row a measure: ``measure``, then one column an account. ``.words`` say whether the first
        differs from each other one.

    Raises
    ------
    UsageError
        Where there are fewer than two.
    UnknownAccount, NotListed, NothingFound
        As in :func:`influence.explain`.

    Examples
    --------
    >>> import influence as inf
    >>> with inf.example() as db:
    ...     inf.compare(db, ["joro_dig", "coru_bakes"]).words[0]
    'No certain difference between joro_dig and coru_bakes: their intervals overlap.'
    """
    asked = accounts_of(accounts, input)
    with answering(db), within_reach(by, score_file) as named:
        found = list(dict.fromkeys(account for _, account in asked.found(db.sqlite) if account))
        if not found:
            asked.check()
        if len(found) < 2:
            raise UsageError(
                f"compare needs two different accounts or more; `{suggested('explain')}` opens one."
            )
        name = next(iter([*named.asked, *named.of_files]), DEFAULT_SCORE)
        whole = run(db.sqlite, by=name, window=db.window(since, until))
        positions = np.searchsorted(whole.graph.accounts, [each.account_id for each in found])
        rows: list[Row] = [row_of(db.sqlite, whole, int(each)) for each in positions]
    labels = distinct_labels(found)
    return Comparison(
        title="Compared",
        columns=[Column("measure"), *map(_measured, labels)],
        read=lambda: compared(whole, found, rows),
        words=[*asked.lines, *verdicts(whole, found, rows)],
        run=whole,
        labels=labels,
        positions=positions,
    )


def _measured(label: str) -> Column:
    """Return the column of one account, whose handle says nothing of what the column holds."""
    return Column(label, label=label, wrap=True, kind=Kind.VALUE)
