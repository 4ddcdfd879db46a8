"""What ``influence rank`` prints: data on the output, words on stderr."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from influence.cli.pseudonyms import pseudonyms_of
from influence.cli.ranking import APART, TOP_ON_A_PAGE
from influence.cli.written import write_table
from influence.errors import NothingFound, UsageError
from influence.find import query_of, rank_within
from influence.ranking import (
    CHECK,
    DEFAULT_SCORE,
    RANKED,
    UNRATED,
    Row,
    Run,
    columns,
    find_score,
    parse_settings,
    rows,
    run,
    settings_of,
)
from influence.ranking.provenance import facts_of, when_computed
from influence.scores import all_scores
from influence.show import (
    MACHINE_FORMATS,
    Cell,
    Column,
    columns_of,
    moment_of,
    open_binary_output,
    open_output,
    shareable,
    write_output,
    write_parquet_file,
)
from influence.show.rankings import (
    Shown,
    cautions,
    elsewhere,
    heading,
    people_columns,
    write_page,
)
from influence.show.unnamed import unnamed, unnamed_facts
from influence.windows import Window

if TYPE_CHECKING:
    from sqlite_utils import Database


def ranked(db: "Database", window: Window, options: Mapping[str, Any]) -> Run:
    """Compute what the options ask for: a score, or influence within a topic.

    Raises
    ------
    UsageError
        Where a topic is asked for with another score than the default, or with settings.
    """
    if options["topic"] is None:
        settings = parse_settings(find_score(options["by"]), options["settings"])
        return run(db, by=options["by"], window=window, settings=settings)
    if options["by"] != DEFAULT_SCORE or options["settings"]:
        raise UsageError(f"--topic ranks by {DEFAULT_SCORE} within it: leave --by and --set out.")
    return rank_within(db, query_of(db, options["topic"]), window).run


def show_ranking(db: "Database", run: Run, options: Mapping[str, Any]) -> None:
    """Write one list, or the page of all three, in the format that is meant."""
    reason = run.values.facts.get("why_nothing")
    if reason or not np.isfinite(run.values.value).any():
        reason = reason or "it is known of no account in this data"
        raise NothingFound(f"Nothing can be ranked by {run.score.name}: {reason}.")
    form, which = options["form"], options["which"]
    found, told = _write(db, run, options)
    if options["where"] and not found:
        click.echo(f"No {which} account fits --where {options['where']!r}.", err=True)
    for line in told:
        click.echo(line, err=True)
    if not options["quiet"]:
        _say(run, which, form)


def _write(db: "Database", run: Run, options: Mapping[str, Any]) -> tuple[int, list[str]]:
    """Write in the form that is meant; return how many rows, and what the form could not hold."""
    form, output = options["form"], options["output"]
    which, top, where = options["which"], options["top"], options["where"]
    pseudonyms = pseudonyms_of(options)
    if form == "table" and which == RANKED:
        lists = _three_lists(db, run, top or TOP_ON_A_PAGE, where)
        if pseudonyms is not None:
            lists = {name: each.unnamed(pseudonyms) for name, each in lists.items()}
        with open_output(output) as stream:
            write_page(run, lists, stream)
        return len(lists[RANKED].rows), []
    if form == "xlsx":
        return _write_workbook(db, run, options)
    found: Sequence[Mapping[str, Cell]] = rows(db, run, which=which, top=top, where=where)
    machine = form in MACHINE_FORMATS or form == "parquet"
    chosen = columns_of(columns(run) if machine else people_columns(run))
    facts = facts_of(run)
    if pseudonyms is not None:
        found, chosen = unnamed(found, pseudonyms), shareable(chosen)
        facts = unnamed_facts(facts)
    if form == "parquet":
        write_parquet_file(found, chosen, output, facts)
        return len(found), []
    return len(found), write_output(found, chosen, form, output, title=run.score.name)


def _write_workbook(db: "Database", run: Run, options: Mapping[str, Any]) -> tuple[int, list[str]]:
    if options["pseudonymise"]:
        raise UsageError("A workbook has links and names in it; pseudonymise CSV or Parquet.")
    from influence.show.ranking_sheets import Choice, ranking_sheets
    from influence.show.workbook import UNDATED, write_workbook

    choice = Choice(options["which"], options["top"], options["where"])
    sheets = ranking_sheets(db, run, choice)
    when = when_computed(db, run)
    made = moment_of(when) if when else None
    with open_binary_output(options["output"]) as stream:
        told = write_workbook(sheets, stream, title=heading(run), made=made or UNDATED)
    return len(sheets[0].rows), told


def _three_lists(db: "Database", run: Run, top: int, where: str | None) -> dict[str, Shown]:
    """Return what a page shows of each list, and how many there are in all."""
    shown = {}
    for name, limit in {RANKED: top, CHECK: APART, UNRATED: APART}.items():
        found = rows(db, run, which=name, top=None if where else limit, where=where)
        total = len(found) if where else run.lists[name].positions.size
        shown[name] = Shown(found[:limit], total)
    return shown


def _say(run: Run, which: str, form: str) -> None:
    lines = cautions(run)
    if form != "table":
        lines = [heading(run), *lines]
        lines += [elsewhere(run, which)] if form != "xlsx" else []  # its last sheet says it
    recorded = run.recorded
    if recorded is not None:
        stored = f"Stored as run {recorded.run_id}." if recorded.is_new else ""
        if recorded.why_not:
            stored = f"The run was not stored: {recorded.why_not}."
        elif not recorded.is_new:
            stored = f"The same as run {recorded.run_id}."
        lines.append(stored)
    for line in lines:
        if line:
            click.echo(line, err=True)


def show_scores(options: Mapping[str, Any]) -> None:
    """Write the registry of scores."""
    found: list[Row] = [
        {
            "score": each.name,
            "question": each.question,
            "unit": each.unit,
            "settings": " ".join(f"{k}={v}" for k, v in settings_of(each).items()) or None,
            "reference": each.reference,
        }
        for each in all_scores().values()
    ]
    wide = [Column("question", wrap=True), Column("unit", keep=1, wrap=True)]
    more = [Column("settings", keep=3, wrap=True), Column("reference", keep=2, wrap=True)]
    write_table(found, ["score", *wide, *more], options, "Scores")
