"""Explanations as results: a row an account, everything behind each, and pages for people."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from influence.errors import UsageError
from influence.library.account_rows import Asked
from influence.library.database import Database
from influence.library.documents import Documents
from influence.library.results import Result, needs_altair
from influence.ranking import Row, Run, row_of
from influence.ranking.explain import Explanation, explain
from influence.ranking.names import Name
from influence.show import MACHINE_FORMATS, Cell, Column, columns_of, open_output, write_rows
from influence.show.explanations import (
    SECTIONS,
    appended,
    explanation_as_json,
    explanation_row,
    sentences,
    write_explanation,
)

if TYPE_CHECKING:
    import altair as alt

    from influence.show.charts import Chart


class Opened(NamedTuple):
    """One account that was asked for, its explanation and its row of the ranking, if known."""

    asked: Asked
    explanation: Explanation | None
    summary: Row


@dataclass(frozen=True, eq=False)
class Opening:
    """Accounts that are opened one after the other, each once: there may be many."""

    db: Database
    run: Run
    found: Sequence[tuple[Asked, Name | None]]
    beside: Sequence[Run]
    opened: list[Opened] = field(default_factory=list)

    def __iter__(self) -> Iterator[Opened]:
        for place, (asked, account) in enumerate(self.found):
            if place == len(self.opened):
                self.opened.append(self._open(asked, account))
            yield self.opened[place]

    def _open(self, asked: Asked, account: Name | None) -> Opened:
        if account is None:
            return Opened(asked, None, {})
        db = self.db.sqlite
        explanation = explain(db, self.run, account, self.beside)
        return Opened(asked, explanation, row_of(db, self.run, explanation.position))


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Explanations(Documents):
    """Explanations of a score: one row an account; of one account also each of its tables.

    Attributes
    ----------
    opening
        The accounts, and the run that is explained.
    is_list
        Whether a list was asked about.
    """

    opening: Opening
    is_list: bool

    @property
    def rows(self) -> list[dict[str, Cell]]:
        """A row an account: the columns of the input, then those of an explanation."""
        return super(Documents, self).rows

    @property
    def run(self) -> Run:
        """The run that is explained."""
        return self.opening.run

    @property
    def parts(self) -> Result:
        """The stages of the number of the only account: their ``adds`` sum up to it."""
        return self.table("parts")

    @property
    def amplifiers(self) -> Result:
        """Those without whom the number of the only account falls most."""
        return self.table("amplifiers")

    @property
    def posts(self) -> Result:
        """The posts of the only account that most accounts passed on."""
        return self.table("posts")

    @property
    def others(self) -> Result:
        """The only account under other scores."""
        return self.table("others")

    @property
    def coverage(self) -> Result:
        """What is held of the only account, of what its source claims."""
        return self.table("coverage")

    @property
    def sentences(self) -> list[str]:
        """What is said of the only account: the number, how sure it is, and what it cannot say."""
        opened = self._only()
        return [] if opened is None else list(sentences(opened[0], self.run, opened[1]))

    def table(self, name: str) -> Result:
        """Return one of the tables of the only account, by the name of its attribute."""
        if name not in SECTIONS:
            return super().table(name)
        title, columns = SECTIONS[name]
        rows = self.document[name]
        return Result(title=title, columns=columns, read=lambda: rows)

    def write_as(self, form: str, path: str) -> Sequence[str]:
        """Write pages, objects or a table."""
        with open_output(path) as stream:
            if form in {"csv", "tsv"}:
                write_rows(self.found, self.columns, form, stream)
            elif form in MACHINE_FORMATS and self.is_list:
                self._write_objects(form, stream)
            else:
                self.write_page(form, stream)
        return []

    def chart(self) -> "alt.LayerChart":
        """Return what each stage adds to the number of the only account, as a chart of Altair."""
        needs_altair()
        from influence.show.charts import altair_charts  # noqa: PLC0415 - an extra

        return altair_charts.stages_of(self.parts.rows, unit=self.run.unit, title=self._called())

    def picture(self) -> "Chart":
        """Return what each stage adds to the number of the only account."""
        from influence.show.charts import stages_added  # noqa: PLC0415

        return stages_added(self.parts.rows, unit=self.run.unit, title=self._called())

    def _called(self) -> str:
        opened = self._only()
        return "" if opened is None else opened[0].account.label

    def _only(self) -> tuple[Explanation, Row] | None:
        known = [(each.explanation, each.summary) for each in self.opening if each.explanation]
        if len(known) > 1:
            raise UsageError(f"{len(known)} accounts were asked about: ask about one.")
        return known[0] if known else None

    def _write_objects(self, form: str, stream: TextIO) -> None:
        """Write one object an account, with the row of the input that asked for it."""
        start, between, end = ("[\n", ",\n", "\n]\n") if form == "json" else ("", "\n", "\n")
        for asked, explanation, summary in self.opening:
            if explanation is not None:
                opened = explanation_as_json(explanation, self.run, summary)
                found = {"input": dict(asked.row), **opened}
                stream.write(start + json.dumps(found, ensure_ascii=False, allow_nan=False))
                start = between
        stream.write(end)


def explanations_of(
    opening: Opening, columns: Sequence[str], words: Sequence[str], *, is_list: bool
) -> Explanations:
    """Return explanations of the accounts of an input with these columns."""
    run = opening.run
    names = {name: _free_name(name, columns) for name in appended(run.score.name)}

    def rows() -> list[Row]:
        return list(_rows(opening, names))

    def write(form: str, stream: TextIO) -> None:
        between = ""
        for _, explanation, summary in opening:
            if explanation is not None:
                stream.write(between)
                write_explanation(explanation, run, summary, form, stream)
                between = "\n\n"

    return Explanations(
        title="Explanations",
        columns=columns_of([*map(Column, columns), *names.values()]),
        read=rows,
        words=words,
        documents=_Lazily(opening),
        write_page=write,
        opening=opening,
        is_list=is_list,
    )


class _Lazily(Sequence[Mapping[str, Any]]):
    """Explanations as JSON, made when one is looked at."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening

    @cached_property
    def _all(self) -> list[Mapping[str, Any]]:
        run = self._opening.run
        return [
            explanation_as_json(each.explanation, run, each.summary)
            for each in self._opening
            if each.explanation is not None
        ]

    def __getitem__(self, place: Any) -> Any:  # noqa: ANN401 a place or a slice
        return self._all[place]

    def __len__(self) -> int:
        return len(self._all)


def _rows(opening: Opening, names: Mapping[str, str]) -> Iterator[Row]:
    unknown = dict.fromkeys(names) | {"status": "unknown"}
    score = opening.run.score.name
    for asked, explanation, summary in opening:
        cells = unknown if explanation is None else explanation_row(explanation, summary, score)
        yield {**asked.row, **{names[name]: cell for name, cell in cells.items()}}


def _free_name(name: str, columns: Sequence[str]) -> str:
    """Return a name for a new column: what the input says under its own is left as it is."""
    while name in columns:
        name = f"explain_{name}"
    return name
