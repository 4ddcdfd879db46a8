"""Write a shortlist as one HTML file, to hand on."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from os import PathLike

from influence.library.answering import answering
from influence.library.custom_scores import ScoreFiles, within_reach
from influence.library.database import Database
from influence.library.results import Result
from influence.outreach import find_shortlist
from influence.show import counted, open_output
from influence.show.entry_columns import entry_columns
from influence.show.reports import Report, make_report, write_report


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Reported(Result):
    """A report: its rows are who is on it; ``.write("spring.html")`` writes the file.

    Attributes
    ----------
    report
        All that is in it.
    """

    report: Report

    @property
    def html(self) -> str:
        """The file, as one text."""
        stream = StringIO()
        write_report(self.report, stream)
        return stream.getvalue()

    def write(
        self, path: str | PathLike[str] = "-", *, format: str | None = None, excel: bool = False
    ) -> Sequence[str]:
        """Write the file, or its rows where the ending or the format is that of a table."""
        if format is None and str(path).casefold().endswith((".html", ".htm")):
            return self.write_as("html", str(path))
        return super().write(path, format=format, excel=excel)

    def write_as(self, form: str, path: str) -> Sequence[str]:
        """Write the file; of its rows CSV and the like are written by their own names."""
        if form != "html":
            return super().write_as(form, path)
        with open_output(path) as stream:
            write_report(self.report, stream)
        return []


def report(db: Database, list: str, *, score_file: ScoreFiles = ()) -> Reported:
    """Make a report on a shortlist: the question, what was found, a profile of everybody on it.

    Parameters
    ----------
    list
        The shortlist.
    score_file
        Scores of your own, where its brief weighs one.

    Returns
    -------
    Reported
        A row an account on it; ``.html`` is the whole as one file that asks no network and runs
        nothing, which ``.write("spring.html")`` writes.

    Raises
    ------
    NothingFound
        Where there is no such list, or nobody on it.

    Examples
    --------
    >>> import influence as inf
    >>> with inf.example() as db:
    ...     _ = inf.shortlist(db, "make", "Spring")
    ...     _ = inf.shortlist(db, "add", "Spring", "joro_dig")
    ...     _ = inf.shortlist(db, "in", "Spring", "joro_dig", reason="answers every comment")
    ...     inf.report(db, "Spring").html[:15]
    '<!doctype html>'
    """
    with answering(db), within_reach([], score_file):
        made = make_report(db.sqlite, find_shortlist(db.sqlite, list))
    return Reported(
        title=made.title,
        columns=entry_columns(),
        read=lambda: made.rows,
        words=[f"{counted(len(made.rows), 'accounts')} of {made.title}."],
        report=made,
    )
