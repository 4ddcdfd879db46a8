"""What ``influence explain`` and ``influence compare`` print."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click
import numpy as np

from influence.cli.account_rows import Asked
from influence.cli.accounts_in import AccountList
from influence.cli.written import write_table
from influence.errors import UsageError
from influence.invocation import suggested
from influence.ranking import Row, Run, row_of, run
from influence.ranking.compare import compare, verdicts
from influence.ranking.explain import Explanation, explain, runs_beside
from influence.ranking.names import Name, distinct_labels
from influence.show import (
    BINARY_FORMATS,
    FORMATS,
    MACHINE_FORMATS,
    PRIVATE,
    Column,
    Kind,
    open_output,
    write_rows,
)
from influence.show.explanations import (
    APPENDED,
    FORMS,
    explanation_as_json,
    explanation_row,
    write_explanation,
)
from influence.store import last_event
from influence.windows import Window, parse_window

if TYPE_CHECKING:
    from sqlite_utils import Database

Found = Sequence[tuple[Asked, Name | None]]
Opened = Iterator[tuple[Asked, Explanation | None, Row]]


def show_explanations(db: "Database", asked: AccountList, options: Mapping[str, Any]) -> None:
    """Write the explanation of each account over a window given by its two bounds."""
    form = options["form"] or _form_of(options["output"])
    window = _window(db, options)
    found = list(asked.found(db))
    if not any(account for _, account in found):
        asked.check()
    whole = run(db, window=window)
    _say_other_window(found, whole)
    opened = _opened(db, whole, found)
    with open_output(options["output"]) as stream:
        if form in {"csv", "tsv"}:
            _write_table(opened, asked.columns, form, stream)
        elif form in MACHINE_FORMATS and asked.is_list:
            _write_objects(opened, whole, form, stream)
        else:
            _write_pages(opened, whole, form, stream)
    asked.check()


def _form_of(output: str) -> str:
    """Return what a file's ending says, else sentences.

    Raises
    ------
    UsageError
        Where it says a form that explanations are not written in.
    """
    ending = Path(output).suffix.removeprefix(".").casefold()
    if ending in {*FORMATS, *BINARY_FORMATS} - {*FORMS}:
        raise UsageError(f"-o {output}: explain writes {', '.join(FORMS)}; name one with --format.")
    return ending if ending in FORMS else "text"


def _opened(db: "Database", whole: Run, found: Found) -> Opened:
    """Yield each account with its explanation and its row of the ranking, if it is known."""
    beside = runs_beside(whole)
    for asked, account in found:
        if account is None:
            yield asked, None, {}
        else:
            explanation = explain(db, whole, account, beside)
            yield asked, explanation, row_of(db, whole, explanation.position)


def _write_pages(opened: Opened, whole: Run, form: str, stream: TextIO) -> None:
    between = ""
    for _, explanation, summary in opened:
        if explanation is not None:
            stream.write(between)
            write_explanation(explanation, whole, summary, form, stream)
            between = "\n\n"


def _write_objects(opened: Opened, whole: Run, form: str, stream: TextIO) -> None:
    """Write one object an account, with the row of the input that asked for it."""
    start, between, end = ("[\n", ",\n", "\n]\n") if form == "json" else ("", "\n", "\n")
    for asked, explanation, summary in opened:
        if explanation is not None:
            found = {"input": dict(asked.row), **explanation_as_json(explanation, whole, summary)}
            stream.write(start + json.dumps(found, ensure_ascii=False, allow_nan=False))
            start = between
    stream.write(end)


def _write_table(opened: Opened, columns: Sequence[str], form: str, stream: TextIO) -> None:
    """Write the columns of the input, and after them those that are new."""
    names = {name: _free_name(name, columns) for name in APPENDED}
    unknown = dict.fromkeys(APPENDED) | {"status": "unknown"}
    rows = (
        {**asked.row, **{names[name]: cell for name, cell in cells.items()}}
        for asked, explanation, summary in opened
        for cells in [unknown if explanation is None else explanation_row(explanation, summary)]
    )
    write_rows(rows, [*columns, *names.values()], form, stream)


def _free_name(name: str, columns: Sequence[str]) -> str:
    """Return a name for a new column: what the input says under its own is left as it is."""
    while name in columns:
        name = f"explain_{name}"
    return name


def _say_other_window(found: Found, whole: Run) -> None:
    """Say where a list was ranked over another window than it is explained over."""
    spans = {(each.row.get("window_start"), each.row.get("window_end")) for each, _ in found}
    others = sorted(f"{start} to {end}" for start, end in spans - {(None, None), whole.bounds})
    if others:
        click.echo(
            f"The list was ranked over {others[0]}, and is explained over {whole.bounds}:"
            " --since and --until choose.",
            err=True,
        )


def show_comparison(db: "Database", asked: AccountList, options: Mapping[str, Any]) -> None:
    """Write accounts side by side, and on stderr whether the first really differs from the rest."""
    found = list(dict.fromkeys(account for _, account in asked.found(db) if account))
    if not found:
        asked.check()
    if len(found) < 2:
        raise UsageError(
            f"compare needs two different accounts or more; `{suggested('explain')}` opens one."
        )
    whole: Run = run(db, by=options["by"], window=_window(db, options))
    positions = np.searchsorted(whole.graph.accounts, [each.account_id for each in found])
    rows = [row_of(db, whole, int(position)) for position in positions]
    measures = compare(whole, found, rows)
    if options["form"] in {"md", "xlsx"}:  # a report: what is private is a row here
        measures = [row for row in measures if row["measure"] not in PRIVATE]
    columns = [Column("measure"), *map(_measured, distinct_labels(found))]
    write_table(measures, columns, options, "Compared", [str(row["measure"]) for row in measures])
    if not options["quiet"]:
        for sentence in verdicts(whole, found, rows):
            click.echo(sentence, err=True)
    asked.check()


def _measured(label: str) -> Column:
    """Return the column of one account, whose handle says nothing of what the column holds."""
    return Column(label, label=label, wrap=True, kind=Kind.VALUE)


def _window(db: "Database", options: Mapping[str, Any]) -> Window:
    return parse_window(options["since"], options["until"], lambda: last_event(db))
