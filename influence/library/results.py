"""What a function of the library returns: rows in the columns of its command, in any form."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal, Self, TextIO, overload

from influence.errors import InfluenceError, UsageError
from influence.show import (
    Cell,
    Column,
    Row,
    choose_format,
    columns_of,
    write_output,
    write_rows,
)
from influence.show.columns import known
from influence.show.extras import needed
from influence.show.html_tables import html_block

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd
    import polars as pl

    from influence.show.charts import Chart

FOR_PEOPLE = frozenset({"table", "md"})
SHOWN = 30
"""Rows that a notebook shows; ``rows`` and ``to_frame`` have all."""


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Result:
    """Rows in the columns that the command of the same name writes, and what it says beside them.

    Attributes
    ----------
    title
        What a sheet of a workbook is called.
    columns
        Those of CSV and JSON, in their order.
    read
        Gives the rows, which may hold more than the columns; asked once, when they are wanted.
    for_people
        The columns of a table for people; none: the same.
    words
        What the command says on stderr, a sentence each.
    explained
        What else than the columns a workbook explains.
    is_done
        Whether something was changed: then the command says only words, and the rows show how it
        is now.
    """

    title: str
    columns: Sequence[Column]
    read: Callable[[], Sequence[Mapping[str, Any]]]
    for_people: Sequence[Column] = ()
    words: Sequence[str] = ()
    explained: Sequence[str] = ()
    is_done: bool = False

    @cached_property
    def found(self) -> Sequence[Mapping[str, Any]]:
        """The rows as they were computed."""
        return self.read()

    def read_now(self) -> Self:
        """Read what is read when it is looked at, so that the database may be closed."""
        _ = self.found
        return self

    @property
    def rows(self) -> list[dict[str, Cell]]:
        """The rows as JSON writes them: every column by its name, None where unknown."""
        names = [column.name for column in self.columns]
        return [{name: known(row.get(name)) for name in names} for row in self.found]

    def __len__(self) -> int:
        return len(self.found)

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        return iter(self.rows)

    def __repr__(self) -> str:
        """Return what the command prints for people."""
        stream = StringIO()
        try:
            self.write_for_people(stream)
        except InfluenceError as error:  # what is read later cannot be read any more
            return f"<{type(self).__name__}: {error}>"
        return "\n".join([stream.getvalue().rstrip("\n"), *self.words])

    def _repr_html_(self) -> str:
        """Show the rows in a notebook as people read them, and say beside them what is said."""
        columns = self.columns_in("table")
        return html_block(columns, self.found, most=SHOWN, words=self.words)

    @overload
    def to_frame(self, library: Literal["pandas"] = ...) -> "pd.DataFrame": ...

    @overload
    def to_frame(self, library: Literal["polars"]) -> "pl.DataFrame": ...

    def to_frame(self, library: Literal["pandas", "polars"] = "pandas") -> object:
        """Return the rows as a data frame, in the columns of :attr:`rows`.

        Parameters
        ----------
        library
            ``pandas`` or ``polars``, each an extra of this project.

        Returns
        -------
        pandas.DataFrame or polars.DataFrame
            (m,) rows. Times are moments in UTC, ids text; unknown is null, and makes whole numbers
            of pandas floats.

        Raises
        ------
        InputUnusable
            Where the library is not installed: the command that installs it.
        UsageError
            Where it is neither of the two.
        """
        from influence.show.frames import frame_of  # noqa: PLC0415 - an extra

        return frame_of(self.rows, self.columns, library)

    def chart(self) -> "alt.Chart | alt.LayerChart":
        """Return what the rows show as a chart of Altair; :meth:`picture` needs no extra.

        Raises
        ------
        InputUnusable
            Where Altair is not installed: the command that installs it.
        UsageError
            Where there is nothing to be drawn.
        """
        raise UsageError(self._undrawn)

    def picture(self) -> "Chart":
        """Return what the rows show as SVG, with words and a table; it needs no extra.

        Raises
        ------
        UsageError
            Where there is nothing to be drawn.
        """
        raise UsageError(self._undrawn)

    @property
    def _undrawn(self) -> str:
        return f"There is no chart of {self.title!r}; draw what to_frame() returns."

    def write(
        self, path: str | PathLike[str] = "-", *, format: str | None = None, excel: bool = False
    ) -> Sequence[str]:
        """Write the rows as the command does under ``-o`` and ``--format``, whole or not at all.

        Parameters
        ----------
        path
            A file, or ``-`` for stdout.
        format
            ``csv``, ``tsv``, ``json``, ``jsonl``, ``md``, ``table``, ``xlsx`` or ``parquet``; None:
            by the ending of the file.
        excel
            CSV (or TSV) that Excel opens right.

        Returns
        -------
        sequence of str
            What the form cannot hold and is not there as it was given: a sentence each.

        Raises
        ------
        InputUnusable
            Where the place cannot be written, or the library that writes the form is missing.
        UsageError
            Where the form means nothing.
        """
        place = place_of(path)
        return self.write_as(choose_format(format, place, for_excel=excel), place)

    def write_as(self, form: str, path: str) -> Sequence[str]:
        """Write in a form that :func:`influence.show.choose_format` returned."""
        columns, title = self.columns_in(form), self.title
        return write_output(self.found, columns, form, path, title=title, explained=self.explained)

    def columns_in(self, form: str) -> Sequence[Column]:
        """Return the columns of a form."""
        return (form in FOR_PEOPLE and self.for_people) or self.columns

    def words_in(self, form: str) -> Sequence[str]:  # noqa: ARG002 some forms say it themselves
        """Return the sentences that stand beside a form."""
        return self.words

    def write_for_people(self, stream: TextIO) -> None:
        """Write the table for people, of the first rows."""
        write_rows(self.found[:SHOWN], self.columns_in("table"), "table", stream)
        if len(self) > SHOWN:
            stream.write(f"... {len(self):,} rows in all.\n")


def place_of(path: str | PathLike[str]) -> str:
    """Return where a result is written; raise UsageError where no place is named."""
    if not isinstance(path, str | PathLike):
        raise UsageError(f"{path!r} is no place to write to: name a file, or - for stdout.")
    return str(path)


def result_of(
    title: str,
    columns: Sequence[Column | str],
    found: Sequence[Row],
    words: Sequence[str] = (),
    *,
    is_done: bool = False,
) -> Result:
    """Return rows whose columns are the same for people and machines."""
    return Result(
        title=title,
        columns=columns_of(columns),
        read=lambda: found,
        words=list(words),
        is_done=is_done,
    )


def needs_altair() -> None:
    """Raise InputUnusable where Altair is not installed: the command that installs it."""
    needed("A chart of Altair", ["altair"], "notebooks")
