"""A ranking as a result: its rows, its page of three lists, its workbook, and its pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, Self, TextIO

from influence.errors import UsageError, one_of
from influence.library.database import Database
from influence.library.results import Result, needs_altair
from influence.ranking import CHECK, RANKED, UNRATED, Run, columns, rows
from influence.ranking.provenance import facts_of, when_computed
from influence.scores import added
from influence.show import (
    MACHINE_FORMATS,
    Cell,
    Column,
    Row,
    columns_of,
    moment_of,
    open_binary_output,
    open_output,
    shareable,
    write_output,
    write_parquet_file,
)
from influence.show.method_words import method_paragraph
from influence.show.rankings import (
    Shown,
    cautions,
    elsewhere,
    heading,
    people_columns,
    write_page,
)
from influence.show.unnamed import unnamed, unnamed_facts
from influence.store import Pseudonyms

if TYPE_CHECKING:
    import altair as alt

    from influence.show.charts import Chart

TOP_ON_A_PAGE = 20
APART = 5
Picture = Literal["intervals", "followers"]
PICTURES = ("intervals", "followers")


class Wanted(NamedTuple):
    """Which rows of a run are wanted, and what is to stand for names."""

    which: str = RANKED
    top: int | None = None
    where: str | None = None
    pseudonyms: Pseudonyms | None = None


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Ranking(Result):
    """One list of a ranking; beside the rows, all that was computed.

    Attributes
    ----------
    db, run
        Where it is from, and the run: its graph, values, lists, digest and stored id.
    wanted
        What was asked for.
    """

    db: Database
    run: Run
    wanted: Wanted

    @property
    def facts(self) -> dict[str, Cell]:
        """What has to be known to read the numbers and to compute them again."""
        facts = facts_of(self.run)
        return facts if self.wanted.pseudonyms is None else unnamed_facts(facts)

    @property
    def method(self) -> str:
        """How the numbers came about, as a paragraph for a paper."""
        return method_paragraph(self.run)

    def columns_in(self, form: str) -> Sequence[Column]:
        """Return the columns of a form; where nobody is named, nothing that is private."""
        chosen = self.columns if form in MACHINE_FORMATS else self.for_people
        return chosen if self.wanted.pseudonyms is None else shareable(chosen)

    def words_in(self, form: str) -> Sequence[str]:
        """Return the sentences beside a form: the page has the heading in it."""
        return words_of(self.run, self.wanted.which, form)

    def write_as(self, form: str, path: str) -> Sequence[str]:
        """Write the list, or the page of all three, in the format that is meant."""
        with added([self.run.score] if self.run.score.origin else []):  # a sheet says what it is
            told = self._write(form, path)
        if self.wanted.where and not self._is_any(form):
            return [f"No {self.wanted.which} account fits --where {self.wanted.where!r}.", *told]
        return told

    def write_for_people(self, stream: TextIO) -> None:
        """Write the page of all three lists; of another list its rows."""
        if self.wanted.which == RANKED:
            write_page(self.run, self.lists, stream)
        else:
            super().write_for_people(stream)

    def read_now(self) -> Self:
        """Read the rows and what a page shows of every list."""
        _ = self.lists
        return super().read_now()

    @cached_property
    def lists(self) -> Mapping[str, Shown]:
        """What a page shows of each list, and how many there are in all."""
        _, top, where, pseudonyms = self.wanted
        shown = {}
        for name, limit in {RANKED: top or TOP_ON_A_PAGE, CHECK: APART, UNRATED: APART}.items():
            least = None if where else limit
            found = rows(self.db.sqlite, self.run, which=name, top=least, where=where)
            total = len(found) if where else self.run.lists[name].positions.size
            shown[name] = Shown(found[:limit], total)
        if pseudonyms is None:
            return shown
        return {name: each.unnamed(pseudonyms) for name, each in shown.items()}

    def picture(self, of: Picture = "intervals") -> "Chart":
        """Return each value with its interval, or the values against followers, as SVG.

        Parameters
        ----------
        of
            ``intervals`` in the order of the rows; or ``followers``, both on scales of powers of
            ten.

        Returns
        -------
        Chart
            ``svg``, without a script; ``alt``, what it shows in words; and the same as a table,
            ``columns`` and ``rows``, of at most as many accounts as are drawn. The values are in
            the unit of the score.

        Raises
        ------
        UsageError
            Where it is neither of the two.

        Examples
        --------
        >>> import influence as inf
        >>> with inf.example() as db:
        ...     inf.rank(db).picture().alt.split(". ")[0]
        'Influence with its interval, 90 %, of 15 accounts'
        """
        from influence.show import charts  # noqa: PLC0415 - where one is asked for

        one_of("of", of, PICTURES)
        draw = {
            "intervals": charts.rank_and_interval,
            "followers": charts.influence_against_followers,
        }[of]
        return draw(self.found, score=self.run.score.name, unit=self.run.unit)

    def chart(self, of: Picture = "intervals") -> "alt.LayerChart":
        """Return each value with its interval, or the values against followers, for a notebook.

        Parameters
        ----------
        of
            As in :meth:`picture`.

        Returns
        -------
        altair.LayerChart
            It holds the rows that it draws, in the unit of the score, and can be layered.

        Raises
        ------
        InputUnusable
            Where Altair is not installed: the command that installs it.
        UsageError
            Where it is neither of the two.

        Examples
        --------
        >>> import influence as inf
        >>> with inf.example() as db:
        ...     type(inf.rank(db).chart("followers")).__name__
        'LayerChart'
        """
        one_of("of", of, PICTURES)
        needs_altair()
        from influence.show.charts import altair_charts as charts  # noqa: PLC0415 - an extra

        draw = {"intervals": charts.ranked_intervals, "followers": charts.against_followers}[of]
        return draw(self.found, score=self.run.score.name, unit=self.run.unit)

    def _is_any(self, form: str) -> bool:
        is_page = form == "table" and self.wanted.which == RANKED
        return bool(self.lists[RANKED].rows if is_page else self.found)

    def _write(self, form: str, path: str) -> Sequence[str]:
        if form == "table" and self.wanted.which == RANKED:
            with open_output(path) as stream:
                self.write_for_people(stream)
            return []
        if form == "xlsx":
            return self._write_workbook(path)
        if form == "parquet":
            write_parquet_file(self.found, self.columns_in(form), path, self.facts)
            return []
        return write_output(self.found, self.columns_in(form), form, path, title=self.title)

    def _write_workbook(self, path: str) -> Sequence[str]:
        if self.wanted.pseudonyms is not None:
            raise UsageError("A workbook has links and names in it; pseudonymise CSV or Parquet.")
        from influence.show.ranking_sheets import Choice, ranking_sheets  # noqa: PLC0415 - an extra
        from influence.show.workbook import UNDATED, write_workbook  # noqa: PLC0415

        sheets = ranking_sheets(self.db.sqlite, self.run, Choice(*self.wanted[:3]))
        when = when_computed(self.db.sqlite, self.run)
        made = moment_of(when) if when else None
        with open_binary_output(path) as stream:
            return write_workbook(sheets, stream, title=heading(self.run), made=made or UNDATED)


def ranking_of(db: Database, run: Run, wanted: Wanted) -> Ranking:
    """Return the rows of one list of a run as a result."""

    def read() -> Sequence[Row]:
        found: Sequence[Row] = rows(
            db.sqlite, run, which=wanted.which, top=wanted.top, where=wanted.where
        )
        return found if wanted.pseudonyms is None else unnamed(found, wanted.pseudonyms)

    return Ranking(
        title=run.score.name,
        columns=columns_of(columns(run)),
        read=read,
        for_people=people_columns(run),
        words=words_of(run, wanted.which, "table"),
        db=db,
        run=run,
        wanted=wanted,
    )


def words_of(run: Run, which: str, form: str) -> Sequence[str]:
    """Return what has to be said with a ranking in a form, and whether it was stored."""
    lines = cautions(run)
    if form != "table":
        lines = [heading(run), *lines]
        lines += [elsewhere(run, which)] if form != "xlsx" else []  # its last sheet says it
    if (recorded := run.recorded) is not None:
        stored = f"Stored as run {recorded.run_id}." if recorded.is_new else ""
        if recorded.why_not:
            stored = f"The run was not stored: {recorded.why_not}."
        elif not recorded.is_new:
            stored = f"The same as run {recorded.run_id}."
        lines.append(stored)
    return [line for line in lines if line]
